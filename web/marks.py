"""Evidence in the client's text: where each quote stands verbatim. Segments of plain text, never of HTML."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from consultations.answers import Answer, CodeLine, Evidence


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text; `numbers` are the quotes that it is evidence for, empty between them.

    `anchors` are those of the numbers that a link may jump to here: each quote's first place on the page.
    """

    text: str
    numbers: tuple[int, ...] = ()
    anchors: tuple[int, ...] = ()


class Marker:
    """Numbers the quotes of one answer from 1, in the order of its code lines, and finds them in documents.

    Use one a page: it remembers which numbers have their anchor already.
    """

    def __init__(self, answer: Answer | None) -> None:
        lines = answer.code_lines if answer else ()
        quotes = dict.fromkeys(evidence for line in lines for evidence in line.evidence if evidence.quote.strip())
        self._numbers = {evidence: number for number, evidence in enumerate(quotes, start=1)}
        self._anchored: set[int] = set()

    def numbers(self, line: CodeLine) -> list[tuple[int, Evidence]]:
        """The numbers and quotes of one code line."""
        return [(self._numbers[evidence], evidence) for evidence in line.evidence if evidence in self._numbers]

    def anchored(self, number: int) -> bool:
        """Whether this quote was found in a document that was marked already."""
        return number in self._anchored

    def segments(self, document: str, text: str) -> list[Segment]:
        """Cut a document's text at the quotes that stand in it, once each. Overlapping quotes share one mark."""
        found = sorted(
            (start, start + len(evidence.quote), number)
            for evidence, number in self._numbers.items()
            if evidence.document == document and (start := text.find(evidence.quote)) >= 0
        )
        return list(self._cut(text, _merged(found)))

    def _cut(self, text: str, marks: Sequence[tuple[int, int, tuple[int, ...]]]) -> Iterable[Segment]:
        at = 0
        for start, end, numbers in marks:
            if start > at:
                yield Segment(text[at:start])
            fresh = tuple(number for number in numbers if number not in self._anchored)
            self._anchored.update(fresh)
            yield Segment(text[start:end], numbers, fresh)
            at = end
        if at < len(text):
            yield Segment(text[at:])


def _merged(found: Iterable[tuple[int, int, int]]) -> list[tuple[int, int, tuple[int, ...]]]:
    merged: list[tuple[int, int, tuple[int, ...]]] = []
    for start, end, number in found:
        if merged and start < merged[-1][1]:
            first, last, numbers = merged.pop()
            merged.append((first, max(last, end), (*numbers, number)))
        else:
            merged.append((start, end, (number,)))
    return merged
