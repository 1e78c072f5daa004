"""The Alphabetic Index, walked as a coder walks it: main term, sub-terms, "see" and "see also"; and its two tables.

    pain in the lower abdomen → Pain > abdominal > lower (R10.30)

Words in parentheses are non-essential modifiers: whether they are said or not changes no code. The index leads to a
code, which is then verified in the tabular list.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from codesets import words
from codesets.icd10cm.index_reading import key
from codesets.stores.store import Store

_FOLLOWED = 4
""""See" after "see": the index never needs more, and a circle ends here."""
_RESIDUAL = re.compile(r"\b(?:NEC|NOS)\b")
_COLUMNS = "id, parent, title, nonessential, code, manifestation, see, see_also"
_CATEGORY, _WITH_SEVENTH = 3, 8
"""Characters of a category, and of a code with its dot and its 7th character."""
_LEADING = """
WITH RECURSIVE way (id, parent, said, open_ended) AS (
    SELECT id, parent, title, code LIKE '%-' FROM term WHERE code IN ({marks})
    UNION ALL
    SELECT id, parent, title, 0 FROM term WHERE id IN (SELECT term FROM cell WHERE cell.code IN ({marks}))
    UNION ALL
    SELECT way.id, term.parent, term.title || ' > ' || said, open_ended FROM way JOIN term ON term.id = way.parent
)
SELECT said FROM way WHERE parent IS NULL ORDER BY open_ended, id
"""


class Behavior(IntEnum):
    """The columns of the Table of Neoplasms."""

    MALIGNANT_PRIMARY = 2
    MALIGNANT_SECONDARY = 3
    IN_SITU = 4
    BENIGN = 5
    UNCERTAIN = 6
    UNSPECIFIED = 7


class Circumstance(IntEnum):
    """The columns of the Table of Drugs and Chemicals; the first four are kinds of poisoning."""

    ACCIDENTAL = 2
    SELF_HARM = 3
    ASSAULT = 4
    UNDETERMINED = 5
    ADVERSE_EFFECT = 6
    UNDERDOSING = 7


@dataclass(frozen=True, slots=True)
class IndexTerm:
    """A term of the index. `code` is as the index writes it ("M89.03-"), empty where the term only leads on."""

    number: int
    parent: int | None
    title: str
    nonessential: str
    code: str
    manifestation: str
    see: str
    see_also: str


@dataclass(frozen=True, slots=True)
class Trail:
    """The way to a term: each term on it, the targets of "see" included, and the words that no step took up."""

    steps: tuple[IndexTerm, ...]
    left: tuple[str, ...]

    @property
    def code(self) -> str:
        """The code at the end of the way; empty where the index gives none."""
        return self.steps[-1].code

    @property
    def spoken(self) -> str:
        """The way as people write it: "Pain > abdominal > lower"."""
        return " > ".join(step.title for step in self.steps)


def main_terms(store: Store, word: str) -> list[IndexTerm]:
    """The main terms that have a form beginning with the word, in the order of the index."""
    query = f"SELECT {_COLUMNS} FROM term JOIN main ON term = id WHERE key = ? ORDER BY id"  # noqa: S608 - a constant
    return [IndexTerm(*row) for row in store.rows(query, (key(word),))]


def below(store: Store, term: IndexTerm) -> list[IndexTerm]:
    """The sub-terms of a term."""
    query = f"SELECT {_COLUMNS} FROM term WHERE parent = ? ORDER BY id"  # noqa: S608 - a constant
    return [IndexTerm(*row) for row in store.rows(query, (term.number,))]


def look_up(store: Store, text: str) -> list[Trail]:
    """The ways that take up most words of a term, best first; none where no word of it is a main term."""
    spoken = text.lower().replace(",", " ").split()
    asked = words.stems(text)
    trails = [_walked(store, (term,), asked) for word in dict.fromkeys(spoken) for term in main_terms(store, word)]
    fewest = min((len(trail.left) for trail in trails), default=0)
    best = [trail for trail in trails if len(trail.left) == fewest and len(trail.left) < len(asked)]
    return sorted(best, key=lambda trail: not trail.code)


def followed(store: Store, see: str) -> IndexTerm | None:
    """The term that a "see" or "see also" names ("Pain, abdominal"); None where it names a kind ("by site")."""
    main, *subs = (part.strip() for part in see.split(","))
    found: IndexTerm | None = None
    if main:
        found = next(
            (term for term in main_terms(store, main) if words.stems(main) == words.stems(term.title.split(",")[0])),
            None,
        )
    for sub in subs:
        if found is None:
            return None
        found = _named(below(store, found), sub)
    return found


def leading_to(store: Store, code: str) -> list[str]:
    """The ways by which the index, or one of its tables, leads to a code: "Pain > abdominal > lower".

    Those that name just the code come first (the index writes no 7th characters), then those that leave some of its
    characters to the tabular list ("M89.03-").
    """
    whole = [code, *([code[:-1].rstrip("X").rstrip(".")] if len(code) == _WITH_SEVENTH else [])]
    open_ended = [f"{code[:length]}-" for length in range(len(code) - 1, _CATEGORY - 1, -1)]
    asked = [*whole, *open_ended]
    marks = ", ".join("?" * len(asked))
    return list(dict.fromkeys(way for (way,) in store.rows(_LEADING.format(marks=marks), (*asked, *asked))))


def neoplasm(store: Store, site: str, behavior: Behavior) -> list[tuple[str, str]]:
    """Site and code of every line of the Table of Neoplasms that has all words of the site, the shortest first."""
    return _cells(store, site, behavior)


def drug(store: Store, substance: str, circumstance: Circumstance) -> list[tuple[str, str]]:
    """Substance and code of every line of the Table of Drugs that has all words of the substance, the shortest first.

    The codes lack their 7th character.
    """
    return _cells(store, substance, circumstance)


def _named(terms: Sequence[IndexTerm], name: str) -> IndexTerm | None:
    """The term of that name as it is spelled, or else as its words are: "cardiac" leads to "heart", not to itself."""
    wanted = words.stems(name)
    alike = [term for term in terms if words.stems(term.title)[: len(wanted)] == wanted]
    spelled = [term for term in alike if term.title.lower().startswith(name.lower())]
    return next(iter(spelled or alike), None)


def _cells(store: Store, text: str, column: int) -> list[tuple[str, str]]:
    wanted = set(words.stems(text))
    lines: dict[int, str] = {}
    found = []
    query = (
        "SELECT id, parent, title, cell.code FROM term LEFT JOIN cell ON cell.term = id AND cell.col = ? ORDER BY id"
    )
    for number, parent, title, code in store.rows(query, (column,)):
        lines[number] = f"{lines[parent]}, {title}" if parent is not None else title
        if code and wanted and wanted <= set(words.stems(lines[number])):
            found.append((lines[number], code))
    return sorted(found, key=lambda line: (len(words.stems(line[0])), line[0]))


def _walked(store: Store, steps: tuple[IndexTerm, ...], asked: Sequence[str]) -> Trail:
    """Down from the last step, always to the sub-term that takes up most of what is left."""
    left = [stem for stem in asked if stem not in _said(steps[-1])]
    leads = 0
    while True:
        last = steps[-1]
        options = [(term, taken) for term in _reachable(store, last) if (taken := _taken(term, left))]
        if options:
            term, taken = max(options, key=lambda option: (len(option[1]), -option[0].number))
            steps, left = (*steps, term), [stem for stem in left if stem not in taken]
        elif not last.code and leads < _FOLLOWED and (target := followed(store, last.see or last.see_also)):
            if target in steps:
                return Trail(steps, tuple(left))
            steps, leads = (*steps, target), leads + 1
            left = [stem for stem in left if stem not in _said(target)]
        else:
            return Trail(steps, tuple(left))


def _reachable(store: Store, term: IndexTerm) -> Iterator[IndexTerm]:
    """The sub-terms, and those below such as only join: "with", "due to", "in"."""
    for one in below(store, term):
        if words.stems(one.title):
            yield one
        else:
            yield from (replace(two, title=f"{one.title} {two.title}") for two in _reachable(store, one))


def _taken(term: IndexTerm, left: Sequence[str]) -> set[str]:
    """The words that a sub-term takes up; none where it needs one that is not there."""
    needed = set(words.stems(_RESIDUAL.sub("", term.title.split(",")[0])))
    return (_said(term) & set(left)) if needed and needed <= set(left) else set()


def _said(term: IndexTerm) -> set[str]:
    return set(words.stems(f"{term.title} {term.nonessential}"))
