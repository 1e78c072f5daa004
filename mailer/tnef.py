"""Outlook's own wrapping of a mail (winmail.dat, MS-OXTNEF): the attachments and the text in it.

A stream of attributes, each with its length; inside some of them a list of MAPI properties. Whatever is cut off or
unknown ends the reading, and what was read before stays.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from mailer import charsets

SIGNATURE = b"\x78\x9f\x3e\x22"
"""0x223E9F78, little-endian: how every TNEF stream begins, whatever the part is called."""
_HEADER = 6
_ATTRIBUTE = struct.Struct("<BII")
_CHECKSUM = 2
_MAX_ATTRIBUTES = 2_000
_MAX_ATTACHMENTS = 100
_MAX_PROPERTIES = 2_000

_CODE_PAGE = 0x00069007
_MESSAGE_PROPERTIES = 0x00069003
_NEW_ATTACHMENT = 0x00069002
_TITLE = 0x00018010
_DATA = 0x0006800F
_ATTACHMENT_PROPERTIES = 0x00069005

_BODY, _HTML = 0x1000, 0x1013
_DATA_PROPERTY, _SHORT_NAME, _LONG_NAME, _MIME_TYPE = 0x3701, 0x3704, 0x3707, 0x370E

_FIXED = {
    **dict.fromkeys((0x0002, 0x0003, 0x0004, 0x000A, 0x000B), 4),
    **dict.fromkeys((0x0005, 0x0006, 0x0007, 0x0014, 0x0040), 8),
    0x0048: 16,
}
"""Bytes of a value by its type, padded to four (MS-OXCDATA, 2.11.1)."""
_STRING, _WIDE_STRING, _OBJECT = 0x001E, 0x001F, 0x000D
_OBJECT_ID = 16
_MANY = 0x1000
_NAMED = 0x8000


@dataclass(slots=True)
class Wrapped:
    """A file inside the stream; `content_type` is empty where Outlook did not say."""

    name: str = ""
    content: bytes = field(default=b"", repr=False)
    content_type: str = ""


@dataclass(slots=True)
class Contents:
    """What a stream holds; `text` and `html` (markup) may be empty.

    Outlook writes its compressed RTF beside a plain part of the mail, so that is not read.
    """

    files: list[Wrapped] = field(default_factory=list)
    text: str = ""
    html: str = ""


def read(stream: bytes) -> Contents:
    """Everything in the stream that can be read. Never raises; linear in its length."""
    contents, codec = Contents(), "cp1252"
    for number, data in _attributes(stream):
        if number == _CODE_PAGE and data:
            codec = f"cp{int.from_bytes(data[:4], 'little')}"
        elif number == _MESSAGE_PROPERTIES:
            _read_message(contents, dict(_properties(data, codec)), codec)
        elif number == _NEW_ATTACHMENT and len(contents.files) < _MAX_ATTACHMENTS:
            contents.files.append(Wrapped())
        elif contents.files:
            _read_file(contents.files[-1], number, data, codec)
    contents.files = [file for file in contents.files if file.content]
    return contents


def _attributes(stream: bytes) -> Iterator[tuple[int, bytes]]:
    position = _HEADER
    for _ in range(_MAX_ATTRIBUTES):
        if position + _ATTRIBUTE.size > len(stream):
            return
        _, number, size = _ATTRIBUTE.unpack_from(stream, position)
        position += _ATTRIBUTE.size
        yield number, stream[position : position + size]
        position += size + _CHECKSUM


def _read_message(contents: Contents, properties: "dict[int, str | bytes]", codec: str) -> None:
    contents.text = _text(properties.get(_BODY, ""), codec)
    contents.html = _text(properties.get(_HTML, ""), codec)


def _read_file(file: Wrapped, number: int, data: bytes, codec: str) -> None:
    if number == _TITLE:
        file.name = file.name or _text(data.rstrip(b"\0"), codec)
    elif number == _DATA:
        file.content = data
    elif number == _ATTACHMENT_PROPERTIES:
        properties = dict(_properties(data, codec))
        named = properties.get(_LONG_NAME) or properties.get(_SHORT_NAME) or file.name
        file.name = _text(named, codec)
        file.content_type = _text(properties.get(_MIME_TYPE, ""), codec)
        content = properties.get(_DATA_PROPERTY, b"")
        if not file.content and isinstance(content, bytes):
            file.content = content


def _text(value: str | bytes, codec: str) -> str:
    return value if isinstance(value, str) else charsets.decode(value, codec)[0]


class _Cut(Exception):  # noqa: N818 - it is where a list ends, not an error of anybody's
    """The list of properties ends in the middle of one."""


class _Cursor:
    """Little-endian numbers and padded values, one after the other."""

    def __init__(self, data: bytes) -> None:
        self.data, self.position = data, 0

    def take(self, size: int) -> bytes:
        if self.position + size > len(self.data):
            raise _Cut
        taken = self.data[self.position : self.position + size]
        self.position += size
        return taken

    def number(self, size: int = 4) -> int:
        return int.from_bytes(self.take(size), "little")

    def padded(self, size: int) -> bytes:
        taken = self.take(size)
        self.position += -size % 4
        return taken


def _properties(data: bytes, codec: str) -> "Iterator[tuple[int, str | bytes]]":
    """The id and the value of each text or binary property; numbers are passed over."""
    cursor = _Cursor(data)
    try:
        for _ in range(min(cursor.number(), _MAX_PROPERTIES)):
            kind, id_ = cursor.number(2), cursor.number(2)
            if id_ >= _NAMED:
                _pass_over_name(cursor)
            value = _value(cursor, kind, codec)
            if value is not None:
                yield id_, value
    except _Cut:
        return


def _pass_over_name(cursor: _Cursor) -> None:
    cursor.take(16)
    if cursor.number():
        cursor.padded(cursor.number())
    else:
        cursor.take(4)


def _value(cursor: _Cursor, kind: int, codec: str) -> str | bytes | None:
    base = kind & ~_MANY
    if base in _FIXED:
        for _ in range(min(cursor.number(), _MAX_PROPERTIES) if kind & _MANY else 1):
            cursor.padded(_FIXED[base])
        return None
    last: bytes = b""
    for _ in range(min(cursor.number(), _MAX_PROPERTIES)):  # one, where it is no list
        last = cursor.padded(cursor.number())
    if base == _OBJECT:
        return last[_OBJECT_ID:]
    if base == _WIDE_STRING:
        return charsets.decode(last.rstrip(b"\0") + b"\0" * (len(last.rstrip(b"\0")) % 2), "utf-16-le")[0]
    return charsets.decode(last.rstrip(b"\0"), codec)[0] if base == _STRING else last
