"""Diagnoses that the record does not confirm, by setting.

Guideline IV.H: outpatient and professional claims never code them. II.H and III.C: an inpatient facility codes what is
uncertain at discharge as if it were established, except where a chapter wants confirmation: HIV (I.C.1.a), COVID-19
(I.C.1.g), Zika (I.C.1.f), avian and other novel influenza (I.C.10.c).
"""

from dataclasses import replace

from assistant.citing import guideline
from assistant.diagnoses.findings import Finding
from assistant.diagnoses.proposals import Proposal
from assistant.reading.assertion import Assertion

_CONFIRMED_ONLY = ("B20", "Z21", "O98.7", "U07.1", "J12.82", "A92.5", "P35.4", "J09", "J10")
_SOURCE = guideline("II.H")


def as_established(findings: list[Finding], *, inpatient: bool) -> list[Finding]:
    """For an inpatient stay the uncertain diagnoses of the discharge are present; elsewhere they stay what they are."""
    return [replace(one, assertion=Assertion.PRESENT) if inpatient and _counts(one) else one for one in findings]


def with_reason(proposal: Proposal, findings: list[Finding]) -> Proposal:
    """The proposal saying that it is coded as if established, where the record has it as uncertain alone."""
    same = [one for one in findings if one.code == proposal.code]
    if not any(_counts(one) for one in same) or any(one.assertion is Assertion.PRESENT for one in same):
        return proposal
    reason = "The record has it as uncertain at discharge; an inpatient facility codes it as if it were established."
    return replace(proposal, reason=reason, source=_SOURCE)


def _counts(one: Finding) -> bool:
    return one.assertion is Assertion.UNCERTAIN and one.listed and not one.code.startswith(_CONFIRMED_ONLY)
