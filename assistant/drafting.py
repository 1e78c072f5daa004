"""CasePilot: understand, look up, apply the rules, compose, verify. Deterministic unless an advisor reads along."""

from dataclasses import replace

from assistant.advising import Advisor, Alone
from assistant.checks import excluding_pairs
from assistant.composing import MOST_LINES, compose
from assistant.diagnoses.client_codes import client_codes
from assistant.diagnoses.findings import Finding, findings
from assistant.diagnoses.proposals import Ruling
from assistant.diagnoses.queries import queries
from assistant.diagnoses.reasoning import Case, reasoned
from assistant.diagnoses.uncertain import as_established
from assistant.look_ups import LookUps
from assistant.material import Material
from assistant.reading import encounter
from assistant.reading.assertion import Assertion
from assistant.reading.dates import date_of_service
from assistant.reading.mentions import mentions
from assistant.reading.passages import passages
from assistant.reading.screening import screen
from assistant.services.known import KnownTables
from assistant.services.plan import planned
from assistant.topics.asking import questions
from assistant.unasked import set_aside
from assistant.verification import verify
from codesets import Catalogue
from consultations.answers import Answer, Facts
from consultations.records import CaseRecord

_UNCERTAIN_AT_MOST = 3
"""Unconfirmed conditions that are told; a differential diagnosis lists many."""


class Assistant:
    """Drafts and checks answers (`consultations.ports.Assistant`). Threads may share one; it keeps no case."""

    def __init__(self, catalogue: Catalogue, advisor: Advisor | None = None) -> None:
        """Every code of every answer comes out of this catalogue; an advisor may point at words that rules missed."""
        self._catalogue = catalogue
        self._advisor = advisor or Alone()

    def draft(self, record: CaseRecord) -> Answer:
        """Compose an answer from the record and verify it. Takes any text; a code line is always held by a release."""
        screened = screen(record)
        record, whole = screened.record, record
        setting = encounter.setting(record)
        service_date = date_of_service(record, inpatient=setting == encounter.INPATIENT)
        day = service_date.day
        read = passages(record)
        client = set_aside(client_codes(read, self._catalogue, day), read)
        counsel = self._advisor.on(record, read, self._catalogue)
        named = findings(read, self._catalogue, day)
        named += counsel.findings(named, self._catalogue, day)
        look_ups = LookUps(self._catalogue, day)
        found = reasoned(
            named, Case(read, client.proposals, setting == encounter.INPATIENT, self._catalogue, day, look_ups.title_of)
        )
        sequence = found.sequence
        codes = [proposal.code for proposal in sequence.proposals[:MOST_LINES]]
        in_words = {one.code for one in named if one.assertion is Assertion.PRESENT and not one.asked_about}
        material = Material(
            record=record,
            passages=read,
            facts=Facts(day, service_date.assumed, encounter.payer(record), encounter.state(record), setting),
            service_date=service_date,
            client=client,
            ruling=Ruling(sequence.proposals, found.dropped),
            found=look_ups.found,
            supported=tuple(proposal.code for proposal in client.proposals if proposal.code in in_words),
            open_to_lead=sequence.open_to_lead,
            uncertain=_uncertain(as_established(named, inpatient=setting == encounter.INPATIENT)),
            questions=found.questions,
            queries=tuple(queries(read, sequence.proposals)),
            conflicts=tuple((a, b) for a, b, _ in excluding_pairs(codes, day, self._catalogue)),
            pointed_at=counsel.questions([question.asked for question in questions(read)]),
        )
        tables = KnownTables(self._catalogue, day)
        plan = planned(read, material.facts, tuple(codes), tables)
        answer = counsel.finished(compose(material, plan, tables))
        return self.verify(replace(answer, checks=(*answer.checks, *screened.checks)), whole)

    def verify(self, answer: Answer, record: CaseRecord) -> Answer:
        """The same answer with lines and checks looked at afresh (`assistant.verification`)."""
        return verify(answer, record, self._catalogue)


def _uncertain(named: list[Finding]) -> tuple[str, ...]:
    """Conditions that the record names as possible only. What it denies, or tells of others, needs no word."""
    coded = {one.code for one in named if one.assertion is Assertion.PRESENT}
    others = [one for one in named if one.assertion is Assertion.UNCERTAIN and one.code not in coded]
    tellable = [one.words for one in others if not any(mentions(one.words, strict=True))]
    return tuple(tellable[:_UNCERTAIN_AT_MOST])
