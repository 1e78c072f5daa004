"""Which date decides.

Source: ICD-10-CM Official Guidelines, section II (the code set of the discharge date applies to an inpatient stay);
Medicare Claims Processing Manual chapter 23 section 10 (others: the date of each service).
"""

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from codesets.claims.values import Claim, ClaimLine, Setting


def by_day(claim: Claim) -> Iterator[tuple[date, tuple[ClaimLine, ...]]]:
    """The lines of each day, in the order of the days."""
    for day, lines in groupby(sorted(claim.lines, key=lambda line: line.on), key=lambda line: line.on):
        yield day, tuple(lines)


def codes_of(lines: tuple[ClaimLine, ...]) -> tuple[str, ...]:
    """The codes of the lines, each once, in alphabetical order."""
    return tuple(sorted({line.code for line in lines}))


def diagnosis_days(claim: Claim) -> tuple[date, ...]:
    """The days on which the diagnoses must be valid; none for an inpatient stay without its discharge."""
    if claim.setting is Setting.INPATIENT:
        return (claim.discharge,) if claim.discharge else ()
    days = {day for line in claim.lines for day in (line.on, line.through or line.on)}
    return tuple(sorted(days)) or (claim.on,)


def coding_day(claim: Claim) -> date:
    """The day whose code set describes the diagnoses, for rules that need one day: discharge, else the latest line."""
    return max(diagnosis_days(claim), default=claim.on)
