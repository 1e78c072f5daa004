"""The model as second reader of a record. Whatever goes wrong, the draft of the rules stands, and says so."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date

from assistant.advice import choosing, prose
from assistant.advice.asking import Asking, NotAskedError
from assistant.advice.conditions import pointers
from assistant.advice.questions import CHOOSE, POINT, WORD, Choices, Pointed, Worded
from assistant.advice.telling import Telling
from assistant.diagnoses.findings import Finding
from assistant.model import Model
from assistant.reading.passages import Passage, Section
from assistant.reading.quotes import plain
from assistant.redaction import Redacted
from codesets import Catalogue
from consultations.answers import Answer, Check, Evidence, Result
from consultations.ports import ModelLedger
from consultations.records import CaseRecord

RULE = "model"
_QUESTIONS = 12
_SHORTEST_QUESTION = 8
"""Characters: fewer stand in many sentences, and would make each of them a question."""


class ModelAdvisor:
    """Asks one model (`assistant.advising.Advisor`). Threads may share it; it keeps no case."""

    def __init__(self, model: Model, ledger: ModelLedger) -> None:
        """Every question is recorded in the ledger before it leaves."""
        self._model = model
        self._ledger = ledger

    def on(self, record: CaseRecord, passages: list[Passage], catalogue: Catalogue) -> "ModelCounsel":
        """Its counsel on one record; nothing is asked yet."""
        asking = Asking(self._model, self._ledger, record, catalogue.knows)
        return ModelCounsel(asking, passages, word_summary=self._model.settings.word_summary)

    def telling(self, record: CaseRecord, catalogue: Catalogue) -> Telling:
        """For whoever listens at a terminal: an answer in the model's words, a sentence at a time."""
        return Telling(Asking(self._model, self._ledger, record, catalogue.knows))


@dataclass
class ModelCounsel:
    """Counsel on one record (`assistant.advising.Counsel`), asked for once."""

    _asking: Asking
    _passages: list[Passage]
    word_summary: bool
    _pointed: Pointed | None = field(default=None, repr=False)
    _shown: Redacted = field(default_factory=lambda: Redacted("", {}), repr=False)
    _added: int = 0
    _asked_more: int = 0
    _unusable: str = ""

    def findings(self, found: list[Finding], catalogue: Catalogue, on: date) -> list[Finding]:
        """Conditions that the rules missed; empty where the model can't be asked or points at nothing that stands."""
        try:
            self._point()
            at = pointers(self._pointed.conditions if self._pointed else [], self._passages, self._shown, found)
            hits = choosing.candidates(at, catalogue, on)
            conditions = choosing.options(at, hits)
            if not conditions:
                return []
            choices = self._asking.ask("choose", CHOOSE, {"conditions": conditions}, Choices)
        except NotAskedError:
            return []
        made = choosing.chosen(choices, at, hits, found)
        self._added = len(made)
        return made

    def questions(self, asked: Collection[str]) -> tuple[Evidence, ...]:
        """Questions that stand verbatim in the client's own words, and that the rules did not find."""
        try:
            self._point()
        except NotAskedError:
            return ()
        lines = self._shown.text.split("\n")
        pointed = (plain(words) for words in (self._pointed.questions if self._pointed else []))
        found = (
            Evidence(self._shown.restored(words), passage.document)
            for words in dict.fromkeys(pointed)
            for passage, line in zip(self._passages, lines, strict=True)
            if _may_ask(passage) and len(words) >= _SHORTEST_QUESTION and words in line
        )
        missed = {
            one.quote: one for one in found if not any(one.quote in known or known in one.quote for known in asked)
        }
        taken = tuple(missed.values())[:_QUESTIONS]
        self._asked_more = len(taken)
        return taken

    def finished(self, answer: Answer) -> Answer:
        """The answer with the model's wording, where that is switched on and keeps to the rules, and with a check."""
        if self.word_summary and answer.summary and not self._asking.failure:
            answer = replace(answer, summary=self._worded(answer.summary))
        return replace(answer, checks=(*answer.checks, self._check()))

    def _point(self) -> None:
        if self._pointed is not None:
            return
        self._shown = self._asking.shown("\n".join(passage.text for passage in self._passages))
        data: dict[str, object] = {"record": self._shown.text.split("\n")}
        self._pointed = self._asking.ask("point", POINT, data, Pointed)

    def _worded(self, summary: str) -> str:
        ours, codes = prose.with_placeholders(summary)
        try:
            shown = self._asking.shown(ours)
            answered = self._asking.ask("word", WORD, {"summary": shown.text}, Worded)
        except NotAskedError:
            return summary
        theirs = prose.worded(answered.summary, shown.text, codes)
        if theirs is None:
            self._unusable = "Its wording of the summary broke our rules and was thrown away."
            return summary
        return shown.restored(theirs)

    def _check(self) -> Check:
        """A warning, not "not run": the rules have done all that they do without a model."""
        if self._asking.failure:
            return Check(
                RULE,
                Result.WARNING,
                "no language model read along",
                f"{self._asking.failure} Our rules alone drafted this answer.",
                "Tell us if we missed something.",
            )
        part = " ".join(filter(None, (_conditions(self._added), _questions(self._asked_more), self._unusable)))
        if part:
            return Check(RULE, Result.WARNING, "a language model read along", part)
        return Check(RULE, Result.PASS, "a language model read along and found nothing more")


def _may_ask(passage: Passage) -> bool:
    """Whether the client speaks here: a note below a heading tells, whatever a model takes it for."""
    return passage.section is Section.BODY and not passage.is_subject


def _conditions(count: int) -> str:
    if not count:
        return ""
    return (
        f"It pointed at words that our rules had not taken up ({count}); their codes were chosen by description from "
        "the official list."
    )


def _questions(count: int) -> str:
    return f"It pointed at questions that our rules had not heard ({count}); our rules answered them." if count else ""
