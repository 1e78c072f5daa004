"""`caseconsultant codes drg`: the MS-DRG of an inpatient stay, its codes checked on the day of discharge first."""

import json
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from commands.arguments import day, today
from commands.catalogue import opened_catalogue
from commands.codes_look_up import AsJson

if TYPE_CHECKING:
    from codesets import Catalogue
    from codesets.groupers import Drg


class Sex(StrEnum):
    """What the grouper takes."""

    FEMALE = "F"
    MALE = "M"


def drg(
    diagnoses: Annotated[list[str], typer.Argument(help="the principal diagnosis, then the secondary ones")],
    sex: Annotated[Sex, typer.Option("--sex", help="F or M: some groups are of one sex", case_sensitive=False)],
    procedures: Annotated[list[str] | None, typer.Option("--procedure", help="an ICD-10-PCS code; repeat it")] = None,
    on: Annotated[
        date | None, typer.Option("--date", parser=day, help="the day of discharge, YYYY-MM-DD; else today")
    ] = None,
    age: Annotated[int | None, typer.Option("--age", min=0, max=130, help="in years")] = None,
    discharge_status: Annotated[
        str, typer.Option("--discharge-status", help="two digits: 01 home, 20 died, 62 rehabilitation")
    ] = "01",
    *,
    as_json: AsJson = False,
) -> None:
    """Group an inpatient stay; --date is the day of discharge. Needs the optional package drgpy."""
    from codesets.groupers import InpatientCase, Unavailable, group
    from config.settings import load

    settings = load()
    discharged = on or today(settings)
    with opened_catalogue(settings) as catalogue:
        unchecked = _checked(catalogue, diagnoses, procedures or [], discharged)
    principal, *secondary = diagnoses
    found = group(
        InpatientCase(
            principal, discharged, sex.value, tuple(secondary), tuple(procedures or ()), age, discharge_status
        )
    )
    if isinstance(found, Unavailable):
        typer.echo(json.dumps({"drg": None, "reason": found.sentence}) if as_json else f"{found.sentence}.")
        raise typer.Exit(1)
    notes = [*unchecked, *found.notes]
    typer.echo(json.dumps(_answer(found, notes), ensure_ascii=False) if as_json else _spoken(found, notes))


def _checked(catalogue: "Catalogue", diagnoses: list[str], procedures: list[str], on: date) -> list[str]:
    """What could not be checked for the day; ends the command where a code is known to be none."""
    from codesets import Status, System

    asked = [(System.ICD10CM, code) for code in diagnoses] + [(System.ICD10PCS, code) for code in procedures]
    found = [catalogue.check(system, code, on) for system, code in asked]
    outside = [
        one.status in {Status.NOT_LOADED, Status.NOT_LOADED_FOR_DATE}
        or (one.status is Status.NOT_HELD and not catalogue.covers(on, one.system))
        for one in found
    ]
    wrong = [one.sentence for one, out in zip(found, outside, strict=True) if not out and not one.billable]
    if wrong:
        typer.echo("\n".join(wrong), err=True)
        raise typer.Exit(1)
    return [one.sentence.removesuffix(".") for one, out in zip(found, outside, strict=True) if out]


def _answer(found: "Drg", notes: list[str]) -> dict[str, object]:
    return {
        "drg": found.number,
        "title": found.title,
        "surgical": found.surgical,
        "release": {
            "name": found.source,
            "first_day": found.first_day.isoformat(),
            "last_day": found.last_day.isoformat(),
        },
        "notes": notes,
    }


def _spoken(found: "Drg", notes: list[str]) -> str:
    from codesets import spoken_day

    in_force = f"{spoken_day(found.first_day)} to {spoken_day(found.last_day)}"
    return "\n".join(
        (
            f"{found.number}  {found.title}",
            f"{'surgical' if found.surgical else 'medical'}, by {found.source}, in force {in_force}",
            *(f"{note[:1].upper()}{note[1:]}." for note in notes),
        )
    )
