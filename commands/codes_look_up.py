"""`caseconsultant codes show`, `search` and `validate`: the code sets asked by a person or by a script."""

import json
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.arguments import day, printable, today
from commands.catalogue import opened_catalogue
from commands.printing import table

if TYPE_CHECKING:
    from codesets import Catalogue, Hit, System

OnDay = Annotated[
    date | None, typer.Option("--date", "--dos", parser=day, help="the date of service, YYYY-MM-DD; else today")
]
AsJson = Annotated[bool, typer.Option("--json", help="print JSON")]
Batch = Annotated[str, typer.Option("--batch", help="- reads lines from standard input and writes JSON lines")]
InSet = Annotated[
    str,
    typer.Option("--system", help="the code set: icd10cm, icd10pcs, hcpcs or cpt; else the one that holds the code"),
]
_DIAGNOSES = "icd10cm"


def show(
    code: Annotated[str, typer.Argument(help="a code in any spelling")],
    on: OnDay = None,
    system: InSet = "",
    state: Annotated[
        str, typer.Option("--state", help="also the amounts and the coverage policies of a state, such as TX")
    ] = "",
    other: Annotated[str, typer.Option("--with", help="also every pair edit between this code and that one")] = "",
    *,
    as_json: AsJson = False,
) -> None:
    """Show a code: whether it is valid on the day, where it stands, and what the loaded files say of it."""
    from codesets import System
    from codesets.procedures import page as procedure
    from commands import codes_pages
    from commands.codes_answers import page, procedure_page
    from config.settings import load

    code = _given(code, "Say a code.")
    settings = load()
    asked = on or today(settings)
    with opened_catalogue(settings) as catalogue:
        belongs = _system(catalogue, system, code)
        if belongs is not System.ICD10CM:
            facts = procedure(catalogue.shelf, belongs, code, asked, state, other)
            if as_json:
                typer.echo(json.dumps(procedure_page(facts, asked, catalogue), ensure_ascii=False))
            else:
                codes_pages.print_procedure(facts)
            raise typer.Exit(int(not facts.known))
        found = catalogue.page(code, asked, state)
        if found is None:
            _not_held(catalogue, code, asked, as_json=as_json)
        elif as_json:
            typer.echo(json.dumps(page(found, asked, catalogue), ensure_ascii=False))
        else:
            codes_pages.print_diagnosis(found)


def search(
    term: Annotated[str, typer.Argument(help="a term, or the beginning of a code")] = "",
    system: Annotated[
        str, typer.Option("--system", help="the code set to search: icd10cm, icd10pcs or hcpcs")
    ] = _DIAGNOSES,
    on: OnDay = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=500, help="at most this many")] = 10,
    *,
    as_json: AsJson = False,
    batch: Batch = "",
) -> None:
    """Find billable codes for a term; with --batch -, one query a line, one JSON object a line."""
    from codesets import System
    from codesets.procedures import SEARCHABLE
    from commands.codes_answers import hit, why
    from config.settings import load

    searchable = (System.ICD10CM, *SEARCHABLE)
    if system not in searchable:
        raise typer.BadParameter(f"{system!r} cannot be searched; --system takes {', '.join(searchable)}.")
    settings = load()
    asked = on or today(settings)
    queries = _lines(batch) if batch else [_given(term, "Say a term, or read many with --batch -.")]
    with opened_catalogue(settings) as catalogue:
        if system == _DIAGNOSES and not catalogue.covers(asked):
            _tell_of_other_days(catalogue, asked)
        for query in queries:
            hits = _hits(catalogue, System(system), query, asked, limit)
            if batch or as_json:
                results = [hit(found, System(system)) for found in hits]
                _write({"query": query, "results": results})
            else:
                table(
                    ("code", "title", "matched"),
                    ((found.code, found.title, why(found)) for found in hits),
                    empty=f"Nothing is found for {query!r}.",
                )


def validate(
    code: Annotated[str, typer.Argument(help="a code in any spelling")] = "",
    on: OnDay = None,
    system: InSet = "",
    *,
    as_json: AsJson = False,
    batch: Batch = "",
) -> None:
    """Say whether a code is valid on a day; with --batch -, lines of code, tab, date, one JSON object a line."""
    from commands.codes_answers import validity
    from config.settings import load

    settings = load()
    asked_on = on or today(settings)
    pairs = (
        _pairs(_lines(batch), asked_on)
        if batch
        else [(_given(code, "Say a code, or read many with --batch -."), asked_on)]
    )
    with opened_catalogue(settings) as catalogue:
        for asked, when in pairs:
            found = catalogue.check(_system(catalogue, system, asked), asked, when)
            if batch or as_json:
                _write(validity(found, when, catalogue))
            else:
                typer.echo(found.sentence)


def _not_held(catalogue: "Catalogue", code: str, on: date, *, as_json: bool) -> None:
    from codesets import System
    from codesets.crosswalks import of_icd9
    from codesets.shapes import ICD10CM
    from commands.codes_answers import fact, validity

    found, older = catalogue.check(System.ICD10CM, code, on), of_icd9(catalogue.shelf, code, on)
    if as_json:
        facts = [fact(older)] if older else []
        _write(
            {
                "system": found.system.value,
                "code": found.code,
                "validity": validity(found, on, catalogue),
                "facts": facts,
            }
        )
    elif not (older or ICD10CM.fullmatch(found.code)):
        typer.echo(f"{code.strip()!r} looks like no code; `caseconsultant codes search` finds codes for words.")
    else:
        typer.echo(found.sentence)
        if older:
            typer.echo(f"{older.what}: {older.text} [{older.source}]")
    raise typer.Exit(1)


def _system(catalogue: "Catalogue", asked: str, code: str) -> "System":
    """The set that was asked for, or the one that holds the code; beside it is said that a diagnosis reads the same."""
    from codesets import System
    from codesets.procedures import is_diagnosis, system_of
    from codesets.shapes import normalise

    if not asked:
        found = system_of(catalogue.shelf, code)
        if found is System.HCPCS and is_diagnosis(catalogue.shelf, code):
            typer.echo(f"Read as a HCPCS code; the diagnosis is written {normalise(code)}.", err=True)
        return found
    if asked not in set(System):
        raise typer.BadParameter(f"{asked!r} is no code set; --system takes {', '.join(System)}.")
    return System(asked)


def _hits(catalogue: "Catalogue", system: "System", query: str, on: date, limit: int) -> "list[Hit]":
    from codesets import SPOKEN, NotLoaded, System, spoken_day
    from codesets.procedures import search as search_procedures

    if system is System.ICD10CM:
        return catalogue.search(query, on, limit)
    hits = search_procedures(catalogue.shelf, system, query, on, limit)
    if isinstance(hits, NotLoaded):
        nearest = f"; the nearest is {hits.nearest.name}, in force {hits.nearest.in_force}" if hits.nearest else ""
        typer.echo(f"No loaded release of {SPOKEN[system]} covers {spoken_day(on)}{nearest}.", err=True)
        raise typer.Exit(1)
    return hits


def _tell_of_other_days(catalogue: "Catalogue", on: date) -> None:
    """Said beside the hits, so that nobody takes them for codes of that day; scripts read standard output alone."""
    from codesets import spoken_day

    newest = catalogue.releases()[0]
    typer.echo(
        f"No loaded release of ICD-10-CM covers {spoken_day(on)}; these codes are of {newest.name},"
        f" in force {newest.in_force}.",
        err=True,
    )


def _lines(batch: str) -> Iterator[str]:
    if batch != "-":
        raise typer.BadParameter("--batch reads standard input only: write --batch -")
    for line in sys.stdin:
        if stripped := printable(line.rstrip("\r\n")):
            yield stripped


def _pairs(lines: Iterable[str], on: date) -> Iterator[tuple[str, date]]:
    """Code and day of each line; a line without a day takes `on`. One with a wrong day is answered here, with why."""
    from commands.codes_answers import unread

    for line in lines:
        code, _, when = line.partition("\t")
        try:
            asked_on = day(when) if when.strip() else on
        except typer.BadParameter as wrong:
            _write(unread(code.strip(), when.strip(), wrong.message))
        else:
            yield code, asked_on


def _given(argument: str, otherwise: str) -> str:
    if not argument.strip():
        raise typer.BadParameter(otherwise)
    return printable(argument)


def _write(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
