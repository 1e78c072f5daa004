"""Puts an answer together: the headline answers the question first, reasons come after."""

import re
from dataclasses import dataclass

from assistant.client_codes import MOST, ClientCodes
from assistant.dates import ServiceDate
from assistant.passages import Passage
from assistant.proposals import Proposal, Ruling
from assistant.wording import counted, listed
from codesets import Status, Validity, spoken_day
from consultations.answers import Answer, CodeLine, CodeMention, Facts, Result, Role, Source, System
from consultations.records import CaseRecord

MOST_LINES = 25
"""Diagnoses on an institutional claim (837I); a professional one (837P) takes 12."""
_ASKS_VALIDITY = re.compile(r"\b(?:valid|billable|active|deleted|still|retired|exist\w*|expired)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Material:
    """What understanding the case yielded. `found` holds the validity of every proposed code, by code."""

    record: CaseRecord
    passages: list[Passage]
    facts: Facts
    service_date: ServiceDate
    client: ClientCodes
    ruling: Ruling
    found: dict[str, Validity]
    not_asserted: tuple[str, ...]


def compose(material: Material) -> Answer:
    """The answer before verification has written results and sources into it."""
    proposals = material.ruling.proposals[:MOST_LINES]
    lines, sources = _lines(proposals, material)
    mentions = _mentions(material, {proposal.code for proposal in proposals})
    return Answer(
        topic=_topic(lines, mentions),
        headline=_headline(lines, mentions, material),
        summary="\n\n".join(_summary(proposals, material)),
        facts=material.facts,
        diagnoses=lines,
        mentions=mentions,
        before_you_send=tuple(_before_you_send(lines, mentions, material)),
        sources=sources,
    )


def _lines(proposals: tuple[Proposal, ...], material: Material) -> tuple[tuple[CodeLine, ...], tuple[Source, ...]]:
    sources = tuple(dict.fromkeys(proposal.source for proposal in proposals if proposal.source))
    lines = tuple(
        CodeLine(
            system=System.ICD10CM,
            code=proposal.code,
            title=material.found[proposal.code].title,
            result=Result.NOT_RUN,  # until verification, the last step of every draft
            evidence=proposal.evidence,
            sources=(sources.index(proposal.source) + 1,) if proposal.source else (),
        )
        for proposal in proposals
    )
    return lines, sources


def _mentions(material: Material, recommended: set[str]) -> tuple[CodeMention, ...]:
    """What the client wrote and we don't recommend, and what a rule or the length of the list took away."""
    taken = [
        CodeMention(one.proposal.code, Role.REJECTED, one.sentence, System.ICD10CM)
        for one in material.ruling.dropped
        if one.proposal.asked or one.proposal.code in _named_in_reasons(material)
    ]
    beyond = [
        CodeMention(proposal.code, Role.QUOTED, f"Not taken up: the list ends at {MOST_LINES}.", System.ICD10CM)
        for proposal in material.ruling.proposals[MOST_LINES:]
    ]
    every = [*material.client.mentions, *taken, *beyond]
    return tuple({mention.code: mention for mention in every if mention.code not in recommended}.values())


def _named_in_reasons(material: Material) -> set[str]:
    """Codes that a rule's reason names as replaced: they stand in our prose, so they need their status."""
    reasons = " ".join(proposal.reason for proposal in material.ruling.proposals)
    return {one.proposal.code for one in material.ruling.dropped if one.proposal.code in reasons}


def _topic(lines: tuple[CodeLine, ...], mentions: tuple[CodeMention, ...]) -> str:
    """A topic without a word of the case in it, for it stands in the subject of our mails."""
    systems = {mention.system for mention in mentions if mention.role is not Role.NOT_A_CODE}
    if lines or System.ICD10CM in systems:
        return "Diagnosis codes"
    if systems & {System.HCPCS, System.CPT}:
        return "Procedure and supply codes"
    return "Coding question"


def _headline(lines: tuple[CodeLine, ...], mentions: tuple[CodeMention, ...], material: Material) -> str:
    day = spoken_day(material.facts.date_of_service)
    codes = [line.code for line in lines]
    invalid = [mention.code for mention in material.client.mentions if mention.role is Role.REJECTED]
    replaced = [one.proposal.code for one in material.ruling.dropped if one.proposal.asked]
    unknown = [mention.code for mention in mentions if mention.role is Role.QUOTED]
    if codes and material.found[codes[0]].status is Status.NOT_LOADED_FOR_DATE:
        return f"{listed(codes)}: not checked for {day}, which no loaded release covers"
    if codes and not replaced and _asks_validity(material):
        asked = [proposal.code for proposal in material.ruling.proposals[:MOST_LINES] if proposal.asked]
        verdict = f"{listed(asked)} {'is' if len(asked) == 1 else 'are'} valid on {day}"
        return f"{verdict}; {listed(invalid)} {'is' if len(invalid) == 1 else 'are'} not" if invalid else verdict
    if codes:
        rest = f" with {listed(codes[1:])}" if len(codes) > 1 else ""
        instead = f", not {listed(replaced)}" if replaced else ""
        return f"Report {codes[0]}{rest}{instead}" + (f"; {listed(invalid)} cannot be reported" if invalid else "")
    if invalid:
        return f"{listed(invalid)} cannot be reported on {day}"
    if unknown:
        return f"We could not check {listed(unknown[:6])} here; a consultant will look at your question"
    return "We found no ICD-10-CM code to confirm in your mail; a consultant will ask"


def _asks_validity(material: Material) -> bool:
    return bool(material.client.proposals) and any(
        _ASKS_VALIDITY.search(passage.text) and passage.text.endswith("?") for passage in material.passages
    )


def _summary(proposals: tuple[Proposal, ...], material: Material) -> list[str]:
    where = ", ".join(filter(None, (material.facts.payer, material.facts.state, material.facts.setting)))
    paragraphs = [material.service_date.detail + (f" As far as your mail says: {where}." if where else "")]
    if any(material.found[proposal.code].status is Status.NOT_LOADED_FOR_DATE for proposal in proposals):
        paragraphs.append("No loaded release of ICD-10-CM covers that day: the codes are not checked for your date.")
    by_words = [proposal.code for proposal in proposals if not proposal.asked and not proposal.reason]
    if by_words:
        paragraphs.append(f"We found {listed(by_words)} by the words of the record, quoted at each code.")
    paragraphs += [proposal.reason for proposal in proposals if proposal.reason]
    if material.not_asserted:
        paragraphs.append("Not coded: " + "; ".join(material.not_asserted) + ".")
    symptoms = [one.sentence for one in material.ruling.dropped if one.proposal.code.startswith("R")]
    if symptoms:
        paragraphs.append("Left out: " + " ".join(symptoms))
    return paragraphs


def _before_you_send(lines: tuple[CodeLine, ...], mentions: tuple[CodeMention, ...], material: Material) -> list[str]:
    steps = []
    if material.facts.date_assumed:
        steps.append("Tell us the date of service: codes are checked on it, and we had to assume one.")
    elif material.service_date.doubt:
        steps.append(f"Confirm the date of service: {material.service_date.detail}")
    steps += [f"Choose a valid code in place of {mention.code}." for mention in mentions if _open(mention)]
    unspecified = [line.code for line in lines if "unspecified" in line.title.lower()]
    if unspecified:
        steps.append(f"Look whether the record says more: {listed(unspecified)} are for when it does not.")
    if any(mention.system in {System.HCPCS, System.CPT} for mention in mentions):
        steps.append("Have the procedure and supply codes checked: their code sets are not loaded here.")
    if material.client.too_many:
        steps.append(f"Send longer lists in parts: we looked at the first {counted(MOST, 'code')}.")
    steps += [f"Send {name} as text: we could not read it." for name in material.record.unread]
    return steps


def _open(mention: CodeMention) -> bool:
    """Whether a rejected code still needs a choice: a rule that replaced it has made one."""
    return mention.role is Role.REJECTED and "replaces" not in mention.status
