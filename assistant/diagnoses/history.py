"""Conditions that the record tells as past: their codes of personal history, or the question whether they are over.

Guideline I.C.21.c.4: history codes are for conditions that no longer exist and are not treated, but may recur or
matter. The titles of Z86 and Z87 give one code a chapter beside those for single conditions.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.citing import guideline
from assistant.diagnoses.candidates import Candidates
from assistant.diagnoses.findings import Finding
from assistant.diagnoses.fitting import ALL
from assistant.diagnoses.proposals import Proposal
from assistant.reading.assertion import Assertion

_SOURCE = guideline("I.C.21.c.4")
_CODES = (
    ("Z85.038", "C18"),
    ("Z85.048", "C19 C20 C21"),
    ("Z85.118", "C34"),
    ("Z85.3", "C50"),
    ("Z85.41", "C53"),
    ("Z85.42", "C54 C55"),
    ("Z85.43", "C56"),
    ("Z85.46", "C61"),
    ("Z85.47", "C62"),
    ("Z85.51", "C67"),
    ("Z85.528", "C64"),
    ("Z85.6", "C91 C92 C93 C94 C95"),
    ("Z85.71", "C81"),
    ("Z85.72", "C82 C83 C84 C85"),
    ("Z85.820", "C43"),
    ("Z85.828", "C44"),
    ("Z85.850", "C73"),
    ("I25.2", "I21 I22"),
    ("Z87.442", "N20 N21 N22 N23"),
    ("Z87.440", "N39.0 N30"),
    ("Z87.01", "J12 J13 J14 J15 J16 J17 J18"),
    ("Z87.11", "K25 K26 K27 K28"),
    ("Z86.711", "I26"),
    ("Z86.718", "I82"),
    ("Z86.73", "I63 G45"),
    ("Z86.74", "I46"),
    ("Z86.0100", "K63.5"),
    ("Z86.010", "D12"),
    ("Z87.891", "F17"),
    ("Z86.16", "U07"),
    ("Z86.32", "O24.4"),
    ("Z86.19", "A B"),
    ("Z86.2", "D5 D6 D7 D8"),
    ("Z86.39", "E"),
    ("Z86.59", "F"),
    ("Z86.69", "G H R56"),
    ("Z86.79", "I"),
    ("Z87.09", "J"),
    ("Z87.19", "K"),
    ("Z87.2", "L"),
    ("Z87.39", "M"),
    ("Z87.438", "N40 N41 N42 N43 N44 N45 N46 N47 N48 N49 N5"),
    ("Z87.42", "N7 N8 N9"),
    ("Z87.448", "N0 N1 N2 N3"),
    ("Z87.828", "S0 S1 S2 S3 S4 S5 S6 S7 S8 S9"),
)
"""Codes of history, and the beginnings of the codes of what is past; the first that fits counts."""
_STAYS = (
    *("E08", "E09", "E10", "E11", "E13", "E78", "I10", "I11", "I12", "I13", "I25", "I50", "J43", "J44", "N18", "B20"),
    *("G20", "G30", "G35", "G40", "F20", "F31", "K50", "K51", "K74", "M05", "M06"),
)
"""What does not go away by itself, so "history of" it may mean that the patient has it."""


@dataclass(frozen=True, slots=True)
class Past:
    """Codes of history to add, and what to ask about conditions that may not be over."""

    proposals: tuple[Proposal, ...]
    questions: tuple[str, ...]


def past(findings: Iterable[Finding], candidates: Candidates) -> Past:
    """Look at the conditions that head a part of the assessment as past; those told in passing need no code."""
    proposals: list[Proposal] = []
    questions: list[str] = []
    for one in findings:
        if one.assertion is not Assertion.PAST or not one.listed:
            continue
        if one.code.startswith(_STAYS):
            questions.append(
                f"Does the patient still have what the record calls a history ({one.words.strip()})? A condition that"
                " is still present or treated is coded as such, not as history."
            )
            continue
        code = next(_codes(one, candidates), "")
        if code:
            reason = "The record tells it as past."
            proposals.append(Proposal(code, (one.evidence,), named=one.words, reason=reason, source=_SOURCE))
    return Past(tuple(proposals), tuple(questions))


def _codes(one: Finding, candidates: Candidates) -> Iterator[str]:
    """Of cancers the code of the site, else that for that very condition where the list has one, else its chapter's."""
    yield from (code for code, starts in _CODES if one.code[0] == "C" and one.code.startswith(tuple(starts.split())))
    found = candidates.best(f"personal history of {one.words}")
    if found and found.code.startswith(("Z85", "Z86", "Z87")) and found.coverage >= ALL:
        yield found.code
    yield from (code for code, starts in _CODES if one.code.startswith(tuple(starts.split())))
