"""What a question may have meant: as it stands, mended, its abbreviations and lay words put into the list's words."""

import re
from collections.abc import Iterator

from codesets import own_words, words
from codesets.icd10cm.search import gene_series, spoken, weights
from codesets.icd10cm.search.spelling import Spelling
from codesets.own_words import About

_TOKEN = re.compile(r"[A-Za-z0-9\u00c0-\u024f]+(?:['\u2019]s\b)?(?:-[0-9A-Za-z]+(?=\W|$))?")
_MOST = 9
"""Variants of one question; each costs about a millisecond."""
_LONGEST_LAY = 6
_NUMBERED = re.compile(r"(?P<letters>[A-Za-z]{3,6}?)-?(?P<number>[0-9]{1,3}[A-Za-z]?[0-9]?)")
"""An abbreviation with the number of a kind: "CMT2A". "CA125" and "T2", of fewer letters, are other things."""
_SPOKEN_OF = frozenset({About.DISEASE, About.ANATOMY, About.CHARTING})

_TUMORS = re.compile(r"\b(?:adeno)?carcinomas?\b|\bsarcomas?\b|\bca\b", re.IGNORECASE)
_SPREAD = re.compile(
    r"\bmetasta(?:tic|s[ei]s)\b(?: (?:cancer|carcinoma|disease|tumou?r))?(?: (?:to|of|in))?", re.IGNORECASE
)
_INHERITED = re.compile(
    r"\b(?:autosomal|x-linked|(?:non-?)?syndromic|isolated|familial|hereditary|inherited|dominant|recessive"
    r"|susceptibility(?: to)?|multiple types|type)\b"
    r"|(?<![\w-])[0-9]{1,3}[a-z]?[0-9]?(?=\s*(?:,|$))|\bwith or without .*",
    re.IGNORECASE,
)
"""How a condition is inherited, its number in a series, and what may be or not: the list seldom says so."""
_BORN_WITH = ("hereditary", "congenital")
"""What the list says instead of a way of inheritance or a number: "cataract 20, autosomal dominant" is congenital."""
_DIABETES = words.stems("diabetes")[0]
_TYPED = frozenset(words.stems("1 2 type gestational insipidus drug chemical secondary neonatal pregnancy bronze"))

Variant = tuple[tuple[str, ...], float, str]
"""Stems, what the change takes from the score, and the changed question; empty where it stands as it was asked."""


def variants(term: str, spelling: Spelling) -> list[Variant]:
    """The question first, then what it may have meant, without repeats."""
    found: dict[tuple[str, ...], Variant] = {}
    typed = bool(_TYPED.intersection(words.stems(term)))
    for text, cost in _texts(term, spelling):
        stems = words.stems(text)
        said = "" if text == term else " ".join(text.split())
        for meant, more, read_as in (
            (stems, 0.0, said),
            (() if typed else _typed(stems), weights.VARIANT / 4, f"{said or term}, type 2"),
        ):
            if meant and meant not in found and len(found) < _MOST:
                found[meant] = meant, cost + more, read_as
    return list(found.values())


def _texts(term: str, spelling: Spelling) -> Iterator[tuple[str, float]]:
    mended = [(other, weights.VARIANT) for other in _mended(term, spelling)]
    said = [(other, weights.VARIANT / 4) for other in dict.fromkeys(_said(term)) if other != term]
    for text, cost in ((term, 0.0), *said, *mended):
        yield text, cost
        expanded = list(_expanded(text, spelling))
        for other in (*expanded, *(_lay(one) for one in (text, *expanded))):
            if other != text:
                yield other, cost + weights.VARIANT / 4
        for pattern, instead in ((_TUMORS, "malignant neoplasm"), (_SPREAD, "secondary malignant neoplasm ")):
            if pattern.search(text):
                yield pattern.sub(instead, text), cost + weights.VARIANT / 2
        for one in (text, *expanded):
            if _INHERITED.search(one):
                plain = _INHERITED.sub(" ", one)
                named = gene_series.written(plain)
                if named != plain:
                    yield named, cost + weights.VARIANT / 8
                yield _lay(plain), cost + weights.VARIANT
                yield from ((f"{since} {plain}", cost + weights.VARIANT) for since in _BORN_WITH)


def _said(term: str) -> tuple[str, str]:
    written = spoken.written(term)
    return written, spoken.limbs(written)


def _mended(term: str, spelling: Spelling) -> Iterator[str]:
    """The term with its unknown words mended; the second choice for each only where one word is unknown."""
    choices = {
        token: mended
        for token in _TOKEN.findall(term)
        if not spelling.knows(words.american(token.lower()))
        and not own_words.expansions(token)
        and (mended := spelling.mended(token.lower()) or spelling.parted(token.lower()))
    }
    for place in range(2 if len(choices) == 1 else 1):
        text = term
        for token, mended in choices.items():
            text = text.replace(token, mended[min(place, len(mended) - 1)])
        if text != term:
            yield text


def _expanded(text: str, spelling: Spelling) -> Iterator[str]:
    """The text with its abbreviations written out; of an ambiguous one each meaning once."""
    for choice in range(2):
        spoken = _TOKEN.sub(lambda token, at=choice: _meaning(token[0], at, spelling), text)  # type: ignore[misc]
        if spoken != text:
            yield spoken


def _meaning(token: str, choice: int, spelling: Spelling) -> str:
    if series := gene_series.disease(token):
        return series
    small = token.islower() and spelling.knows(token)
    found = [one.words for one in own_words.expansions(token if small else token.upper()) if one.about in _SPOKEN_OF]
    return found[min(choice, len(found) - 1)] if found else _numbered(token)


def _numbered(token: str) -> str:
    """A disease by its abbreviation and the number of its kind, in words; a token with none or several as it is."""
    numbered = _NUMBERED.fullmatch(token)
    of_series = own_words.expansions(numbered["letters"].upper()) if numbered else ()
    diseases = [one.words for one in of_series if one.about is About.DISEASE]
    return f"{diseases[0]} {numbered['number']}" if numbered and len(diseases) == 1 else token


def _lay(text: str) -> str:
    """The text with its lay terms in the list's words, the longest first."""
    tokens = text.lower().split()
    terms = own_words.lay_terms()
    said: list[str] = []
    place = 0
    while place < len(tokens):
        for length in range(min(_LONGEST_LAY, len(tokens) - place), 0, -1):
            clinical = terms.get(" ".join(tokens[place : place + length]))
            if clinical:
                said.append(clinical)
                place += length
                break
        else:
            said.append(tokens[place])
            place += 1
    return " ".join(said)


def _typed(stems: tuple[str, ...]) -> tuple[str, ...]:
    """Diabetes of which nothing is said is type 2 (guideline I.C.4.a.2)."""
    if _DIABETES not in stems or _TYPED.intersection(stems):
        return ()
    return (*stems, *words.stems("type 2"))
