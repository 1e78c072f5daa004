"""Finds the conditions that a record names in words, where a coder would look, and how each is asserted."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from assistant.diagnoses.terms import Term, TermFinder
from assistant.reading.assertion import Assertion, assertion
from assistant.reading.passages import Passage, Section
from assistant.reading.quotes import quote_around
from assistant.services.patient import sex
from codesets import Catalogue
from consultations.answers import Evidence

_FOUND = (
    r"\b(?:reveal(?:s|ed)?|show(?:s|ed|n)?|confirm(?:s|ed)?|demonstrate[sd]?|diagnos(?:ed|is) (?:with|of)|prove[sdn]?)"
)
_SHOWN = re.compile(_FOUND, re.IGNORECASE)
_KIND_OF_CONDITION = 5
"""Characters of a code that say what is the matter; those behind them say on which side and how far."""
_DOUBT = re.compile(
    r"^(?:possibl[ey]|probabl[ey]|likely|suspected|suspicious for|suspicion of|concern(?:ing)? for|rule out|r/o"
    r"|consistent with|compatible with|questionable|presumed|worrisome for|versus|vs\.?)\s+(?:an? |the )?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Finding:
    """A condition named in the record: the code it leads to, where it stands, and how it is asserted.

    `asked_about`: it stands in a question or a subject line only, which document nothing. `listed`: it is a problem of
    its own in the assessment or the plan; `in_body`: it stands in the mail's own words, outside every section.
    """

    code: str
    evidence: Evidence
    words: str
    assertion: Assertion
    asked_about: bool = False
    listed: bool = False
    in_body: bool = False


def findings(passages: list[Passage], catalogue: Catalogue, on: date) -> list[Finding]:
    """Every condition that the readable passages name, one a code and assertion, in the order of the record."""
    found: dict[tuple[str, bool], Finding] = {}
    finder = TermFinder(catalogue, on, sex(passages))
    for layer in _layers(passages):
        for passage in layer:
            for finding in _in_passage(passage, finder):
                found.setdefault((finding.code, finding.assertion is Assertion.PRESENT), finding)
        if any(present for _, present in found):
            break
    return [_confirmed(one, passages, finder) for one in found.values()]


def _confirmed(one: Finding, passages: list[Passage], finder: TermFinder) -> Finding:
    """An uncertain condition that another sentence has as found is there: "x-rays revealed a Lisfranc fracture"."""
    if one.assertion is not Assertion.UNCERTAIN:
        return one
    name = re.compile(rf"{_FOUND} (?:(?:an?|the|her|his) )?(?:\w+ )?{re.escape(_bare(one.words))}\b", re.IGNORECASE)
    for passage in passages:
        match = name.search(passage.text) if not passage.is_question else None
        if match and assertion(passage.text, match.start(), match.end()) is Assertion.PRESENT:
            quote = Evidence(quote_around(passage.text, *match.span()), passage.document)
            return replace(one, assertion=Assertion.PRESENT, evidence=quote)
    results = ((passage, _SHOWN.search(passage.text)) for passage in passages if passage.section is Section.OTHER)
    for passage, shown in results:
        if shown and any(_is_kind_of(one, found) for found in _in_passage(_behind(passage, shown), finder)):
            quote = Evidence(quote_around(passage.text, *shown.span()), passage.document)
            return replace(one, assertion=Assertion.PRESENT, evidence=quote)
    return one


def _behind(passage: Passage, shown: re.Match[str]) -> Passage:
    """What a result is said to show, read as a list of names."""
    return replace(passage, text=passage.text[shown.end() :].strip(), listed=True)


def _is_kind_of(one: Finding, found: Finding) -> bool:
    same = found.code[:_KIND_OF_CONDITION] == one.code[:_KIND_OF_CONDITION]
    return same and found.assertion is Assertion.PRESENT


def _bare(words: str) -> str:
    """The condition without the doubt before it."""
    return _DOUBT.sub("", words).strip()


def _layers(passages: list[Passage]) -> Iterator[list[Passage]]:
    """What a coder reads first, and what only where that names nothing.

    The problems listed in the assessment; those that head parts of the plan where the assessment is prose; that
    prose; without an assessment the client's own words and the narrative. What is only asked about is no evidence,
    and a subject line no record: they are read where there is nothing else.
    """
    asked = [passage for passage in passages if passage.is_question or passage.is_subject]
    passages = [passage for passage in passages if passage not in asked]
    assessment = [passage for passage in passages if passage.section is Section.ASSESSMENT]
    notes = {passage.document for passage in assessment}
    own = [passage for passage in passages if passage.section is Section.BODY and passage.document not in notes]
    if assessment:
        yield [passage for passage in assessment if passage.listed] + own
        yield [passage for passage in passages if passage.section is Section.PLAN and passage.listed]
        yield assessment
        return
    yield own + [passage for passage in passages if passage.section is Section.NARRATIVE]
    yield [passage for passage in asked if not passage.is_subject]
    yield [passage for passage in asked if passage.is_subject]


def _in_passage(passage: Passage, finder: TermFinder) -> Iterator[Finding]:
    for term in finder.terms(passage):
        yield Finding(
            term.hit.code,
            Evidence(quote_around(passage.text, term.start, term.end), passage.document),
            passage.text[term.start : term.end],
            _assertion(passage, term),
            asked_about=passage.is_question or passage.is_subject,
            in_body=passage.section is Section.BODY,
            listed=passage.listed and passage.section in {Section.ASSESSMENT, Section.PLAN},
        )


def _assertion(passage: Passage, term: Term) -> Assertion:
    """As the words around it have it; the status and history codes of chapter 21 say "history of" themselves."""
    told = assertion(passage.text, term.core, term.end)
    said_by_code = term.hit.code.startswith("Z") and told in {Assertion.PAST, Assertion.FAMILY, Assertion.SPOKEN_OF}
    return Assertion.PRESENT if said_by_code else told
