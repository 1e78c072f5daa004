"""Words as the search compares them: British spelling made American, plurals and adjectives brought to one form.

The index and the questions pass through the same function, so a stem need not be a word of English.
"""

import math
import re
from functools import lru_cache

from codesets.same_words import SAME

_TOKEN = re.compile(r"[a-z0-9]+")

LITTLE = frozenset(
    [
        "a",
        "an",
        "and",
        "any",
        "are",
        "as",
        "at",
        "be",
        "been",
        "by",
        "due",
        "for",
        "from",
        "has",
        "have",
        "her",
        "his",
        "in",
        "into",
        "is",
        "it",
        "its",
        "my",
        "of",
        "on",
        "or",
        "our",
        "patient",
        "the",
        "their",
        "to",
        "was",
        "were",
        "which",
        "who",
        "with",
    ]
)
"""Words that carry no meaning in a diagnosis. "Without" and "not" do."""

_BRITISH = (
    (re.compile(r"aem"), "em"),
    (re.compile(r"^oed|(?<=[a-z]{2})oede"), "ed"),
    (re.compile(r"^oes"), "es"),
    (re.compile(r"^foet"), "fet"),
    (re.compile(r"rrhoe"), "rrhe"),
    (re.compile(r"^coel"), "cel"),
    (re.compile(r"^caec"), "cec"),
    (re.compile(r"^faec"), "fec"),
    (re.compile(r"^paed"), "ped"),
    (re.compile(r"naec"), "nec"),
    (re.compile(r"naesth"), "nesth"),
    (re.compile(r"(tum|behavi|col|lab|fav|hum)our"), r"\1or"),
    (re.compile(r"(?<=[a-z]{4})is(e|es|ed|ation|ing)$"), r"iz\1"),
    (re.compile(r"^fibre"), "fiber"),
)
"""Spelling differences that matter in the names of diseases; each is harmless on American words."""

_CLASSES = (
    ("iasi", ""),
    ("iatic", ""),
    ("lytic", "lys"),
    ("otic", "os"),
    ("itic", "it"),
    ("ectatic", "ectas"),
    ("static", "stas"),
    ("plastic", "plas"),
    ("iency", "ient"),
    ("iences", "ient"),
    ("ience", "ient"),
    ("ency", "ent"),
    ("ence", "ent"),
    ("ance", "ant"),
    ("ative", ""),
    ("atory", ""),
    ("ations", ""),
    ("ation", ""),
    ("ition", "it"),
    ("ional", ""),
    ("ious", ""),
    ("ical", ""),
    ("ism", ""),
    ("ial", ""),
    ("eal", ""),
    ("ous", ""),
    ("ive", ""),
    ("ion", ""),
    ("ing", ""),
    ("ian", ""),
    ("ary", ""),
    ("ed", ""),
    ("al", ""),
    ("ic", ""),
    ("ar", ""),
    ("ia", ""),
    ("um", ""),
    ("us", ""),
    ("es", ""),
    ("ae", ""),
    ("is", ""),
    ("a", ""),
    ("e", ""),
    ("i", ""),
    ("y", ""),
)
"""Endings that make an adjective, a plural or a state of one thing: stenotic and stenosis, pleural and pleura."""
_KEPT = 4
"""Letters that an ending must leave, so that short words stay apart."""


def stems(text: str) -> tuple[str, ...]:
    """The meaningful words of a text in one form each, in order, repeats dropped. Linear in the length of the text."""
    found: dict[str, None] = {}
    for word in _TOKEN.findall(text.lower().replace("'s", "").replace("\u2019s", "")):
        for stem in _stems_of(word):
            found[stem] = None
    return tuple(found)


def weight(phrases: int) -> float:
    """How much a word tells that stands in so many phrases; the square root tames those that stand in a single one."""
    return math.sqrt(math.log(100_000 / max(phrases, 1)))


def key(words: tuple[str, ...]) -> str:
    """One string for the same words in any order, by which a phrase is found at once."""
    return " ".join(sorted(words))


@lru_cache(maxsize=20_000)  # more than the words of the tabular list
def _stems_of(word: str) -> tuple[str, ...]:
    if word in LITTLE:
        return ()
    spelled = american(word)
    return tuple(_stem(part) for part in SAME.get(spelled, spelled).split())


def american(word: str) -> str:
    """A word (small letters) in American spelling."""
    for pattern, spelling in _BRITISH:
        word = pattern.sub(spelling, word)
    return word


def _stem(word: str) -> str:
    """A plural meets its singular first, then both lose the same ending: "migraines" and "migraine" are "migrain"."""
    if len(word) <= _KEPT or word[-1].isdigit():
        return word
    word = _singular(word)
    for ending, instead in _CLASSES:
        if word.endswith(ending) and len(word) - len(ending) >= _KEPT:
            return word[: -len(ending)] + instead
    return word


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    if word.endswith("oses"):
        return word[:-2] + "i"
    if word.endswith("s") and not word.endswith(("ss", "us")):
        return word[:-1]  # "diabetes" and "arthritis" lose theirs too, on both sides alike
    return word
