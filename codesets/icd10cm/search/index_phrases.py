"""The phrases of the Alphabetic Index and its tables: the path from the main term down, and where "see" leads.

Migraine > with aura > intractable → "Migraine with aura intractable"; a modifier in parentheses is optional.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from codesets import words
from codesets.icd10cm.search.phrases import Kind, Phrase, Places
from codesets.stores.store import Store

_RESIDUAL = re.compile(r"\bspecified\b(?! as)", re.IGNORECASE)
_LEFT_OPEN = re.compile(
    r"\b(?:NEC|NOS|unspecified (?:site|type|organism)|unspecified|multiple sites|by site)\b", re.IGNORECASE
)
_SITE = re.compile(r"(?:,\s*)?\bby (?:site|type)\b")
_BEHAVIOURS = {
    2: "malignant neoplasm",
    3: "secondary malignant neoplasm",
    4: "carcinoma in situ",
    5: "benign neoplasm",
    6: "neoplasm of uncertain behavior",
    7: "neoplasm of unspecified behavior",
}
"""The columns of the Table of Neoplasms, as a question names them."""
_ALTERNATES = 4
"""Forms of one main term: "Abnormal, abnormality, abnormalities"."""
_SAME_STEM = 4


@dataclass(frozen=True, slots=True)
class _Term:
    number: int
    parent: int | None
    title: str
    nonessential: str
    code: str
    see: str
    see_also: str


def of_index(store: Store, places: Places, kind: Kind) -> Iterator[Phrase]:
    """Every phrase of the Alphabetic Index, or of the external cause index, that leads to a code of the list."""
    terms = [_Term(*row) for row in store.rows(_QUERY)]
    targets = _Targets(terms)
    lines: dict[int, tuple[_Term, ...]] = {}
    for term in terms:
        above = lines[term.parent] if term.parent is not None else ()
        lines[term.number] = line = (*above, term)
        code = term.code or targets.code(term.see or term.see_also)
        place = places.of(code) if code else None
        if place is None or any(_RESIDUAL.search(one.title) for one in line):
            continue
        for text, optional in _spoken(line):
            if phrase := places.phrase(text, place, kind, optional):
                yield phrase


def of_neoplasms(store: Store, places: Places) -> Iterator[Phrase]:
    """Every site of the Table of Neoplasms with each behaviour that has a code."""
    lines: dict[int, str] = {}
    cells: dict[int, list[tuple[int, str]]] = {}
    for number, column, code in store.rows("SELECT term, col, code FROM cell"):
        cells.setdefault(number, []).append((column, code))
    for term in (_Term(*row) for row in store.rows(_QUERY)):
        site = _LEFT_OPEN.sub("", term.title) if term.parent is not None else ""
        lines[term.number] = f"{lines[term.parent]} {site}".strip() if term.parent is not None else ""
        for column, code in cells.get(term.number, ()):
            place = places.of(code)
            text = f"{_BEHAVIOURS.get(column, 'neoplasm')} {lines[term.number]}"
            phrase = places.phrase(text, place, Kind.NEOPLASM, term.nonessential) if place is not None else None
            if phrase:
                yield phrase


_QUERY = "SELECT id, parent, title, nonessential, code, see, see_also FROM term ORDER BY id"


def _spoken(line: tuple[_Term, ...]) -> Iterator[tuple[str, str]]:
    """The path in words, once for each form of its main term, and the words that change nothing."""
    main, *subs = line
    rest = " ".join(_LEFT_OPEN.sub("", sub.title).replace(",", " ") for sub in subs)
    optional = " ".join(one.nonessential for one in line)
    for form in forms(main.title):
        yield f"{_LEFT_OPEN.sub('', form)} {rest}".strip(), optional


def forms(title: str) -> list[str]:
    """The forms of a main term: those after a comma that begin alike ("Abdomen, abdominal"), else all of it as one."""
    parts = [part.strip() for part in title.split(",") if part.strip()]
    alike = all(" " not in part and part[:_SAME_STEM].lower() == parts[0][:_SAME_STEM].lower() for part in parts)
    return parts[:_ALTERNATES] if len(parts) > 1 and alike else [title.replace(",", " ")]


class _Targets:
    """Follows "see": "Pain, abdominal" is the sub-term "abdominal" of the main term "Pain"."""

    def __init__(self, terms: list[_Term]) -> None:
        self._main: dict[str, int] = {}
        self._below: dict[int, dict[frozenset[str], int]] = {}
        self._terms = terms
        for term in terms:
            if term.parent is None:
                for form in forms(term.title):
                    self._main.setdefault(words.key(words.stems(form)), term.number)
            else:
                self._below.setdefault(term.parent, {}).setdefault(frozenset(words.stems(term.title)), term.number)

    def code(self, see: str) -> str:
        """The code where a "see" leads, without following another one; empty where it leads to no single code."""
        steps = [words.stems(step) for step in _SITE.sub("", see).split(",")]
        place = self._main.get(words.key(steps[0])) if steps[0] else None
        if place is None:
            return ""
        for step in filter(None, steps[1:]):
            below = self._below.get(place, {}).get(frozenset(step))
            if below is None:
                return ""
            place = below
        return self._terms[place].code
