"""What the anatomic modifiers name, in the words of ICD-10-CM's titles.

Source: HCPCS Level II modifiers E1 to E4, FA to F9, TA to T9, LC, LD, LM, RC and RI; the titles of the tabular list.
"""

import re
from dataclasses import dataclass

LEFT = frozenset({"LT", "E1", "E2", "FA", "F1", "F2", "F3", "F4", "TA", "T1", "T2", "T3", "T4"})
RIGHT = frozenset({"RT", "E3", "E4", "F5", "F6", "F7", "F8", "F9", "T5", "T6", "T7", "T8", "T9"})
_SIDE = re.compile(r"\b(left|right|bilateral)\b", re.IGNORECASE)
_FINGERS = ("thumb", "index finger", "middle finger", "ring finger", "little finger")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the body: its name, the modifiers that mean it, and the words of a title that do."""

    name: str
    modifiers: frozenset[str]
    words: re.Pattern[str]


def _part(name: str, modifiers: str, words: str) -> Part:
    return Part(name, frozenset(modifiers.split()), re.compile(rf"\b(?:{words})\b", re.IGNORECASE))


KINDS = (
    (
        _part("the upper eyelid", "E1 E3", "upper eyelid"),
        _part("the lower eyelid", "E2 E4", "lower eyelid"),
    ),
    tuple(_part(f"the {name}", f"F{number or 'A'} F{number + 5}", name) for number, name in enumerate(_FINGERS)),
    (
        _part("the great toe", "TA T5", "great toe"),
        _part("a lesser toe", "T1 T2 T3 T4 T6 T7 T8 T9", r"lesser toe\w*"),
    ),
    (
        _part("the left main artery", "LM", "left main coronary"),
        _part("the left anterior descending artery", "LD", "left anterior descending"),
        _part("the left circumflex artery", "LC", "left circumflex"),
        _part("the right coronary artery", "RC", "right coronary"),
    ),
)
"""Parts among which a title and a modifier may differ. RI, the ramus, has no title of its own."""
CORONARY = frozenset({"LC", "LD", "LM", "RC", "RI"})


def side_of(modifiers: tuple[str, ...]) -> str:
    """The one side that modifiers name, "left" or "right"; empty where they name none, or both."""
    left, right = LEFT & set(modifiers), RIGHT & set(modifiers)
    if bool(left) == bool(right):
        return ""
    return "left" if left else "right"


def side_in(title: str) -> str:
    """The side that a title names ("left", "right", "bilateral"); that of a coronary artery is none of the body."""
    found = _SIDE.search(title)
    return found[1].lower() if found and not any(part.words.search(title) for part in KINDS[-1]) else ""
