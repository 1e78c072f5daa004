"""Reads the tables that lie beside this file.

A table is tab-separated text in UTF-8: lines that start with "#" say what it is and where its facts stand, the first
other line names the columns, and every further line is a row. No quoting: a cell holds neither tab nor line break.
"""

from importlib import resources


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a table ("modifiers") in its own order; every row has every column, an empty cell is ""."""
    text = resources.files(__package__).joinpath(f"{name}.tsv").read_text(encoding="utf-8")
    header, *lines = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return [dict(zip(header, line, strict=True)) for line in lines]


def listed(cell: str) -> tuple[str, ...]:
    """The parts of a cell that holds several, divided by commas."""
    return tuple(part.strip() for part in cell.split(",") if part.strip())
