"""Screenings that became something else, or led to it: PT, 33, KX and GG."""

import re

from assistant.citing import manual
from assistant.services.changes import Change, Changes, with_modifier
from assistant.services.circumstances import Circumstances, Told
from assistant.services.known import KnownTables
from codesets.claims import Claim, ClaimLine, Payer

COLON_SOURCE = manual("chapter 18 section 60", "colorectal screening")
BREAST_SOURCE = manual("chapter 18 section 20", "mammography")
STOOL_TEST = re.compile(
    r"\b(?:cologuard|fit(?:-dna)?|fobt|gfobt|ifobt|stool(?:[- ]based)? (?:dna |blood )?test|stool dna)\b", re.IGNORECASE
)
_SCREENING_MAMMOGRAM = "77067"
_DIAGNOSTIC_MAMMOGRAMS = frozenset({"77065", "77066"})


def screened(lines: tuple[ClaimLine, ...], claim: Claim, told: Circumstances, _tables: KnownTables) -> Changes:
    """PT for Medicare, 33 for commercial plans, on the procedure that a screening colonoscopy became."""
    mark = {Payer.MEDICARE: "PT", Payer.OTHER: "33"}.get(claim.paid_by, "")
    if not mark or Told.SCREENING not in told or Told.THERAPEUTIC not in told or Told.SYMPTOMATIC in told:
        return
    for line in lines:
        if line.code.isdigit() and "45379" <= line.code <= "45398" and not line.has("33", "PT"):
            why = f"It began as a screening, so the procedure that it became carries {mark}."
            yield line, (with_modifier(line, mark),), Change(line.code, why, COLON_SOURCE, told[Told.SCREENING])


def same_day_mammograms(
    lines: tuple[ClaimLine, ...], claim: Claim, _told: Circumstances, _tables: KnownTables
) -> Changes:
    """GG on the diagnostic mammogram that a screening of the same day led to; Medicare pays both."""
    codes = {line.code for line in lines}
    if claim.paid_by not in {Payer.MEDICARE, Payer.UNSAID} or _SCREENING_MAMMOGRAM not in codes:
        return
    for line in lines:
        if line.code in _DIAGNOSTIC_MAMMOGRAMS and not line.has("GG", "59", "XE", "XS", "XP", "XU"):
            why = "The screening of the same day led to it: GG on the diagnostic mammogram, and both are paid."
            yield line, (with_modifier(line, "GG"),), Change(line.code, why, BREAST_SOURCE)
