"""`caseconsultant codes check`: a claim against the loaded tables, rule by rule."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.arguments import lines_of, named_input

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codesets.claims import Finding, Tables

_ORDER = ("fails", "warning", "not_run", "pass")
_MEDICARE = "Medicare edit"
_UNREAD = "claim.keys"
_SPOKEN = {"fails": "FAILS", "warning": "WARNING", "not_run": "NOT RUN", "pass": "pass"}


def check(
    file: Annotated[Path | None, typer.Argument(help="a claim as JSON; - for standard input", allow_dash=True)] = None,
    batch: Annotated[
        Path | None, typer.Option(help="claims as JSON, one a line; - for standard input", allow_dash=True)
    ] = None,
    example: Annotated[  # noqa: FBT002 - a flag of the command line
        bool, typer.Option("--example", help="print a claim that uses every key, and end")
    ] = False,
    keys: Annotated[  # noqa: FBT002
        bool, typer.Option("--keys", help="print what each key says, and end")
    ] = False,
) -> None:
    """Check a claim: findings to read, the gravest first, or with --batch a line of JSON for each claim.

    The least that is a claim:

    {"dos": "2024-07-15", "lines": [{"code": "99213"}]}

    A claim has: id, dos, setting, lines, diagnoses, payer, state, age, sex, place_of_service, provider, specialty,
    earlier, discharge.

    A line has: code, modifiers, units, date, through, diagnoses, place_of_service, minutes, drug. A drug has: given,
    wasted, unit, single_dose, ndc, hemoglobin, hematocrit.

    A diagnosis is a code, or has: code, uncertain, present_on_admission. An earlier procedure has: code, date,
    modifiers, provider, specialty.

    --keys says what each of them means, --example shows them all, docs/claims.md has both. A key that is not among them
    is named in a warning, and the rest is checked.

    Results are pass, warning, fails and not_run (a fact or a table is missing; it says which). Exit codes: 0 when every
    claim was looked at, whatever was found, and for a batch also where a line was none (it has an "error"); 1 when the
    one claim cannot be read; 2 when the command was called wrongly.
    """
    if example or keys:
        _print_keys() if keys else _print_example()
        return
    named_input(file, batch, "claim")
    with _tables() as tables:
        if batch is not None:
            _print_lines(lines_of(batch), tables)
        elif file is not None:
            _print_table("\n".join(lines_of(file)), tables)


def _print_example() -> None:
    from codesets.claims.example import EXAMPLE

    typer.echo(json.dumps(EXAMPLE, indent=2))


def _print_keys() -> None:
    from codesets.claims.keys import OBJECTS

    for what, known in OBJECTS.items():
        typer.echo(f"{what[0].upper()}{what[1:]}:")
        for name, meaning in known.items():
            typer.echo(f"  {name:<21} {meaning}")


@contextmanager
def _tables() -> Iterator[Tables]:
    from codesets.claims import LoadedTables
    from commands.catalogue import opened_catalogue
    from config.settings import load

    with opened_catalogue(load()) as catalogue:
        yield LoadedTables(catalogue)


def _print_lines(lines: Iterable[str], tables: Tables) -> None:
    from codesets.claims import checked_line

    for line in lines:
        if line.strip():
            typer.echo(checked_line(line, tables))


def _print_table(text: str, tables: Tables) -> None:
    from codesets.claims import MEDICARE_EDIT, check_claim, read_claim

    findings = check_claim(read_claim(text), tables)
    for finding in sorted(findings, key=_gravity):
        typer.echo(_head(finding))
        typer.echo(f"    {finding.message}")
        typer.echo(f"    [{finding.authority.replace(MEDICARE_EDIT, _MEDICARE)}]")
    counted = [f"{sum(finding.result == result for finding in findings)} {_SPOKEN[result]}" for result in _ORDER]
    typer.echo(", ".join(counted))
    if any(finding.source.endswith(MEDICARE_EDIT) for finding in findings):
        typer.echo(f"{MEDICARE_EDIT}.")


def _gravity(finding: Finding) -> tuple[bool, int]:
    """What was not read stands first: it may change everything that follows."""
    return finding.rule != _UNREAD, _ORDER.index(finding.result)


def _head(finding: Finding) -> str:
    indicator = f"({finding.indicator})" if finding.indicator else ""
    return f"{_SPOKEN[finding.result]:<8} {finding.rule:<22} {' '.join(finding.codes)} {indicator}".rstrip()
