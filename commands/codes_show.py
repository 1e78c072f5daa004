"""`caseconsultant codes show`: everything that is loaded about one code."""

import json
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from commands.codes_loaded import AsJson, OnDay, System, loaded, today

if TYPE_CHECKING:
    from codesets import Catalogue, CodePage, ProcedurePage, Validity


def show(
    code: Annotated[str, typer.Argument(help="a code of any set in any spelling")],
    on: OnDay = None,
    system: System = "",
    *,
    as_json: AsJson = False,
) -> None:
    """Show a code: whether it is valid on the day, where it stands, its notes, edits, fees and history."""
    import codesets
    from commands import codes_answers

    asked = on or today()
    with loaded() as catalogue:
        of = codes_answers.system(system) or codesets.system_of(catalogue, code, asked)
        found = catalogue.check(of, code, asked)
        if of in {codesets.System.CPT, codesets.System.HCPCS}:
            page = codesets.procedure_page(catalogue.shelf, found, asked)
            if as_json:
                typer.echo(json.dumps(codes_answers.procedure(page, asked, catalogue), ensure_ascii=False))
            else:
                _print_procedure(page)
        elif of is codesets.System.ICD10CM and (diagnosis := catalogue.page(code, asked)):
            if as_json:
                typer.echo(json.dumps(codes_answers.page(diagnosis, asked, catalogue), ensure_ascii=False))
            else:
                _print_page(diagnosis)
        else:
            _print_validity(found, asked, catalogue, as_json=as_json)


def _print_validity(found: "Validity", on: date, catalogue: "Catalogue", *, as_json: bool) -> None:
    """A code of which no page can be shown."""
    from codesets import Status
    from commands.codes_answers import validity

    typer.echo(json.dumps({"validity": validity(found, on, catalogue)}) if as_json else found.sentence)
    if found.status is Status.NOT_HELD:
        raise typer.Exit(1)


def _print_page(found: "CodePage") -> None:
    typer.echo(f"{found.code}  {found.title}\n{found.validity.sentence}\n")
    for depth, one in enumerate(found.hierarchy):
        typer.echo(f"{'  ' * depth}{one.code}  {one.title}")
    typer.echo(f"{'  ' * len(found.hierarchy)}{found.code}  {found.title}")
    for one in found.children:
        typer.echo(f"{'  ' * (len(found.hierarchy) + 1)}{one.code}  {one.title}")
    typer.echo("")
    for note in found.notes:
        typer.echo(f"{note.kind:<18} {note.text}" + ("" if note.at == found.code else f"  [at {note.at}]"))
    for change in found.changes:
        typer.echo(f"{change.happened} in {change.release.name} (since {change.since.name}): {change.title or '-'}")


def _print_procedure(found: "ProcedurePage") -> None:
    from codesets import NotLoaded

    typer.echo(f"{found.code}  {found.validity.title or found.label}\n{found.validity.sentence}\n")
    for mue_table, limit in found.limits.items():
        if limit and not isinstance(limit, NotLoaded):
            said = f"{limit.units} units, indicator {limit.indicator}, {limit.rationale}"
            typer.echo(f"{mue_table:<24} {said} ({limit.release.name})")
    for ptp_table, edits in found.edits.items():
        for edit in () if isinstance(edits, NotLoaded) else edits:
            typer.echo(f"{ptp_table:<24} {edit.column1} / {edit.column2}, indicator {edit.indicator}, {edit.rationale}")
    for fee in () if isinstance(found.fees, NotLoaded) else found.fees:
        said = f"status {fee.status}, global {fee.global_days}, work {fee.work}"
        typer.echo(f"{'mpfs':<24} {fee.modifier or 'whole'}: {said} ({fee.release.name})")
    missing = sorted({gap.dataset for gap in found.gaps})
    if missing:
        typer.echo(f"not loaded for that date: {', '.join(missing)}")
