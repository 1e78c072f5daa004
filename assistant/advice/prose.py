"""Prose of the model around our placeholders. What does not keep to that is thrown away, and ours stays."""

import re
from collections import Counter

from assistant.reading.mentions import mentions

_PLACEHOLDER = re.compile(r"\{code:([0-9]+)\}")
_NEVER = re.compile(
    r"https?:|www\.|@|<|>|!\[|\]\(|javascript:|data:|[\w-]+\.(?:com|net|org|io|gov|edu|info|xyz|example)\b|`|\|",
    re.IGNORECASE,
)
"""Links, images, addresses, markup: nothing of this stands in a summary of ours."""
_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_DENIAL = re.compile(
    r"\b(?:not|no|never|cannot|can't|without|n't|unless|un\w{4,}|in(?:valid|correct))\b", re.IGNORECASE
)
_LONGER = 1.6
"""How much longer than ours its text may be; more is not a rewording."""


def with_placeholders(text: str) -> tuple[str, list[str]]:
    """Our text with {code:n} for each code-shaped word, and the words in the order of their numbers."""
    codes: list[str] = []
    pieces: list[str] = []
    place = 0
    for mention in mentions(text, strict=True):
        if mention.word not in codes:
            codes.append(mention.word)
        pieces += [text[place : mention.start], f"{{code:{codes.index(mention.word) + 1}}}"]
        place = mention.end
    return "".join([*pieces, text[place:]]), codes


def sentence(theirs: str, ours: str, codes: list[str]) -> str | None:
    """One sentence of theirs with our codes in it; None where it says a code, a link, or a number that ours has not."""
    bare = _PLACEHOLDER.sub(" ", theirs)
    numbers = set(_NUMBER.findall(_PLACEHOLDER.sub(" ", ours)))
    known = all(0 < int(number) <= len(codes) for number in _PLACEHOLDER.findall(theirs))
    if not known or _breaks(bare) or not numbers.issuperset(_NUMBER.findall(bare)):
        return None
    return _PLACEHOLDER.sub(lambda match: codes[int(match[1]) - 1], theirs)


def _breaks(bare: str) -> bool:
    """Whether there is a link, markup, a brace or a code-shaped word in a text without its placeholders."""
    loose = any(True for _ in mentions(bare, strict=True))
    return loose or bool(_NEVER.search(bare)) or "{" in bare or "}" in bare


def worded(theirs: str, ours: str, codes: list[str]) -> str | None:
    """Their wording with our codes in it; None unless it keeps every placeholder and adds nothing that can be checked.

    `ours` is our text with placeholders. Numbers, denials and the count of placeholders must be the same.
    """
    bare = _PLACEHOLDER.sub(" ", theirs)
    if (
        _breaks(bare)
        or len(theirs) > _LONGER * len(ours)
        or Counter(_PLACEHOLDER.findall(theirs)) != Counter(_PLACEHOLDER.findall(ours))
        or Counter(_NUMBER.findall(bare)) != Counter(_NUMBER.findall(_PLACEHOLDER.sub(" ", ours)))
        or len(_DENIAL.findall(bare)) != len(_DENIAL.findall(ours))
        or not theirs.strip()
    ):
        return None
    return _PLACEHOLDER.sub(lambda match: codes[int(match[1]) - 1], theirs).strip()
