"""Finds the terms of the tabular list in a passage: a listed line as a whole or in parts, else phrase by phrase.

A hit is taken only when the phrase of the list covers most of what was written (or all of the phrase stands there),
and when no guess among narrower codes was needed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from assistant.diagnoses.candidates import Candidates
from assistant.diagnoses.fitting import ALL, VAGUE, names_condition, says_it_too, telling
from assistant.reading.abbreviations import meaning
from assistant.reading.passages import Passage, Section
from codesets import Catalogue, Hit, own_words, words
from codesets.claims import Sex

_WORD = re.compile(r"[A-Za-z0-9\u00c0-\u024f]+(?:['\u2019]s\b)?")
_STAGE = re.compile(r"(?:[1-5]|iii?|iv)[ab]?", re.IGNORECASE)
_DOUBT = re.compile(
    r"\b(?:possibl[ey]|probabl[ey]|likely|suspect(?:ed|ing)?|suspicio(?:us|n)|concern(?:ing|s|ed)? (?:for|of|about)|r/o"
    r"|rule out|versus|vs|consistent with|compatible with|question(?:able|ing)|presumed|worrisome for)\b",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"[.;:,()?!]|\b(?:shows?|showed|reveals?|revealed|demonstrat\w+|has|have|had|is|are|was|were|with|for|diagnos\w+"
    r"|because of|confirm\w*|treat\w+|seen|told|sustained|suffered|there|this|who|which|and|but|came|comes|presents?"
    r"|presented)\b",
    re.IGNORECASE,
)
_EVERYDAY = re.compile(r"(?:low|high|the|on|not|no|run|takes|flu shot|pap|weight|check|stitches|home|well) ?")
_CODE = re.compile(r"\b[A-Z][0-9][0-9A-Z]\.[0-9A-Z]")
_BREAK = re.compile(r"[.;:()?!]")
_SEPARATORS = (
    re.compile(r"\s*[,;/:]\s+|\s+-+\s+"),
    re.compile(r"\s+from\s+", re.IGNORECASE),
    re.compile(
        r"\s+(?:and|with|due to|secondary to|plus|in(?: the setting of)?|associated with|complicated by)\s+",
        re.IGNORECASE,
    ),
)
"""Where a listed line is cut, the stronger first: "anemia in chronic kidney disease, hemoglobin 9.4"."""
_JOINT = re.compile(r",|/|\b(?:and|or)\b", re.IGNORECASE)
_ADJECTIVE = re.compile(r"[A-Za-z-]{3,}(?:al|ic|ous|ive|ary|ory|ar)", re.IGNORECASE)
_KIND = re.compile(r"[A-E]|II|III|IV")
_LONGEST = 9
"""Words in a window; longer names of diseases are found in lists, as a whole."""
_STATUS = re.compile(
    r"\b(?:stable(?! angina)|improv(?:ed|ing)|well[- ]controlled|(?<!diet )(?<!diet-)(?<!insulin )controlled|ongoing"
    r"|known"
    r"|continu(?:e|ed|ing)|newly|diagnosed|today|on exertion|at rest|follow[- ]?up|established|baseline|asymptomatic"
    r"|(?:management|treatment) of|patient (?:has|with)"
    r"|(?:x ?)?[0-9]+ ?(?:weeks?|wks?|days?|months?|mos?|years?|yrs?)(?: [0-9] days?)?)\b"
    r"|\b(?:following|after|from|due to|sustained in) (?:(?:an?|the|recent|her|his) )*(?:\w+ )?"
    r"(?:fall|accident|collision|crash|MV[AC]|injury|surgery)\b.*",
    re.IGNORECASE,
)
"""What says how a condition goes, for how long, or what it came from: no part of its name."""


@dataclass(frozen=True, slots=True)
class Term:
    """A code found by the words of `text[start:end]`; the first that the list knows stands at `core`."""

    start: int
    end: int
    hit: Hit
    core: int = 0


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    said: str
    stems: tuple[str, ...]


class TermFinder:
    """Finds terms for one record: what was looked up once is not looked up again."""

    def __init__(self, catalogue: Catalogue, on: date, sex: Sex | None = None) -> None:
        """Look up in the release of that day, or else the newest; some names mean another code for each sex."""
        self._catalogue = catalogue
        self._on = on
        self._candidates = Candidates(catalogue, on, sex)

    def terms(self, passage: Passage) -> list[Term]:
        """The terms of a passage, in order. A short sentence of a mail looks listed and is read both ways."""
        read = list(_words(passage.text))
        spans = _certain_and_not(passage.text) if passage.listed else ()
        found = [term for span in spans for term in self._listed(passage.text, read, span, _SEPARATORS)]
        if found and passage.section is not Section.BODY:
            return found
        inside = self._windows(passage.text, read)
        if not found and passage.section in {Section.BODY, Section.ASSESSMENT}:
            found = [one for one in self._phrases(passage.text, read) if _adds_to(one, inside)]
        beside = [term for term in inside if not any(_overlap(term, other) for other in found)]
        return sorted([*found, *beside], key=lambda term: term.start)

    def _phrases(self, text: str, read: list[_Word]) -> Iterator[Term]:
        """What stands behind a verb or a preposition of a sentence, where the list has all of it."""
        cuts = [0, *(place for match in _VERB.finditer(text) for place in match.span()), len(text)]
        for start, end in zip(cuts[::2], cuts[1::2], strict=True):
            if names_condition(text[start:end]) and len(text[start:end].split()) <= _LONGEST:
                term = self._term(text, read, start, end)
                if term and term.hit.coverage >= ALL and telling(words.stems(text[start:end]), term.hit):
                    yield term

    def _windows(self, text: str, read: list[_Word]) -> list[Term]:
        """Phrases of the list that stand in running text, the longest first, each with a word that none before it has.

        They may overlap: "type 2 diabetes with CKD 3a" holds the phrases of E11.22 and of N18.31.
        """
        windows = dict(_windows(text, read))
        hits = dict(self._catalogue.exact(set(windows.values()), self._on))
        for (first, last), stems in windows.items():
            clinical = _clinical(text[read[first].start : read[last].end].lower())
            hit = self._candidates.best(clinical) if clinical and stems not in hits else None
            hits |= {stems: hit} if hit else {}
        taken: set[int] = set()
        chosen: list[Term | None] = []
        named = [
            (place, stems)
            for place, stems in windows.items()
            if stems in hits and telling(stems, hits[stems]) and _reads_on(text, read, place, stems, hits[stems])
        ]
        for (first, last), stems in sorted(named, key=lambda item: (-len(item[1]), item[0])):
            covered = {place for place in range(first, last + 1) if read[place].stems}
            if not covered <= taken:
                term = Term(read[first].start, read[last].end, hits[stems], read[first].start)
                chosen.append(self._narrowed(text, read, (first, last), term, taken))
                taken |= covered
        return sorted(filter(None, chosen), key=lambda term: term.start)

    def _narrowed(
        self, text: str, read: list[_Word], place: tuple[int, int], term: Term, taken: set[int]
    ) -> Term | None:
        """The term with its neighbours that may make it another condition: "gestational diabetes", "hepatitis C".

        A neighbour that a longer term has taken says nothing about this one: "diabetic [chronic kidney disease]".
        None where the list has nothing that says it all: what was written is then not the condition alone.
        """
        first, last = _with_neighbours(text, read, *place)
        first, last = (place[0] if first in taken else first), (place[1] if last in taken else last)
        if (first, last) == place:
            return term
        hit = self._candidates.best(_in_full(text, read[first : last + 1]))
        start = read[first].start
        return Term(start, read[last].end, hit, start) if hit and hit.coverage >= ALL else None

    def _listed(
        self, text: str, read: list[_Word], span: tuple[int, int], separators: tuple[re.Pattern[str], ...]
    ) -> list[Term]:
        """A listed line as one term, or its parts, whichever covers more of it; empty where neither is taken."""
        start, end = span
        whole = self._term(text, read, start, end)
        if not separators:
            return [whole] if whole else []
        cuts = [start, *(place for match in separators[0].finditer(text, start, end) for place in match.span()), end]
        spans = list(zip(cuts[::2], cuts[1::2], strict=True))
        parts = [part for one in spans for part in self._listed(text, read, one, separators[1:])]
        covered = sum(part.hit.coverage for part in parts) / len(parts) if parts else 0.0
        if whole and len(parts) == 1 and says_it_too(whole.hit, parts[0].hit):
            return [whole]
        return [whole] if whole and whole.hit.coverage >= min(covered, ALL) else parts

    def _term(self, text: str, read: list[_Word], start: int, end: int) -> Term | None:
        if _CODE.search(text, start, end):  # a code is no name of a condition
            return None
        status = [match.span() for match in _STATUS.finditer(text, start, end)]
        inside = [word for word in read if start <= word.start and word.end <= end]
        kept = [word for word in inside if not any(a <= word.start < b for a, b in status)]
        hit = self._candidates.best(_in_full(text, kept)) if kept else None
        if not hit:
            return None
        known = frozenset(words.stems(f"{hit.matched} {hit.understood}"))
        core = next((word.start for word in kept if known & frozenset(word.stems)), kept[0].start)
        return Term(kept[0].start, kept[-1].end, hit, core)


def _clinical(said: str) -> str:
    """The words of the list for a lay name in running text, where "sugar" and "low sodium" are mostly no disease."""
    everyday = (" " not in said and not names_condition(said)) or _EVERYDAY.match(said)
    return "" if everyday else own_words.lay_terms().get(said, "")


def _certain_and_not(text: str) -> Iterator[tuple[int, int]]:
    """The line cut before every word of doubt: what is possible is another condition than what is there."""
    cuts = [0, *(match.start() for match in _DOUBT.finditer(text) if match.start()), len(text)]
    yield from pairwise(cuts)


def _adds_to(one: Term, windows: list[Term]) -> bool:
    """Whether a phrase says more than the one window it holds, or stands where there is none."""
    near = [window for window in windows if _overlap(one, window)]
    return not near or (len(near) == 1 and one.start <= near[0].start and near[0].end <= one.end)


def _overlap(one: Term, other: Term) -> bool:
    return one.start < other.end and other.start < one.end


def _words(text: str) -> Iterator[_Word]:
    """The words with their stems; abbreviations carry those of their long form, "CKD 3a" that of "stage" as well."""
    staging = False
    for match in _WORD.finditer(text):
        said = meaning(match[0])
        if staging and _STAGE.fullmatch(match[0]):
            said = f"stage {said}"
        staging = match[0].upper() == "CKD"
        yield _Word(match.start(), match.end(), said, words.stems(said))


def _in_full(text: str, read: list[_Word]) -> str:
    """The words in their long form, with what stands between them: "ER/PR-positive" stays one expression."""
    between = ("", *(_joint(text[one.end : other.start]) for one, other in pairwise(read)))
    return "".join(joint + word.said for joint, word in zip(between, read, strict=True))


def _joint(between: str) -> str:
    return between if between in {"-", "/"} else " "


def _windows(text: str, read: list[_Word]) -> Iterator[tuple[tuple[int, int], tuple[str, ...]]]:
    """First and last word of every run that begins and ends with a word of meaning, with the stems of the run."""
    for first, word in enumerate(read):
        stems: dict[str, None] = {}
        for last in range(first, min(first + _LONGEST, len(read)) if word.stems else first):
            if last > first and _BREAK.search(text, read[last - 1].end, read[last].start):
                break
            stems.update(dict.fromkeys(read[last].stems))
            if read[last].stems:
                yield (first, last), tuple(stems)


def _with_neighbours(text: str, read: list[_Word], first: int, last: int) -> tuple[int, int]:
    """The run with the adjective right before it and the single letter or Roman numeral right behind it."""

    def beside(one: _Word, other: _Word) -> bool:
        return not text[one.end : other.start].strip()

    before = read[first - 1] if first and beside(read[first - 1], read[first]) else None
    behind = read[last + 1] if last + 1 < len(read) and beside(read[last], read[last + 1]) else None
    if before and _ADJECTIVE.fullmatch(text, before.start, before.end) and not VAGUE.issuperset(before.stems):
        first -= 1
    if behind and _KIND.fullmatch(text, behind.start, behind.end):
        last += 1
    return first, last


def _reads_on(text: str, read: list[_Word], place: tuple[int, int], stems: tuple[str, ...], hit: Hit) -> bool:
    """Whether a run of words is one name: across "and" or a comma only if the list has the words in this order.

    "Hypertension and secondary ..." is not secondary hypertension; "chronic kidney disease, stage 3a" is one name.
    """
    if not _JOINT.search(text, read[place[0]].end, read[place[1]].start):
        return True
    in_list = [stem for stem in words.stems(hit.matched) if stem in stems]
    return in_list == [stem for stem in stems if stem in in_list]
