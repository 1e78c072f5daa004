"""CasePilot without a model: understand, look up, apply the rules, compose, verify. Deterministic."""

from assistant import encounter
from assistant.assertion import Assertion
from assistant.client_codes import client_codes
from assistant.composing import Material, compose
from assistant.dates import date_of_service
from assistant.findings import Finding, findings
from assistant.mentions import mentions
from assistant.passages import passages
from assistant.proposals import Dropped, Proposal, Ruling, TitleOf
from assistant.rules import RULES
from assistant.verification import verify
from codesets import Catalogue
from consultations.answers import Answer, Facts, System
from consultations.records import CaseRecord

_NAMED_AT_MOST = 6
"""Conditions that are named but not coded, told in the summary; a note denies dozens."""


class Assistant:
    """Drafts and checks answers (`consultations.ports.Assistant`). Threads may share one; it keeps no case."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Every code of every answer comes out of this catalogue."""
        self._catalogue = catalogue

    def draft(self, record: CaseRecord) -> Answer:
        """Compose an answer from the record and verify it. Takes any text; a code line is always held by a release."""
        setting = encounter.setting(record)
        service_date = date_of_service(record, inpatient=setting == encounter.INPATIENT)
        read = passages(record)
        client = client_codes(read, self._catalogue, service_date.day)
        named = findings(read, self._catalogue, service_date.day)
        present = tuple(
            Proposal(one.code, (one.evidence,))
            for one in named
            if one.assertion is Assertion.PRESENT and one.code not in {proposal.code for proposal in client.proposals}
        )
        found = {}

        def title_of(code: str) -> str:
            found[code] = self._catalogue.check(System.ICD10CM, code, service_date.day)
            return found[code].title if found[code].billable else ""

        ruling = _ruled((*client.proposals, *present), title_of)
        for proposal in ruling.proposals:
            title_of(proposal.code)
        facts = Facts(service_date.day, service_date.assumed, encounter.payer(record), encounter.state(record), setting)
        material = Material(record, read, facts, service_date, client, ruling, found, _not_asserted(named))
        return self.verify(compose(material), record)

    def verify(self, answer: Answer, record: CaseRecord) -> Answer:
        """The same answer with lines and checks looked at afresh (`assistant.verification`)."""
        return verify(answer, record, self._catalogue)


def _ruled(proposals: tuple[Proposal, ...], title_of: TitleOf) -> Ruling:
    """The proposals after every rule, with all that was taken away on the way."""
    dropped: list[Dropped] = []
    for rule in RULES:
        ruling = rule.apply(proposals, title_of)
        proposals = ruling.proposals
        dropped += ruling.dropped
    held = tuple(proposal for proposal in proposals if title_of(proposal.code))
    return Ruling(held, tuple(dropped))


def _not_asserted(named: list[Finding]) -> tuple[str, ...]:
    """Conditions that the record names without saying that the patient has them, and how it names them."""
    coded = {one.code for one in named if one.assertion is Assertion.PRESENT}
    others = [one for one in named if one.assertion is not Assertion.PRESENT and one.code not in coded]
    tellable = [one for one in others if not any(mentions(one.words, strict=True))]
    return tuple(f"{one.words}, named {one.assertion}" for one in tellable[:_NAMED_AT_MOST])
