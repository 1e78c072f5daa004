"""Diagnoses that want a companion on the claim, or forbid one.

Source: ICD-10-CM Official Guidelines, the section that each entry names.
"""

from collections.abc import Callable
from dataclasses import dataclass

_WEIGHT = ("E4", "E64", "E65", "E66", "E67", "E68", "E88.81", "F50", "P92", "R62", "R63")
_FULL = len("S52.501A")
_ABORTIVE = ("O00", "O01", "O02", "O03", "O04", "O05", "O06", "O07", "O08")
_AFTER_BIRTH = ("O85", "O86", "O87", "O88.03", "O90", "O91.02", "O91.12", "O91.22", "O92", "O94", "O99.03", "O99.13")
_INJURIES = ("S", "T0", "T1", "T2", "T30", "T31", "T32", "T33", "T34")
_DIABETES = ("E08", "E09", "E10", "E11", "E13", "O24", "Z86.32", "P70.2")


@dataclass(frozen=True, slots=True)
class Pairing:
    """Codes that start with `these` and stand wrongly where `wrong` says so of all the codes of the claim."""

    these: tuple[str, ...]
    wrong: Callable[[tuple[str, ...]], bool]
    rationale: str
    remedy: str
    surely: bool = True
    but_not: tuple[str, ...] = ()


def without(*companions: str) -> Callable[[tuple[str, ...]], bool]:
    """No code of the claim starts with a companion."""
    return lambda codes: not any(code.startswith(companions) for code in codes)


def beside(*companions: str) -> Callable[[tuple[str, ...]], bool]:
    """Some code of the claim starts with a companion."""
    return lambda codes: any(code.startswith(companions) for code in codes)


def repeated(start: str) -> Callable[[tuple[str, ...]], bool]:
    """More than one code of the claim starts so."""
    return lambda codes: sum(code.startswith(start) for code in codes) > 1


def _only_later_encounters(codes: tuple[str, ...]) -> bool:
    """There are injuries, and none of them is in its first, active treatment (7th character A, B or C)."""
    ends = {code[-1] for code in codes if code.startswith(_INJURIES) and len(code) == _FULL}
    return bool(ends) and not ends & {"A", "B", "C"}


def _another_encounter(codes: tuple[str, ...]) -> bool:
    """An external cause ends in another kind of encounter than every injury does: A to C, D to R, or S."""
    causes = {_kind(code) for code in codes if code.startswith(("V", "W", "X", "Y")) and len(code) == _FULL}
    injuries = {_kind(code) for code in codes if code.startswith(_INJURIES) and len(code) == _FULL}
    return bool(causes and injuries) and not causes & injuries


def _kind(code: str) -> str:
    return "first" if code[-1] in "ABC" else "sequela" if code[-1] == "S" else "later"


PAIRINGS = (
    Pairing(
        ("Z3A",),
        without("O", "Z34", "Z33.1"),
        "weeks of gestation stand with codes of pregnancy only",
        "Take Z3A off, or add the code of pregnancy.",
    ),
    Pairing(
        ("Z3A",),
        beside(*_ABORTIVE, "Z33.2"),
        "weeks of gestation are not coded with abortive outcomes (I.C.21.c.11)",
        "Take Z3A off.",
    ),
    Pairing(
        ("O",),
        without("Z3A"),
        "codes of pregnancy want the weeks of gestation (Z3A) beside them",
        "Add Z3A if the weeks are known.",
        surely=False,
        but_not=(*_ABORTIVE, *_AFTER_BIRTH),
    ),
    Pairing(
        ("Z34",),
        beside("O"),
        "supervision of a normal pregnancy stands with no code of chapter 15 (I.C.15.b.1)",
        "Take Z34 off, or use O09 for a high-risk pregnancy.",
    ),
    Pairing(("O80", "O82"), without("Z37"), "a delivery wants its outcome (Z37) on the mother's record", "Add Z37."),
    Pairing(
        ("O80",),
        lambda codes: any(code.startswith("O") and code != "O80" for code in codes),
        "a normal delivery stands with no other code of chapter 15 (I.C.15.n.1)",
        "Take O80 off, or the other code.",
    ),
    Pairing(
        ("Z68",),
        without(*_WEIGHT),
        "body mass index stands only with a diagnosis of weight by the provider (I.B.14)",
        "Add that diagnosis if the provider documented it, else take Z68 off.",
        surely=False,
    ),
    Pairing(
        ("Z68",),
        beside("O"),
        "body mass index is not coded during pregnancy (I.C.21.c.3)",
        "Take Z68 off.",
    ),
    Pairing(
        ("Z79.4",),
        without(*_DIABETES),
        "long-term insulin stands with diabetes",
        "Add the type of diabetes; if it was not documented, it is type 2 (I.C.4.a.2, I.C.4.a.3).",
        surely=False,
    ),
    Pairing(
        ("Z79.84", "Z79.85"),
        without(*_DIABETES, "R73", "E28.2", "E66"),
        "long-term drugs for diabetes stand with what they are taken for (I.C.4.a.3)",
        "Add the type of diabetes, or the other condition, as documented.",
        surely=False,
    ),
    Pairing(
        ("Z51.81",),
        without("Z79"),
        "drug monitoring wants the drug that is taken (Z79, code also)",
        "Add the code of Z79 for that drug.",
        surely=False,
    ),
    Pairing(
        ("Z51.0", "Z51.1"),
        without("C", "D0", "D1", "D2", "D3", "D4"),
        "chemotherapy, immunotherapy or radiotherapy wants the neoplasm as second diagnosis (I.C.2.e)",
        "Add the neoplasm that is treated.",
    ),
    Pairing(
        ("R65.2",),
        without("A", "B", "J", "T81.4", "O85", "O86", "O03", "O04", "O07", "O08", "P36", "T80.2", "T88.0"),
        "severe sepsis wants the infection that causes it (I.C.1.d.1.b)",
        "Add it, before R65.2.",
    ),
    Pairing(("Z21",), beside("B20"), "who had an HIV-related illness is always B20 (I.C.1.a.2)", "Take Z21 off."),
    Pairing(
        ("R75",),
        beside("B20", "Z21"),
        "an inconclusive HIV test stands with no confirmed HIV (I.C.1.a.2.e)",
        "Take R75 off.",
    ),
    Pairing(
        ("Y92", "Y93", "Y99"),
        _only_later_encounters,
        "place, activity and status are reported only at the first encounter for treatment (I.C.20.b, c and k)",
        "Take it off.",
        surely=False,
    ),
    Pairing(
        ("V", "W", "X", "Y0", "Y1", "Y2", "Y3"),
        _another_encounter,
        "an external cause ends in the same kind of encounter as the injury (I.C.20.a.2)",
        "Give it the injury's 7th character: A, D or S.",
        surely=False,
    ),
    Pairing(("Y92",), repeated("Y92"), "the place of occurrence is coded once (I.C.20.b)", "Keep one."),
    Pairing(("Y93",), repeated("Y93"), "the activity is coded once (I.C.20.c)", "Keep one."),
    Pairing(("Y99",), repeated("Y99"), "the external cause status is coded once (I.C.20.k)", "Keep one."),
)
