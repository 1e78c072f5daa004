"""The codes that the client wrote: taken up where the catalogue holds them, else named with what became of them."""

import re
from dataclasses import dataclass
from datetime import date

from assistant.diagnoses.proposals import Proposal
from assistant.reading.mentions import Mention, mentions
from assistant.reading.passages import Passage
from assistant.reading.quotes import quote_around
from codesets import SPOKEN, Catalogue, Status, Validity, normalise
from consultations.answers import CodeMention, Evidence, Role, System

MOST = 150
"""Codes of one case that are looked at; a mail with more is a list for another tool, and says so."""
UNCHECKED = frozenset({Status.NOT_LOADED, Status.NOT_LOADED_FOR_DATE})
"""What is known of a code when nothing loaded speaks of it on the day."""
_SET_ASIDE = re.compile(r"\b(?:instead of|rather than|in place of|not)\s(?:\w{1,12}\s){0,2}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ClientCodes:
    """Codes to take up, codes only named, and whether some were left unread because there were more than MOST.

    `rejected` is what the catalogue says of the codes that cannot be reported on the day; `unchecked` are those of
    procedures and supplies that no loaded release speaks of.
    """

    proposals: tuple[Proposal, ...]
    mentions: tuple[CodeMention, ...]
    too_many: bool
    rejected: tuple[Validity, ...] = ()
    unchecked: frozenset[str] = frozenset()


def client_codes(passages: list[Passage], catalogue: Catalogue, on: date) -> ClientCodes:
    """Look at every code-shaped word, each code once, in the order of the record."""
    proposals: dict[str, Proposal] = {}
    named: dict[str, CodeMention] = {}
    for passage in passages:
        for mention in mentions(passage.text):
            code = mention.code
            if code in proposals or code in named:
                continue
            if len(proposals) + len(named) >= MOST:
                return _all(proposals, named, catalogue, on, too_many=True)
            evidence = Evidence(quote_around(passage.text, mention.start, mention.end), passage.document)
            outcome = _outcome(mention, passage.text, evidence, catalogue, on)
            if isinstance(outcome, Proposal):
                proposals[code] = outcome
            else:
                named[code] = outcome
    return _all(proposals, named, catalogue, on, too_many=False)


def _all(
    proposals: dict[str, Proposal], named: dict[str, CodeMention], catalogue: Catalogue, on: date, *, too_many: bool
) -> ClientCodes:
    found = {code: catalogue.check(one.system, code, on) for code, one in named.items() if one.system}
    rejected = tuple(found[code] for code, mention in named.items() if mention.role is Role.REJECTED)
    unchecked = frozenset(
        code for code, one in found.items() if one.system is not System.ICD10CM and one.status in UNCHECKED
    )
    return ClientCodes(tuple(proposals.values()), tuple(named.values()), too_many, rejected, unchecked)


def _outcome(mention: Mention, text: str, evidence: Evidence, catalogue: Catalogue, on: date) -> Proposal | CodeMention:
    if mention.system is None:
        return CodeMention(mention.code, Role.NOT_A_CODE, mention.why)
    if mention.system is not System.ICD10CM:
        return _service(mention, mention.system, catalogue, on)
    found = catalogue.check(System.ICD10CM, mention.code, on)
    if _SET_ASIDE.search(text[max(0, mention.start - 60) : mention.start]):
        return CodeMention(found.code, Role.QUOTED, f"Your mail sets it aside. {found.sentence}", System.ICD10CM)
    if found.billable and found.status in {Status.VALID, Status.NOT_LOADED_FOR_DATE}:
        return Proposal(found.code, (evidence,), asked=True)
    role = Role.QUOTED if found.status is Status.NOT_LOADED_FOR_DATE else Role.REJECTED
    return CodeMention(mention.code, role, found.sentence, System.ICD10CM)


def _service(mention: Mention, system: System, catalogue: Catalogue, on: date) -> CodeMention:
    """A code of a procedure, drug or supply: named with what is known of it, and never recommended by us."""
    found = catalogue.check(system, mention.code, on)
    if found.status is not Status.NOT_LOADED:
        role = Role.QUOTED if found.billable or found.status in UNCHECKED else Role.REJECTED
        return CodeMention(mention.code, role, found.sentence, system)
    status = f"not checked, because {SPOKEN[system]} is not loaded here."
    as_diagnosis = catalogue.check(System.ICD10CM, normalise(mention.word), on)
    if system is System.HCPCS and as_diagnosis.billable:
        status += f" If you mean the ICD-10-CM code {as_diagnosis.code}, write it with its dot."
    return CodeMention(mention.code, Role.QUOTED, status, system)
