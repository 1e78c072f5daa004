"""What practices say for what they do and give, in the words of our labels and of HCPCS Level II."""

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from codesets.own_words.tables import rows


@cache
def procedure_words() -> Mapping[str, str]:
    """Words for procedures and places, in small letters, with those that our labels of CPT codes have for them."""
    return MappingProxyType({row["said"]: row["label"] for row in rows("procedure_words")})


@cache
def drug_names() -> Mapping[str, str]:
    """Brand and short names of drugs, in small letters, with the words by which HCPCS Level II describes them."""
    return MappingProxyType({row["said"]: row["described"] for row in rows("drug_names")})


def in_label_words(text: str) -> str:
    """A text in small letters with the words of our labels for those of practices, the longest first; lines stay."""
    plain = "\n".join(" ".join(line.split()) for line in text.lower().splitlines())
    return _said(tuple(procedure_words())).sub(lambda match: procedure_words()[match["term"]], plain)


def drugs_named(text: str) -> tuple[str, ...]:
    """The names of drugs that stand in a text, in its order, each once."""
    plain = " ".join(text.lower().split())
    return tuple(dict.fromkeys(match["term"] for match in _said(tuple(drug_names())).finditer(plain)))


@cache
def _said(terms: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(terms, key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?P<term>{'|'.join(map(re.escape, longest_first))})(?:e?s)?(?![\w-])")
