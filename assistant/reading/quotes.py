"""Quotes of the record: always verbatim, white space apart."""

from assistant.reading.passed_on import without_marks

_LONGEST = 160
"""Characters of a quote; a longer sentence is cut around the words that matter."""


def plain(text: str) -> str:
    """The text with all white space single and no marks of quoted lines, the form in which quotes are compared."""
    return " ".join(without_marks(text).split())


def quote_around(text: str, start: int, end: int) -> str:
    """The sentence, or of a long one what stands around [start:end], cut between words: always verbatim."""
    if len(text) <= _LONGEST:
        return text
    room = max(0, (_LONGEST - (end - start)) // 2)
    left, right = max(0, start - room), min(len(text), end + room)
    left = text.find(" ", left, start) + 1 if left and " " in text[left:start] else left
    right = text.rfind(" ", end, right) if right < len(text) and " " in text[end:right] else right
    return text[left:right].strip()
