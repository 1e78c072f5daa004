"""From what was found to what is proposed: completed from the record, ruled, put in order, and asked about."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from assistant.diagnoses.beside.after_treatment import after_treatment
from assistant.diagnoses.beside.body_and_weeks import completing, kidney_stage
from assistant.diagnoses.beside.coronary_past import coronary_past
from assistant.diagnoses.beside.external_causes import external_causes
from assistant.diagnoses.beside.infectious_agents import infectious_agents, sepsis_by_organism
from assistant.diagnoses.beside.medications import long_term_drugs
from assistant.diagnoses.beside.preventive_visits import general_examination
from assistant.diagnoses.candidates import Candidates
from assistant.diagnoses.chief_reason import chief_first
from assistant.diagnoses.completing import Families, completed
from assistant.diagnoses.findings import Finding
from assistant.diagnoses.history import past
from assistant.diagnoses.proposals import Dropped, Proposal, Ruling, TitleOf
from assistant.diagnoses.rules import RULES
from assistant.diagnoses.sequencing import NotesOf, Sequence, in_claim_order
from assistant.diagnoses.uncertain import as_established, with_reason
from assistant.reading.assertion import Assertion
from assistant.reading.passages import Passage
from codesets import Catalogue
from consultations.answers import Evidence


@dataclass(frozen=True, slots=True)
class Reasoned:
    """The proposals in claim order with what the rules took away, and what the record leaves open."""

    sequence: Sequence
    dropped: tuple[Dropped, ...]
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """What the reasoning needs to know of a case beside the findings."""

    passages: list[Passage]
    client: tuple[Proposal, ...]
    inpatient: bool
    catalogue: Catalogue
    day: date
    title_of: TitleOf


def reasoned(named: list[Finding], case: Case) -> Reasoned:
    """Apply everything that the guidelines say of these findings together."""
    settled = as_established(named, inpatient=case.inpatient)
    history = past(settled, Candidates(case.catalogue, case.day))
    proposed = (*(with_reason(one, named) for one in _proposed(case.client, settled)), *history.proposals)
    told = completed(sepsis_by_organism(proposed), case.passages, Families(case.catalogue, case.day), case.title_of)
    staged = kidney_stage(case.passages, told.proposals, case.title_of)
    ruling = _ruled((*told.proposals, *staged), case.title_of)
    encounter = general_examination(ruling.proposals, case.passages)
    every = (*encounter, *_beside(encounter, case))
    every = chief_first(tuple(one for one in every if case.title_of(one.code)), case.passages, case.title_of)
    sequence = in_claim_order(every, _notes(case))
    held = {one.code for one in sequence.proposals}
    questions = (*history.questions, *(ask.text for ask in told.questions if ask.code in held))
    return Reasoned(sequence, ruling.dropped, questions)


def _beside(proposals: tuple[Proposal, ...], case: Case) -> Iterator[Proposal]:
    """Codes that only stand beside others: organisms, status, drugs in use, figures, how an injury came about."""
    yield from infectious_agents(case.passages, proposals, _notes(case))
    yield from after_treatment(case.passages, proposals, case.title_of)
    yield from coronary_past(case.passages, proposals, case.title_of)
    yield from long_term_drugs(case.passages, proposals)
    yield from completing(case.passages, proposals, case.title_of)
    yield from external_causes(case.passages, proposals, case.title_of)


def _notes(case: Case) -> NotesOf:
    return lambda code: entry.notes if (entry := case.catalogue.entry(code, case.day)) else ()


def _proposed(client: tuple[Proposal, ...], named: list[Finding]) -> tuple[Proposal, ...]:
    """The client's codes, the words of the record for them first, then what the record names beside them."""
    present = {one.code: one for one in named if one.assertion is Assertion.PRESENT}
    asked = tuple(_with_words(one, present.get(one.code)) for one in client)
    codes = {proposal.code for proposal in client}
    others = (
        Proposal(code, (one.evidence,), named=one.words, listed=one.listed or one.in_body)
        for code, one in present.items()
        if code not in codes
    )
    return (*asked, *others)


def _with_words(asked: Proposal, finding: Finding | None) -> Proposal:
    told = finding if finding and not finding.asked_about else None
    evidence: tuple[Evidence, ...] = (told.evidence,) if told else asked.evidence
    named = told.words if told else ""
    return Proposal(asked.code, evidence, asked=True, named=named, reason=asked.reason, source=asked.source)


def _ruled(proposals: tuple[Proposal, ...], title_of: TitleOf) -> Ruling:
    """The proposals after every rule, with all that was taken away on the way."""
    dropped: list[Dropped] = []
    for rule in RULES:
        ruling = rule.apply(proposals, title_of)
        proposals = ruling.proposals
        dropped += ruling.dropped
    return Ruling(proposals, tuple(dropped))
