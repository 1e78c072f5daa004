"""`caseconsultant precedents`: what was answered before, and what amendments teach."""

from pathlib import Path
from typing import Annotated

import typer

from commands.arguments import SHOWN, Limit
from commands.printing import moment, table

app = typer.Typer(help="Earlier answers, without identifiers, and lessons of amendments.", no_args_is_help=True)

_EVERY = 1_000_000


@app.command("list")
def list_precedents(limit: Limit = SHOWN) -> None:
    """Show what answers that were sent reported, the newest first."""
    from commands.composing import service_desk
    from consultations import precedents

    desk = service_desk()
    with desk.database.reading() as session:
        rows = [
            (
                case.number,
                moment(precedent.at, desk.settings.time_zone),
                organisation.name,
                told.topic,
                " ".join(told.codes) or "-",
                "amended" if precedent.lesson else "",
            )
            for precedent, case, organisation in precedents.every(session, limit)
            for told in [precedents.open_told(desk, session, precedent)]
        ]
    headings = ("case", "answered", "organisation", "topic", "codes", "lesson")
    table(headings, rows, empty="None yet: each answer that is sent becomes one.")


@app.command()
def export(folder: Annotated[Path, typer.Argument(help="is made where it is not there")]) -> None:
    """Write each lesson as a case for evaluation: NAME.txt with the redacted words, NAME.toml with the right codes.

    Look them over before they leave this machine: redaction misses some of what it should find.
    """
    from commands.composing import service_desk
    from commands.lesson_files import pair
    from consultations import learning, precedents

    desk = service_desk()
    folder.mkdir(parents=True, exist_ok=True)
    written = 0
    with desk.database.reading() as session:
        for precedent, _, _ in precedents.every(session, _EVERY):
            lesson = learning.open_lesson(desk, session, precedent)
            if lesson is not None:
                name = desk.vault.keyed_hash("lesson", str(precedent.id))[:12]  # no case number leaves with it
                for suffix, content in pair(lesson).items():
                    (folder / f"{name}{suffix}").write_text(content, encoding="utf-8")
                written += 1
    typer.echo(f"{written} cases written to {folder}. Look them over before they leave this machine.")
