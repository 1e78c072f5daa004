"""Header values: unfolding, encoded words (RFC 2047), parameters (RFC 2231), Message-IDs and dates.

Every reader here takes bytes or text of any kind, runs in linear time and returns what it could read.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import unquote_to_bytes

from mailer import charsets, transfer
from mailer.limits import MAX_LINE_OF_TEXT, MAX_PARAMETERS, MAX_REFERENCES

LINE_BREAKERS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
"""Everything that some program takes for a line end or a control: C0, C1 (with NEL, \\x85), LS and PS."""
_SPACES = re.compile(r"[ \xa0]{2,}")
_ENCODED_WORD = re.compile(r"=\?([^?*\s]{1,40})(?:\*[^?\s]{0,20})?\?([bBqQ])\?([^?]*)\?=")
_ID = re.compile(r"<([^<>\s]{1,900})>")
_TYPE = re.compile(r"\s*([!#$%&'*+.^_`|~0-9A-Za-z-]{1,80})\s*/\s*([!#$%&'*+.^_`|~0-9A-Za-z-]{1,80})")
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,80}")
_SECTION = re.compile(r"(.+?)\*(?:(\d{1,2}))?(\*)?$")
_MAX_DATE = 100


def unfold(value: bytes) -> bytes:
    """A header value on one line (RFC 5322, 2.2.3), without white space at its ends."""
    if b"\n" in value or b"\r" in value:
        value = value.replace(b"\r", b"").replace(b"\n", b"")
    return value.strip(b" \t\x0b\x0c")


def as_text(value: bytes) -> str:
    """The characters of a header value: UTF-8 (RFC 6532), or Windows-1252 where it is not."""
    return charsets.decode(value, "utf-8")[0]


def one_line(text: str) -> str:
    """The text without control characters and line separators, cut to a length that people read."""
    return _SPACES.sub(" ", LINE_BREAKERS.sub(" ", text)).strip()[:MAX_LINE_OF_TEXT]


def decode_words(text: str) -> str:
    """The text with its encoded words decoded, on one line. Neighbours of one charset are decoded together,
    because mailers split characters between them.
    """
    decoded: list[str] = []
    pending: list[tuple[str, bytes]] = []
    position = 0
    for match in _ENCODED_WORD.finditer(text):
        between = text[position : match.start()]
        if between.strip() or not pending:
            decoded += [_joined(pending), between]
            pending = []
        payload = charsets.encode(match[3], match[1])
        if match[2] in "qQ":
            content = transfer.decode(payload.replace(b"_", b"=20").rstrip(b"="), "q")[0]
        else:
            content = transfer.decode_base64(payload)[0]
        if pending and pending[-1][0] == match[1].lower():
            content = pending.pop()[1] + content
        pending.append((match[1].lower(), content))
        position = match.end()
    return one_line("".join([*decoded, _joined(pending), text[position:]]))


def _joined(words: list[tuple[str, bytes]]) -> str:
    return "".join(charsets.decode(content, charset)[0] for charset, content in words)


@dataclass(frozen=True, slots=True)
class ContentType:
    """A media type in lower case with its parameters, names in lower case."""

    maintype: str
    subtype: str
    parameters: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.maintype}/{self.subtype}"


def content_type_of(value: bytes, default: str) -> ContentType:
    """Read a Content-Type; one that cannot be read is text/plain (RFC 2045, 5.2), an absent one is `default`."""
    text = as_text(value)
    match = _TYPE.match(text)
    if match is None:
        maintype, _, subtype = (default if not text else "text/plain").partition("/")
        return ContentType(maintype, subtype, parameters_of(text))
    return ContentType(match[1].lower(), match[2].lower(), parameters_of(text[match.end() :]))


def parameters_of(text: str) -> dict[str, str]:
    """The `; name=value` pairs of a structured value, continuations joined and percent signs undone (RFC 2231)."""
    pairs: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for segment in _segments(text):
        name, equals, value = segment.partition("=")
        name = name.strip().lower()
        if not equals or not _TOKEN.fullmatch(name):
            continue
        if len(pairs) + len(pieces) >= MAX_PARAMETERS:
            break
        section = _SECTION.match(name)
        if section is None:
            pairs.setdefault(name, _unquoted(value))
        else:
            number = int(section[2] or 0)
            encoded = bool(section[3]) or section[2] is None
            pieces.setdefault(section[1], {})[number] = (_unquoted(value), encoded)
    pairs.update({name: _continued(sections) for name, sections in pieces.items()})
    return pairs


def _continued(sections: dict[int, tuple[str, bool]]) -> str:
    charset, content = "utf-8", b""
    for number, (section, encoded) in sorted(sections.items()):
        value = section
        if encoded and number == min(sections) and value.count("'") >= 2:  # noqa: PLR2004 - charset'language'value
            charset, _, value = value.split("'", 2)
        raw = value.encode("utf-8", "replace")
        content += unquote_to_bytes(raw) if encoded else raw
    return charsets.decode(content, charset)[0]


def _segments(text: str) -> list[str]:
    """The text cut at the semicolons that stand outside quoted strings."""
    segments, start, quoted, escaped = [], 0, False, False
    for position, character in enumerate(text):
        if escaped:
            escaped = False
        elif character == "\\":
            escaped = quoted
        elif character == '"':
            quoted = not quoted
        elif character == ";" and not quoted:
            segments.append(text[start:position])
            start = position + 1
    segments.append(text[start:])
    return segments


def _unquoted(value: str) -> str:
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] == '"':
        return re.sub(r"\\(.)", r"\1", value[1:-1])
    return value.split(" ", 1)[0] if value[:1] != '"' else value.strip('"')


def message_id_of(value: bytes) -> tuple[str | None, str | None]:
    """The Message-ID with its angle brackets, or None; and the defect in words. Brackets that are missing are added."""
    text = as_text(value)
    if not text:
        return None, None
    if match := _ID.search(text):
        return f"<{match[1]}>", None
    bare = text.strip("<> \t")
    if bare and not re.search(r"[<>\s]", bare) and text[0] != "<" and text[-1] != ">":
        return f"<{bare[:900]}>", "Message-ID without angle brackets"
    return None, "Message-ID cannot be read"


def ids_in(text: str) -> list[str]:
    """The ids in angle brackets, without these."""
    return _ID.findall(text)


def references_of(references: list[bytes], in_reply_to: list[bytes]) -> tuple[str, ...]:
    """The ids of References, then of In-Reply-To, oldest first, without repeats, the last MAX_REFERENCES of them."""
    latest: list[str] = []
    seen: set[str] = set()
    for value in (*reversed(in_reply_to), *reversed(references)):
        for id_ in reversed(ids_in(as_text(value))):
            if id_ not in seen and len(latest) < MAX_REFERENCES:
                seen.add(id_)
                latest.append(f"<{id_}>")
    return tuple(reversed(latest))


def date_of(value: bytes) -> datetime | None:
    """The Date, always with its zone (none given: UTC); None where it cannot be read."""
    text = as_text(value)[:_MAX_DATE]
    try:
        date = parsedate_to_datetime(text)
        return (date if date.tzinfo else date.replace(tzinfo=UTC)) if date.utctimetuple() else None
    except Exception:  # noqa: BLE001 - the standard library promises no list of what it raises here
        return None
