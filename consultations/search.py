"""Finding cases by their number, client, topic, codes, and the words of their record.

What is stored are keyed hashes of single words, of text that passed the gate: the index finds a case for whoever types
a word of it, and tells nothing to whoever reads the database. A code is found by its first characters too (E11 finds
E11.22), a word only whole. SQLite keeps the hashes in FTS5, PostgreSQL in a tsvector.
"""

import re
from collections.abc import Iterable, Iterator

from sqlalchemy import TextClause, text
from sqlmodel import Session

from accounts.models import Organisation
from consultations import drafting, repository
from consultations.answers import Answer
from consultations.desk import Desk
from consultations.models import Consultation
from consultations.ports import Gate, UnsureError
from consultations.precedents import text_of
from consultations.sealing import Vault

MOST_FOUND = 500
"""Cases: whoever gets more needs another word."""
_MOST_WORDS = 3_000
"""Different words of a case: ten pages of notes have about a thousand."""
_MOST_ASKED = 12
_PLACEHOLDER = re.compile(r"\[[A-Z]+-[0-9]+\]")
_WORD = re.compile(r"[0-9a-z]{2,30}")
_SHORTEST_CODE = 3
_HASH_LENGTH = 12
"""Hex digits (48 bits): among a million different words, one pair in some 500 databases would be the same."""

_STATEMENTS: dict[str, dict[str, TextClause]] = {
    "sqlite": {
        "forget": text("DELETE FROM case_words WHERE rowid = :case"),
        "keep": text("INSERT INTO case_words (rowid, words) VALUES (:case, :words)"),
        "find": text("SELECT rowid FROM case_words WHERE case_words MATCH :words ORDER BY rowid DESC LIMIT :most"),
    },
    "postgresql": {
        "forget": text("DELETE FROM case_words WHERE consultation_id = :case"),
        "keep": text("INSERT INTO case_words (consultation_id, words) VALUES (:case, array_to_tsvector(:words))"),
        "find": text(
            "SELECT consultation_id FROM case_words WHERE words @@ to_tsquery('simple', :words) "
            "ORDER BY consultation_id DESC LIMIT :most"
        ),
    },
}


def index(desk: Desk, session: Session, consultation_id: int, gate: Gate) -> frozenset[str] | None:
    """What the case is found by, as keyed hashes, for `keep`; None where there is no draft yet.

    Where the gate is not sure of the record's words, it is found by number, client, topic and codes alone.
    """
    case = session.get_one(Consultation, consultation_id)
    draft = repository.latest_draft(session, consultation_id)
    if draft is None:
        return None
    answer = drafting.open_draft(desk, case, draft)
    reading = drafting.read(desk, session, case)
    organisation = session.get_one(Organisation, case.organisation_id)
    try:
        record = gate(text_of(reading.record), reading.record.people)
    except UnsureError:
        record = ""
    words = (*_words(f"{case.number} {organisation.name} {case.topic}"), *_codes(answer), *_of_record(record))
    return frozenset(_hashed(desk.vault, word) for word in words)


def keep(session: Session, consultation_id: int, hashes: Iterable[str]) -> None:
    """Let the case be found by these words, and by no others."""
    statements = _of(session)
    session.execute(statements["forget"], {"case": consultation_id})
    listed = sorted(hashes)
    words = listed if session.get_bind().dialect.name == "postgresql" else " ".join(listed)
    session.execute(statements["keep"], {"case": consultation_id, "words": words})


def find(desk: Desk, session: Session, asked: str) -> list[int]:
    """The keys of the newest cases that hold every word that was asked for; at most MOST_FOUND."""
    words = list(dict.fromkeys(_asked(asked)))[:_MOST_ASKED]
    if not words:
        return []
    operator = " & " if session.get_bind().dialect.name == "postgresql" else " AND "
    query = operator.join(_hashed(desk.vault, word) for word in words)
    found = session.execute(_of(session)["find"], {"words": query, "most": MOST_FOUND})
    return [int(row[0]) for row in found]


def _of(session: Session) -> dict[str, TextClause]:
    return _STATEMENTS[session.get_bind().dialect.name]


def _hashed(vault: Vault, word: str) -> str:
    """One keyed hash; the letter in front keeps a text search from taking it for a number."""
    return "w" + vault.keyed_hash("search", word)[:_HASH_LENGTH]


def _words(told: str) -> Iterator[str]:
    return iter(_WORD.findall(told.lower()))


def _of_record(record: str) -> list[str]:
    return list(dict.fromkeys(_words(_PLACEHOLDER.sub(" ", record))))[:_MOST_WORDS]


def _codes(answer: Answer) -> Iterator[str]:
    """Each code of the answer without its dot, and its beginnings from the category on."""
    for code in (*(line.code for line in answer.code_lines), *(mention.code for mention in answer.mentions)):
        plain = code.replace(".", "").lower()
        yield from (plain[:length] for length in range(_SHORTEST_CODE, len(plain) + 1))


def _asked(asked: str) -> Iterator[str]:
    """What was typed, as it is stored: a code's dot does not part it."""
    return _words(re.sub(r"(?<=[0-9A-Za-z])\.(?=[0-9A-Za-z])", "", asked))
