"""Writes the tabular list into a store: its nodes with their notes."""

import sqlite3

from codesets.icd10cm.tabular import Node

SCHEMA = """
CREATE TABLE node (id INTEGER PRIMARY KEY, level INTEGER, code TEXT, title TEXT, parent INTEGER, billable INTEGER,
                   seventh INTEGER);
CREATE TABLE note (owner INTEGER, place INTEGER, kind TEXT, text TEXT, PRIMARY KEY (owner, place)) WITHOUT ROWID;
"""
INDEXES = """
CREATE UNIQUE INDEX node_code ON node (code, level);
CREATE INDEX node_parent ON node (parent);
"""


def write(database: sqlite3.Connection, nodes: list[Node]) -> int:
    """Write all of it; returns how many codes are billable."""
    _write_nodes(database, nodes)
    return sum(node.billable for node in nodes)


def _write_nodes(database: sqlite3.Connection, nodes: list[Node]) -> None:
    database.executemany(
        "INSERT INTO node VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (position, node.level, node.code, node.title, node.parent, node.billable, node.seventh)
            for position, node in enumerate(nodes)
        ),
    )
    database.executemany(
        "INSERT INTO note VALUES (?, ?, ?, ?)",
        (
            (position, place, kind, text)
            for position, node in enumerate(nodes)
            for place, (kind, text) in enumerate(node.notes)
        ),
    )
