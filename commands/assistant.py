"""`caseconsultant assistant`: the drafting assistant asked by a person or by a script, without mail and review."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.arguments import day, today

if TYPE_CHECKING:
    from assistant import Assistant
    from config.settings import Settings

app = typer.Typer(help="CasePilot, the drafting assistant.", no_args_is_help=True)

_SETTINGS = ("practitioner", "asc", "outpatient", "inpatient")


def _setting(value: str) -> str:
    if value not in _SETTINGS:
        raise typer.BadParameter(f"{value!r} is no setting; it takes {', '.join(_SETTINGS)}.")
    return value


File = Annotated[
    Path | None, typer.Argument(help="a text, such as a note or a mail; - for standard input", allow_dash=True)
]
Batch = Annotated[Path | None, typer.Option(help="cases as JSON, one a line; - for standard input", allow_dash=True)]
Dos = Annotated[
    date | None, typer.Option("--dos", "--date", parser=day, help="the date of service where the text gives none")
]
InSetting = Annotated[
    str, typer.Option("--setting", parser=_setting, help="who bills: practitioner, asc, outpatient or inpatient")
]


@app.callback()
def assistant() -> None:
    """CasePilot, the drafting assistant."""


@app.command()
def draft(
    file: File = None,
    dos: Dos = None,
    setting: InSetting = "practitioner",
    *,
    as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
    batch: Batch = None,
) -> None:
    """Draft the answer to a case; with --batch one case a line of JSON, {"id", "text"}, one draft a line out.

    A case may say more: subject, received, dos, setting, payer, state. What its text says wins.
    """
    if (file is None) == (batch is None):
        raise typer.BadParameter("name one file with a case, or --batch with one case a line (- is standard input).")
    named = file or batch
    if named is not None and str(named) != "-" and not named.is_file():
        raise typer.BadParameter(f"{named} is no file.")
    from assistant.batch import drafted_line
    from config.settings import load

    settings = load()
    defaults: dict[str, Any] = {"setting": setting, "dos": dos}
    with opened_assistant(settings) as pilot:
        if batch is not None:
            for line in _lines(batch):
                if line.strip():
                    typer.echo(drafted_line(line, pilot, today(settings), defaults))
        elif file is not None:
            _print("".join(_lines(file)), pilot, settings, defaults, as_json=as_json)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="a question, in words")],
    dos: Dos = None,
    setting: InSetting = "practitioner",
) -> None:
    """Ask a coding question; the answer names its sources."""
    if not question.strip():
        raise typer.BadParameter("ask something.")
    from config.settings import load

    settings = load()
    with opened_assistant(settings) as pilot:
        _print(question, pilot, settings, {"setting": setting, "dos": dos}, as_json=False)


@contextmanager
def opened_assistant(settings: "Settings") -> Iterator["Assistant"]:
    """The deterministic assistant over the loaded code sets."""
    from assistant import Assistant
    from commands.catalogue import opened_catalogue

    with opened_catalogue(settings) as catalogue:
        yield Assistant(catalogue)


def _lines(path: Path) -> Iterator[str]:
    if str(path) == "-":
        yield from typer.get_text_stream("stdin", encoding="utf-8", errors="replace")
    else:
        with path.open(encoding="utf-8", errors="replace") as file:
            yield from file


def _print(text: str, pilot: "Assistant", settings: "Settings", defaults: dict[str, Any], *, as_json: bool) -> None:
    from assistant import batch
    from commands.reading_case import answer_text

    case = batch.CaseLine(id="1", text=text, **defaults)
    answer = pilot.draft(case.record(today(settings)))
    if as_json:
        typer.echo(json.dumps({"id": case.id, **batch.as_json(answer, text)}, ensure_ascii=False, indent=2))
    else:
        typer.echo(answer_text(answer))
