"""Words as the search compares them: British spelling made American, plurals and adjectives brought to one form.

The index and the questions pass through the same function, so a stem need not be a word of English.
"""

import re
from functools import lru_cache

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

_SAME = {
    "renal": "kidney",
    "nephric": "kidney",
    "hepatic": "liver",
    "cardiac": "heart",
    "pulmonary": "lung",
    "gastric": "stomach",
    "ocular": "eye",
    "cutaneous": "skin",
    "nasal": "nose",
    "uterine": "uterus",
    "ovarian": "ovary",
    "prostatic": "prostate",
    "colonic": "colon",
    "rectal": "rectum",
    "bronchial": "bronchus",
    "femoral": "femur",
    "tibial": "tibia",
    "humeral": "humerus",
    "abdominal": "abdomen",
    "vertebral": "vertebra",
    "mammary": "breast",
    "diabetic": "diabete",
    "diabetes": "diabete",
    "hypertensive": "hypertension",
    "asthmatic": "asthma",
    "anemic": "anemia",
    "allergic": "allergy",
    "obese": "obesity",
    "alcoholic": "alcohol",
    "epileptic": "epilepsy",
    "osteoporotic": "osteoporosi",
    "arthritic": "arthriti",
    "depressive": "depression",
    "depressed": "depression",
    "ulcerative": "ulcer",
    "ulceration": "ulcer",
    "infected": "infection",
    "infectious": "infection",
    "fractured": "fracture",
    "sprained": "sprain",
    "strained": "strain",
    "tumor": "neoplasm",
    "cancer": "malignant neoplasm",
    "nos": "unspecified",
    "ii": "2",
    "iii": "3",
    "iiia": "3a",
    "iiib": "3b",
    "iv": "4",
}
"""Whole words that mean the same in the name of a disease; the value may be several words."""


def stems(text: str) -> tuple[str, ...]:
    """The meaningful words of a text in one form each, in order, repeats dropped. Linear in the length of the text."""
    found: dict[str, None] = {}
    for word in _TOKEN.findall(text.lower().replace("'s", "").replace("\u2019s", "")):
        for stem in _stems_of(word):
            found[stem] = None
    return tuple(found)


def key(words: tuple[str, ...]) -> str:
    """One string for the same words in any order, by which a phrase is found at once."""
    return " ".join(sorted(words))


@lru_cache(maxsize=20_000)  # more than the words of the tabular list
def _stems_of(word: str) -> tuple[str, ...]:
    if word in LITTLE:
        return ()
    american = _american(word)
    return tuple(_stem(part) for part in _SAME.get(american, american).split())


def _american(word: str) -> str:
    for pattern, spelling in _BRITISH:
        word = pattern.sub(spelling, word)
    return word


def _stem(word: str) -> str:
    """A plural meets its singular first, then both lose the same ending: "migraines" and "migraine" are "migrain"."""
    if len(word) <= 3 or word[-1].isdigit():  # noqa: PLR2004 - "leg", "toe", "3a" have no ending to lose
        return word
    word = _singular(word)
    if word.endswith("ed") and len(word) > 6:  # noqa: PLR2004 - not "shed", "bled"
        return word[:-2]
    if word.endswith("e") and len(word) > 6:  # noqa: PLR2004 - "fracture", "fractured"
        return word[:-1]
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
