"""Mends typing errors: the words of the list within one edit of what was typed, or two in a long word.

An edit is a letter too many, too few, another one, or two exchanged (Damerau). The letters are counted first: a word
within n edits differs in at most 2n counts, which leaves a handful of the 30,000 to compare.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from codesets.stores.arrays import Array

ONE_EDIT = 5
TWO_EDITS = 8
"""Letters from which a word may have one and two edits; of a shorter one too little is left to know it by."""
ENDING = 6
"""Letters that the second part of a compound has: "rhinopharyngitis" is a pharyngitis."""
_MENDED = 2
_LONGEST = 40
_LETTERS = 26


def spellings(texts: Iterable[str]) -> dict[str, Array]:
    """The arrays of every word with four letters or more in the texts, sorted, and how often each stands there."""
    counted = Counter(word for text in texts for word in _words(text))
    listed = sorted(counted)
    return {
        "spellings": np.array([word.encode() for word in listed], f"S{_LONGEST}"),
        "spelling_letters": np.array([_letters(word) for word in listed], np.int8).reshape(-1, _LETTERS),
        "spelling_length": np.array([len(word) for word in listed], np.int16),
        "spelling_count": np.array([counted[word] for word in listed], np.int32),
    }


class Spelling:
    """Knows the words of one release's phrases."""

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        """Keep the arrays that `spellings` made."""
        self._words = arrays["spellings"]
        self._letters = arrays["spelling_letters"]
        self._length = arrays["spelling_length"]
        self._count = arrays["spelling_count"]

    def knows(self, word: str) -> bool:
        """Whether the word (small letters) stands in any phrase."""
        wanted = word.encode("ascii", "replace")
        place = int(np.searchsorted(self._words, np.bytes_(wanted)))
        return place < len(self._words) and bool(self._words[place] == wanted)

    def mended(self, word: str) -> list[str]:
        """At most two words that may have been meant, the likelier first; none where nothing is near enough."""
        edits = 2 if len(word) >= TWO_EDITS else 1 if len(word) >= ONE_EDIT else 0
        if not edits or len(word) > _LONGEST + edits or not word.isascii() or not word.isalpha():
            return []
        similar = np.flatnonzero(np.abs(self._length - len(word)) <= edits)
        apart = np.abs(self._letters[similar] - _letters(word)).sum(1, dtype=np.int16)
        found = []
        for place in similar[apart <= 2 * edits].tolist():
            other = self._words[place].decode()
            distance = _distance(word, other)
            if distance <= edits:
                found.append((distance, other[0] != word[0], -int(self._count[place]), other))
        nearest = [other for distance, *_, other in sorted(found) if distance == min(found)[0]]
        return nearest[:_MENDED]

    def parted(self, word: str) -> list[str]:
        """The known word that an unknown compound ends in, behind its beginning where that is known too."""
        for place in range(3, len(word) - ENDING + 1):
            if self.knows(word[place:]):
                beginning = word[:place] if self.knows(word[:place]) else ""
                return [f"{beginning} {word[place:]}".strip()]
        return []


def _words(text: str) -> list[str]:
    cleaned = "".join(letter if letter.isalpha() and letter.isascii() else " " for letter in text.lower())
    return [word for word in cleaned.split() if 4 <= len(word) <= _LONGEST]  # noqa: PLR2004 - a shorter one is no help


def _letters(word: str) -> NDArray[np.int8]:
    codes = np.frombuffer(word.encode(), np.uint8) - ord("a")
    return np.bincount(codes, minlength=_LETTERS).astype(np.int8)


def _distance(one: str, other: str) -> int:
    """Damerau's distance where no letter is moved twice (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        after = [i]
        for j, beside in enumerate(other, 1):
            cost = min(row[j] + 1, after[j - 1] + 1, row[j - 1] + (letter != beside))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == beside:
                cost = min(cost, before[j - 2] + 1)
            after.append(cost)
        before, row = row, after
    return row[-1]
