"""`caseconsultant codes import`, `update` and `status`: loading official files, and what is loaded."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.arguments import day, today

if TYPE_CHECKING:
    from codesets import Release
    from codesets.completeness import Report


def import_files(
    files: Annotated[list[Path], typer.Argument(help="official files, zipped or not")],
    first_day: Annotated[date | None, typer.Option("--from", parser=day, help="in force from, YYYY-MM-DD")] = None,
    last_day: Annotated[date | None, typer.Option("--to", parser=day, help="in force to, YYYY-MM-DD")] = None,
) -> None:
    """Load official files as CMS and NCHS publish them, zipped or not; the kind of each file is recognized.

    A running service uses them from its next case on. A file that is refused does not stop the others.

    ICD-10-CM: tabular list, index, table of neoplasms, table of drugs, index of external causes, order file,
    guidelines.

    ICD-10-PCS: order file, tables, index, definitions. GEMs: ICD-9-CM and ICD-10-CM diagnoses, ICD-9-CM and ICD-10-PCS
    procedures.

    HCPCS Level II. CPT, from your own licensed file.

    NCCI: PTP edits (practitioner, hospital), MUE (practitioner, outpatient hospital, DME suppliers), add-on codes.

    Physician Fee Schedule: relative values, geographic indices, localities.

    Coverage: LCDs and articles, national determinations.
    """
    from codesets import CodeSetError, import_file
    from config.settings import load

    settings = load()
    refused = False
    for file in files:
        try:
            import_file(settings.codesets, file, first_day, last_day, typer.echo, cpt_licence=settings.cpt_licence)
        except CodeSetError as error:
            typer.echo(str(error), err=True)
            refused = True
    _prepare_searches(settings.codesets)
    raise typer.Exit(refused)


def update(
    on: Annotated[
        date | None, typer.Option("--date", parser=day, help="the editions of that day; without it, of today")
    ] = None,
    accept_terms: Annotated[  # noqa: FBT002 - a flag of the command line
        bool, typer.Option("--accept-terms", help="you have read and accept CMS's terms for files with CPT codes")
    ] = False,
) -> None:
    """Fetch the official files from CMS and NCHS, and load them; a download that broke off is continued.

    CMS asks whoever fetches files with CPT codes (NCCI edits, fee schedule, coverage) to accept the AMA's terms at
    www.cms.gov/license/ama. Without --accept-terms they are left out.
    """
    from codesets.updating import Consent
    from codesets.updating import update as update_codes
    from config.settings import load

    settings = load()
    consent = Consent(terms=accept_terms, cpt_licence=settings.cpt_licence)
    downloads = settings.data_dir / "downloads"
    failures = update_codes(settings.codesets, downloads, on or today(settings), typer.echo, consent=consent)
    _prepare_searches(settings.codesets)
    for failure in failures:
        typer.echo(failure, err=True)
    raise typer.Exit(bool(failures))


def status(
    as_json: Annotated[  # noqa: FBT002 - a flag of the command line
        bool, typer.Option("--json", help="one JSON object instead of a table")
    ] = False,
) -> None:
    """List the loaded releases with their days and rows, and say what is missing or out of date today."""
    from codesets import install, open_shelf
    from codesets.completeness import reports, summary
    from codesets.groupers import standing as grouping
    from codesets.stores.installing import outdated
    from commands.codes_answers import release as dated
    from commands.printing import table
    from config.settings import load

    settings = load()
    folder, on = settings.codesets, today(settings)
    install(folder, lambda sentence: typer.echo(sentence, err=True))
    with open_shelf(folder) as shelf:
        releases = shelf.releases()
        found = reports(shelf, on)
    if as_json:
        plain = [
            {**dated(one), "dataset": one.dataset, "part": one.part, "rows": one.rows, "sha256": one.digest}
            for one in releases
        ]
        standing = [{"dataset": one.dataset, "standing": one.standing, "sentence": one.sentence} for one in found]
        typer.echo(json.dumps({"releases": plain, "standing": standing, "optional": grouping(on)}))
        return
    typer.echo(summary(found, on))
    table(
        ("set", "release", "in force", "rows", "standing"),
        [row for one in found for row in _rows(one, releases, on)],
        empty="Nothing is loaded.",
    )
    if old := outdated(folder):
        typer.echo(old)
    for sentence in (*_remedies(found), *(f"{one}." for one in grouping(on))):
        typer.echo(sentence)


def _rows(report: "Report", releases: "Sequence[Release]", on: date) -> Iterator[tuple[str, ...]]:
    """A row for each release of a dataset, or one that says that there is none."""
    from codesets.completeness import full_name, standing_of

    if report.release is None:
        yield report.spoken, "-", "-", "-", report.brief
    of_dataset = [one for one in releases if one.dataset is report.dataset]
    for one in of_dataset:
        standing = report.brief if one == report.release else standing_of(one, of_dataset, on)
        yield report.spoken, full_name(one), one.in_force, f"{one.rows:,}", standing


def _remedies(found: "Iterable[Report]") -> Iterator[str]:
    """Where what is not in force comes from, each way once."""
    from codesets.completeness import IMPORT, LICENSED, UPDATE, Standing

    lacking: dict[str, list[str]] = {}
    for one in found:
        if one.standing is not Standing.CURRENT:
            lacking.setdefault(one.remedy, []).append(one.spoken)
    if UPDATE in lacking:
        yield (
            "`caseconsultant codes update` fetches what is not loaded, incomplete or out of date;"
            " with --accept-terms also the files with CPT codes."
        )
    if IMPORT in lacking:
        yield f"Import with `caseconsultant codes import`: {'; '.join(lacking[IMPORT])}."
    if LICENSED in lacking:
        yield f"{'; '.join(lacking[LICENSED])}: {LICENSED}."


def _prepare_searches(folder: Path) -> None:
    """Here, where a person waits anyway, rather than in the next case of a running service."""
    from codesets.icd10cm import compare_orders, prepare_search

    prepare_search(folder, typer.echo)
    compare_orders(folder, typer.echo)
