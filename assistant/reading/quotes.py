"""Quotes of the record: always verbatim, white space apart."""

_LONGEST = 160
"""Characters of a quote; a longer sentence is cut around the words that matter."""


def plain(text: str) -> str:
    """The text with all white space single, the form in which quotes are compared."""
    return " ".join(text.split())


def quote_around(text: str, start: int, end: int) -> str:
    """The sentence, or of a long one what stands around [start:end], cut between words: always verbatim."""
    if len(text) <= _LONGEST:
        return text
    room = max(0, (_LONGEST - (end - start)) // 2)
    left, right = max(0, start - room), min(len(text), end + room)
    left = text.find(" ", left, start) + 1 if left and " " in text[left:start] else left
    right = text.rfind(" ", end, right) if right < len(text) and " " in text[end:right] else right
    return text[left:right].strip()
