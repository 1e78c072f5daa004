"""Puts an answer together: the headline answers the question first, reasons come after."""

from assistant.diagnoses.proposals import Proposal
from assistant.explaining import Paragraph, fallback, summary
from assistant.headlines import headline
from assistant.material import Material
from assistant.next_steps import next_steps
from assistant.questions import topic
from consultations.answers import Answer, CodeLine, CodeMention, Result, Role, Source, System

MOST_LINES = 25
"""Diagnoses on an institutional claim (837I); a professional one (837P) takes 12."""


def compose(material: Material) -> Answer:
    """The answer before verification has written results and sources into it."""
    proposals = material.ruling.proposals[:MOST_LINES]
    bare = _lines(proposals, material, ())
    told = list(summary(bare, material))
    sources = _sources(proposals, told)
    lines = _lines(proposals, material, sources)
    mentions = _mentions(material, {proposal.code for proposal in proposals})
    return Answer(
        topic=topic(material.passages, mentions, diagnoses=bool(lines)),
        headline=headline(lines, mentions, material),
        summary="\n\n".join(paragraph.text for paragraph in told) or fallback(lines, material),
        facts=material.facts,
        diagnoses=lines,
        mentions=mentions,
        before_you_send=tuple(next_steps(lines, material)),
        sources=sources,
        questions=material.questions,
        queries=material.queries,
    )


def _sources(proposals: tuple[Proposal, ...], told: list[Paragraph]) -> tuple[Source, ...]:
    of_lines = [proposal.source for proposal in proposals]
    return tuple(dict.fromkeys(filter(None, [*of_lines, *(paragraph.source for paragraph in told)])))


def _lines(proposals: tuple[Proposal, ...], material: Material, sources: tuple[Source, ...]) -> tuple[CodeLine, ...]:
    return tuple(
        CodeLine(
            system=System.ICD10CM,
            code=proposal.code,
            title=material.found[proposal.code].title,
            result=Result.NOT_RUN,  # until verification, the last step of every draft
            evidence=proposal.evidence,
            sources=(sources.index(proposal.source) + 1,) if proposal.source in sources else (),
            why=proposal.reason,
        )
        for proposal in proposals
    )


def _mentions(material: Material, recommended: set[str]) -> tuple[CodeMention, ...]:
    """What the client wrote and we don't recommend, and what the length of the list took away."""
    taken = [
        CodeMention(one.proposal.code, Role.REJECTED, one.sentence, System.ICD10CM)
        for one in material.ruling.dropped
        if one.proposal.asked
    ]
    beyond = [
        CodeMention(proposal.code, Role.QUOTED, f"Not taken up: the list ends at {MOST_LINES}.", System.ICD10CM)
        for proposal in material.ruling.proposals[MOST_LINES:]
    ]
    every = [*material.client.mentions, *taken, *beyond]
    return tuple({mention.code: mention for mention in every if mention.code not in recommended}.values())
