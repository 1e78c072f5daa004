"""What the assistant made of each case of a set."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.evaluation.scoring import Score, score
from assistant.evaluation.sets import EvaluationCase
from consultations.answers import Answer, Result
from consultations.ports import Assistant


@dataclass(frozen=True, slots=True)
class Outcome:
    """One case: the codes that were right and the codes of the draft.

    `invented` are codes of the draft, in its lines or its prose, that no loaded release holds on the date;
    `unsupported` the lines without a quote of the record and the quotes that do not stand there. `seconds` is the time
    of the draft alone. `right` is None where several codes would do, or any; `score` stands where the case gives
    points.
    """

    id: str
    topic: str
    right: frozenset[str] | None
    drafted: frozenset[str]
    invented: tuple[str, ...]
    unsupported: int
    seconds: float
    score: Score | None = None

    @property
    def missed(self) -> tuple[str, ...]:
        """What the draft should have had or said, and what it should not."""
        right = self.right if self.score is None and self.right is not None else self.drafted
        lacks = (f"lacks {code}" for code in sorted(right - self.drafted))
        beyond = (f"has {code} beyond" for code in sorted(self.drafted - right))
        return (*lacks, *beyond, *(self.score.missed if self.score else ()))


def outcomes(cases: Iterable[EvaluationCase], assistant: Assistant) -> Iterator[Outcome]:
    """Draft every case, one after the other."""
    for one in cases:
        started = time.perf_counter()
        answer = assistant.draft(one.record)
        seconds = time.perf_counter() - started
        yield Outcome(
            id=one.id,
            topic=one.topic or answer.topic,
            right=one.codes,
            drafted=frozenset(line.code for line in (answer.diagnoses if one.only_diagnoses else answer.code_lines)),
            invented=_invented(answer),
            unsupported=_unsupported(answer),
            seconds=seconds,
            score=score(one.mail, answer) if one.mail else None,
        )


def _invented(answer: Answer) -> tuple[str, ...]:
    lines = (line.code for line in answer.code_lines if line.result is Result.FAILS)
    loose = (code for check in answer.checks if check.rule == "prose" for code in check.codes)
    return tuple(dict.fromkeys((*lines, *loose)))


def _unsupported(answer: Answer) -> int:
    bare = sum(not line.evidence for line in answer.code_lines)
    return bare + sum(check.rule == "verbatim" and check.result is Result.FAILS for check in answer.checks)
