"""Answers every question of a case in turn, and names every code that an answer speaks of."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.reading.mentions import mentions
from assistant.services.known import KnownTables
from assistant.topics.asking import questions
from assistant.topics.table import kind_of
from assistant.topics.values import Case, Question, Said
from codesets import Status, System, normalise
from consultations.answers import CodeMention, Reply, Role, Source

_MOST_ASKED = 6
"""Questions to the client that a mail carries; more are not answered."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A question, its kind, and what is said."""

    question: Question
    kind: str
    said: Said

    @property
    def text(self) -> str:
        """The answer first, its reasons after, as one paragraph."""
        reasons = [reason.strip() for reason in self.said.reasons if reason.strip()]
        return " ".join(
            [self.said.short.rstrip(".") + ".", *(f"{one[:1].upper()}{one[1:].rstrip('.')}." for one in reasons)]
        )


def answered(case: Case) -> tuple[Answered, ...]:
    """Every question with its answer, in the order of the mail. The same answer is given once."""
    found: dict[str, Answered] = {}
    for question in questions(case.material.passages, case.material.pointed_at):
        kind, topic = kind_of(question, case)
        judged = question if topic.fits(question, case) or kind == "pairs" else question.in_context()
        one = Answered(question, kind, topic.reply(judged, case))
        found.setdefault(one.said.short, one)
    return tuple(found.values())


def replies(every: Iterable[Answered], number: dict[Source, int]) -> tuple[Reply, ...]:
    """As parts of an answer; `number` finds the place of a source in it."""
    return tuple(
        Reply(
            one.question.asked,
            one.question.document,
            one.text,
            tuple(number[source] for source in dict.fromkeys(one.said.sources) if source in number),
        )
        for one in every
    )


def asked_of_client(every: Iterable[Answered]) -> tuple[str, ...]:
    """What we need to know from the client, each once."""
    return tuple(dict.fromkeys(ask for one in every for ask in one.said.asks))[:_MOST_ASKED]


def named(texts: Iterable[str], known: set[str], tables: KnownTables) -> Iterator[CodeMention]:
    """The codes of our own sentences that are neither lines nor the client's, each with its status."""
    for text in texts:
        for mention in mentions(text, strict=True):
            if mention.system is None or mention.code in known or mention.word.upper() in known:
                continue
            known.add(mention.code)
            found = tables.validity(mention.system, mention.code)
            if mention.system is System.ICD10CM and found.status is Status.NOT_HELD:
                yield CodeMention(mention.word, Role.NOT_A_CODE, "not a code of ICD-10-CM: a number that we cite")
            else:
                code = normalise(mention.code) if mention.system is System.ICD10CM else mention.code
                yield CodeMention(code, Role.NAMED, found.sentence, mention.system)
