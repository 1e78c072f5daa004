"""Imports official files: recognises each, and makes its store beside the old ones."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from codesets import icd10cm, store
from codesets.errors import UnknownSourceError
from codesets.layouts import Layout, Recognised
from codesets.sources import Member, members
from codesets.store import Contents, Report, silent
from codesets.values import Dataset, Release

LAYOUTS: tuple[Layout, ...] = (icd10cm.TABULAR, icd10cm.INDEX)
"""Every layout that we read. The first that recognises a file has it."""
_SEARCHED = {Dataset.ICD10CM, *icd10cm.INDEXES}


def import_file(
    folder: Path, source: Path, first_day: date | None = None, last_day: date | None = None, report: Report = silent
) -> list[Path]:
    """Import one file or zip; returns the stores. `first_day` and `last_day` are the operator's word for what the file
    does not tell.

    What is loaded already stays as it is. Raises CodeSetError where nothing in it is recognised, where it is damaged
    or half, and where nobody says on which days it is in force; the stores that were there stay in use.
    """
    found = list(_recognised(source))
    if not found:
        raise UnknownSourceError(
            f"{source.name} has no layout that this version reads; it takes the files as CMS and NCHS publish them,"
            " zipped or not (`caseconsultant codes import --help` lists them)"
        )
    made = [
        store.install(folder, _release(member, recognised, first_day, last_day), _contents(layout, member), report)
        for member, layout, recognised in found
    ]
    if any(recognised.dataset in _SEARCHED for _, _, recognised in found):
        icd10cm.prepare_search(folder, report)
    return made


def _recognised(source: Path) -> Iterator[tuple[Member, Layout, Recognised]]:
    for member in members(source):
        head = member.head()
        for layout in LAYOUTS:
            if recognised := layout.recognise(member, head):
                yield member, layout, recognised
                break


def _release(member: Member, recognised: Recognised, first_day: date | None, last_day: date | None) -> Release:
    first, last = recognised.first_day or first_day, recognised.last_day or last_day
    if first is None or last is None:
        raise UnknownSourceError(
            f"{member.name} is {recognised.name}, but it does not say on which days it is in force;"
            " say them with --from YYYY-MM-DD and --to YYYY-MM-DD"
        )
    return Release(recognised.dataset, recognised.name, first, last, recognised.rows, member.digest(), recognised.part)


def _contents(layout: Layout, member: Member) -> Contents:
    return Contents(layout.schema, lambda database: layout.write(database, member), layout.indexes, layout.at_least)
