"""Which modifier opens a PTP edit whose indicator is 1, and where it must stand.

Source: NCCI Policy Manual for Medicare Services, chapter I section E: the NCCI PTP-associated modifiers. 22, 50, 51, 76
and 77 are not among them. 59 and the X modifiers never stand on a visit; there it is 24, 25, 27 or 57.
"""

from dataclasses import dataclass
from datetime import date

from codesets.claims.code_kinds import is_visit
from codesets.claims.lists import DISTINCT
from codesets.claims.values import ClaimLine, Result
from codesets.ncci.ptp import PtpEdit

ON_VISITS = frozenset({"24", "25", "27", "57"})
SITES = frozenset(
    {"LT", "RT", "LC", "LD", "LM", "RC", "RI", "E1", "E2", "E3", "E4", "FA", "TA"}
    | {f"F{digit}" for digit in range(1, 10)}
    | {f"T{digit}" for digit in range(1, 10)}
)
ON_OTHERS = frozenset({"58", "78", "79", "91"})
OPENING = DISTINCT | ON_VISITS | SITES | ON_OTHERS
"""The NCCI PTP-associated modifiers."""

_EITHER_COLUMN = date(2019, 7, 1)
_MEANT = {
    "24": "the visit had nothing to do with the operation",
    "25": "the visit was significant and separate from the procedure",
    "27": "the hospital visits were separate encounters",
    "57": "the visit was where the major operation was decided",
    "58": "the procedure was staged, more extensive, or treatment after a diagnostic one",
    "78": "it was an unplanned return to the operating room",
    "79": "it had nothing to do with the first procedure",
    "91": "the test had to be repeated for a further result",
}
_APART = "the services were apart: another site, encounter, practitioner, specimen or injury"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the modifiers of two lines make of an edit."""

    result: Result
    rationale: str
    remedy: str = ""


def verdict(edit: PtpEdit, first: ClaimLine, second: ClaimLine) -> Verdict:
    """Judge a pair of lines, column 1 first; `edit.indicator` is 0 or 1."""
    pair = f"{edit.column2} is not paid with {edit.column1} on one day"
    if edit.indicator != 1:
        carried = OPENING & {*first.modifiers, *second.modifiers}
        also = f"; {', '.join(sorted(carried))} does not help" if carried else ""
        rationale = f"{pair} (indicator 0: no modifier opens the edit{also})."
        return Verdict(Result.FAILS, rationale, f"Take {edit.column2} off the claim.")
    opened = sorted(_opens(first, column=1) | _opens(second, column=2))
    if not opened:
        return Verdict(
            Result.FAILS,
            f"{pair} unless a modifier opens the edit (indicator 1){_why_not(first, second)}.",
            _advice(edit),
        )
    visits = [line for line in (first, second) if is_visit(line.code)]
    if visits and not any(ON_VISITS & set(visit.modifiers) for visit in visits):
        return Verdict(
            Result.WARNING,
            f"{', '.join(opened)} opens the edit between {edit.column1} and {edit.column2}, but says nothing of the"
            " visit.",
            _advice(edit),
        )
    sites = [SITES & set(line.modifiers) for line in (first, second)]
    if set(opened) <= SITES and sites[0] == sites[1]:
        return Verdict(
            Result.WARNING,
            f"{edit.column1} and {edit.column2} both carry {', '.join(opened)}: the same site, which does not set"
            " them apart.",
            "Keep both only if the record shows another lesion or encounter there, and say so with XS, XE or 59.",
        )
    if set(opened) <= SITES and all(sites):
        return Verdict(
            Result.PASS,
            f"{edit.column1} and {edit.column2} were at different sites ({', '.join(opened)}), which opens the edit.",
        )
    opened = [modifier for modifier in opened if modifier in ON_VISITS] if visits else opened
    opens = "opens" if len(opened) == 1 else "open"
    meant = "; ".join(dict.fromkeys(_MEANT.get(modifier, _APART) for modifier in opened))
    return Verdict(
        Result.WARNING,
        f"{', '.join(opened)} {opens} the edit between {edit.column1} and {edit.column2}.",
        f"The record must show that {meant}.",
    )


def _opens(line: ClaimLine, column: int) -> set[str]:
    """The modifiers of a line that open the edit where they stand."""
    carried = set(line.modifiers)
    if is_visit(line.code):
        return carried & (ON_VISITS | SITES)
    opening = carried & (DISTINCT | SITES | ON_OTHERS)
    if column == 1 and line.on < _EITHER_COLUMN:
        opening -= DISTINCT
    return opening


def _why_not(first: ClaimLine, second: ClaimLine) -> str:
    carried = {*first.modifiers, *second.modifiers}
    if any(is_visit(line.code) and DISTINCT & set(line.modifiers) for line in (first, second)):
        return "; 59 and the X modifiers open nothing on a visit"
    if DISTINCT & set(first.modifiers) and first.on < _EITHER_COLUMN:
        return "; before 1 Jul 2019 59 and the X modifiers open it on column 2 only"
    useless = sorted(carried & {"22", "50", "51", "76", "77"})
    return f"; {', '.join(useless)} never does" if useless else ""


def _advice(edit: PtpEdit) -> str:
    visit = next((code for code in (edit.column1, edit.column2) if is_visit(code)), None)
    if visit:
        return (
            f"If the record shows a significant visit of its own, put 25 on {visit} (57 where a major operation was"
            " decided at it, 24 where an earlier operation's global period runs); else take the visit off."
        )
    return (
        "If the record shows that they were apart, say how: a site modifier, else XE, XS, XP or XU, else 59;"
        f" if not, take {edit.column2} off."
    )
