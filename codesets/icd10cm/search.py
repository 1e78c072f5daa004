"""Finds codes for a term: candidates from the full-text index, then a linear score over what the words cover.

The weights follow what a search over the tabular list rewards most: covering the question's rare words, adding no
words of its own, and preferring the plain condition to the residual one. They bound each other by sign: no feature
that speaks for a code may become a reason against it.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from codesets import words
from codesets.icd10cm.nodes import Tabular
from codesets.values import Hit

_CANDIDATES = 300
_OPEN = frozenset({"unspecified", "site", "type", "organism", "part", "side"})
"""Optional words that leave open what they are about; "unspecified shoulder" speaks of shoulders all the same."""
_SIDES = frozenset({"right", "left", "bilateral"})
_SIDE = 1.5
"""A side is in thousands of phrases, so it weighs little as a word; and yet whoever names it means it."""
_COMMON = 3_000
"""Words in more phrases than this ("unspecified", "right") rank candidates but need not bring them in."""
_RAREST = 2
_MOST_WORDS = 24
"""A term is a few words; of a longer one the first are enough to find it."""

_COLUMNS = "text, required, optional, leads_to, prior, assumed"
_KEYS_A_QUERY = 500
_MATCH = (
    f"SELECT {_COLUMNS} FROM phrase WHERE id IN (SELECT phrase FROM phrase_key WHERE key = ?)"  # noqa: S608 - a constant
    " OR id IN (SELECT rowid FROM phrase_words WHERE phrase_words MATCH ? ORDER BY rank LIMIT ?)"
)

_COVERED = 9.0
_EXTRA_REQUIRED = -3.0
_EXTRA_OPTIONAL = -0.5
_EXACT = 4.0
_ASSUMED = -0.5


@dataclass(frozen=True, slots=True)
class _Phrase:
    text: str
    required: frozenset[str]
    optional: frozenset[str]
    node: int
    prior: float
    assumed: bool


def search(tabular: Tabular, stems: tuple[str, ...], limit: int) -> list[Hit]:
    """At most `limit` billable codes, best first; none where no stem (see `words.stems`) is in the tabular list."""
    asked = stems[:_MOST_WORDS]
    weights = {word: _weight(tabular, word) for word in asked}
    best: dict[int, tuple[float, float, float, _Phrase]] = {}
    for phrase in _candidates(tabular, asked):
        coverage, contained = _shares(tabular, phrase, weights)
        score = _score(phrase, coverage, contained, asked)
        if phrase.node not in best or score > best[phrase.node][0]:
            best[phrase.node] = (score, coverage, contained, phrase)
    ranked = sorted(best.items(), key=lambda item: (-item[1][0], item[0]))[:limit]
    return [_hit(tabular, node, *found) for node, found in ranked]


def exact(tabular: Tabular, terms: Iterable[tuple[str, ...]]) -> dict[tuple[str, ...], Hit]:
    """For each term (stems) that is a phrase, with or without its optional words and in any order, its code."""
    asked = {words.key(term): term for term in terms}
    found: dict[str, list[_Phrase]] = {}
    for keys in _slices(list(asked)):
        marks = ",".join("?" * len(keys))
        query = f"SELECT key, {_COLUMNS} FROM phrase_key JOIN phrase ON id = phrase WHERE key IN ({marks})"  # noqa: S608 - only the number of marks varies
        for stored, *row in tabular.store.rows(query, keys):
            found.setdefault(stored, []).append(_phrase(row))
    hits = {}
    for stored, phrases in found.items():
        phrase = max(phrases, key=lambda one: (one.prior - one.assumed - len(one.optional - _OPEN) / 2, -one.node))
        term = asked[stored]
        hits[term] = _hit(tabular, phrase.node, _score(phrase, 1.0, 1.0, term), 1.0, 1.0, phrase)
    return hits


def _slices(keys: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(keys), _KEYS_A_QUERY):
        yield keys[start : start + _KEYS_A_QUERY]


def _score(phrase: _Phrase, coverage: float, contained: float, asked: tuple[str, ...]) -> float:
    score = _COVERED * coverage + _EXTRA_REQUIRED * (1.0 - contained) + phrase.prior
    score += _EXTRA_OPTIONAL * min(len(phrase.optional.difference(asked, _OPEN)), 2)
    score += _SIDE * len(_SIDES.intersection(asked) & phrase.required)
    if phrase.required == frozenset(asked):
        score += _EXACT
    return score + (_ASSUMED if phrase.assumed else 0.0)


def _shares(tabular: Tabular, phrase: _Phrase, weights: dict[str, float]) -> tuple[float, float]:
    """How much of the question the phrase covers, and how much of the phrase's required words the question has."""
    total = sum(weights.values())
    has = phrase.required | phrase.optional
    covered = sum(weight for word, weight in weights.items() if word in has)
    needed = sum(_weight(tabular, word) for word in phrase.required)
    given = sum(weights[word] for word in phrase.required if word in weights)
    return covered / total, given / needed


def _weight(tabular: Tabular, word: str) -> float:
    """Rare words tell more: the square root tames words that stand in a single phrase."""
    if word == "unspecified":  # "NOS" in a question asks for nothing
        return 0.3
    return math.sqrt(math.log(100_000 / tabular.phrases_with.get(word, 1)))


def _candidates(tabular: Tabular, asked: tuple[str, ...]) -> list[_Phrase]:
    known = sorted((word for word in asked if word in tabular.phrases_with), key=tabular.phrases_with.__getitem__)
    if not known:
        return []
    told = [word for word in known if tabular.phrases_with[word] <= _COMMON] or known[:_RAREST]
    matching = " OR ".join(f'"{word}"' for word in told)
    rows = tabular.store.rows(_MATCH, (words.key(asked), matching, _CANDIDATES))
    return [_phrase(row) for row in rows]


def _phrase(row: Sequence[Any]) -> _Phrase:
    text, required, optional, node, prior, assumed = row
    return _Phrase(text, frozenset(required.split()), frozenset(optional.split()), node, prior, bool(assumed))


def _hit(tabular: Tabular, node: int, score: float, coverage: float, contained: float, phrase: _Phrase) -> Hit:
    ((code, title, billable),) = tabular.store.rows("SELECT code, title, billable FROM node WHERE id = ?", (node,))
    return Hit(code, title, bool(billable), round(score, 3), phrase.text, coverage, contained, phrase.assumed)
