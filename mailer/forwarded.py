"""What a sender passes on below the own words: "Can you code the note below?" asks about what trimming leaves out.

A message that is marked as forwarded is always passed on. Any other copied message is history, as in every reply,
unless the subject or the new words point at it. Its copied headers and quote marks go, its words stay as they are.
"""

import re
from collections.abc import Iterator, Sequence

from consultations.messages import Forwarded
from mailer.attributions import is_quoted, length_of_attribution
from mailer.copied_mail import FORWARDED, SEPARATOR, is_header_block
from mailer.reply_text import begins_history

_SUBJECT = re.compile(r"\s*(?:fwd?|wg|tr|rv|enc|i|doorst)\s*:", re.IGNORECASE)
_POINTS_BELOW = re.compile(
    r"\b(?:below|beneath|underneath|following (?:note|report|message|e-?mail)|forward(?:ed|ing)?|fwd|fyi|"
    r"(?:this|the) (?:chain|thread|trail)|siehe unten|ci-dessous|abajo)\b",
    re.IGNORECASE,
)
_HEADER_LINE = re.compile(r"\s*\**[A-Za-z][\w -]{0,20}\**\s*:")
_FROM = re.compile(r"\s*\**(?:from|von|de|da|van)\**\s*:\**\s*(.*)", re.IGNORECASE)
_QUOTE_MARK = re.compile(r"^\s*>\s?")


def forwarded(subject: str, reply_text: str, left_out: Sequence[str]) -> Forwarded | None:
    """The message that is passed on, or None. `left_out` are the lines that `reply_text.split` took for history."""
    if not left_out:
        return None
    pointed = _SUBJECT.match(subject) is not None or _POINTS_BELOW.search(reply_text) is not None
    start = next((place for place, line in enumerate(left_out) if FORWARDED.match(line)), None)
    if start is None and pointed:
        lines = list(left_out)
        start = next((place for place in range(len(lines)) if begins_history(lines, place)), None)
    if start is None:
        return None
    lines = [_QUOTE_MARK.sub("", line, count=1) if is_quoted(line) else line for line in left_out[start:]]
    sender = next((match[1].strip() for line in lines[:15] if (match := _FROM.match(line))), lines[0].strip())
    text = "\n".join(_words(lines)).strip()
    return Forwarded(text, sender) if text else None


def _words(lines: list[str]) -> Iterator[str]:
    """The lines without separators, copied headers and attributions."""
    number = 0
    while number < len(lines):
        if FORWARDED.match(lines[number]) or SEPARATOR.match(lines[number]):
            number += 1
        elif is_header_block(lines, number):
            while number < len(lines) and (not lines[number].strip() or _HEADER_LINE.match(lines[number])):
                blank = not lines[number].strip()
                number += 1
                if blank:
                    break
        elif length := length_of_attribution(lines, number):
            number += length
        else:
            yield lines[number]
            number += 1
