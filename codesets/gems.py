"""The general equivalence mappings (GEMs) of 2018 and before: from ICD-9-CM to ICD-10-CM or -PCS and back.

Layout: source, target and five flags, parted by blanks: approximate, no map, combination, scenario, choice list. Codes
have no dots. CMS has not updated the GEMs since fiscal year 2018, so they cross codes over and say nothing of validity.
"""

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from codesets.errors import BrokenSourceError
from codesets.files.sources import Member
from codesets.layouts import Layout, Recognised
from codesets.stores.ends import reaching
from codesets.stores.shelf import Shelf
from codesets.stores.store import Store
from codesets.values import Dataset, NotLoaded, Release

_LINE = re.compile(
    rb"(?P<source>[0-9A-Z]{3,7}) +(?P<target>[0-9A-Z]{3,7}|NoDx|NoDX|NoPCS) +(?P<flags>[01]{3}[0-9]{2})\s*"
)
_NAME = re.compile(r"(?P<year>20[0-9]{2})_?(?P<kind>I9gem|I10gem|gem_i9pcs|gem_pcsi9)", re.IGNORECASE)
_KINDS = {
    "i9gem": (Dataset.GEM_DIAGNOSES, "icd9", "ICD-9-CM to ICD-10-CM"),
    "i10gem": (Dataset.GEM_DIAGNOSES, "icd10", "ICD-10-CM to ICD-9-CM"),
    "gem_i9pcs": (Dataset.GEM_PROCEDURES, "icd9", "ICD-9-CM procedures to ICD-10-PCS"),
    "gem_pcsi9": (Dataset.GEM_PROCEDURES, "icd10", "ICD-10-PCS to ICD-9-CM procedures"),
}
_SCHEMA = """
CREATE TABLE mapping (source TEXT, place INTEGER, target TEXT, approximate INTEGER, combination INTEGER,
                      scenario INTEGER, choice INTEGER, PRIMARY KEY (source, place)) WITHOUT ROWID;
"""
_INDEXES = "CREATE INDEX mapping_target ON mapping (target);"


@dataclass(frozen=True, slots=True)
class Mapping:
    """One line of a mapping; `target` is empty where the other set has no such code.

    Where `combination` holds, one target of each `choice` list of a `scenario` is reported together.
    """

    source: str
    target: str
    approximate: bool
    combination: bool
    scenario: int
    choice: int


def from_icd9(shelf: Shelf, dataset: Dataset, code: str, on: date) -> list[Mapping] | NotLoaded:
    """What an ICD-9-CM code (with or without its dot) becomes in ICD-10, in the order of the file."""
    return _mapped(shelf, dataset, "icd9", code, on)


def from_icd10(shelf: Shelf, dataset: Dataset, code: str, on: date) -> list[Mapping] | NotLoaded:
    """What an ICD-10 code (with or without its dot) was in ICD-9-CM, in the order of the file."""
    return _mapped(shelf, dataset, "icd10", code, on)


def leading_to(shelf: Shelf, dataset: Dataset, code: str, on: date) -> list[Mapping] | NotLoaded:
    """The lines by which ICD-9-CM codes become this ICD-10 code: not the same as the way back."""
    return _mapped(shelf, dataset, "icd9", code, on, column="target")


def release(shelf: Shelf, dataset: Dataset, part: str, on: date) -> Release | None:
    """The mapping that answers: `part` is "icd9" for the way from it, "icd10" for the way back."""
    store = _store(shelf, dataset, part, on)
    return store.release if store else None


def _store(shelf: Shelf, dataset: Dataset, part: str, on: date) -> Store | None:
    """Of two mappings the later one; the parts of the two ways may be of different years."""
    return next(
        (store for store in shelf.stores(dataset) if store.release.part == part and store.release.covers(on)), None
    )


def _mapped(
    shelf: Shelf, dataset: Dataset, part: str, code: str, on: date, *, column: str = "source"
) -> list[Mapping] | NotLoaded:
    store = _store(shelf, dataset, part, on)
    if store is None:
        return shelf.not_loaded(dataset, on)
    plain = "".join(code.split()).upper().replace(".", "")
    rows = store.rows(
        "SELECT source, target, approximate, combination, scenario, choice FROM mapping"  # noqa: S608 - two columns
        f" WHERE {column} = ? ORDER BY source, place",
        (plain,),
    )
    return [
        Mapping(source, target, bool(approximate), bool(combination), scenario, choice)
        for source, target, approximate, combination, scenario, choice in rows
    ]


def _recognise(member: Member, head: bytes) -> Recognised | None:
    named = _NAME.search(member.name)
    if named is None or not _LINE.fullmatch(head.split(b"\n", 1)[0]):
        return None
    dataset, part, spoken = _KINDS[named["kind"].lower()]
    year = int(named["year"])
    first = date(year - 1, 10, 1)  # a mapping stays until a later one is loaded: after 2018 none was published
    return Recognised(dataset, f"GEM {year}, {spoken}", first, date.max, part)


def _write(database: sqlite3.Connection, member: Member) -> int:
    return database.executemany("INSERT INTO mapping VALUES (?, ?, ?, ?, ?, ?, ?)", _rows(member)).rowcount


def _rows(member: Member) -> Iterator[tuple[str, int, str, bool, bool, int, int]]:
    """Lines of one source stand together and in order, so a source that comes back later is a damaged file."""
    previous, place = "", 0
    with member.open() as stream:
        for number, line in enumerate(stream, start=1):
            found = _LINE.fullmatch(line)
            if found is None and not line.strip(b"\x1a \r\n"):
                continue
            if found is None or found["source"].decode() < previous:
                raise BrokenSourceError(
                    f"Line {number} of {member.name} is no line of a GEM, or out of its order; nothing was installed."
                    " Get the file again"
                )
            source, target, flags = (found[name].decode() for name in ("source", "target", "flags"))
            place = place + 1 if source == previous else 0
            previous = source
            absent = target.lower().startswith("no") and not target.isupper()
            approximate, nothing, combined, scenario, choice = (int(flag) for flag in flags)
            if absent != bool(nothing):
                raise BrokenSourceError(
                    f"Line {number} of {member.name} has no target and a flag that says otherwise; get the file again"
                )
            yield source, place, "" if absent else target, bool(approximate), bool(combined), scenario, choice


def _last(release: Release) -> str:
    """The last source of a mapping: multiple births came to ICD-9-CM in 2011, and section X to ICD-10-PCS in 2016."""
    year = release.first_day.year + 1
    if release.dataset is Dataset.GEM_DIAGNOSES:
        return "Z9989" if release.part == "icd10" else "V9199" if year >= 2011 else "V"  # noqa: PLR2004 - a year
    return "9999" if release.part == "icd9" else "X" if year >= 2016 else "HZ9"  # noqa: PLR2004 - a year


GEM = Layout(
    _recognise, _SCHEMA, _write, _INDEXES, at_least=20_000, lacks=reaching("SELECT max(source) FROM mapping", _last)
)
"""Every mapping has more: the smallest, of ICD-9-CM diagnoses, has 23,912 lines."""
