"""Typing errors as fingers make them, the same ones for the same seed: one edit in one word of a term."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

SHORTEST = 5
"""Of a shorter word one edit leaves too little to know it by."""

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_KINDS = ("drop", "double", "swap", "neighbour")


@dataclass(frozen=True, slots=True)
class TypingError:
    """A term as it was typed, and the term that was meant."""

    typed: str
    meant: str
    kind: str


def typing_errors(terms: Sequence[str], count: int = 400, seed: int = 2026) -> list[TypingError]:
    """`count` different errors, over the terms in turn and over the four kinds in turn.

    Only words of five letters and more are hit, and never their first letter, which hardly anybody mistypes. Terms
    without such a word are left out. The seed decides everything: the same terms give the same errors on any machine.
    """
    chance = random.Random(seed)
    usable = [term for term in terms if _hittable(term)]
    found: dict[str, TypingError] = {}
    turn = 0
    while len(found) < count:
        term, kind = usable[turn % len(usable)], _KINDS[turn % len(_KINDS)]
        turn += 1
        typed = _mistype(term, kind, chance)
        if typed.lower() not in {term.lower(), *(known.lower() for known in usable)}:
            found.setdefault(typed, TypingError(typed, term, kind))
    return list(found.values())


def neighbours(letter: str) -> str:
    """The keys around a letter on an American keyboard: beside it, and the nearest of the rows above and below."""
    for row, keys in enumerate(_ROWS):
        at = keys.find(letter)
        if at >= 0:
            beside = keys[max(at - 1, 0) : at] + keys[at + 1 : at + 2]
            above = _ROWS[row - 1][at : at + 2] if row else ""
            below = _ROWS[row + 1][max(at - 1, 0) : at + 1] if row + 1 < len(_ROWS) else ""
            return beside + above + below
    return ""


def _hittable(term: str) -> list[str]:
    return [word for word in term.split() if len(word) >= SHORTEST and word.isascii() and word.isalpha()]


def _mistype(term: str, kind: str, chance: random.Random) -> str:
    word = chance.choice(_hittable(term))
    at = chance.randrange(1, len(word) - 1)
    return term.replace(word, _edited(word, at, kind, chance), 1)


def _edited(word: str, at: int, kind: str, chance: random.Random) -> str:
    before, letter, after = word[:at], word[at], word[at + 1 :]
    if kind == "drop":
        return before + after
    if kind == "double":
        return before + letter * 2 + after
    if kind == "swap":
        return before + after[0] + letter + after[1:]
    return before + chance.choice(neighbours(letter.lower())) + after
