"""The bounded MIME reader (RFC 5322, RFC 2046): bytes in, a tree of parts out, in linear time.

The standard library's parser overflows the stack on a thousand nested parts and changes its verdict with the Python
version. This one looks for boundaries only inside the part that declared them, never deeper than MAX_DEPTH, and keeps
the bytes of every part as slices of the mail.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from mailer.headers import ContentType, content_type_of, unfold
from mailer.limits import MAX_DEPTH, MAX_HEADER_BYTES, MAX_PARTS


class OverLimitsError(Exception):
    """The mail is larger, deeper or more divided than we read; the message is a sentence that names the limit."""


_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:")
_MBOX_LINE = b"From "
_NEWLINE = ord("\n")


@dataclass(frozen=True, slots=True)
class Headers:
    """The header fields of a part from top to bottom: names in lower case, values as bytes, unfolded."""

    fields: tuple[tuple[str, bytes], ...] = ()

    def all(self, name: str) -> list[bytes]:
        """Every value of the field, topmost first."""
        return [value for key, value in self.fields if key == name]

    def first(self, name: str) -> bytes:
        """The topmost value of the field, or nothing."""
        return next((value for key, value in self.fields if key == name), b"")

    def __contains__(self, name: str) -> bool:
        return any(key == name for key, _ in self.fields)


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its headers, what it says it is, its encoded body, and the parts inside it if it is a multipart."""

    headers: Headers
    type: ContentType
    body: bytes = field(repr=False)
    children: tuple["Part", ...] = ()

    def walk(self) -> Iterator["Part"]:
        """This part and every part below it, in the order of the mail."""
        yield self
        for child in self.children:
            yield from child.walk()


def read(raw: bytes) -> Part:
    """Read a whole mail; raises OverLimitsError. Any bytes are a mail: what is no header is body."""
    if b"\n" not in raw and b"\r" in raw:
        raw = raw.replace(b"\r", b"\n")
    return _Reader(raw).part(0, len(raw), "text/plain", 0)


class _Reader:
    """Works on offsets into the one mail: fifty nested slices of 25 MB would be over a gigabyte."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.parts = 0

    def part(self, start: int, end: int, default_type: str, depth: int) -> Part:
        self.parts += 1
        if self.parts > MAX_PARTS:
            raise OverLimitsError(f"The mail has more than {MAX_PARTS} parts.")
        if depth > MAX_DEPTH:
            raise OverLimitsError(f"The parts of the mail are nested more than {MAX_DEPTH} deep.")
        headers, start = read_headers(self.raw, start, end)
        declared = content_type_of(headers.first("content-type"), default_type)
        boundary = declared.parameters.get("boundary", "").encode("utf-8", "replace")
        if declared.maintype != "multipart" or not boundary:
            return Part(headers, declared, self.raw[start:end])
        inner = "message/rfc822" if declared.subtype == "digest" else "text/plain"
        pieces = _split(self.raw, start, end, boundary)
        children = tuple(self.part(*piece, inner, depth + 1) for piece in pieces)
        # A multipart without any delimiter still has words; they are read as text.
        return Part(headers, declared, b"" if children else self.raw[start:end], children)


def pieces_of(raw: bytes) -> tuple[bytes, ...]:
    """The parts of a multipart mail byte by byte, headers and all, as `read` divides it; none where it is no such."""
    headers, start = read_headers(raw)
    declared = content_type_of(headers.first("content-type"), "text/plain")
    boundary = declared.parameters.get("boundary", "").encode("utf-8", "replace")
    if declared.maintype != "multipart" or not boundary:
        return ()
    return tuple(raw[begin:end] for begin, end in _split(raw, start, len(raw), boundary))


def read_headers(
    raw: bytes, position: int = 0, end: int | None = None, limit: int = MAX_HEADER_BYTES
) -> tuple[Headers, int]:
    """The header fields from `position` on and where the body begins; raises OverLimitsError past `limit` bytes.

    The first line that is neither a field nor the continuation of one ends the headers; an empty one is skipped.
    A continuation before any field is left out, so that trace headers put above it change nothing.
    """
    size = len(raw) if end is None else end
    *spans, (_, body, _) = field_spans(raw, position, size, limit)
    return Headers(tuple((name, unfold(raw[start:stop])) for name, start, stop in spans)), body


def field_spans(raw: bytes, position: int, size: int, limit: int) -> Iterator[tuple[str, int, int]]:
    """Each field's name in lower case, and where its folded value lies; at last an empty name, and where the body
    begins (twice). The rules of `read_headers`, without keeping anything.
    """
    start = position
    name, value = "", position
    while position < size:
        line_end = raw.find(b"\n", position, size) + 1 or size
        line = raw[position:line_end]
        if not (line[:1] in (b" ", b"\t") and line.strip()):
            if name:
                yield name, value, position
            name = ""
            if match := _FIELD.match(line):
                name, value = match[1].decode("ascii").lower(), position + match.end()
            elif not line.strip():
                position = line_end
                break
            elif not (position == start and line.startswith(_MBOX_LINE)):
                break
        position = line_end
        if position - start > limit:
            raise OverLimitsError(f"The headers are longer than {limit // 1024} KB.")
    if name:
        yield name, value, position
    yield "", position, position


def _split(raw: bytes, begin: int, end: int, boundary: bytes) -> Iterator[tuple[int, int]]:
    """Where the parts between the delimiter lines lie (RFC 2046, 5.1.1); the last delimiter may be missing."""
    delimiter = b"--" + boundary
    start: int | None = None
    at = raw.find(delimiter, begin, end)
    while at >= 0:
        line_end = raw.find(b"\n", at, end)
        line_end = end if line_end < 0 else line_end
        rest = raw[at + len(delimiter) : line_end].strip()
        if (at == begin or raw[at - 1] == _NEWLINE) and rest in (b"", b"--"):
            if start is not None:
                yield start, max(start, _before_line_end(raw, at))
            if rest:
                return
            start = min(line_end + 1, end)
        at = raw.find(delimiter, line_end, end)
    if start is not None:
        yield start, end


def _before_line_end(raw: bytes, at: int) -> int:
    """The line end before a delimiter belongs to the delimiter."""
    return at - 2 if raw[at - 2 : at] == b"\r\n" else at - 1
