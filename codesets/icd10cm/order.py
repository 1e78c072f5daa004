"""The order file of NCHS and CMS: every code in order, header or billable, with its short and long title.

    1-5 order, 7-13 code without its dot, 15 flag (1 billable, 0 header), 17-76 short title, 78 on long title

Where it is loaded beside the tabular list, it shows that the list's 7th characters were extended as CMS does.
"""

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from codesets.errors import BrokenSourceError
from codesets.files.sources import Member
from codesets.icd10cm.index_layouts import fiscal_year
from codesets.layouts import Layout, Recognised
from codesets.shapes import normalise
from codesets.stores.ends import reaching
from codesets.stores.installing import Report
from codesets.stores.shelf import Shelf
from codesets.stores.store import Store
from codesets.values import Dataset

_LINE = re.compile(
    r"(?P<place>[0-9]{5}) (?P<code>[A-Z][0-9A][0-9A-Z]{1,5}) {1,5}(?P<flag>[01]) (?P<short>.{60}) (?P<long>.*)"
)
_YEAR = re.compile(r"20[0-9]{2}")

_SCHEMA = """
CREATE TABLE code (place INTEGER PRIMARY KEY, code TEXT, billable INTEGER, short TEXT, long TEXT);
"""
_INDEXES = "CREATE UNIQUE INDEX code_code ON code (code);"
_ENDS = reaching("SELECT max(code) FROM code", "Z99.89")
"""Dependence on enabling machines: the last code since ICD-10-CM came into use."""
_TOLD = 3
_CODES = 90_000
"""An order file has some 97,000 lines."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A code that the order file and the tabular list do not have alike, and what the order file says of it."""

    code: str
    sentence: str


def differences(order: Store, tabular: Store) -> Iterator[Difference]:
    """Where the two disagree: codes that one lacks, and codes that only one takes for billable."""
    ordered = dict(order.rows("SELECT code, billable FROM code"))
    listed = dict(tabular.rows("SELECT code, billable FROM node WHERE level = 3"))
    for code in sorted(ordered.keys() | listed.keys()):
        if code not in listed:
            yield Difference(code, f"{code} stands in {order.release.name} and not in {tabular.release.name}")
        elif code not in ordered:
            yield Difference(code, f"{code} stands in {tabular.release.name} and not in {order.release.name}")
        elif bool(ordered[code]) is not bool(listed[code]):
            kind = "billable" if ordered[code] else "a header"
            yield Difference(code, f"{code} is {kind} in {order.release.name}, and is not in {tabular.release.name}")


def compare(shelf: Shelf, report: Report) -> None:
    """Say for each tabular list whether the order file of the same days, where one is loaded, has the same codes."""
    for tabular in shelf.stores(Dataset.ICD10CM):
        for order in shelf.covering(Dataset.ICD10CM_ORDER, tabular.release.first_day):
            found = list(differences(order, tabular))
            if found:
                first = "; ".join(difference.sentence for difference in found[:_TOLD])
                report(f"{order.release.name} and {tabular.release.name} differ in {len(found):,} codes: {first}")
            else:
                report(f"{order.release.name} and {tabular.release.name} have the same codes")


def _recognise(member: Member, head: bytes) -> Recognised | None:
    first = head.decode("latin-1").splitlines()[:1]
    year = _YEAR.search(member.name)
    if not first or not (line := _LINE.fullmatch(first[0].rstrip())) or not line["code"].startswith("A00"):
        return None
    if year is None:
        return Recognised(Dataset.ICD10CM_ORDER, "ICD-10-CM order file")
    first_day, last_day, edition = fiscal_year(int(year[0]), member.name)
    return Recognised(Dataset.ICD10CM_ORDER, f"ICD-10-CM order file {edition}", first_day, last_day)


def _write(database: sqlite3.Connection, member: Member) -> int:
    with member.open() as stream:
        count = 0
        for number, raw in enumerate(stream, start=1):
            text = raw.decode("latin-1").rstrip("\r\n")
            line = _LINE.fullmatch(text)
            if line is None or int(line["place"]) != number:
                raise BrokenSourceError(
                    f"Line {number:,} of {member.name} is not a line of an order file ({text[:40]!r});"
                    " get the file again"
                )
            row = (number, normalise(line["code"]), line["flag"] == "1", line["short"].strip(), line["long"].strip())
            database.execute("INSERT INTO code VALUES (?, ?, ?, ?, ?)", row)
            count += 1
    return count


ORDER = Layout(_recognise, _SCHEMA, _write, _INDEXES, at_least=_CODES, lacks=_ENDS)
