"""What the assistant made of each case of a set."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from assistant.evaluation.sets import EvaluationCase
from consultations.answers import Answer, Result
from consultations.ports import Assistant


@dataclass(frozen=True, slots=True)
class Outcome:
    """One case: the codes that were right and the codes of the draft.

    `invented` are codes of the draft, in its lines or its prose, that no loaded release holds on the date;
    `unsupported` the lines without a quote of the record and the quotes that do not stand there. `seconds` is the time
    of the draft alone.
    """

    id: str
    topic: str
    right: frozenset[str]
    drafted: frozenset[str]
    invented: tuple[str, ...]
    unsupported: int
    seconds: float


def outcomes(cases: Iterable[EvaluationCase], assistant: Assistant, today: date) -> Iterator[Outcome]:
    """Draft every case, one after the other."""
    for one in cases:
        started = time.perf_counter()
        answer = assistant.draft(one.case.record(today))
        seconds = time.perf_counter() - started
        yield Outcome(
            id=one.case.id,
            topic=one.topic or answer.topic,
            right=one.codes,
            drafted=frozenset(line.code for line in (answer.diagnoses if one.only_diagnoses else answer.code_lines)),
            invented=_invented(answer),
            unsupported=_unsupported(answer),
            seconds=seconds,
        )


def _invented(answer: Answer) -> tuple[str, ...]:
    lines = (line.code for line in answer.code_lines if line.result is Result.FAILS)
    loose = (code for check in answer.checks if check.rule == "prose" for code in check.codes)
    return tuple(dict.fromkeys((*lines, *loose)))


def _unsupported(answer: Answer) -> int:
    bare = sum(not line.evidence for line in answer.code_lines)
    return bare + sum(check.rule == "verbatim" and check.result is Result.FAILS for check in answer.checks)
