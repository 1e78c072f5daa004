"""How billers write what the list says in other words: levels of the spine, stages, an index of weight, limbs.

Regions of the spine are those of the titles of M40-M54 and S10-S39; the ranges of the body mass index those of Z68.
"""

import re
from collections.abc import Callable

_ASKED = re.compile(
    r"^\s*(?:what(?:'s|\s+is)\s+(?:the\s+)?)?(?:(?:icd[\s-]*(?:10|x)?(?:[\s-]*cm)?|dx|diagnosis|diagnostic)\s+)*"
    r"codes?\s+for\s+|^\s*dx\s+for\s+",
    re.IGNORECASE,
)
_CKD = re.compile(r"\bckd\s*-?\s*(?:(?:stage|st)\s*)?([1-5][ab]?)\b", re.IGNORECASE)
_ROMAN = re.compile(r"\b(stage|grade|type|class)\s+(i{1,3}|iv|v)\b", re.IGNORECASE)
_ROMANS = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5"}
_BMI = re.compile(r"\b(?:bmi|body mass index)\s*(?:of|is|[=:])?\s*([1-9][0-9])(?:\.[0-9]+)?\b", re.IGNORECASE)
_WIDE = ((70, "70 or greater"), (60, "60.0-69.9"), (50, "50.0-59.9"), (45, "45.0-49.9"), (40, "40.0-44.9"))
_THIN = 20
_LIMB = re.compile(r"\b(?P<leg>legs?)\b|\barms?\b", re.IGNORECASE)

_SPINE = re.compile(
    r"\bdis[ck]s?\b|herniat|radiculopath|stenosis|spondyl|fracture|vertebra|\bspin[ea]|\bback\b|degenerat|listhesis"
    r"|\bd[dj]d\b|\bhnp\b",
    re.IGNORECASE,
)
_LEVEL = re.compile(r"\b([clt])([1-9]|1[0-2])(?:\s*[-/]\s*([clts]?)([1-9]|1[0-2]))?\b", re.IGNORECASE)
_REGIONS = {"c": "cervical", "t": "thoracic", "l": "lumbar", "ls": "lumbosacral", "tl": "thoracolumbar"}
_ORDINALS = ("first", "second", "third", "fourth", "fifth")


def written(text: str) -> str:
    """The text in the list's words; the same where it says nothing that is written otherwise."""
    text = _ASKED.sub("", text)
    text = _CKD.sub(r"chronic kidney disease stage \1", text)
    text = _ROMAN.sub(lambda found: f"{found[1]} {_ROMANS[found[2].lower()]}", text)
    text = _BMI.sub(_weight, text)
    return _LEVEL.sub(_level_of(text), text) if _SPINE.search(text) else text


def limbs(text: str) -> str:
    """The text with its arms and legs as limbs, as the list has them of diseases ("Cellulitis of left lower limb")."""
    return _LIMB.sub(lambda found: "lower limb" if found["leg"] else "upper limb", text)


def _weight(found: re.Match[str]) -> str:
    index = int(found[1])
    if index < _THIN:
        return "body mass index 19.9 or less adult"
    wide = next((span for least, span in _WIDE if index >= least), f"{index}.0-{index}.9")
    return f"body mass index {wide} adult"


def _level_of(text: str) -> Callable[[re.Match[str]], str]:
    """Of fractures the vertebra ("first lumbar vertebra"); of discs and roots the region, with levels in the neck."""
    broken = "fracture" in text.lower()

    def said(found: re.Match[str]) -> str:
        first, number, second, end = found[1].lower(), int(found[2]), (found[3] or "").lower(), found[4]
        if broken and first == "l" and not end and number <= len(_ORDINALS):
            return f"{_ORDINALS[number - 1]} lumbar vertebra"
        if end and first == "c" and second in ("", "c"):
            return f"cervical C{number}-C{end}"
        last = second or ("s" if first == "l" and end == "1" else first)
        region = _REGIONS.get(first if last == first else first + last, "")
        return f"{region} region" if region and not broken else found[0]

    return said
