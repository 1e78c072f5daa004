"""`caseconsultant codes check`: a claim against the loaded tables, rule by rule."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codesets.claims import Finding, Tables

_ORDER = ("fails", "warning", "not_run", "pass")
_SPOKEN = {"fails": "FAILS", "warning": "WARNING", "not_run": "NOT RUN", "pass": "pass"}


def check(
    file: Annotated[Path | None, typer.Argument(help="a claim as JSON; - for standard input", allow_dash=True)] = None,
    batch: Annotated[
        Path | None, typer.Option(help="claims as JSON, one a line; - for standard input", allow_dash=True)
    ] = None,
) -> None:
    """Check a claim: findings to read, the gravest first, or with --batch a line of JSON for each claim.

    The least that is a claim:

    {"dos": "2024-07-15", "lines": [{"code": "99213"}]}
    """
    if (file is None) == (batch is None):
        raise typer.BadParameter("name one file with a claim, or --batch with one claim a line (- is standard input).")
    named = file or batch
    if named is not None and str(named) != "-" and not named.is_file():
        raise typer.BadParameter(f"{named} is no file.")
    with _tables() as tables:
        if batch is not None:
            _print_lines(_lines(batch), tables)
        elif file is not None:
            _print_table("\n".join(_lines(file)), tables)


@contextmanager
def _tables() -> Iterator[Tables]:
    from codesets.claims import LoadedTables
    from commands.catalogue import opened_catalogue
    from config.settings import load

    with opened_catalogue(load()) as catalogue:
        yield LoadedTables(catalogue)


def _lines(path: Path) -> Iterable[str]:
    if str(path) == "-":
        yield from typer.get_text_stream("stdin", encoding="utf-8", errors="replace")
    else:
        with path.open(encoding="utf-8", errors="replace") as file:
            yield from file


def _print_lines(lines: Iterable[str], tables: Tables) -> None:
    from codesets.claims import checked_line

    for line in lines:
        if line.strip():
            typer.echo(checked_line(line, tables))


def _print_table(text: str, tables: Tables) -> None:
    from codesets.claims import MEDICARE_EDIT, check_claim, read_claim

    findings = check_claim(read_claim(text), tables)
    for finding in sorted(findings, key=lambda finding: _ORDER.index(finding.result)):
        typer.echo(_head(finding))
        typer.echo(f"    {finding.message}")
        typer.echo(f"    [{finding.authority.removesuffix(f'; {MEDICARE_EDIT}')}]")
    counted = [f"{sum(finding.result == result for finding in findings)} {_SPOKEN[result]}" for result in _ORDER]
    typer.echo(", ".join(counted))
    if any(finding.source.endswith(MEDICARE_EDIT) for finding in findings):
        typer.echo(f"{MEDICARE_EDIT}.")


def _head(finding: Finding) -> str:
    indicator = f"({finding.indicator})" if finding.indicator else ""
    return f"{_SPOKEN[finding.result]:<8} {finding.rule:<22} {' '.join(finding.codes)} {indicator}".rstrip()
