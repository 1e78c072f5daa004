"""Passages cut behind each question mark, and before a question in small letters.

So what asks and what tells stand apart.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from assistant.reading.passages import Passage

_BEHIND = re.compile(
    r"(?<=\?)\s+(?=\S)"
    r"|(?<=[\w)][.!;])(?<!\bdr\.)(?<!\bvs\.)(?<!\bpt\.)(?<!\bmr\.)\s+"
    r"(?=(?:so |also |and )?(?:which|what|whats|how|can|do|does|is|are|should|would|if so)\b)"
    r"|(?<=[a-z0-9)][.!])(?<!\bdr\.)(?<!\bvs\.)(?<!\bpt\.)(?<!\bmr\.)(?<!\bmrs\.)(?<!\bms\.)(?<!\bno\.)(?<!\binj\.)"
    r"(?<!\bapprox\.)(?<!\bdept\.)(?<!\bbilat\.)(?<!\bmod\.)(?<!\bst\.)(?<!\betc\.)(?<!\bhx\.)(?<!\bdx\.)\s+(?=[a-z]{2,})",
    re.IGNORECASE,
)
"""Also where a question begins in small letters behind a full stop, as people write on a phone."""


def apart(passages: list[Passage]) -> list[Passage]:
    """Two passages of "What code? Seen in the office."; all others stay as they are."""
    return list(_cut(passages))


def _cut(passages: list[Passage]) -> Iterator[Passage]:
    for passage in passages:
        pieces = _BEHIND.split(passage.text)
        if len(pieces) == 1:
            yield passage
        else:
            yield from (replace(passage, text=piece, listed=False) for piece in pieces)
