"""`caseconsultant assistant`: the drafting assistant asked by a person or by a script, without mail and review."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.arguments import day, lines_of, named_input, today, who_bills

if TYPE_CHECKING:
    from assistant import Assistant
    from config.sections import LanguageModel
    from config.settings import Settings
    from consultations.ports import ModelLedger

app = typer.Typer(help="CasePilot, the drafting assistant.", no_args_is_help=True)

File = Annotated[
    Path | None, typer.Argument(help="a text, such as a note or a mail; - for standard input", allow_dash=True)
]
Batch = Annotated[Path | None, typer.Option(help="cases as JSON, one a line; - for standard input", allow_dash=True)]
Dos = Annotated[
    date | None, typer.Option("--dos", "--date", parser=day, help="the date of service where the text gives none")
]
InSetting = Annotated[
    str, typer.Option("--setting", parser=who_bills, help="who bills: practitioner, asc, outpatient or inpatient")
]


WithModel = Annotated[
    str, typer.Option("--model", help="a model reads along: its name, reached as [model] of the settings says")
]


@app.callback()
def assistant() -> None:
    """CasePilot, the drafting assistant."""


@app.command()
def draft(
    file: File = None,
    dos: Dos = None,
    setting: InSetting = "practitioner",
    model: WithModel = "",
    *,
    as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
    batch: Batch = None,
) -> None:
    """Draft the answer to a case; with --batch one case a line of JSON, {"id", "text"}, one draft a line out.

    A case may say more: subject, received, dos, setting, payer, state. What its text says wins.
    """
    named_input(file, batch, "case")
    from assistant.batch import drafted_line
    from config.settings import load

    settings = load()
    defaults: dict[str, Any] = {"setting": setting, "dos": dos}
    with opened_assistant(settings, model) as pilot:
        if batch is not None:
            for line in lines_of(batch):
                if line.strip():
                    typer.echo(drafted_line(line, pilot, today(settings), defaults))
        elif file is not None:
            _print("".join(lines_of(file)), pilot, settings, defaults, as_json=as_json)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="a question, in words")],
    dos: Dos = None,
    setting: InSetting = "practitioner",
    model: WithModel = "",
) -> None:
    """Ask a coding question; the answer names its sources. With --model it is told in the model's words first."""
    if not question.strip():
        raise typer.BadParameter("ask something.")
    from config.settings import load

    settings = load()
    defaults: dict[str, Any] = {"setting": setting, "dos": dos}
    if not model:
        with opened_assistant(settings) as pilot:
            _print(question, pilot, settings, defaults, as_json=False)
        return
    _tell(question, settings, model, defaults)


@contextmanager
def opened_assistant(settings: "Settings", model: str = "") -> Iterator["Assistant"]:
    """The assistant over the loaded code sets; deterministic where no model is named."""
    from assistant import Assistant
    from commands.catalogue import opened_catalogue
    from commands.composing import reading_along

    advisor = reading_along(named(settings, model), service_ledger()) if model else None
    with opened_catalogue(settings) as catalogue:
        yield Assistant(catalogue, advisor)


def named(settings: "Settings", model: str) -> "LanguageModel":
    """The model of that name, reached as the settings say."""
    if settings.model is None:
        raise typer.BadParameter("--model needs [model] in caseconsultant.toml, which says where models are reached.")
    return settings.model.model_copy(update={"name": model})


def service_ledger() -> "ModelLedger":
    """What leaves for a model is kept by the service that is set up here."""
    from commands.composing import service_desk
    from consultations.model_use import DeskLedger

    return DeskLedger(service_desk())


def _tell(question: str, settings: "Settings", model: str, defaults: dict[str, Any]) -> None:
    """The answer in the model's words, a sentence at a time as they come, and all of ours behind it."""
    from assistant import Assistant
    from assistant.advice import NotAskedError
    from assistant.batch import CaseLine
    from commands.catalogue import opened_catalogue
    from commands.composing import reading_along
    from commands.reading_case import answer_text

    advisor = reading_along(named(settings, model), service_ledger())
    with opened_catalogue(settings) as catalogue:
        record = CaseLine(id="1", text=question, **defaults).record(today(settings))
        answer = Assistant(catalogue).draft(record)
        try:
            for sentence in advisor.telling(record, catalogue).sentences(f"{answer.headline}. {answer.summary}"):
                typer.echo(sentence, nl=False)
            typer.echo("\n")
        except NotAskedError as error:
            typer.echo(f"\n{error}\n", err=True)
        typer.echo(answer_text(answer))


def _print(text: str, pilot: "Assistant", settings: "Settings", defaults: dict[str, Any], *, as_json: bool) -> None:
    from assistant import batch
    from commands.reading_case import answer_text

    case = batch.CaseLine(id="1", text=text, **defaults)
    answer = pilot.draft(case.record(today(settings)))
    if as_json:
        typer.echo(json.dumps({"id": case.id, **batch.as_json(answer, text)}, ensure_ascii=False, indent=2))
    else:
        typer.echo(answer_text(answer))
