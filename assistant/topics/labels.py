"""Finds codes of CPT by our own labels, from words as practices write them: "I&D abscess", "lac repair 4 cm forearm".

Every procedure of a text is looked for by itself. A size in centimeters chooses among labels that name sizes, as the
largest measure of a lesion with its margins, or the length of a repair, does.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from codesets import words as stemming
from codesets.own_words import cpt_labels, in_label_words

_APART = re.compile(r"[;\n]|\s[&+]\s|\b(?:and then|then|and another|and also|and|plus|also)\b")
_GROUP = re.compile(r"\([^)]*\)|(?:(?<=, )|(?<=of )|(?<=in )|(?<=on ))(?:[\w-]+, )+[\w-]+ or [\w-]+|\b[\w-]+ or [\w-]+")
"""Alternatives such as "trunk, arm or leg", of which one is enough."""
_SIZED = re.compile(r"(?:up to|over|([0-9.]+) to) ([0-9.]+) cm")
_SIZE = re.compile(r"\b([0-9]{1,2}(?:\.[0-9]{1,2})?) ?-?(cm|centimeters?|mm)\b")
_COUNTED = re.compile(
    r"(?:(?P<upto>up to) (?P<most>[0-9]+)|(?P<from>[0-9]+) (?:to|or) (?P<to>[0-9]+)|(?P<least>[0-9]+) or more"
    r"|at least (?P<atleast>[0-9]+)|more than (?P<beyond>[0-9]+)|(?P<one>one)|(?P<exact>[0-9]+))"
    r" (?P<nouns>(?:[a-z]+[ ,]?){1,3})"
)
_NUMBERS = re.compile(r"\b(?:up to |at least |more than )?[0-9]+(?: (?:to|or) (?:[0-9]+|more)\b)?")
_COUNT = re.compile(r"\b([0-9]{1,2})\+? (?P<nouns>(?:[a-z-]+ ?){1,3})")
_ONLY_IF_SAID = ("anesthesia", "add-on", "replac", "anesthes")
_UNIT_WORDS = frozenset(
    stemming.stems("cm mm sq up to over first further each session other skin without with time complete")
)
_SITES = frozenset(
    stemming.stems("scalp neck trunk arm leg hand foot genitals face eyelid nose ear lip knee hip shoulder wrist ankle")
)
_SURE, _APART_BY, _WORTH = 0.75, 0.08, 0.45
"""Shares of a label's weight that must be said, by how much the best must lead, and what is worth naming."""


@dataclass(frozen=True, slots=True)
class Found:
    """The codes that the words of one procedure lead to, the best first. `sure`: the first stands before others."""

    words: str
    codes: tuple[str, ...]
    sure: bool


def labelled(text: str) -> tuple[Found, ...]:
    """What each procedure of a text leads to; nothing for parts that name none."""
    said = in_label_words(text.replace("->", " "))
    whole = _best(said)
    parts, carried = [], ""
    for part in _APART.split(said):
        found = _best(part)
        found = found if found and found.sure else _best(f"{part} {carried}") if carried else None
        if found and found.sure:
            parts.append(found)
            carried = " ".join(sorted(set(stemming.stems(part)) & _of_activity()))
    several = {found.codes[0] for found in parts}
    if len(several) > 1 or (parts and not (whole and whole.sure)):
        return tuple({found.codes[0]: found for found in parts}.values())
    return (whole,) if whole else ()


def _best(said: str) -> Found | None:
    wanted = set(stemming.stems(said))
    size = _size(said)
    ranked = sorted(_scores(wanted, size, said), reverse=True)[:6]
    worth = [(score, covered, code) for score, covered, code in ranked if score >= _WORTH]
    if not worth:
        return None
    lead = worth[0][0] - (ranked[1][0] if len(ranked) > 1 else 0.0)
    sure = worth[0][1] >= _SURE and lead >= _APART_BY
    return Found(said, tuple(code for _, _, code in worth[:4]), sure)


def _scores(wanted: set[str], size: float | None, said: str) -> Iterator[tuple[float, float, str]]:
    """Score, share of the label that is said, and code, of each label that shares a telling word."""
    known = sum(weight for stem, weight in _weights().items() if stem in wanted)
    for code, groups in _terms().items():
        label = cpt_labels()[code]
        if any(label.lower().startswith(word) and word not in said for word in _ONLY_IF_SAID):
            continue
        if not _fits(label, size) or not _counts(label, said) or (" only" in label and "only" not in said):
            continue
        sites = _SITES & frozenset().union(*groups)
        if sites and _SITES & wanted and not sites & wanted:
            continue
        weights = [max(_weights()[stem] for stem in group) for group in groups]
        made = [max((_weights()[stem] for stem in group & wanted), default=0.0) for group in groups]
        if not any(made):
            continue
        covered = sum(made) / sum(weights)
        yield math.sqrt(covered * min(1.0, sum(made) / known)), covered, code


def _size(said: str) -> float | None:
    found = [float(match[1]) / (10 if match[2] == "mm" else 1) for match in _SIZE.finditer(said)]
    margins = re.search(r"([0-9.]+) ?(cm|mm) margins?", said)
    if margins and len(found) > 1:
        margin = float(margins[1]) / (10 if margins[2] == "mm" else 1)
        return max(found) + 2 * margin
    return max(found) if found else None


def _fits(label: str, size: float | None) -> bool:
    """Whether a size lies in the range of a label; one without a range takes any."""
    named = _SIZED.search(label)
    if not named or size is None:
        return True
    if "over" in named[0]:
        return size > float(named[2])
    return float(named[1] or 0) <= size <= float(named[2])


def _counts(label: str, said: str) -> bool:
    """Whether a number of things that the words tell lies in the range of a label."""
    named = _COUNTED.search(label.lower())
    if not named or _SIZED.search(label):
        return True
    nouns = set(stemming.stems(named["nouns"]))
    told = [int(found[1]) for found in _COUNT.finditer(said) if nouns & set(stemming.stems(found["nouns"]))]
    if not told:
        return True
    if named["one"] or named["exact"]:
        return told[0] == int(named["exact"] or 1)
    least = int(named["from"] or named["least"] or named["atleast"] or 0) or int(named["beyond"] or 0) + 1
    most = int(named["most"] or named["to"] or 999)
    return least <= told[0] <= most


@cache
def _terms() -> dict[str, tuple[frozenset[str], ...]]:
    """The words of each label, in groups of which one is enough."""
    return {code: tuple(filter(None, _groups(label))) for code, label in cpt_labels().items()}


def _groups(label: str) -> Iterator[frozenset[str]]:
    plain = _NUMBERS.sub(" ", _SIZED.sub(" ", label.lower()))
    for match in _GROUP.finditer(plain):
        yield frozenset(stemming.stems(match[0])) - _UNIT_WORDS
    for stem in stemming.stems(_GROUP.sub(" ", plain)):
        if stem not in _UNIT_WORDS and not stem.isdigit():
            yield frozenset((stem,))


@cache
def _of_activity() -> frozenset[str]:
    """Words of labels that say what is done, and are not among alternatives such as places or grades."""
    grades = frozenset(stemming.stems("simple layered complex complicated benign limited complete"))
    single = {stem for groups in _terms().values() for group in groups if len(group) == 1 for stem in group}
    several = {stem for groups in _terms().values() for group in groups if len(group) > 1 for stem in group}
    return frozenset(single - several - grades)


@cache
def _weights() -> dict[str, float]:
    """How much each word tells, by the labels that have it."""
    count: dict[str, int] = {}
    for groups in _terms().values():
        for stem in frozenset().union(*groups):
            count[stem] = count.get(stem, 0) + 1
    return {stem: math.log(2 * len(_terms()) / number) for stem, number in count.items()}
