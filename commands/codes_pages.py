"""How `codes show` prints a code's page, from top to bottom as a coder reads it."""

from collections.abc import Iterable
from itertools import groupby

import typer

from codesets import Choice, CodePage, Note
from codesets.facts import Fact, Place
from codesets.procedures import ProcedurePage

_ABOVE = (Place.WORDS,)
_BELOW = tuple(place for place in Place if place not in _ABOVE)


def print_diagnosis(found: CodePage) -> None:
    """An ICD-10-CM code: validity, our words, where it stands, its notes, and what other tables say."""
    typer.echo(f"{found.code}  {found.title}\n{found.validity.sentence}")
    _print_facts(found.facts, _ABOVE)
    _print_hierarchy(found)
    if found.notes:
        typer.echo("")
    for note in found.notes:
        typer.echo(_told(note, found.code))
    _print_facts(found.facts, _BELOW)
    _print_neighbours(found)
    if found.changes:
        typer.echo("\nHistory")
    for change in found.changes:
        typer.echo(f"  {change.happened} in {change.release.name} (since {change.since.name}): {change.title or '-'}")
    _print_not_loaded(found.not_loaded)


def print_procedure(found: ProcedurePage) -> None:
    """A code of another set, or a modifier."""
    typer.echo(f"{found.code}  {found.title or '(no title is loaded)'}\n{found.validity.sentence}")
    _print_facts(found.facts, tuple(Place))
    _print_not_loaded(found.not_loaded)


def _print_hierarchy(found: CodePage) -> None:
    typer.echo("")
    line = (*found.hierarchy, Choice(found.code, found.title))
    for depth, one in enumerate(line):
        typer.echo(f"{'  ' * depth}{one.code}  {one.title}")
    for one in found.children:
        typer.echo(f"{'  ' * len(line)}{one.code}  {one.title}")


def _told(note: Note, code: str) -> str:
    return f"{note.kind.spoken:<15} {note.text}" + ("" if note.at == code else f"  [at {note.at}]")


def _print_facts(facts: Iterable[Fact], places: tuple[Place, ...]) -> None:
    """By their places, each with a heading; the release stands once for the facts that it says in a row."""
    for place in places:
        own = [fact for fact in facts if fact.place is place]
        for number, (source, said) in enumerate(groupby(own, key=lambda fact: fact.source)):
            heading = f"\n{place.value.capitalize()}" if number == 0 else " "
            typer.echo(f"{heading} [{source}]")
            for fact in said:
                typer.echo(f"  {fact.what}: {fact.text}")


def _print_neighbours(found: CodePage) -> None:
    beside = [one for one in (found.previous, found.following) if one]
    if beside:
        typer.echo("\nBeside it in the list")
    for one in beside:
        typer.echo(f"  {one.code}  {one.title}")


def _print_not_loaded(tables: Iterable[str]) -> None:
    if listed := "; ".join(tables):
        typer.echo(f"\nNot loaded for that day: {listed}.")
