"""Reading one Authentication-Results value (RFC 8601, 2.2): whose it is, and what it reports. Never raises.

What is not exactly of the form is not a result: a pass must never be read out of a comment, a quoted string or the
local part of somebody's address.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_IDENTITY = re.compile(r"([A-Za-z0-9._-]{1,255})(?:\s+1)?")
_VALUE = r"(?:\"[^\"\\]*\"(?:@[A-Za-z0-9._-]+)?|[^\s\";]+)"
_RESULT = re.compile(
    rf"([a-z0-9-]+)(?:\s*/\s*1)?\s*=\s*([a-z]+)((?:\s+[a-z0-9-]+(?:\s*\.\s*[a-z0-9_-]+)?\s*=\s*{_VALUE})*)",
    re.IGNORECASE,
)
_PROPERTY = re.compile(rf"(?<![a-z0-9-])([a-z0-9-]+(?:\s*\.\s*[a-z0-9_-]+)?)\s*=\s*({_VALUE})", re.IGNORECASE)
_METHOD = re.compile(r"\s*([a-z0-9-]+)\s*(?:/|=)", re.IGNORECASE)
_BLANKS = re.compile(r"\s+")
_MAX_VALUE = 16_000


@dataclass(frozen=True, slots=True)
class Reported:
    """One result: `dmarc=pass header.from=example.org`. All of it is in lower case but the values of properties."""

    method: str
    result: str
    properties: tuple[tuple[str, str], ...]

    def only(self, name: str) -> str:
        """The value of a property that stands there once, in lower case; empty otherwise."""
        found = [value for key, value in self.properties if key == name]
        return found[0].lower() if len(found) == 1 else ""


@dataclass(frozen=True, slots=True)
class Results:
    """What one header says. `server` is empty where it names none; `unclear` are methods whose form is not exact."""

    server: str
    reported: tuple[Reported, ...]
    unclear: frozenset[str]

    def of(self, method: str) -> tuple[Reported, ...]:
        """The results of a method, or none where any of them is unclear."""
        return () if method in self.unclear else tuple(item for item in self.reported if item.method == method)


def read_results(value: str) -> Results:
    """Read a header value. A value longer than any real one has no server: half of it could say something else."""
    first, *parts = list(_parts(_without_comments(value))) or [""]
    match = _IDENTITY.fullmatch(first.strip())
    if match is None:  # Exchange Online names no server and begins with its results
        parts = [first, *parts]
    reported, unclear = [], set()
    for part in parts:
        exact = _RESULT.fullmatch(part.strip())
        if exact:
            reported.append(Reported(exact[1].lower(), exact[2].lower(), _properties(exact[3])))
        elif named := _METHOD.match(part):
            unclear.add(named[1].lower())
    return Results(match[1].lower() if match else "", tuple(reported), frozenset(unclear))


def _properties(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((_BLANKS.sub("", name).lower(), value) for name, value in _PROPERTY.findall(text))


def _parts(results: str) -> Iterator[str]:
    """The results between semicolons that stand outside quoted strings; an open quote yields nothing more."""
    part: list[str] = []
    quoted = escaped = False
    for character in results:
        if character == ";" and not quoted:
            yield "".join(part)
            part = []
            continue
        part.append(character)
        if escaped:
            escaped = False
        elif character == "\\":
            escaped = quoted
        elif character == '"':
            quoted = not quoted
    if not quoted:
        yield "".join(part)


def _without_comments(value: str) -> str:
    """The value with its nested comments replaced by a blank; a comment that never closes swallows the rest."""
    if len(value) > _MAX_VALUE:
        return ""
    kept: list[str] = []
    depth = 0
    quoted = escaped = False
    for character in value:
        if escaped:
            escaped = False
        elif character == "\\" and (quoted or depth):
            escaped = True
        elif character == '"' and not depth:
            quoted = not quoted
        elif character == "(" and not quoted:
            depth += 1
            kept.append(" ")
            continue
        elif character == ")" and depth:
            depth -= 1
            continue
        if not depth:
            kept.append(character)
    return "".join(kept)
