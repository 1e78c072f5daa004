"""The side of a condition: in its own words, else where the record speaks of the same part of the body.

Guidelines I.B.13 (a condition on both sides without a bilateral code is coded once a side; a side that is not
documented is "unspecified", and the documentation is clarified) and I.C.6.a (the dominant side).
"""

import re
from collections.abc import Iterable

from assistant.diagnoses.completing.families import Families, Side, side_said
from assistant.reading.passages import Passage, Section
from assistant.reading.quotes import quote_around
from consultations.answers import Evidence

_PARTS = {
    "knee": "knees? patella\\w* menisc\\w*",
    "hip": "hips?",
    "shoulder": "shoulders? rotator",
    "elbow": "elbows?",
    "wrist": "wrists?",
    "ankle": "ankles?",
    "foot": "foot feet heels? plantar",
    "toe": "toes? hallux foot feet",
    "hand": "hands?",
    "finger": "fingers? thumbs? hands?",
    "thumb": "thumbs? hands?",
    "eye": "eyes? vision visual cataracts? lens macula\\w* retin\\w* cornea\\w* eyelids? OD OS OU",
    "eyelid": "eyelids? lids? eyes?",
    "ear": "ears? hearing tympanic canal",
    "breast": "breasts?",
    "kidney": "kidneys? renal flank",
    "lung": "lungs?",
    "testis": "testicles? testis testes testicular",
    "ovary": "ovar\\w+ adnex\\w+",
    "limb": "arms? hands? wrists? elbows? forearms? legs? calf calves thighs? ankles? knees? limbs? extremit\\w+ foot",
    "extremity": "arms? hands? legs? calf calves thighs? limbs? extremit\\w+ foot feet",
    "leg": "legs? calf calves shins?",
    "lower leg": "legs? shins? tibia\\w* fibula\\w*",
    "arm": "arms?",
    "forearm": "forearms?",
    "femur": "femur\\w* thighs? hips?",
    "thigh": "thighs?",
    "tibia": "tibia\\w* legs? shins?",
    "fibula": "fibula\\w* legs? ankles?",
    "humerus": "humer\\w+ arms? shoulders?",
    "radius": "radi\\w+ wrists? forearms?",
    "ulna": "ulna\\w* forearms? wrists?",
    "clavicle": "clavicles? clavicular collar\\w*",
    "scapula": "scapula\\w* shoulders?",
    "carpal": "wrists? hands?",
    "hemiplegia": "sided? hemiplegi\\w+ hemipare\\w+ weakness",
}
_HEALTHY = re.compile(
    r"\b(?:is|are|was|knee|shoulder|ankle|wrist|hip|hand|foot|eye|ear|elbow):? (?:completely |otherwise )?"
    r"(?:fine|normal|nl|unremarkable|asymptomatic|unaffected|well)\b|\b(?:doesn['\u2019]t|does not|not) bother",
    re.IGNORECASE,
)
"""Says of a side that nothing is the matter there: "the right shoulder is fine"."""
_DOMINANT = re.compile(
    r"(right|left)[ -]?hand(?:ed|[ -]dominant)|dominant (?:side|hand) is (?:the )?(right|left)", re.IGNORECASE
)


def parts_of(title: str) -> re.Pattern[str] | None:
    """What the record calls the part of the body that a title names; None where it names none of the known ones."""
    said = [names for part, names in _PARTS.items() if re.search(rf"\b{part}(?:s|es)?\b", title, re.IGNORECASE)]
    if not said:
        return None
    every = "|".join(dict.fromkeys(name for names in said for name in names.split()))
    sides = r"right|left|bilateral|both|bilat|b/l|rt|lt|(?-i:[RL])"
    return re.compile(rf"\b({sides})(?:-sided)?(?: [a-z-]+){{0,2}}? (?:{every})\b", re.IGNORECASE)


def side_in_record(title: str, passages: Iterable[Passage]) -> tuple[Side, Evidence | None]:
    """The side on which the record places this part of the body, and where; NONE where it says both in turn, or none.

    History and questions are left out: an old injury may have been on the other side. The examination, which looks at
    both sides, is asked where nothing else names one.
    """
    pattern = parts_of(title)
    if not pattern:
        return Side.NONE, None
    told = [one for one in passages if one.section is not Section.HISTORY and not one.is_question]
    found = _sides_of([one for one in told if one.section is not Section.OTHER], pattern) or _sides_of(told, pattern)
    return next(iter(found.items())) if len(found) == 1 else (Side.NONE, None)


def _sides_of(passages: Iterable[Passage], pattern: re.Pattern[str]) -> dict[Side, Evidence]:
    """The first place for each side that the passages name."""
    found: dict[Side, Evidence] = {}
    for passage in passages:
        if _HEALTHY.search(passage.text):
            continue
        for match in pattern.finditer(passage.text):
            quote = Evidence(quote_around(passage.text, match.start(), match.end()), passage.document)
            found.setdefault(side_said(match[1]), quote)
    return found


def on_side(code: str, title: str, side: Side, families: Families, record: str) -> tuple[str, ...]:
    """The code or codes for that side; empty where the list has none."""
    family = families.by_side(code, title)
    if side in family:
        return (_dominant(family[side], side, record),)
    if side is Side.BOTH and {Side.RIGHT, Side.LEFT} <= family.keys():
        return tuple(_dominant(family[one], one, record) for one in (Side.RIGHT, Side.LEFT))
    return ()


def has_sides(code: str, title: str, families: Families) -> bool:
    """Whether the list tells the sides of this condition apart."""
    return bool({Side.RIGHT, Side.LEFT} & families.by_side(code, title).keys())


def _dominant(choices: list[tuple[str, str]], side: Side, record: str) -> str:
    """Of codes that tell the dominant side: as documented, else right is dominant and left is not (I.C.6.a)."""
    if len(choices) == 1:
        return choices[0][0]
    hand = _DOMINANT.search(record)
    dominant = (hand[1] or hand[2]).lower() == side if hand else side is Side.RIGHT
    wanted = [code for code, title in choices if bool(re.search(r"\bnon-?dominant", title)) is not dominant]
    return (wanted or [choices[0][0]])[0]
