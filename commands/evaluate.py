"""`caseconsultant evaluate`: how good the assistant's drafts are, on sets of cases whose right codes are known."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.arguments import today
from commands.assistant import Dos, InSetting, WithModel, opened_assistant
from commands.printing import table

if TYPE_CHECKING:
    from assistant.evaluation import Figures

_HEADINGS = ("set", "cases", "precision", "recall", "F1", "category F1", "invented", "unsupported", "ms", "p95 ms")
Sets = Annotated[
    list[Path], typer.Argument(exists=True, dir_okay=False, help="sets: cases with their codes, JSON lines")
]


def evaluate(
    sets: Sets,
    dos: Dos = None,
    setting: InSetting = "practitioner",
    model: WithModel = "",
    *,
    as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
    baseline: Annotated[
        Path | None, typer.Option(exists=True, help="figures stored by --save; exits with 1 where one got worse")
    ] = None,
    save: Annotated[Path | None, typer.Option(help="store the figures here, for --baseline")] = None,
) -> None:
    """Count how many of the drafted codes are right, how many right codes are missed, and what is invented.

    A set has a case a line: {"id": "1", "text": "...", "codes": ["E11.22", "N18.31"]}.
    """
    from assistant.evaluation import UnreadableSetError, figures, outcomes, read_set
    from config.settings import load

    settings = load()
    found: dict[str, Figures] = {}
    with opened_assistant(settings, model) as pilot:
        for path in sets:
            cases = read_set(path, {"setting": setting, "dos": dos})
            try:
                found[path.stem] = figures(outcomes(cases, pilot, today(settings)))
            except UnreadableSetError as error:
                raise typer.BadParameter(str(error)) from None
    now = {name: one.as_json() for name, one in found.items()}
    if as_json:
        typer.echo(json.dumps(now, indent=2))
    else:
        _print(found)
    if save:
        save.write_text(json.dumps(now, indent=2) + "\n", encoding="utf-8")
    if baseline and _compared(baseline, now, quiet=as_json):
        raise typer.Exit(1)


def _print(found: "dict[str, Figures]") -> None:
    table(_HEADINGS, (_row(name, one) for name, one in found.items()), empty="no set")
    for name, one in found.items():
        topics = sorted(one.by_topic.items())
        if len(topics) > 1:
            typer.echo(f"\n{name}, by topic")
            rows = ((topic, f"{c.precision:.3f}", f"{c.recall:.3f}", f"{c.f1:.3f}") for topic, c in topics)
            table(("topic", "precision", "recall", "F1"), rows, empty="")


def _row(name: str, one: "Figures") -> tuple[object, ...]:
    exact = one.exact
    shares = (f"{share:.3f}" for share in (exact.precision, exact.recall, exact.f1, one.category.f1))
    times = (f"{one.median_ms:.0f}", f"{one.p95_ms:.0f}")
    return (name, one.cases, *shares, one.invented, one.unsupported, *times)


def _compared(baseline: Path, now: dict[str, Any], *, quiet: bool) -> bool:
    """Whether a figure got worse; says each that changed."""
    from assistant.evaluation import changes

    try:
        then = json.loads(baseline.read_text(encoding="utf-8"))
        found = list(changes(then, now))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise typer.BadParameter(f"{baseline} holds no figures; make it with --save.") from None
    for change in found:
        said = "worse" if change.worse else "better"
        typer.echo(f"{change.set_name}: {change.measure} {change.then:g} -> {change.now:g}, {said}", err=quiet)
    if not found:
        typer.echo("No figure changed.", err=quiet)
    return any(change.worse for change in found)
