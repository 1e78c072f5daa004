"""General examinations: only where the visit was one, and with abnormal findings where there are some.

Guideline I.C.21.c.13: Z00.0- is the reason of a routine examination. One during which something abnormal is found
takes the code "with abnormal findings", and what was found stands behind it.
"""

import re
from dataclasses import replace

from assistant.citing import guideline
from assistant.diagnoses.proposals import Proposal
from assistant.reading.assertion import Assertion, assertion
from assistant.reading.passages import Passage, Section

_GENERAL = {"Z00.00": "Z00.01", "Z00.129": "Z00.121"}
"""General examinations of adults and children, and the same with abnormal findings."""
_A_VISIT = re.compile(
    r"\b(?:annual|yearly|physical|wellness|well[- ](?:child|woman|adult|visit)|check-?up"
    r"|preventi(?:ve|ative) (?:visit|exam)|(?:general|routine|medical) (?:medical )?exam\w*|establish\w* care|AWV)\b",
    re.IGNORECASE,
)
_ONLY_CARE = re.compile(r"(?:prevent\w+ (?:health|care|measures)|health(?:care)? maintenance)(?: care)?", re.IGNORECASE)
_FINDING = re.compile(r"\babnormal findings?\b", re.IGNORECASE)
_LATER = {Section.PLAN, Section.OTHER}
"""The plan and the instructions tell of the next visit."""
_SIGNS = re.compile(r"R(?!6[89]|99).*")
_SOURCE = guideline("I.C.21.c.13")


def general_examination(proposals: tuple[Proposal, ...], passages: list[Passage]) -> tuple[Proposal, ...]:
    """The proposals without an examination of which only a heading speaks ("Health maintenance"), or with findings."""
    visit = any(_A_VISIT.search(passage.text) for passage in passages if passage.section not in _LATER)
    kept = tuple(one for one in proposals if visit or not _only_care(one))
    abnormal = any(_SIGNS.fullmatch(one.code) for one in kept) or any(_told(passage) for passage in passages)
    return tuple(_with_findings(one) if abnormal and not one.asked else one for one in kept)


def _only_care(one: Proposal) -> bool:
    return one.code in _GENERAL and not one.asked and bool(_ONLY_CARE.fullmatch(one.named.strip()))


def _told(passage: Passage) -> bool:
    match = _FINDING.search(passage.text)
    return bool(match) and assertion(passage.text, match.start(), match.end()) is Assertion.PRESENT if match else False


def _with_findings(one: Proposal) -> Proposal:
    if one.code not in _GENERAL:
        return one
    reason = "Something abnormal was found at the examination; it stands behind it."
    return replace(one, code=_GENERAL[one.code], reason=reason, source=_SOURCE)
