"""Codes that the claim carries instead of the client's: Medicare's own, and the visit that the stated time meets.

Source: Medicare Claims Processing Manual chapter 18 section 60 (colorectal screening), chapter 12 section 30.6
(visits and prolonged time).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from assistant.citing import manual
from assistant.reading.passages import Passage
from assistant.services.administrations import Way, given
from assistant.services.changes import Change
from assistant.services.circumstances import Circumstances, Told
from assistant.services.screening_lines import COLON_SOURCE, STOOL_TEST
from codesets.claims import Claim, ClaimLine, Payer, Setting
from codesets.own_words import cpt_labels

NEW_VISITS = ("99202", "99203", "99204", "99205")
ESTABLISHED_VISITS = ("99212", "99213", "99214", "99215")
_LABEL_MINUTES = re.compile(r"or ([0-9]{2}) minutes")
_TOTAL = re.compile(
    r"\btotal\b(?:(?!\btotal\b)[^0-9.;?\n]){0,50}?([0-9]{2,3}) ?-?min"
    r"|\b([0-9]{2,3}) ?-?min(?:ute)?s? (?:in )?total"
    r"|\b(?:time|spent)\b(?: spent| with (?:pt|patient)| was| of|:| ~| approx\w*| about){0,3} ?([0-9]{2,3}) ?-?min",
    re.IGNORECASE,
)
_JUDGED = re.compile(r"\bmdm\b|medical decision|moderate|high complexity|assessment", re.IGNORECASE)
_HIGH_RISK = re.compile(
    r"\bhigh[- ]risk\b|\bfamily (?:history|hx)\b|\b(?:personal )?(?:history|hx|h/o) of (?:\w+ ){0,2}(?:polyps?|colon)",
    re.IGNORECASE,
)
_NO_FAMILY = re.compile(r"\b(?:no|without|neg(?:ative)? (?:for )?)\s?(?:family|fam) (?:history|hx)", re.IGNORECASE)
_NOTHING_FOUND = re.compile(
    r"\b(?:nothing (?:was )?found|no (?:polyps?|findings?|lesions?)|normal|negative|clean)\b", re.IGNORECASE
)
SCREENING = {"average": "G0121", "high": "G0105"}
_PARTS = {"93000": ("93010", "93005"), "93015": ("93018", "93017"), "93040": ("93042", "93041")}
"""Tests of which reading and equipment have codes of their own: PC/TC indicators 4, 2 and 3 of the fee schedule."""
_PARTS_SOURCE = manual("chapter 23 addendum", "PC/TC indicators 2, 3 and 4")
_PUSHES = {"96365": "96374", "96413": "96409"}
"""The first hour of an infusion, and the push that takes its place."""
_PROLONGED_FROM = {"99215": 69, "99205": 89}


@dataclass(frozen=True, slots=True)
class Swap:
    """A line that takes the place of the client's."""

    old: ClaimLine
    new: ClaimLine
    change: Change


def least_minutes(family: tuple[str, ...]) -> dict[str, int]:
    """The least total time of each visit of a family, from our own labels."""
    return {code: int(found[1]) for code in family if (found := _LABEL_MINUTES.search(cpt_labels()[code]))}


def total_minutes(text: str) -> int | None:
    """The practitioner's total time on the date, where the words call it that."""
    found = _TOTAL.search(text)
    return int(next(filter(None, found.groups()))) if found else None


def found_nothing(text: str) -> bool:
    """Whether a test is told to have found nothing."""
    return bool(_NOTHING_FOUND.search(text))


def screening_risk(text: str) -> str:
    """`high` or `average`."""
    return "high" if _HIGH_RISK.search(_NO_FAMILY.sub(" ", text)) else "average"


def prolonged_units(visit: str, minutes: int) -> int:
    """Medicare's G2212 beside the highest visit: one for each full 15 minutes from its start."""
    start = _PROLONGED_FROM.get(visit)
    return 0 if start is None or minutes < start else (minutes - start) // 15 + 1


def swaps(claim: Claim, told: Circumstances, passages: list[Passage]) -> Iterator[Swap]:
    """What takes the place of which line, each with its reason."""
    text = " ".join(passage.text for passage in passages)
    minutes = total_minutes(text)
    for line in claim.lines:
        if claim.paid_by is Payer.MEDICARE and line.code == "45378":
            yield from _screening(line, told, text)
        elif line.code in _PUSHES:
            yield from _push(line, passages)
        elif line.code in _PARTS and claim.setting is Setting.PRACTITIONER:
            yield from _part(line, told)
        elif claim.paid_by is Payer.MEDICARE and line.code == "99417" and minutes:
            yield from _prolonged(line, claim, minutes)
        elif minutes and line.code in {*NEW_VISITS, *ESTABLISHED_VISITS} and not _JUDGED.search(text):
            yield from _by_time(line, minutes)


def _screening(line: ClaimLine, told: Circumstances, text: str) -> Iterator[Swap]:
    if Told.SCREENING not in told or Told.SYMPTOMATIC in told or not found_nothing(text):
        return
    risk = screening_risk(text)
    code = SCREENING[risk]
    why = f"Medicare has its own code for a screening colonoscopy at {risk} risk without a finding."
    kept = tuple(one for one in line.modifiers if one not in {"33", "PT"})
    if STOOL_TEST.search(text) and "KX" not in kept:
        kept = (*kept, "KX")
        why += " It follows a positive stool test, which KX says."
    yield Swap(line, replace(line, code=code, modifiers=kept), Change(code, why, COLON_SOURCE))


def _part(line: ClaimLine, told: Circumstances) -> Iterator[Swap]:
    """A test whose parts have codes of their own takes neither 26 nor TC (PC/TC indicator 4)."""
    reading, technical = _PARTS[line.code]
    if line.has("26") or (Told.READING_ONLY in told and not line.has("TC")):
        code, part = reading, "the reading"
    elif line.has("TC") or Told.TECHNICAL_ONLY in told:
        code, part = technical, "the equipment and staff"
    else:
        return
    kept = tuple(one for one in line.modifiers if one not in {"26", "TC"})
    why = f"{line.code} is the whole test and takes neither 26 nor TC: {code} is the code of {part} alone."
    yield Swap(line, replace(line, code=code, modifiers=kept), Change(code, why, _PARTS_SOURCE))


def _push(line: ClaimLine, passages: list[Passage]) -> Iterator[Swap]:
    """An infusion of 15 minutes or less, where it is all that was given."""
    everything = given(passages)
    if len(everything) != 1 or everything[0].way not in {Way.PUSH, Way.STRONG_PUSH}:
        return
    time = f"{everything[0].time} minutes are" if everything[0].time else "It was"
    source = manual("chapter 12 section 30.5", "infusions")
    why = f"{time} a push, not an infusion: an infusion takes 16 minutes or more."
    yield Swap(line, replace(line, code=_PUSHES[line.code]), Change(_PUSHES[line.code], why, source))


def _prolonged(line: ClaimLine, claim: Claim, minutes: int) -> Iterator[Swap]:
    visit = next((one.code for one in claim.lines if one.code in _PROLONGED_FROM), "")
    units = prolonged_units(visit, minutes)
    if units:
        source = manual("chapter 12 section 30.6.15", "prolonged services")
        why = f"Medicare takes this instead of the CPT code, from {_PROLONGED_FROM[visit]} minutes, one for each 15."
        yield Swap(line, replace(line, code="G2212", units=units), Change("G2212", why, source))


def _by_time(line: ClaimLine, minutes: int) -> Iterator[Swap]:
    family = NEW_VISITS if line.code in NEW_VISITS else ESTABLISHED_VISITS
    needed = least_minutes(family)
    met = [code for code, least in needed.items() if minutes >= least]
    if met and minutes < needed.get(line.code, 0):
        source = manual("chapter 12 section 30.6.1", "selection of the level")
        why = f"{minutes} minutes meet this level ({needed[met[-1]]}), not the next above it."
        yield Swap(line, replace(line, code=met[-1]), Change(met[-1], why, source))
