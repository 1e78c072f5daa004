"""`caseconsultant codes search` and `validate`: the code sets asked by a person or by a script."""

import json
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.arguments import day
from commands.codes_loaded import AsJson, OnDay, System, loaded, today
from commands.printing import table

if TYPE_CHECKING:
    import codesets

Batch = Annotated[str, typer.Option("--batch", help="- reads lines from standard input and writes JSON lines")]
Searched = Annotated[str, typer.Option("--system", help="the code set to search: icd10cm, icd10pcs or hcpcs")]


def search(
    term: Annotated[str, typer.Argument(help="a term, or the beginning of a code")] = "",
    system: Searched = "icd10cm",
    on: OnDay = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=500, help="at most this many")] = 10,
    *,
    as_json: AsJson = False,
    batch: Batch = "",
) -> None:
    """Find billable codes for a term; with --batch -, one query a line, one JSON object a line."""
    from commands import codes_answers

    of = codes_answers.system(system)
    asked = on or today()
    queries = _lines(batch) if batch else [_given(term, "a term")]
    with loaded() as catalogue:
        for query in queries:
            hits = _hits(catalogue, of, query, asked, limit)
            if batch or as_json:
                _write({"query": query, "results": [codes_answers.hit(found, of) for found in hits if of]})
            else:
                table(
                    ("code", "title", "matched"),
                    ((found.code, found.title, _why(found)) for found in hits),
                    empty=f"Nothing is found for {query!r}.",
                )


def validate(
    code: Annotated[str, typer.Argument(help="a code in any spelling")] = "",
    on: OnDay = None,
    system: System = "",
    *,
    as_json: AsJson = False,
    batch: Batch = "",
) -> None:
    """Say whether a code is valid on a day; with --batch -, lines of code, tab, date, one JSON object a line."""
    import codesets
    from commands import codes_answers

    of = codes_answers.system(system)
    pairs = _pairs(_lines(batch), on) if batch else [(_given(code, "a code"), on or today())]
    with loaded() as catalogue:
        for asked, when in pairs:
            found = catalogue.check(of or codesets.system_of(catalogue, asked, when), asked, when)
            if batch or as_json:
                _write(codes_answers.validity(found, when, catalogue))
            else:
                typer.echo(found.sentence)


def _hits(
    catalogue: "codesets.Catalogue", of: "codesets.System | None", query: str, on: date, limit: int
) -> "list[codesets.Hit]":
    from codesets import NotLoaded, System, hcpcs, icd10pcs
    from codesets.errors import CodeSetError

    if of is System.ICD10CM:
        return catalogue.search(query, on, limit)
    searches = {System.HCPCS: hcpcs.lookup.search, System.ICD10PCS: icd10pcs.lookup.search}
    if of not in searches:
        raise typer.BadParameter(f"--system {of} cannot be searched; icd10cm, icd10pcs and hcpcs can.")
    hits = searches[of](catalogue.shelf, query, on, limit)
    if isinstance(hits, NotLoaded):
        raise CodeSetError(f"{of} is not loaded for {on}; load its files with `caseconsultant codes import`")
    return hits


def _why(found: "codesets.Hit") -> str:
    return f"{found.matched} ({found.understood})" if found.understood else found.matched


def _lines(batch: str) -> Iterator[str]:
    if batch != "-":
        raise typer.BadParameter("--batch reads standard input only: write --batch -")
    for line in sys.stdin:
        if stripped := line.rstrip("\r\n"):
            yield stripped


def _pairs(lines: Iterable[str], on: date | None) -> Iterator[tuple[str, date]]:
    """Code and day of each line; a line without a day takes that of --date, or today."""
    for line in lines:
        code, _, when = line.partition("\t")
        yield code, day(when.strip()) if when.strip() else on or today()


def _given(argument: str, what: str) -> str:
    if not argument.strip():
        raise typer.BadParameter(f"Say {what}, or read many with --batch -.")
    return argument


def _write(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
