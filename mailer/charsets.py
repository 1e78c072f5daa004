"""Bytes to text, whatever the sender calls their encoding; never an error, never a character a database refuses."""

import codecs
import re

_NOT_TEXT_OF_MAILS = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"})
"""Python codecs that are no charset: some take quadratic time, some read escapes that the sender wrote as words."""
_ALIASES = {
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-6-i": "iso-8859-6",
    "unicode-1-1-utf-7": "utf-7",
    "unicode-1-1-utf-8": "utf-8",
    "x-gbk": "gb18030",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-sjis": "cp932",
    "shift_jis": "cp932",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "x-euc-jp": "euc_jp",
    "windows-874": "cp874",
    "x-mac-roman": "mac-roman",
    "macintosh": "mac-roman",
    "us-ascii": "utf-8",
    "ascii": "utf-8",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
}
"""Names that mails use for charsets that Python knows by another one, and supersets that decode what is meant
(WHATWG Encoding Standard: latin1 is windows-1252, gb2312 is gb18030, shift_jis is windows-31j)."""
_LATIN = frozenset({"cp1252", "iso8859-1", "iso8859-15"})
_ESCAPE = b"\x1b"
_SHIFTS = (
    (b"\x1b$)C", "iso2022_kr"),
    (b"\x1b$B", "iso2022_jp_2"),
    (b"\x1b$@", "iso2022_jp_2"),
    (b"\x1b(J", "iso2022_jp_2"),
)
_UNWANTED = re.compile("[\x00\ud800-\udfff]")
_MAX_NAME = 40


def decode(content: bytes, charset: str) -> tuple[str, str | None]:
    """The text, and the defect in words when it is not exactly what the sender wrote.

    An unknown or wrong charset falls back to UTF-8, then to Windows-1252, the two that cover almost all of them.
    """
    codec = _codec(charset)
    defect = None if codec else "unknown charset"
    if codec in _LATIN and not content.isascii() and _is_utf8(content):
        codec, defect = "utf-8", "text does not fit its charset"
    elif codec == "utf-8" and _ESCAPE in content and (shifted := _shifted_codec(content)):
        codec, defect = shifted, "text does not fit its charset"
    for attempt in (codec, "utf-8"):
        if attempt is None:
            continue
        try:
            return _clean(content.decode(attempt)), defect
        except (UnicodeError, ValueError):
            defect = "text does not fit its charset"
    return _clean(content.decode("cp1252", "replace")), defect


def _is_utf8(content: bytes) -> bool:
    """Letters of Latin-1 that happen to be valid UTF-8 mean something in UTF-8: no words are written like that."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _shifted_codec(content: bytes) -> str | None:
    """The ISO 2022 charset whose escapes stand in text that is labelled as none (RFC 1468, RFC 1557, RFC 1922)."""
    return next((codec for escape, codec in _SHIFTS if escape in content), None)


def encode(text: str, charset: str) -> bytes:
    """The bytes behind characters that a sender left bare in a value which should be ASCII."""
    for codec in ("ascii", _codec(charset) or "utf-8"):
        try:
            return text.encode(codec)
        except UnicodeError:
            continue
    return text.encode("utf-8", "replace")


def _codec(charset: str) -> str | None:
    name = charset.strip().strip("'\"").lower()[:_MAX_NAME]
    name = _ALIASES.get(name, name) or "utf-8"
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    is_text = info._is_text_encoding  # noqa: SLF001 - nothing public tells a charset from zip or base64
    if info.name.replace("-", "_") in _NOT_TEXT_OF_MAILS or not is_text:
        return None
    return info.name


def _clean(text: str) -> str:
    """NUL and lone surrogates become replacement characters: PostgreSQL stores neither."""
    return text if text.isascii() and "\0" not in text else _UNWANTED.sub("\ufffd", text)
