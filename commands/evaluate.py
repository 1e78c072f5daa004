"""`caseconsultant evaluate`: how good the assistant's drafts are, on sets of cases whose right answers are known."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.arguments import today
from commands.assistant import Dos, InSetting, WithModel, named, service_ledger
from commands.printing import table

if TYPE_CHECKING:
    from assistant.evaluation import EvaluationCase, Figures, Outcome
    from assistant.evaluation.figures import Counts
    from codesets import Catalogue

_CODES = ("set", "cases", "precision", "recall", "F1", "category F1", "points", "invented", "unsupported")
_COST = ("tokens", "cents")
_TIME = ("ms", "p95 ms")
_OF_THE_MACHINE = ("median_ms", "p95_ms")
"""Figures that differ from run to run: stored, they would change in each commit and say nothing."""
_NONE = "-"
Sets = Annotated[
    list[Path],
    typer.Argument(exists=True, help="sets: files of JSON lines, or folders of TOML files, of cases with their codes"),
]


def evaluate(  # noqa: PLR0913 - each is an option of the command line
    sets: Sets,
    dos: Dos = None,
    setting: InSetting = "practitioner",
    model: WithModel = "",
    *,
    as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
    missed: Annotated[bool, typer.Option("--missed", help="name what each case lacks, or has beyond")] = False,
    baseline: Annotated[
        Path | None, typer.Option(exists=True, help="figures stored by --save; exits with 1 where one got worse")
    ] = None,
    save: Annotated[Path | None, typer.Option(help="store the figures here, for --baseline")] = None,
) -> None:
    """Count how many of the drafted codes are right, how many right codes are missed, and what is invented.

    A set has a case a line: {"id": "1", "text": "...", "codes": ["E11.22", "N18.31"]}. In a folder each *.toml
    holds such cases as tables, or one mail with the points that its answer can make.
    """
    from assistant import Assistant
    from assistant.evaluation import Spending, UnreadableSetError, figures, outcomes, read_set
    from commands.catalogue import opened_catalogue
    from commands.composing import reading_along
    from config.settings import load

    settings = load()
    asked = named(settings, model) if model else None
    spending = Spending(service_ledger()) if asked else None
    advisor = reading_along(asked, spending) if asked and spending else None
    found: dict[str, Figures] = {}
    with opened_catalogue(settings) as catalogue:
        pilot = Assistant(catalogue, advisor)
        for path in sets:
            try:
                cases = list(read_set(path, {"setting": setting, "dos": dos}, today(settings)))
            except UnreadableSetError as error:
                raise typer.BadParameter(str(error)) from None
            drafted = list(outcomes(_answerable(path, cases, catalogue), pilot))
            tokens, cents = spending.taken(asked) if asked and spending else (0, 0)
            found[path.stem] = replace(figures(drafted), tokens=tokens, cents=cents)
            if missed:
                _print_missed(path.stem, drafted, quiet=as_json)
    now = {name: one.as_json() for name, one in found.items()}
    if as_json:
        typer.echo(json.dumps(now, indent=2))
    else:
        _print(found, with_cost=bool(model))
    if save:
        kept = {
            name: {key: value for key, value in one.items() if key not in _OF_THE_MACHINE} for name, one in now.items()
        }
        save.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")
    if baseline:
        _compare(baseline, now, quiet=as_json)


def _answerable(path: Path, cases: "list[EvaluationCase]", catalogue: "Catalogue") -> "Iterator[EvaluationCase]":
    """The cases without the mails that ask of tables which nobody loaded here; says how many those are."""
    from codesets import Dataset

    loaded = any(release.dataset is Dataset.MPFS for release in catalogue.shelf.releases())
    kept = [one for one in cases if loaded or one.mail is None or one.mail.tables == "bundled"]
    if len(kept) < len(cases):
        left_out = f"{len(cases) - len(kept)} of {len(cases)} cases ask of Medicare's tables, which are not loaded here"
        typer.echo(f"{path.stem}: {left_out}; they are left out.", err=True)
    yield from kept


def _print_missed(name: str, drafted: "list[Outcome]", *, quiet: bool) -> None:
    for one in drafted:
        if one.missed:
            typer.echo(f"{name}, {one.id}: {'; '.join(one.missed)}", err=quiet)


def _print(found: "dict[str, Figures]", *, with_cost: bool) -> None:
    from assistant.evaluation import by_kind, share

    rows = (_row(name, one, with_cost=with_cost) for name, one in found.items())
    table((*_CODES, *(_COST if with_cost else ()), *_TIME), rows, empty="no set")
    for name, one in found.items():
        topics = sorted(one.by_topic.items())
        points = {kind: f"{share(of_kind):.3f}" for kind, of_kind in by_kind(one.scores).items()}
        if len(topics) > 1:
            typer.echo(f"\n{name}, by topic")
            lines = ((topic, *_of_topic(counts), points.get(topic, _NONE)) for topic, counts in topics)
            table(("topic", "precision", "recall", "F1", "points"), lines, empty="")


def _row(name: str, one: "Figures", *, with_cost: bool) -> tuple[object, ...]:
    from assistant.evaluation import share

    exact = one.exact
    shares = _shares(exact.precision, exact.recall, exact.f1, one.category.f1)
    points = f"{share(one.scores):.3f}" if one.scores else _NONE
    cost = (one.tokens, one.cents) if with_cost else ()
    times = (f"{one.median_ms:.0f}", f"{one.p95_ms:.0f}")
    return (name, one.cases, *shares, points, one.invented, one.unsupported, *cost, *times)


def _of_topic(counts: "Counts") -> tuple[str, ...]:
    """Its precision, recall and F1; nothing where no case of it names its codes."""
    counted = counts.both + counts.extra + counts.missed
    return _shares(counts.precision, counts.recall, counts.f1) if counted else (_NONE,) * 3


def _shares(*shares: float) -> tuple[str, ...]:
    return tuple(f"{share:.3f}" for share in shares)


def _compare(baseline: Path, now: dict[str, Any], *, quiet: bool) -> None:
    """Say each figure that changed; ends with 1 where one of a whole set got worse, and says how to look, and how to
    store anew.
    """
    from assistant.evaluation import changes
    from assistant.wording import counted

    try:
        then = json.loads(baseline.read_text(encoding="utf-8"))
        found = list(changes(then, now))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise typer.BadParameter(f"{baseline} holds no figures; make it with --save.") from None
    for change in found:
        said, where = ("worse" if change.worse else "better"), ", ".join(filter(None, (change.set_name, change.case)))
        typer.echo(f"{where}: {change.measure} {change.then:g} -> {change.now:g}, {said}", err=quiet)
    if not found:
        typer.echo("No figure changed.", err=quiet)
    if worse := sum(change.worse and not change.case for change in found):
        typer.echo(
            f"{counted(worse, 'figure')} got worse since {baseline} was stored. --missed names what each case lacks; "
            f"where the change is meant, store the new figures with --save {baseline}.",
            err=quiet,
        )
        raise typer.Exit(1)
