"""How words are laid out in letters: wrapping for the text part, paragraphs for HTML, dates, codes and citations."""

import re
import textwrap
from collections.abc import Callable
from datetime import date
from typing import Any

from markupsafe import Markup, escape

from consultations.answers import CodeLine, Reply, Source

WIDTH = 74
"""Columns of the text part: within 72 to 78, so that two levels of quoting still fit on 80."""
_LETTERS = 26
_PARAGRAPH_BREAK = re.compile(r"\n[ \t]*\n\s*")


def wrap(text: str) -> str:
    """The text in lines of at most WIDTH columns; blank lines part paragraphs, other line ends are kept."""
    paragraphs = _PARAGRAPH_BREAK.split(text.strip())
    return "\n\n".join("\n".join(_fill(line) for line in paragraph.splitlines()) for paragraph in paragraphs)


def hang(text: str, prefix: str) -> str:
    """The text after `prefix`, its further lines indented to stand below its first."""
    return _fill(text, prefix, " " * len(prefix))


def indented(text: str, prefix: str) -> str:
    """The text indented by as many blanks as `prefix` has columns."""
    return _fill(text, " " * len(prefix), " " * len(prefix))


def _fill(text: str, first: str = "", further: str = "") -> str:
    return textwrap.fill(
        " ".join(text.split()), WIDTH, initial_indent=first, subsequent_indent=further, break_on_hyphens=False
    )


def paragraphs(text: str) -> Markup:
    """Plain text as HTML paragraphs, every character of it escaped."""
    lines = ([escape(line) for line in part.splitlines()] for part in _PARAGRAPH_BREAK.split(text.strip()))
    return Markup("\n  ").join(Markup("<p>{}</p>").format(Markup("<br>").join(part)) for part in lines)


def day(value: date) -> str:
    """A date as `16 Nov 2026`: read the same way on both sides of an ocean."""
    return f"{value.day} {value:%b %Y}"


def pointer(index: int) -> str:
    """The letter that a claim line points to a diagnosis by (CMS-1500, item 24E): A for the first."""
    return chr(ord("A") + index) if index < _LETTERS else str(index + 1)


def claim_code(line: CodeLine) -> str:
    """A code with its modifiers in order, as on a claim: `J0881-EC-JZ`."""
    return "-".join((line.code, *line.modifiers))


def citation(source: Source) -> str:
    """An authority with its edition and the place in it."""
    named = ", ".join(part for part in (source.title, source.edition) if part)
    return f"{named}: {source.locator}" if source.locator else named


def beyond(reply: Reply, headline: str) -> str:
    """A reply without its first sentence where that is the headline, which stands above it already."""
    return reply.answer.removeprefix(f"{headline}.").strip()


def sentence_start(text: str) -> str:
    """The text with its first letter made a capital, and no other changed; a file's name (note.txt) stays itself."""
    return text if "." in text.partition(" ")[0] else text[:1].upper() + text[1:]


def first_sentence(text: str) -> tuple[str, str]:
    """The first sentence with its full stop, and the rest; a full stop inside a code or a number ends nothing."""
    first, stop, rest = text.partition(". ")
    return first + stop.rstrip(), rest


FILTERS: dict[str, Callable[..., Any]] = {
    "wrap": wrap,
    "hang": hang,
    "indented": indented,
    "paragraphs": paragraphs,
    "day": day,
    "pointer": pointer,
    "claim_code": claim_code,
    "citation": citation,
    "sentence_start": sentence_start,
    "first_sentence": first_sentence,
    "beyond": beyond,
    "ljust": str.ljust,
}
"""What the templates may call, by name."""
