"""What changed between two versions of an answer: codes as sentences, prose word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from consultations.answers import Answer, CodeLine

_WORD = re.compile(r"^\s+|\S+\s*")
_LONGEST_COMPARED = 1_500
"""Words; comparing takes time with the square of them, and a longer text is shown as replaced whole."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that both versions have (`kind` is `same`), only the new one (`added`) or only the old one (`removed`)."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs: its sentence, and for prose the words in both versions."""

    what: str
    pieces: tuple[Piece, ...] = ()


def changes(old: Answer, new: Answer) -> tuple[Change, ...]:
    """Everything that a client would read differently, codes first. Checks follow from codes and are not compared."""
    return (*_codes(old.code_lines, new.code_lines), *_facts(old, new), *_prose(old, new))


def _codes(old: tuple[CodeLine, ...], new: tuple[CodeLine, ...]) -> Iterator[Change]:
    before, after = {line.code: line for line in old}, {line.code: line for line in new}
    for code, line in after.items():
        if code not in before:
            yield Change(f"{code} was added: {line.title}" if line.title else f"{code} was added")
    for code, line in before.items():
        if code not in after:
            yield Change(f"{code} was removed: {line.title}" if line.title else f"{code} was removed")
    for code in before.keys() & after.keys():
        yield from _one_code(before[code], after[code])
    kept_before = [code for code in before if code in after]
    kept_after = [code for code in after if code in before]
    if kept_before != kept_after:
        yield Change(f"The order of the codes is now {', '.join(after)}")


def _one_code(old: CodeLine, new: CodeLine) -> Iterator[Change]:
    if old.modifiers != new.modifiers:
        yield Change(f"{new.code}: modifiers {_said(old.modifiers)} became {_said(new.modifiers)}")
    if old.units != new.units:
        yield Change(f"{new.code}: {old.units} units became {new.units}")
    for evidence in new.evidence:
        if evidence not in old.evidence:
            yield Change(f"{new.code} now rests on “{evidence.quote}” too")
    if old.reason != new.reason:
        yield Change(f"{new.code}: reason", pieces(old.reason, new.reason))


def _said(modifiers: tuple[str, ...]) -> str:
    return " ".join(modifiers) or "none"


def _facts(old: Answer, new: Answer) -> Iterator[Change]:
    if old.facts.date_of_service != new.facts.date_of_service:
        yield Change(f"The date of service {old.facts.date_of_service} became {new.facts.date_of_service}")


def _prose(old: Answer, new: Answer) -> Iterator[Change]:
    told = {reply.asked: reply.answer for reply in old.replies}
    kept = {reply.asked for reply in new.replies}
    yield from (Change(f"The answer to \u201c{asked}\u201d was removed") for asked in told if asked not in kept)
    answers = (
        (f"Answer to \u201c{reply.asked}\u201d", told.get(reply.asked, ""), reply.answer) for reply in new.replies
    )
    for what, before, after in (
        ("Headline", old.headline, new.headline),
        *answers,
        ("Questions to the client", "\n".join(old.questions), "\n".join(new.questions)),
        ("Queries to the provider", _queries(old), _queries(new)),
        ("Summary", old.summary, new.summary),
        ("Before you send", "\n".join(old.before_you_send), "\n".join(new.before_you_send)),
    ):
        if before.strip() != after.strip():
            yield Change(what, pieces(before, after))


def _queries(answer: Answer) -> str:
    return "\n".join("\n".join((query.title, query.question, *query.options)) for query in answer.queries)


def pieces(old: str, new: str) -> tuple[Piece, ...]:
    """Compare two texts word by word."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    if max(len(before), len(after)) > _LONGEST_COMPARED:
        return (Piece("removed", old), Piece("added", new))
    found = []
    for tag, i, j, k, m in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Piece("same", "".join(before[i:j])))
            continue
        found += [Piece("removed", "".join(before[i:j]))] if i < j else []
        found += [Piece("added", "".join(after[k:m]))] if k < m else []
    return tuple(found)
