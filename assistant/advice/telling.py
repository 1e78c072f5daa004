"""Tells an answer in the model's words while they come, a sentence at a time: none is told before it was looked at."""

import re
from collections.abc import Iterator

from assistant.advice import prose
from assistant.advice.asking import Asking, NotAskedError
from assistant.advice.questions import WORD

_SENTENCE = re.compile(r"[^.!?\n]*(?:[.!?\n](?!\s)[^.!?\n]*)*[.!?\n]\s+")
_LONGEST = 2_000
"""Characters without the end of a sentence; no sentence of ours is so long."""


class Telling:
    """One answer, told once."""

    def __init__(self, asking: Asking) -> None:
        """Nothing leaves before the first sentence is asked for."""
        self._asking = asking

    def sentences(self, ours: str) -> Iterator[str]:
        """Our text in the model's words, with our codes; raises NotAskedError where that fails, or breaks a rule.

        What was told before stands; whoever listens then tells the rest in our own words.
        """
        text, codes = prose.with_placeholders(ours)
        shown = self._asking.shown(text)
        waiting = ""
        for piece in self._asking.stream("tell", WORD, {"summary": shown.text}):
            waiting += piece
            while match := _SENTENCE.match(waiting):
                waiting = waiting[match.end() :]
                yield shown.restored(self._looked_at(match[0], shown.text, codes))
            if len(waiting) > _LONGEST:
                raise NotAskedError("The model's answer has no sentences.")
        if waiting:
            yield shown.restored(self._looked_at(waiting, shown.text, codes))

    @staticmethod
    def _looked_at(sentence: str, ours: str, codes: list[str]) -> str:
        told = prose.sentence(sentence, ours, codes)
        if told is None:
            raise NotAskedError("The model's wording broke our rules; the rest is ours.")
        return told
