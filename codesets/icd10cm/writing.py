"""Writes the tabular list into a store: its nodes with their notes, and the phrases by which a code is found."""

import sqlite3
from collections import Counter

from codesets import words
from codesets.icd10cm.phrases import phrases
from codesets.icd10cm.tabular import Node

SCHEMA = """
CREATE TABLE node (id INTEGER PRIMARY KEY, level INTEGER, code TEXT, title TEXT, parent INTEGER, billable INTEGER,
                   seventh INTEGER);
CREATE TABLE note (owner INTEGER, place INTEGER, kind TEXT, text TEXT, PRIMARY KEY (owner, place)) WITHOUT ROWID;
CREATE TABLE phrase (id INTEGER PRIMARY KEY, text TEXT, required TEXT, optional TEXT, leads_to INTEGER, prior REAL,
                     assumed INTEGER);
CREATE TABLE phrase_key (key TEXT, phrase INTEGER, PRIMARY KEY (key, phrase)) WITHOUT ROWID;
CREATE TABLE word (word TEXT PRIMARY KEY, phrases INTEGER) WITHOUT ROWID;
CREATE VIRTUAL TABLE phrase_words USING fts5(words, content='', tokenize='ascii');
"""
INDEXES = """
CREATE UNIQUE INDEX node_code ON node (code, level);
CREATE INDEX node_parent ON node (parent);
INSERT INTO phrase_words (phrase_words) VALUES ('optimize');
"""


def write(database: sqlite3.Connection, nodes: list[Node]) -> int:
    """Write all of it; returns how many codes are billable."""
    _write_nodes(database, nodes)
    _write_phrases(database, nodes)
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


def _write_phrases(database: sqlite3.Connection, nodes: list[Node]) -> None:
    holding: Counter[str] = Counter()
    for number, phrase in enumerate(phrases(nodes), start=1):
        every = phrase.required + phrase.optional
        holding.update(every)
        database.execute("INSERT INTO phrase_words (rowid, words) VALUES (?, ?)", (number, " ".join(every)))
        database.execute(
            "INSERT INTO phrase VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                number,
                phrase.text,
                " ".join(phrase.required),
                " ".join(phrase.optional),
                phrase.leads_to,
                phrase.prior,
                phrase.assumed,
            ),
        )
        keys = {words.key(phrase.required), words.key(every)}
        database.executemany("INSERT INTO phrase_key VALUES (?, ?)", [(key, number) for key in keys])
    database.executemany("INSERT INTO word VALUES (?, ?)", holding.items())
