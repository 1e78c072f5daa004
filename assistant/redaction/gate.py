"""The gate itself: known identifiers, patterns and names out, codes kept, and a refusal where that is not enough."""

import re
from collections.abc import Collection, Iterator

from assistant.redaction import doubts
from assistant.redaction.kept import kept
from assistant.redaction.patterns import shaped
from assistant.redaction.people import Knows, begins, names_nobody, people
from assistant.redaction.values import Found, Kind, Redacted, RefusedError
from assistant.redaction.words import plain_words

_PART = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_POSSESSIVE = re.compile(r"['\u2019]s$")
_LONG_NUMBER = re.compile(
    r"(?<![\w.])[A-Z]{0,4}-?[0-9]{6,20}[A-Z]{0,3}(?!\w)|(?<![\w.])[0-9]{3,6}(?:[ -][0-9]{3,6}){2,5}(?!\w)"
)
_SHORTEST = 3
"""Letters of a part of a name that is looked for by itself; "Li" alone would be found in every word list."""
_UNIQUE = 8
"""Letters from which a known identifier is looked for even inside other words."""


def redact(text: str, known: Collection[str], knows: Knows) -> Redacted:
    """The text with a placeholder for every identifier, line by line as it was; raises RefusedError when unsure.

    `known` are names and addresses that the case itself gives: sender, recipients, organisation. `knows` tells words
    of the code lists (small letters), which are no names. Codes are never taken away.
    """
    for doubt in doubts.of_text(text):
        raise RefusedError(f"The text was not sent: {doubt}.")
    named = people(text, knows)
    parts = {part for one in named if one.kind is Kind.NAME for part in _parts(text[one.start : one.end])}
    parts |= {part for name in known for part in _parts(name)}
    every = [*shaped(text), *named, *_known(text, known), *_again(text, parts, knows), *_long_numbers(text)]
    redacted = _replaced(text, _merged(text, every))
    whole = {re.sub(r"\W+", "", name).casefold() for name in known}
    for doubt in doubts.left_in(redacted.text, (name for name in whole if len(name) >= _UNIQUE)):
        raise RefusedError(f"The text was not sent: {doubt}.")
    return redacted


def _parts(name: str) -> Iterator[str]:
    for part in _PART.findall(name.partition("@")[0]):
        bare = _POSSESSIVE.sub("", part)
        if len(bare) >= _SHORTEST:
            yield bare


def _known(text: str, known: Collection[str]) -> Iterator[Found]:
    """What the case names as it stands there, white space and case apart."""
    for name in known:
        words = [re.escape(word) for word in name.split()]
        if words and len(name) >= _SHORTEST:
            pattern = rf"(?<!\w){' {0,3}'.join(words)}(?!\w)"
            yield from (Found(*match.span(), Kind.NAME) for match in re.finditer(pattern, text, re.IGNORECASE))


def _again(text: str, parts: set[str], knows: Knows) -> Iterator[Found]:
    """Every other place where a part of a name stands; a part that is a word as well only with a capital."""
    words = {part.lower(): names_nobody(part, knows) for part in parts}
    for match in _PART.finditer(text):
        for piece in (_POSSESSIVE.sub("", match[0]), *re.split(r"['\u2019-]", match[0])):
            small = piece.lower()
            everyday = small in plain_words() and begins(text, match.start())
            if small in words and (not words[small] or (piece[:1].isupper() and not everyday)):
                yield Found(*match.span(), Kind.NAME)
                break


def _long_numbers(text: str) -> Iterator[Found]:
    """Six figures and more in a row, by themselves or in a word, are nobody's code but somebody's number."""
    yield from (Found(*match.span(), Kind.NUMBER) for match in _LONG_NUMBER.finditer(text))


def _merged(text: str, found: list[Found]) -> list[Found]:
    """What is taken away, in order and apart from each other. Of a code, nothing is taken, unless more is around it."""
    codes = sorted(kept(text))
    chosen: list[Found] = []
    for one in sorted(found, key=lambda each: (each.start, -each.end)):
        if one.start >= one.end or _only_codes(text, one, codes):
            continue
        if chosen and one.start < chosen[-1].end:
            last = chosen[-1]
            chosen[-1] = Found(last.start, max(last.end, one.end), last.kind, last.labelled)
        else:
            chosen.append(one)
    return chosen


def _only_codes(text: str, found: Found, codes: list[tuple[int, int]]) -> bool:
    """Whether nothing but codes would be lost, and no label says that this one is a number of another kind."""
    rest = list(text[found.start : found.end])
    for start, end in codes:
        if found.start <= start and end <= found.end:
            rest[start - found.start : end - found.start] = " " * (end - start)
    return not re.search(r"\w", "".join(rest)) and not found.labelled


def _replaced(text: str, found: list[Found]) -> Redacted:
    placeholders: dict[tuple[Kind, str], str] = {}
    stood_for: dict[str, str] = {}
    pieces: list[str] = []
    place = 0
    for one in found:
        words = text[one.start : one.end]
        key = (one.kind, words)
        if key not in placeholders:
            placeholders[key] = f"[{one.kind}-{len(placeholders) + 1}]"
            stood_for[placeholders[key]] = words
        pieces += [text[place : one.start], placeholders[key]]
        place = one.end
    return Redacted("".join([*pieces, text[place:]]), stood_for)
