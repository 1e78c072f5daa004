"""What a text passes on: the quoted message below that its own words point at ("see below") is read as if it were sent.

So is one that asks, where the own words name no code: then they add nothing that could be answered alone.

Any other quote is history, as in every reply. The mailer does the same with mail (`mailer/forwarded.py`); this is for
text that comes another way, such as a file or a line of a batch. Nothing is put in, so that quotes stay verbatim.
"""

import re

_QUOTED = re.compile(r"[ \t]*>(?:[ \t>]*>)?(?=[ \tA-Za-z*(\"-]|$)[ \t]?")
""""> Is it billable" is a quote, ">50% of the time" is none."""
_POINTS = re.compile(
    r"\b(?:below|beneath|underneath|forward(?:ed|ing)?|fwd|(?:this|the) (?:chain|thread|trail|e-?mail|message))\b",
    re.IGNORECASE,
)
_ASKS = re.compile(r"\?|\b(?:help|advise|thoughts|pls|please)\b", re.IGNORECASE)
_CODE = re.compile(r"\b(?:[A-Z]?[0-9]{4,5}|[A-Z][0-9][0-9A-Z]\.[0-9A-Z]{1,4})\b")
_HEADER = re.compile(r"[ \t]*\**(?:from|sent|to|cc|bcc|date|subject|reply-to)\**:", re.IGNORECASE)
_FROM = re.compile(r"[ \t]*\**(?:from|sent)\**:", re.IGNORECASE)
_BETWEEN = re.compile(
    r"[ \t]*(?:-{2,}.{0,30}\b(?:original|forwarded) message\b.{0,30}|begin forwarded message:?|on\b.{4,120}\bwrote:)"
    r"[ \t]*",
    re.IGNORECASE,
)
_LONGEST = 500
"""Characters of a line that may be a copied header; longer ones are prose."""


def unquoted(text: str) -> str:
    """A text without quote marks where it points at what it quotes, else without what it quotes; blank lines instead.

    Copied headers and lines such as "On Monday, Ann wrote:" go either way.
    """
    lines = text.splitlines()
    marks = [_QUOTED.match(line) for line in lines]
    own = "\n".join(line for line, mark in zip(lines, marks, strict=True) if not mark)
    if any(marks):
        quoted = "\n".join(line for line, mark in zip(lines, marks, strict=True) if mark)
        asks = "?" in quoted or _ASKS.search(own) is not None or any(map(_BETWEEN.fullmatch, lines))
        read = _POINTS.search(own) is not None or (asks and _CODE.search(own) is None)
        lines = [
            line if not mark else line[mark.end() :] if read else "" for line, mark in zip(lines, marks, strict=True)
        ]
    return "\n".join(_without_headers(lines))


def without_marks(text: str) -> str:
    """The text without the marks of quoted lines: the form in which quotes are looked up in it."""
    return "\n".join(line[mark.end() :] if (mark := _QUOTED.match(line)) else line for line in text.splitlines())


def _without_headers(lines: list[str]) -> list[str]:
    """The lines, with those blank that say who wrote what is copied below."""
    kept, number = [], 0
    while number < len(lines):
        end = number
        while end < len(lines) and len(lines[end]) <= _LONGEST and _HEADER.match(lines[end]):
            end += 1
        block = lines[number:end]
        if len(block) > 1 and any(map(_FROM.match, block)):
            kept += [""] * len(block)
            number = end
            continue
        line = lines[number]
        kept.append("" if len(line) <= _LONGEST and _BETWEEN.fullmatch(line) else line)
        number += 1
    return kept
