"""`caseconsultant model`: what left this house for a language model, and what came of it."""

from typing import TYPE_CHECKING, Annotated

import typer

from commands.arguments import SHOWN, Limit
from commands.printing import moment, table

if TYPE_CHECKING:
    from config.settings import Settings

app = typer.Typer(help="What was sent to a language model: list it, or show the words.", no_args_is_help=True)


@app.command("list")
def list_left(*, limit: Limit = SHOWN) -> None:
    """Show which model is set up, and what was sent to any, the newest first."""
    from commands.composing import service_desk
    from commands.reading_case import NOTHING_BACK
    from consultations import model_use

    desk = service_desk()
    typer.echo(_set_up(desk.settings))
    with desk.database.reading() as session:
        rows = [
            (
                left.question,
                moment(left.at, desk.settings.time_zone),
                left.case or "-",
                left.model,
                left.purpose,
                left.tokens_sent,
                left.tokens_answered,
                left.outcome or NOTHING_BACK,
            )
            for left in model_use.newest(session, limit)
        ]
        total = model_use.how_many(session)
    headings = ("question", "sent", "case", "model", "asked to", "tokens", "answered", "outcome")
    table(headings, rows, empty="Nothing was sent to a language model yet.", total=total)


@app.command()
def show(question: Annotated[int, typer.Argument(help="the number that `model list` and `review show` print")]) -> None:
    """Print one question and its words, as they left: redacted, unless the model runs on this machine."""
    from commands.composing import service_desk
    from commands.reading_case import left_line
    from consultations import model_use

    desk = service_desk()
    with desk.database.reading() as session:
        left = model_use.one(desk, session, question)
    typer.echo(f"{left_line(left, desk.settings.time_zone)}\n\n{left.text}")


def _set_up(settings: "Settings") -> str:
    model = settings.model
    if model is None:
        return "No language model is set up ([model] in caseconsultant.toml), so nothing leaves for one."
    words = "redacted text" if model.external else "the text as it is: it runs on this machine"
    return f"{model.provider}/{model.name} reads along, and gets {words}."
