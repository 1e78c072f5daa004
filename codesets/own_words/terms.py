"""Abbreviations and lay words, as clinicians and patients write them."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from codesets.own_words.tables import listed, rows
from codesets.own_words.values import About, Expansion


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


@cache
def lay_terms() -> Mapping[str, str]:
    """Lay and shorthand terms, in small letters, with the words that the ICD-10-CM list or index has for them."""
    return MappingProxyType({row["term"]: row["clinical"] for row in rows("lay_terms")})
