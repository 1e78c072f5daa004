"""Puts an answer together: the headline answers the question first, reasons come after."""

from collections.abc import Iterator
from dataclasses import replace

from assistant.citing import GUIDELINES
from assistant.diagnoses.proposals import Proposal
from assistant.explaining import Paragraph, fallback, summary
from assistant.headlines import headline, overall
from assistant.material import Material
from assistant.next_steps import next_steps
from assistant.questions import topic
from assistant.services import lines as services
from assistant.services.known import KnownTables
from assistant.services.plan import Plan
from assistant.topics.replying import Answered, answered, asked_of_client, named, replies
from assistant.topics.table import subject_of
from assistant.topics.values import Case, Named
from assistant.unasked import only_services, without_displaced, without_unasked
from assistant.wording import listed
from codesets.claims.code_kinds import is_drug
from consultations.answers import Answer, CodeLine, CodeMention, Evidence, Result, Role, Source, System

MOST_LINES = 25
"""Diagnoses on an institutional claim (837I); a professional one (837P) takes 12."""
_ABOUT_DIAGNOSES = frozenset({"note_diagnoses", "sequence", "laterality", "guideline", "other"})
"""Kinds whose answer is the list of diagnoses: the headline reports it."""


def compose(material: Material, plan: Plan, tables: KnownTables) -> Answer:
    """The answer before verification has written results and sources into it."""
    first_read = _answered(material, plan, tables)
    if only_services(first_read, material, billed=bool(plan.claim.lines)):
        material = without_unasked(material)
    material = without_displaced(material, first_read, tables.catalogue)
    proposals = material.ruling.proposals[:MOST_LINES]
    bare = _lines(proposals, material, {})
    told = list(summary(bare, material))
    billed = services.code_lines(plan, tables, {})
    mentions = _mentions(material, plan, tables, {line.code for line in (*bare, *billed)})
    about = headline(bare, mentions, material)
    text = "\n".join(passage.text for passage in material.passages)
    every = answered(Case(material, plan, tables, bare, about, text))
    sources, number = _numbered(_sources(proposals, told, plan, every))
    lines = (*_lines(proposals, material, number), *_led_to(every, System.ICD10CM, {line.code for line in bare}))
    billed = services.code_lines(plan, tables, number)
    led = tuple(_led_to(every, None, {line.code for line in billed}))
    billed = _joined(billed, led)
    answer = Answer(
        topic=(subject_of(every[0].kind) if every else "") or topic(material.passages, mentions, diagnoses=bool(lines)),
        headline=_headline(every, about, bare) if every or bare or not billed else _as_billed(billed),
        summary="\n\n".join(paragraph.text for paragraph in told) or fallback(lines, material),
        facts=material.facts,
        diagnoses=lines,
        services=billed,
        before_you_send=tuple(next_steps(lines, material)),
        sources=sources,
        replies=replies(every, number),
        questions=tuple(dict.fromkeys((*asked_of_client(every), *material.questions))),
        queries=material.queries,
    )
    return _with_mentions(answer, mentions, tables)


def _joined(billed: tuple[CodeLine, ...], led: tuple[CodeLine, ...]) -> tuple[CodeLine, ...]:
    """Both, but what gives a drug before the drug."""
    giving = tuple(line for line in led if not is_drug(line.code))
    place = next((at for at, line in enumerate(billed) if is_drug(line.code)), len(billed))
    return (*billed[:place], *giving, *billed[place:], *(line for line in led if line not in giving))


def _as_billed(billed: tuple[CodeLine, ...]) -> str:
    """Of a mail that bills services and asks nothing that we read."""
    return f"As we would bill it: {listed(['-'.join((line.code, *line.modifiers)) for line in billed])}"


def _answered(material: Material, plan: Plan, tables: KnownTables) -> tuple[Answered, ...]:
    bare = _lines(material.ruling.proposals[:MOST_LINES], material, {})
    text = "\n".join(passage.text for passage in material.passages)
    return answered(Case(material, plan, tables, bare, "", text))


def _headline(every: tuple[Answered, ...], about: str, lines: tuple[CodeLine, ...]) -> str:
    """The answer to the question; of several, what the answers come to together."""
    first = _first(every, about, lines)
    return overall([first, *(one.said.short for one in every[1:] if one.kind != "other")]) if len(every) > 1 else first


def _first(every: tuple[Answered, ...], about: str, lines: tuple[CodeLine, ...]) -> str:
    """The answer to the first question; where that is about diagnoses and led to none of its own, what to report."""
    if every and every[0].said.codes:
        return every[0].said.short
    if not every or (every[0].kind in _ABOUT_DIAGNOSES and lines):
        return about
    first = every[0]
    if first.kind in {"code_validity", "pairs"} and not first.question.services and (lines or first.kind != "pairs"):
        return about
    return first.said.short


def _with_mentions(answer: Answer, mentions: tuple[CodeMention, ...], tables: KnownTables) -> Answer:
    """The answer with a role for every code-shaped word of its sentences."""
    lines = {line.code for line in answer.code_lines}
    kept = tuple(mention for mention in mentions if mention.code not in lines)
    replied = (reply.answer for reply in answer.replies)
    whys = (line.why for line in answer.code_lines)
    texts = (answer.headline, answer.summary, *answer.before_you_send, *answer.questions, *replied, *whys)
    known = lines | {mention.code for mention in kept}
    return replace(answer, mentions=(*kept, *named(texts, known, tables)))


def _led_to(every: tuple[Answered, ...], system: System | None, there: set[str]) -> Iterator[CodeLine]:
    """Lines of the codes that a question led to: diagnoses, or without a system all others."""
    for one in every:
        for code in one.said.codes:
            wanted = code.system is system if system else code.system is not System.ICD10CM
            if wanted and code.code not in there:
                there.add(code.code)
                yield _led(code, one)


def _led(code: Named, one: Answered) -> CodeLine:
    evidence = (Evidence(one.question.asked, one.question.document),)
    return CodeLine(
        code.system,
        code.code,
        "",
        Result.NOT_RUN,
        evidence=evidence,
        modifiers=code.modifiers,
        units=code.units,
    )


def _sources(
    proposals: tuple[Proposal, ...], told: list[Paragraph], plan: Plan, every: tuple[Answered, ...]
) -> tuple[Source, ...]:
    of_lines = [proposal.source for proposal in proposals]
    of_replies = [source for one in every for source in one.said.sources]
    of_changes = [change.source for change in plan.changes]
    of_summary = [paragraph.source for paragraph in told]
    return tuple(dict.fromkeys(filter(None, [*of_lines, *of_summary, *of_changes, *of_replies])))


def _numbered(every: tuple[Source, ...]) -> tuple[tuple[Source, ...], dict[Source, int]]:
    """Each work and edition once with all its places, but each paragraph of the guidelines; and everyone's number."""
    works: dict[Source, list[str]] = {}
    for source in every:
        works.setdefault(_work(source), []).append(source.locator)
    number = {work: place for place, work in enumerate(works, start=1)}
    sources = tuple(
        replace(work, locator=", ".join(dict.fromkeys(filter(None, places)))) for work, places in works.items()
    )
    return sources, {source: number[_work(source)] for source in every}


def _work(source: Source) -> Source:
    return source if source.title == GUIDELINES else replace(source, locator="")


def _lines(proposals: tuple[Proposal, ...], material: Material, number: dict[Source, int]) -> tuple[CodeLine, ...]:
    return tuple(
        CodeLine(
            system=System.ICD10CM,
            code=proposal.code,
            title=material.found[proposal.code].title,
            result=Result.NOT_RUN,  # until verification, the last step of every draft
            evidence=proposal.evidence,
            sources=(number[proposal.source],) if proposal.source in number else (),
            why=proposal.reason,
        )
        for proposal in proposals
    )


def _mentions(material: Material, plan: Plan, tables: KnownTables, recommended: set[str]) -> tuple[CodeMention, ...]:
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
    every = [*material.client.mentions, *taken, *beyond, *services.mentions(plan, tables)]
    return tuple({mention.code: mention for mention in every if mention.code not in recommended}.values())
