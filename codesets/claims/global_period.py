"""A service within the global period of an earlier operation: which modifier says that it is not part of it.

Source: Medicare Claims Processing Manual chapter 12 sections 40.1 to 40.4: 24 and 57 for visits; 58, 78 and 79 for
procedures; 54 and 55 where another practitioner took the care over. The package binds the same practitioner, and
others of the same group and specialty.
"""

from dataclasses import dataclass
from datetime import date

from codesets.claims.code_kinds import is_visit
from codesets.claims.lists import DISTINCT
from codesets.claims.values import Claim, ClaimLine, EarlierProcedure, Result
from codesets.mpfs.schedule import Fee
from codesets.values import spoken_day

DAYS = {"000": 0, "010": 10, "090": 90}
"""Days after the operation that its payment includes."""

_FOR_VISITS = {
    "24": "the visit had nothing to do with the operation",
    "57": "another major operation was decided at the visit",
    "FT": "the critical care had nothing to do with the operation",
}
_FOR_PROCEDURES = {
    "58": "the procedure was planned as a stage, went further, or treats what the first one found",
    "78": "it was an unplanned return to the operating room for a complication",
    "79": "it had nothing to do with the operation",
}


@dataclass(frozen=True, slots=True)
class Period:
    """An earlier operation, its row of the fee schedule, and the last day of its global period."""

    operation: EarlierProcedure
    fee: Fee
    last: date


@dataclass(frozen=True, slots=True)
class Judgement:
    """The result with its sentences."""

    result: Result
    rationale: str
    remedy: str


def judge(claim: Claim, line: ClaimLine, period: Period) -> Judgement:
    """What a line within the period needs."""
    operation = period.operation
    within = (
        f"{line.code} on {spoken_day(line.on)} lies in the global period of {operation.code} of"
        f" {spoken_day(operation.on)} ({period.fee.global_days}, to {spoken_day(period.last)})"
    )
    if "54" in operation.modifiers and is_visit(line.code):
        return Judgement(
            Result.WARNING,
            f"{within}, which was billed for the operation only (54).",
            f"Whoever took the care over bills {operation.code} with 55 and the dates, not visits.",
        )
    known = _FOR_VISITS if is_visit(line.code) else _FOR_PROCEDURES
    if meant := [sentence for modifier, sentence in known.items() if modifier in line.modifiers]:
        return Judgement(
            Result.WARNING, f"{within}; its modifier sets it apart.", f"The record must show that {meant[0]}."
        )
    if line.on == operation.on and line.has("25", "76", "77", *DISTINCT):
        return Judgement(
            Result.WARNING, f"{within}; its modifier sets it apart.", "The record must show that it was apart."
        )
    wrong = [modifier for modifier in (*_FOR_VISITS, *_FOR_PROCEDURES) if modifier in line.modifiers]
    also = f" {wrong[0]} is not for {'visits' if is_visit(line.code) else 'procedures'}." if wrong else ""
    choices = (
        "24 (unrelated) or 57"
        if is_visit(line.code)
        else "58 (staged), 78 (return to the operating room) or 79 (unrelated)"
    )
    same = _same_practitioner(claim, operation)
    if same is None:
        return Judgement(
            Result.NOT_RUN,
            f"{within}, if the same practitioner, or one of the same group and specialty, did both.{also}",
            f"Send provider and specialty of both. If they are the same, the record must support {choices}.",
        )
    if not same:
        return Judgement(
            Result.WARNING,
            f"{within}, but another practitioner did that.{also}",
            "Make sure that the two are not of one group and specialty, and that care was not handed over (54, 55).",
        )
    return Judgement(
        Result.FAILS,
        f"{within}, whose payment includes it.{also}",
        f"Add {choices} if the record supports it; else take the line off.",
    )


def _same_practitioner(claim: Claim, operation: EarlierProcedure) -> bool | None:
    """None where too little was said to know: another provider may be of the same group and specialty."""
    if claim.provider and operation.provider and claim.provider == operation.provider:
        return True
    if claim.specialty and operation.specialty and claim.specialty != operation.specialty:
        return False
    return None
