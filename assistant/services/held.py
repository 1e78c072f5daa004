"""Lines that are not recommended, with why; and those whose ground the record itself denies."""

from dataclasses import dataclass, replace

from assistant.services.circumstances import Circumstances, Told
from assistant.services.visit_lines import PREVENTIVE_VISITS
from codesets.claims import Claim, ClaimLine, Finding, Result
from codesets.claims.code_kinds import is_visit

_COMPLEXITY = "G2211"


@dataclass(frozen=True, slots=True)
class Held:
    """A line that is not recommended, and the finding that says why."""

    line: ClaimLine
    finding: Finding


def without_unfounded(claim: Claim, told: Circumstances) -> tuple[Claim, tuple[Held, ...]]:
    """Take off a problem visit without work of its own beside a preventive one, and G2211 without continuing care."""
    codes = {line.code for line in claim.lines}
    held = []
    preventive = next((code for code in codes if code in PREVENTIVE_VISITS), "")
    for line in claim.lines:
        if preventive and line.code not in PREVENTIVE_VISITS and _only_mentioned(line, told):
            why = f"The record tells of no work beyond {preventive}: a refill or a mention is part of it."
            remedy = "Bill the visit only where the note shows significant work of its own."
            held.append(Held(line, Finding("visit.preventive", Result.FAILS, (line.code, preventive), why, remedy)))
        elif line.code == _COMPLEXITY and Told.NO_CONTINUITY in told:
            why = f"{_COMPLEXITY} is for a continuing relationship, and the record tells of a one-time visit."
            remedy = "Bill the visit without it."
            held.append(Held(line, Finding("visit.complexity", Result.FAILS, (line.code,), why, remedy)))
    gone = [one.line for one in held]
    return replace(claim, lines=tuple(line for line in claim.lines if line not in gone)), tuple(held)


def _only_mentioned(line: ClaimLine, told: Circumstances) -> bool:
    return is_visit(line.code) and Told.NO_MORE_WORK in told
