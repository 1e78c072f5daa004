"""CasePilot without a model: understand, look up, apply the rules, compose, verify. Deterministic."""

from dataclasses import replace

from assistant.checks import excluding_pairs
from assistant.composing import MOST_LINES, compose
from assistant.diagnoses.client_codes import client_codes
from assistant.diagnoses.findings import Finding, findings
from assistant.diagnoses.medications import long_term_drugs
from assistant.diagnoses.proposals import Dropped, Proposal, Ruling, TitleOf
from assistant.diagnoses.rules import RULES
from assistant.diagnoses.sequencing import in_claim_order
from assistant.look_ups import LookUps
from assistant.material import Material
from assistant.reading import encounter
from assistant.reading.assertion import Assertion
from assistant.reading.dates import date_of_service
from assistant.reading.mentions import mentions
from assistant.reading.passages import passages
from assistant.services.known import KnownTables
from assistant.services.plan import planned
from assistant.verification import verify
from codesets import Catalogue
from consultations.answers import Answer, Evidence, Facts
from consultations.records import CaseRecord

_UNCERTAIN_AT_MOST = 3
"""Unconfirmed conditions that are told; a differential diagnosis lists many."""


class Assistant:
    """Drafts and checks answers (`consultations.ports.Assistant`). Threads may share one; it keeps no case."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Every code of every answer comes out of this catalogue."""
        self._catalogue = catalogue

    def draft(self, record: CaseRecord) -> Answer:
        """Compose an answer from the record and verify it. Takes any text; a code line is always held by a release."""
        setting = encounter.setting(record)
        service_date = date_of_service(record, inpatient=setting == encounter.INPATIENT)
        day = service_date.day
        read = passages(record)
        client = client_codes(read, self._catalogue, day)
        named = findings(read, self._catalogue, day)
        look_ups = LookUps(self._catalogue, day)
        ruling = _ruled(_proposed(client.proposals, named), look_ups.title_of)
        every = (*ruling.proposals, *long_term_drugs(read, ruling.proposals))
        sequence = in_claim_order(
            tuple(proposal for proposal in every if look_ups.title_of(proposal.code)),
            lambda code: entry.notes if (entry := self._catalogue.entry(code, day)) else (),
        )
        codes = [proposal.code for proposal in sequence.proposals[:MOST_LINES]]
        in_words = {one.code for one in named if one.assertion is Assertion.PRESENT and not one.asked_about}
        material = Material(
            record=record,
            passages=read,
            facts=Facts(day, service_date.assumed, encounter.payer(record), encounter.state(record), setting),
            service_date=service_date,
            client=client,
            ruling=replace(ruling, proposals=sequence.proposals),
            found=look_ups.found,
            supported=tuple(proposal.code for proposal in client.proposals if proposal.code in in_words),
            open_to_lead=sequence.open_to_lead,
            uncertain=_uncertain(named),
            conflicts=tuple((a, b) for a, b, _ in excluding_pairs(codes, day, self._catalogue)),
        )
        tables = KnownTables(self._catalogue, day)
        plan = planned(read, material.facts, tuple(codes), tables)
        return self.verify(compose(material, plan, tables), record)

    def verify(self, answer: Answer, record: CaseRecord) -> Answer:
        """The same answer with lines and checks looked at afresh (`assistant.verification`)."""
        return verify(answer, record, self._catalogue)


def _proposed(client: tuple[Proposal, ...], named: list[Finding]) -> tuple[Proposal, ...]:
    """The client's codes, the words of the record for them first, then what the record names beside them."""
    present = {one.code: one for one in named if one.assertion is Assertion.PRESENT}
    asked = (replace(one, evidence=_best(one, present.get(one.code))) for one in client)
    codes = {proposal.code for proposal in client}
    others = (Proposal(code, (one.evidence,), named=one.words) for code, one in present.items() if code not in codes)
    return (*asked, *others)


def _best(asked: Proposal, finding: Finding | None) -> tuple[Evidence, ...]:
    return (finding.evidence,) if finding and not finding.asked_about else asked.evidence


def _ruled(proposals: tuple[Proposal, ...], title_of: TitleOf) -> Ruling:
    """The proposals after every rule, with all that was taken away on the way."""
    dropped: list[Dropped] = []
    for rule in RULES:
        ruling = rule.apply(proposals, title_of)
        proposals = ruling.proposals
        dropped += ruling.dropped
    return Ruling(proposals, tuple(dropped))


def _uncertain(named: list[Finding]) -> tuple[str, ...]:
    """Conditions that the record names as possible only. What it denies, or tells of others, needs no word."""
    coded = {one.code for one in named if one.assertion is Assertion.PRESENT}
    others = [one for one in named if one.assertion is Assertion.UNCERTAIN and one.code not in coded]
    tellable = [one.words for one in others if not any(mentions(one.words, strict=True))]
    return tuple(tellable[:_UNCERTAIN_AT_MOST])
