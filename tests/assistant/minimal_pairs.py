"""Minimal pairs of sides and encounters, made from the tabular list: the same words but for one, and the code they ask.

Each pair is a condition with its side or encounter said in two ways, and once left open. Drawn with a fixed seed from
every family of codes that tells right, left and unspecified apart, or active treatment, healing and sequela.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from assistant.diagnoses.completing.families import Families, Side
from codesets import Catalogue

DAY = date(2026, 5, 15)
_SEED = 4
_CHAPTERS = "CGHILMNST"
_SIDES = 140
_ENCOUNTERS = 60
_UNSPECIFIED = re.compile(r"\bunspecified (?=\w)", re.IGNORECASE)
_ENCOUNTER = re.compile(r", (?:initial|subsequent) encounter.*$|, sequela$")
_SAID = re.compile(r"\b(?:right|left)\b")
_TEMPLATES = (
    "ASSESSMENT\n\n1. {name}.\n\nPLAN\n\nReturn in 4 weeks.",
    "Seen 05/15/2026. Diagnosis: {name}. Which code do we report?",
    "CHIEF COMPLAINT\n\nEvaluation.\n\nIMPRESSION\n\n- {name}\n",
)
_VISITS = {
    "A": ("Seen in the emergency department right after the injury.", "Initial encounter, active treatment."),
    "D": ("Here for follow-up of the injury, healing well.", "Subsequent encounter, routine healing."),
    "S": ("Seen for a sequela of the old injury.", "Late effect of the injury."),
    "": ("The chart was sent by the front desk.", "Please see the note."),
}
"""What a record says of the encounter; the last leaves it open."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A record and its code; `asks`: the record leaves the side or the encounter open, and the client is asked."""

    text: str
    code: str
    asks: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """Two variants that differ in one word or sentence, and the one that leaves it open."""

    name: str
    stated: tuple[Variant, Variant]
    left_open: Variant


def pairs(catalogue: Catalogue) -> list[Pair]:
    """200 pairs, the same at every run over the same release."""
    draw = random.Random(_SEED)
    families = _families(catalogue)
    draw.shuffle(families)
    sides = [pair for family in families if (pair := _of_sides(family, draw))][:_SIDES]
    injuries = [codes for codes in families if codes[Side.RIGHT][0].endswith("A")]
    encounters = [pair for one in injuries if (pair := _of_encounters(one[Side.RIGHT], catalogue, draw))][:_ENCOUNTERS]
    return [*sides, *encounters]


Family = dict[Side, tuple[str, str]]


def _families(catalogue: Catalogue) -> list[Family]:
    """Families of which each side has one code; of injuries those at the initial encounter."""
    families = Families(catalogue, DAY)
    found: dict[str, Family] = {}
    for start in (f"{chapter}{number:02d}" for chapter in _CHAPTERS for number in range(100)):
        for hit in catalogue.search(start, DAY, 5_000):
            if (
                not hit.code.startswith(start)
                or not _SAID.search(hit.title)
                or (len(hit.code) == 8 and hit.code[-1] != "A")
            ):
                continue
            family = families.by_side(hit.code, hit.title)
            if all(len(family.get(side, ())) == 1 for side in (Side.RIGHT, Side.LEFT, Side.NONE)):
                found[family[Side.RIGHT][0][0]] = {side: codes[0] for side, codes in family.items()}
    return list(found.values())


def _of_sides(family: Family, draw: random.Random) -> Pair | None:
    (right, right_title), (left, left_title) = family[Side.RIGHT], family[Side.LEFT]
    open_code, open_title = family[Side.NONE]
    if len(_UNSPECIFIED.findall(open_title)) != 1 or len(_SAID.findall(right_title)) != 1:
        return None
    template = draw.choice(_TEMPLATES)
    visit = draw.choice(_VISITS["A"]) if open_code[0] in "ST" else ""

    def variant(title: str, code: str, *, asks: bool) -> Variant:
        return Variant(f"{visit}\n\n{template.format(name=_ENCOUNTER.sub('', title))}", code, asks)

    stated = (variant(right_title, right, asks=False), variant(left_title, left, asks=False))
    return Pair(_ENCOUNTER.sub("", open_title), stated, variant(_UNSPECIFIED.sub("", open_title), open_code, asks=True))


def _of_encounters(injury: tuple[str, str], catalogue: Catalogue, draw: random.Random) -> Pair | None:
    code, title = injury
    ways = [letter for letter in "DS" if catalogue.search(code[:-1] + letter, DAY, 1)]
    if len(ways) < 2 or ("fracture" in title.lower() and "open" in title.lower()):
        return None
    name, template = _ENCOUNTER.sub("", title), draw.choice(_TEMPLATES)

    def variant(letter: str) -> Variant:
        text = f"{draw.choice(_VISITS[letter])}\n\n{template.format(name=name)}"
        return Variant(text, code[:-1] + (letter or "A"), asks=not letter)

    first, second = draw.sample("ADS", 2)
    return Pair(name, (variant(first), variant(second)), variant(""))


def variants(made: list[Pair]) -> Iterator[Variant]:
    """All records of the pairs: the stated ones of each, then the one left open."""
    for pair in made:
        yield from pair.stated
        yield pair.left_open
