"""Imports official files: recognises each, and makes its store beside the old ones."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from codesets import coverage, cpt, gems, hcpcs, icd10cm, icd10pcs
from codesets.errors import LicenceMissingError, UnknownSourceError
from codesets.files.refusals import refuse_unreadable, unknown
from codesets.files.rows import is_workbook
from codesets.files.sources import Member, members
from codesets.layouts import Layout, Recognised
from codesets.mpfs import localities_file, schedule_file
from codesets.ncci import add_on_file, mue_file, ptp_file
from codesets.stores import installing
from codesets.stores.installing import Contents, Report, silent
from codesets.values import Release, spoken_day

LAYOUTS: tuple[Layout, ...] = (
    icd10cm.TABULAR,
    icd10cm.INDEX,
    icd10cm.ORDER,
    icd10cm.GUIDELINES,
    ptp_file.PTP,
    mue_file.MUE,
    add_on_file.ADD_ON,
    schedule_file.SCHEDULE,
    localities_file.GPCI,
    localities_file.LOCALITIES,
    hcpcs.TEXT,
    hcpcs.TABLE,
    cpt.TEXT,
    cpt.TABLE,
    *icd10pcs.LAYOUTS,
    gems.GEM,
    coverage.LOCAL,
    coverage.NATIONAL,
)
"""Every layout that we read. The first that recognises a file has it, and of two files of a zip that are the same
edition the text, or else the one whose layout stands first."""


def import_file(
    folder: Path,
    source: Path,
    first_day: date | None = None,
    last_day: date | None = None,
    report: Report = silent,
    *,
    assumed: tuple[date, date] | None = None,
    cpt_licence: str = "",
) -> list[Path]:
    """Import one file or zip; returns the stores. `first_day` and `last_day` are the operator's word for what the file
    does not tell, `assumed` the days of the edition that was asked for, where nobody says anything; `cpt_licence`
    says who holds the licence for CPT.

    What is loaded already stays as it is. Raises CodeSetError where nothing in it is recognised, where it is damaged,
    half, or of other days than the operator says, and where nobody says on which days it is in force; the stores that
    were there stay in use.
    """
    refuse_unreadable(source)
    inside = members(source)
    found = list(_recognised(inside))
    if not found:
        raise unknown(source, inside)
    if any(layout.licensed for _, layout, _ in found) and not cpt_licence:
        raise LicenceMissingError(
            f"{source.name} is a file that the AMA licenses; say who holds the licence for CPT with the setting"
            ' cpt_licence = "…", and import it again'
        )
    made = []
    for member, layout, recognised in found:
        release = _release(member, _assuming(recognised, assumed), first_day, last_day)
        if installing.path_of(folder, release).exists():
            report(f"{release.name} is loaded already")
        made.append(installing.install(folder, release, _contents(layout, member, release), report))
    return made


def _recognised(inside: list[Member]) -> Iterator[tuple[Member, Layout, Recognised]]:
    """The files to import, and none twice: CMS puts the same list into a zip as text and as a workbook."""
    editions: dict[Recognised, tuple[tuple[bool, int], Member, Layout]] = {}
    taken: list[tuple[str, ...]] = []
    for member in inside:
        if any(member.inside[: len(whole)] == whole for whole in taken):
            continue
        head = member.head()
        for place, layout in enumerate(LAYOUTS):
            if recognised := layout.recognise(member, head):
                rank = is_workbook(head), place  # a workbook takes ten times as long to read as the text beside it
                if recognised not in editions or rank < editions[recognised][0]:
                    editions[recognised] = rank, member, layout
                if member.names:
                    taken.append(member.inside)  # a zip that is one source as a whole
                break
    for recognised, (_, member, layout) in editions.items():
        yield member, layout, recognised


def _assuming(recognised: Recognised, assumed: tuple[date, date] | None) -> Recognised:
    """What the file says of its days, and what may be assumed where it tells the year alone, or nothing."""
    if assumed is None:
        return recognised
    first, last = assumed
    if recognised.year:
        within = recognised.year[0] <= first and last <= recognised.year[1]
        return replace(recognised, first_day=first, last_day=last) if within else recognised
    return replace(recognised, first_day=recognised.first_day or first, last_day=recognised.last_day or last)


def _release(member: Member, recognised: Recognised, first_day: date | None, last_day: date | None) -> Release:
    first, last = recognised.first_day or first_day, recognised.last_day or last_day
    if recognised.year:  # the days of the file are those of most files of that year; the operator knows better
        first, last = first_day or first, last_day or last
    if first is None or last is None:
        raise UnknownSourceError(
            f"{member.name} is {recognised.name}, but it does not say on which days it is in force;"
            " say them with --from YYYY-MM-DD and --to YYYY-MM-DD"
        )
    _agree(member, recognised, first_day, last_day)
    if first > last:
        raise UnknownSourceError(
            f"{recognised.name} cannot be in force from {spoken_day(first)} to {spoken_day(last)};"
            " correct --from or --to"
        )
    return Release(recognised.dataset, recognised.name, first, last, recognised.rows, member.digest(), recognised.part)


def _agree(member: Member, recognised: Recognised, first_day: date | None, last_day: date | None) -> None:
    """What the operator says must not contradict the file: a file of another year would answer for wrong days."""
    earliest, latest = recognised.year or (date.min, date.max)
    told_days = (None, None) if recognised.year else (recognised.first_day, recognised.last_day)
    for option, said, told in zip(("--from", "--to"), (first_day, last_day), told_days, strict=True):
        if said is None:
            continue
        if (told is not None and said != told) or not earliest <= said <= latest:
            days = spoken_day(told) if told else f"a day from {spoken_day(earliest)} to {spoken_day(latest)}"
            raise UnknownSourceError(
                f"{member.name} is {recognised.name}, which has {days} where {option} says {spoken_day(said)};"
                f" leave {option} out, or import the file of that year"
            )


def _contents(layout: Layout, member: Member, release: Release) -> Contents:
    at_least = layout.at_least if isinstance(layout.at_least, int) else layout.at_least(release)
    return Contents(
        layout.schema, lambda database: layout.write(database, member), layout.indexes, at_least, layout.lacks
    )
