"""`caseconsultant codes import`, `update` and `status`: loading official files, and what is loaded."""

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.arguments import day

if TYPE_CHECKING:
    from codesets import Release


def import_files(
    files: Annotated[list[Path], typer.Argument(help="official files, zipped or not", exists=True, dir_okay=False)],
    first_day: Annotated[date | None, typer.Option("--from", parser=day, help="in force from, YYYY-MM-DD")] = None,
    last_day: Annotated[date | None, typer.Option("--to", parser=day, help="in force to, YYYY-MM-DD")] = None,
) -> None:
    """Load official files as CMS and NCHS publish them; what each is, is recognised.

    A running service uses them from its next case on. A file that is refused does not stop the others.
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
    """Fetch the official files from CMS and NCHS, and load them; what breaks off is gone on with.

    CMS asks whoever fetches files with CPT codes (NCCI edits, fee schedule, coverage) to accept the AMA's terms at
    www.cms.gov/license/ama. Without --accept-terms they are left out.
    """
    from codesets.updating import Consent
    from codesets.updating import update as update_codes
    from config.settings import load

    settings = load()
    consent = Consent(terms=accept_terms, cpt_licence=settings.cpt_licence)
    downloads = settings.data_dir / "downloads"
    failures = update_codes(settings.codesets, downloads, on or date.today(), typer.echo, consent=consent)  # noqa: DTZ011 - the operator's day
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
    from codesets.completeness import Standing, reports
    from codesets.store import outdated
    from commands.printing import table
    from config.settings import load

    folder = load().codesets
    install(folder, lambda sentence: typer.echo(sentence, err=True))
    with open_shelf(folder) as shelf:
        releases = shelf.releases()
        found = reports(shelf, date.today())  # noqa: DTZ011 - the operator's day
    if as_json:
        standing = [{"dataset": one.dataset, "standing": one.standing, "sentence": one.sentence} for one in found]
        typer.echo(json.dumps({"releases": [_plain(release) for release in releases], "standing": standing}))
        return
    rows = [
        (release.dataset, f"{release.name} {release.part}".strip(), release.in_force, f"{release.rows:,}")
        for release in releases
    ]
    table(("set", "release", "in force", "rows"), rows, empty="Nothing is loaded.")
    if old := outdated(folder):
        typer.echo(
            f"Made by another version of CaseConsultant, and not read: {', '.join(old)} in {folder}."
            " Import their files again, and delete them."
        )
    for one in found:
        if one.standing is not Standing.CURRENT:
            typer.echo(one.sentence)


def _prepare_searches(folder: Path) -> None:
    """Here, where a person waits anyway, rather than in the next case of a running service."""
    from codesets.icd10cm import compare_orders, prepare_search

    prepare_search(folder, typer.echo)
    compare_orders(folder, typer.echo)


def _plain(release: "Release") -> dict[str, object]:
    """A release for JSON; an open end is null."""
    return {
        "dataset": release.dataset,
        "name": release.name,
        "part": release.part,
        "first_day": release.first_day.isoformat(),
        "last_day": None if release.last_day == date.max else release.last_day.isoformat(),
        "rows": release.rows,
        "sha256": release.digest,
    }
