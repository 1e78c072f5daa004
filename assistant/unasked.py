"""Diagnoses that an answer leaves out: those a question only weighs or a denial quotes, and those nobody asked for."""

import re
from dataclasses import replace

from assistant.diagnoses.client_codes import ClientCodes
from assistant.diagnoses.proposals import Proposal, Ruling
from assistant.material import Material
from assistant.reading.mentions import mentions
from assistant.reading.passages import Passage, Section
from assistant.topics.replying import Answered
from assistant.topics.values import words
from codesets import Catalogue, normalise
from consultations.answers import CodeMention, Role, System

_CHANGES = re.compile(r"\b(?:change|switch|swap)\w*\b[^.?!]{0,40}\bto\s(?:\w+\s){0,2}$", re.IGNORECASE)
_DENIED_FOR = re.compile(
    r"\b(?:den(?:ied|ies|ial)|reject\w*|not (?:paid|covered))\b[^.?!]{0,40}\b(?:for|with|because of|on|dx|under)\b"
    r"[\s:]*(?:dx\s|diagnosis\s|icd\S*\s)?$",
    re.IGNORECASE,
)
_OF_SERVICES = frozenset(
    {
        *("pairs", "visit_with_procedure", "global_period", "distinct_service", "both_sides", "drug_units"),
        *("procedure_code", "visit_level", "new_or_established", "telehealth", "notice", "professional_technical"),
        *("who_did_it", "units_over_limit", "records", "timed_services", "preventive_and_problem", "modifier_meaning"),
        "which_modifier",
    }
)
"""Kinds that ask nothing of diagnoses."""
_DIAGNOSES = words(r"dx\b|diagnos\w+|icd")
_NOTE = words(r"a/p|assessment|impression|plan\b|dx\b|diagnos\w+|hpi\b|history|exam|note\b|icd|code\b|s/p|c/o")
_A_NOTE = 700
"""Characters of a record that is more than a question: it brings a note, whose diagnoses are welcome."""


def set_aside(client: ClientCodes, passages: list[Passage]) -> ClientCodes:
    """The client's codes without those that a denial quotes, or to which a question would change a diagnosis."""
    aside = {
        normalise(mention.word)
        for passage in passages
        for mention in mentions(passage.text)
        if mention.system is System.ICD10CM and _is_aside(passage.text[max(0, mention.start - 100) : mention.start])
    } | {code for passage in passages if passage.text.endswith("?") for code in _chosen_between(passage.text)}
    quoted = tuple(
        CodeMention(one.code, Role.QUOTED, "Quoted from your mail, and not recommended by us.", System.ICD10CM)
        for one in client.proposals
        if normalise(one.code) in aside
    )
    kept = tuple(one for one in client.proposals if normalise(one.code) not in aside)
    return replace(client, proposals=kept, mentions=(*client.mentions, *quoted)) if quoted else client


def _chosen_between(question: str) -> list[str]:
    """Codes of one question that differ in their 7th character alone: it asks which, and states none."""
    codes = {normalise(one.word) for one in mentions(question) if one.system is System.ICD10CM}
    whole = [code for code in codes if len(code) == _WITH_SEVENTH]
    return [code for code in whole if sum(other[:-1] == code[:-1] for other in whole) > 1]


_WITH_SEVENTH = 8
"""Characters of a code with its 7th, the dot among them."""


def _is_aside(before: str) -> bool:
    return bool(_CHANGES.search(before) or _DENIED_FOR.search(before))


def only_services(every: tuple[Answered, ...], material: Material, *, billed: bool) -> bool:
    """Whether a short mail asks of services alone, and the answer holds diagnoses that only its words led to.

    A mail without a question is such a one where it bills services (`billed`) and brings no note.
    """
    if not every:
        brings_a_note = any(_NOTE.search(passage.text) for passage in material.passages)
        return billed and not brings_a_note and _has_unasked(material)
    if not all(_of_services(one) for one in every) or _assesses(material):
        return False
    record = sum(len(passage.text) for passage in material.passages)
    return record < _A_NOTE and _has_unasked(material)


def _assesses(material: Material) -> bool:
    """Whether the record brings the assessment of a note: its diagnoses belong on the claim, whatever was asked."""
    return any(passage.section is Section.ASSESSMENT for passage in material.passages)


def _has_unasked(material: Material) -> bool:
    return any(not proposal.asked for proposal in material.ruling.proposals)


def _of_services(one: Answered) -> bool:
    asks = one.question
    names_services = bool(asks.own_services) and not any(code.system is System.ICD10CM for code in asks.own)
    return one.kind in _OF_SERVICES or (names_services and not asks.says(_DIAGNOSES))


def without_unasked(material: Material) -> Material:
    """The material with the diagnoses that the client wrote as codes, and no others."""
    kept = tuple(proposal for proposal in material.ruling.proposals if proposal.asked)
    return replace(
        material,
        ruling=Ruling(kept, material.ruling.dropped),
        conflicts=(),
        questions=(),
        queries=(),
        uncertain=(),
    )


_FAMILY = 5
"""Characters of a code that an injury of one kind and place shares: "S93.4"."""


def without_displaced(material: Material, every: tuple[Answered, ...], catalogue: Catalogue) -> Material:
    """The material without what words led to, where the answer completes the client's own code of the condition.

    That is a code of the same family, one that excludes it, or an injury whose words stand beside the client's code.
    """
    led = [one.code for answer in every for one in answer.said.codes if one.system is System.ICD10CM]
    others = [one for one in material.ruling.proposals if not one.asked and one.code not in led]
    gone = {one.code for one in others if any(_displaces(code, one, material, catalogue) for code in led)}
    if not gone:
        return material
    kept = tuple(one for one in material.ruling.proposals if one.code not in gone)
    asks = tuple(ask for ask in material.questions if not any(code in ask for code in gone))
    conflicts = tuple(pair for pair in material.conflicts if not gone & set(pair))
    return replace(material, ruling=Ruling(kept, material.ruling.dropped), questions=asks, conflicts=conflicts)


def _displaces(code: str, one: Proposal, material: Material, catalogue: Catalogue) -> bool:
    day = material.facts.date_of_service
    excluded = catalogue.excludes1(code, one.code, day) or catalogue.excludes1(one.code, code, day)
    if one.code[:_FAMILY] == code[:_FAMILY] or excluded:
        return True
    stem, quotes = code[:-1], [evidence.quote for evidence in one.evidence]
    beside = (passage.text for passage in material.passages if stem in passage.text.upper())
    return code[0] in "ST" and one.code[0] in "ST" and any(quote in text for text in beside for quote in quotes)
