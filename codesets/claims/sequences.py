"""Diagnoses whose order the guidelines settle: which stands before which, and what never stands first.

Source: ICD-10-CM Official Guidelines, the section that each entry names. Where the reason for the encounter or the
course of the disease decides, a breach is a warning that says so.
"""

import re
from dataclasses import dataclass

SEPSIS = ("A02.1", "A22.7", "A26.7", "A32.7", "A40", "A41", "A42.7", "A54.86", "B37.7")
_LOCAL = ("J13", "J14", "J15", "J16", "J18", "K65", "L02", "L03", "M86", "N10", "N39.0")
_DRUG = re.compile(r"T(?:3[6-9]|4\d|50)\.\w{3}[ADS]")
_INTENT = len("T40.2X")


@dataclass(frozen=True, slots=True)
class Order:
    """Where both are there, no code of `behind` stands before the first code of `before`."""

    before: tuple[str, ...]
    behind: tuple[str, ...]
    why: str
    remedy: str
    surely: bool = True


ORDERS = (
    Order(
        ("O98.7",),
        ("B20", "Z21"),
        "in pregnancy the code of chapter 15 stands before HIV (I.C.1.a.2.g)",
        "Put O98.7- first, then the HIV code.",
    ),
    Order(
        (*SEPSIS, "T81.44", "O85", "O86.04", "P36"),
        ("R65.2",),
        "the infection stands before severe sepsis (I.C.1.d.1.b)",
        "Put the code of the sepsis before R65.2-.",
    ),
    Order(
        ("T81.40", "T81.41", "T81.42", "T81.43", "T81.49", "O86.00", "O86.01", "O86.02", "O86.03", "O86.09"),
        ("T81.44", "O86.04", *SEPSIS),
        "the infection after a procedure stands before its sepsis (I.C.1.d.5.b)",
        "Put the code of the site first, then T81.44 or O86.04, then the organism.",
    ),
    Order(
        SEPSIS,
        _LOCAL,
        "sepsis stands before the local infection if both were there at admission (I.C.1.d.4)",
        "Put sepsis first; leave the order only if it developed after admission.",
        surely=False,
    ),
    Order(
        ("O",),
        ("A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N", "R"),
        "codes of chapter 15 stand before those of other chapters (I.C.15.a.1)",
        "Put the code of pregnancy first; if the pregnancy is incidental, use Z33.1 instead.",
        surely=False,
    ),
)


def poisoning(code: str) -> bool:
    """A drug taken wrongly, or one that was not prescribed (T36 to T50, intent 1 to 4)."""
    return _intent(code) in {"1", "2", "3", "4"}


def adverse_effect(code: str) -> bool:
    """A drug taken as it should be that did harm (intent 5)."""
    return _intent(code) == "5"


def underdosing(code: str) -> bool:
    """Less of a drug than was prescribed (intent 6)."""
    return _intent(code) == "6"


def _intent(code: str) -> str:
    """The character of T36 to T50 that says how the drug came to do harm; empty elsewhere."""
    return code[_INTENT : _INTENT + 1] if _DRUG.fullmatch(code) else ""
