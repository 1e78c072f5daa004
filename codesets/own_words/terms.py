"""Abbreviations and lay words, as clinicians and patients write them."""

import re
from collections.abc import Collection, Mapping
from functools import cache
from types import MappingProxyType

from codesets.own_words.tables import listed, rows
from codesets.own_words.values import About, Expansion

_WORD = re.compile(r"[a-z-]+")


@cache
def abbreviations() -> Mapping[str, tuple[Expansion, ...]]:
    """What each abbreviation stands for; more than one expansion means that the context decides, or nobody does."""
    found: dict[str, tuple[Expansion, ...]] = {}
    for row in rows("abbreviations"):
        expansion = Expansion(
            words=row["expansion"],
            about=About(row["about"]),
            small=row["small"] == "yes",
            sections=listed(row["sections"]),
            near=listed(row["near"]),
        )
        found[row["abbreviation"]] = (*found.get(row["abbreviation"], ()), expansion)
    return MappingProxyType(found)


def expansions(word: str) -> tuple[Expansion, ...]:
    """What a word stands for if it is an abbreviation, else nothing.

    It counts as one in its own spelling ("AFib"), in capitals, and in small letters where no word is spelled so:
    "hit", "als" and "sob" are words.
    """
    found = _by_small_letters().get(word.lower(), ())
    as_written = word.isupper() or word in abbreviations()
    return tuple(expansion for expansion in found if as_written or expansion.small)


def meant(word: str, heading: str = "", neighbors: Collection[str] = ()) -> Expansion | None:
    """The one thing that an abbreviation stands for here; None where it is none, or where that remains open.

    `heading` is that of the section of the note; `neighbors` are the words of the sentence, in small letters. A word
    beside it says more than the heading above it; where two meanings have as much for them, neither is taken.
    """
    found = expansions(word)
    if len(found) < 2:  # noqa: PLR2004 - one meaning needs no context
        return found[0] if found else None
    above = frozenset(_WORD.findall(heading.lower()))
    ranked = sorted(((_support(one, above, neighbors), at) for at, one in enumerate(found)), reverse=True)
    (best, at), (second, _) = ranked[:2]
    return found[at] if best > second else None


@cache
def lay_terms() -> Mapping[str, str]:
    """Lay and shorthand terms, in small letters, with the words that the ICD-10-CM list or index has for them.

    A term is meant whole, and the longest one first: "heat stroke" has nothing to do with "stroke".
    """
    return MappingProxyType({row["term"]: row["clinical"] for row in rows("lay_terms")})


def _support(expansion: Expansion, heading: Collection[str], neighbors: Collection[str]) -> int:
    beside = sum(word in neighbors for word in expansion.near)
    return 2 * beside + any(word in heading for word in expansion.sections)


@cache
def _by_small_letters() -> Mapping[str, tuple[Expansion, ...]]:
    return {short.lower(): found for short, found in abbreviations().items()}
