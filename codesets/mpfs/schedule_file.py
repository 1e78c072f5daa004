"""Reads the relative value file of the physician fee schedule into a store: csv, fixed-width text, or a workbook.

Source: CMS, `PPRRVU` in the zips `RVU25A` to `RVU25D` (January, April, July, October). The csv has some nine lines of
titles and of a header whose words stand one below the other. It had 31 columns in 2025 and has 32 since 2026, in two
files, so columns are found by their stacked names. The text file is laid out as `RVU25D` describes.
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from codesets.errors import BrokenSourceError
from codesets.files import rows
from codesets.files.sources import Member
from codesets.layouts import Layout, Recognised
from codesets.mpfs.schedule import COLUMNS, FLAGS, NUMBERS, QUALIFYING
from codesets.stores.ends import reaching
from codesets.values import Dataset

_CODE = re.compile(r"[0-9A-Z]{5}")
_OWNED = re.compile(r"[0-9]{4}[0-9A-Z]|D[0-9]{4}")
"""Codes of the American Medical Association (CPT) and the American Dental Association."""
_ENDS = reaching("SELECT max(code) FROM fee", "V5364")
"""Screening for dysphagia: the file goes from 00100 to it."""
_MOST = Decimal(10_000)
"""No value of the file is as large."""
_LEADING_POINT = re.compile(r"(?<![0-9])\.")
"""The text file has ".00" where the csv has "0.00"."""
_TEXT = re.compile(r"[\x20-\x7e]{0,60}")

_STACKED = {
    "code": "HCPCS",
    "modifier": "MOD",
    "description": "DESCRIPTION",
    "status": "STATUS CODE",
    "work": "WORK RVU",
    "nonfacility_pe": "NON-FAC PE RVU",
    "nonfacility_na": "NON-FAC NA INDICATOR",
    "facility_pe": "FACILITY PE RVU",
    "facility_na": "FACILITY NA INDICATOR",
    "malpractice": "MP RVU",
    "pc_tc": "PCTC IND",
    "global_days": "GLOB DAYS",
    "preoperative": "PRE OP",
    "intraoperative": "INTRA OP",
    "postoperative": "POST OP",
    "multiple": "MULT PROC",
    "bilateral": "BILAT SURG",
    "assistant": "ASST SURG",
    "co_surgeons": "CO- SURG",
    "team": "TEAM SURG",
    "endoscopic_base": "ENDO BASE",
    "conversion_factor": "CONV FACTOR",
    "supervision": "PHYSICIAN SUPERVISION OF DIAGNOSTIC PROCEDURES",
    "imaging_family": "DIAGNOSTIC IMAGING FAMILY INDICATOR",
}
"""The stacked names of the columns in the csv and the workbook."""
_FIXED = {
    "code": (1, 5),
    "modifier": (6, 7),
    "description": (8, 57),
    "status": (58, 58),
    "work": (60, 65),
    "nonfacility_pe": (67, 72),
    "nonfacility_na": (73, 74),
    "facility_pe": (76, 81),
    "facility_na": (82, 83),
    "malpractice": (85, 89),
    "pc_tc": (103, 103),
    "global_days": (104, 106),
    "preoperative": (107, 109),
    "intraoperative": (110, 112),
    "postoperative": (113, 115),
    "multiple": (116, 116),
    "bilateral": (117, 117),
    "assistant": (118, 118),
    "co_surgeons": (119, 119),
    "team": (120, 120),
    "endoscopic_base": (128, 132),
    "conversion_factor": (133, 140),
    "supervision": (142, 143),
    "imaging_family": (146, 147),
}
"""First and last position of each field in the text file, from 1."""
_SHORTEST = 147

_NAMED = re.compile(r"PPRRVU[-_ ]?(?:20)?(?P<year>\d\d)\D*?(?P<month>jan|apr|jul|oct)", re.IGNORECASE)
_LETTERED = re.compile(r"RVU(?:20)?(?P<year>\d\d)(?P<letter>[A-D])R?(?![a-z])", re.IGNORECASE)
_TITLED = re.compile(rb"(20\d\d) National Physician Fee Schedule Relative Value File (January|April|July|October)")
_MONTHS = ("jan", "apr", "jul", "oct")
_SPOKEN = ("January", "April", "July", "October")

_SCHEMA = f"CREATE TABLE fee ({', '.join(COLUMNS)}, PRIMARY KEY (code, modifier)) WITHOUT ROWID;"


def _recognise(member: Member, head: bytes) -> Recognised | None:
    named = f"{member.name} {member.path.name}"
    if rows.is_workbook(head):
        if "pprrvu" not in member.name.lower():
            return None
    elif b"HCPCS,MOD,DESCRIPTION" not in head and not head.startswith(b"HDR "):
        return None
    if _is_table(member, head):
        with closing(rows.of(member, head, rows.comma_separated)) as lines:
            header = rows.stacked(lines, "HCPCS", _is_data)
        if header is None or "STATUS CODE" not in header[0]:
            return None
    qualifying = re.search(r"(?<!non)[-_ ]?qpp", re.sub(r"non[-_ ]?qpp", "", named, flags=re.IGNORECASE), re.IGNORECASE)
    first = _first_day(named, head)
    name = "Physician fee schedule" + (f", {_SPOKEN[first.month // 3]} {first.year}" if first else "")
    return Recognised(
        Dataset.MPFS,
        name + (" (qualifying participants)" if qualifying else ""),
        first,
        (first + timedelta(days=100)).replace(day=1) - timedelta(days=1) if first else None,
        QUALIFYING if qualifying else "",
    )


def _first_day(named: str, head: bytes) -> date | None:
    if found := _NAMED.search(named):
        return date(2000 + int(found["year"]), _MONTHS.index(found["month"].lower()) * 3 + 1, 1)
    if found := _LETTERED.search(named):
        return date(2000 + int(found["year"]), "ABCD".index(found["letter"].upper()) * 3 + 1, 1)
    if titled := _TITLED.search(head):
        return date(int(titled[1]), _SPOKEN.index(titled[2].decode()) * 3 + 1, 1)
    return None


def _is_table(member: Member, head: bytes) -> bool:
    return rows.is_workbook(head) or (not head.startswith(b"HDR ") and member.name.lower().endswith(".csv"))


def _is_data(cells: list[str]) -> bool:
    return bool(cells) and _CODE.fullmatch(cells[0].strip()) is not None and cells[0].strip() != "HCPCS"


def _write(database: sqlite3.Connection, member: Member) -> int:
    head = member.head(4)
    read = _table if _is_table(member, head) else _fixed
    marks = ", ".join("?" * len(COLUMNS))
    return database.executemany(f"INSERT INTO fee VALUES ({marks})", read(member)).rowcount  # noqa: S608 - marks


def _table(member: Member) -> Iterator[list[str | bool]]:
    with closing(rows.of(member, member.head(4), rows.comma_separated)) as lines:
        names, body = rows.table(member, lines, "HCPCS", _is_data)
        places = rows.places(names, [_STACKED[column] for column in COLUMNS], member)
        for number, cells in body:
            yield _row(member, number, [cells[place] for place in places])


def _fixed(member: Member) -> Iterator[list[str | bool]]:
    places = [_FIXED[column] for column in COLUMNS]
    with closing(rows.tab_separated(member)) as lines:
        for number, cells in lines:
            line = "\t".join(cells)
            if line.strip() and not line.startswith(("HDR", "TRL")):
                if len(line) < _SHORTEST:
                    raise BrokenSourceError(f"Line {number} of {member.name} breaks off; get the file again")
                yield _row(member, number, [line[first - 1 : last] for first, last in places])


def _row(member: Member, number: int, cells: list[str]) -> list[str | bool]:
    try:
        values = dict(zip(COLUMNS, (cell.strip() for cell in cells), strict=True))
        if _OWNED.fullmatch(values["code"]):
            values["description"] = ""
        return [_value(column, text) for column, text in values.items()]
    except (ValueError, InvalidOperation) as error:
        raise BrokenSourceError(f"Line {number} of {member.name} is damaged: {error}; get the file again") from None


def _value(column: str, text: str) -> str | bool:
    if column in FLAGS:
        if text not in {"", "NA"}:
            raise ValueError(f"{text[:20]!r} is no NA indicator")
        return text == "NA"
    if column in NUMBERS:
        if not abs(Decimal(text)) < _MOST:
            raise ValueError(f"{text[:20]!r} is no relative value")
        return _LEADING_POINT.sub("0.", text)
    if column == "code" and not _CODE.fullmatch(text):
        raise ValueError(f"{text[:20]!r} is no HCPCS or CPT code")
    if not _TEXT.fullmatch(text):
        raise ValueError(f"{text[:20]!r} is no text of the file")
    return text


SCHEDULE = Layout(_recognise, _SCHEMA, _write, at_least=17_000, lacks=_ENDS)
"""The file of October 2025 has 19,090 rows."""
