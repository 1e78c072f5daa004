"""The words of a Word file (ECMA-376, WordprocessingML) in the order of its body, with headers and footnotes.

Our own reader over the standard library: what people wrote stands in text runs wherever they are (tables, text boxes,
content controls, insertions that were not yet accepted), and libraries that model paragraphs leave some of them out.
Deleted text is `w:delText`, which is no text run. The parser fetches nothing, and expat stops entities that grow.
"""

import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from io import BytesIO

from consultations.records import Page
from mailer.attachments.limits import MAX_RATIO, MAX_UNPACKED_BYTES, RATIO_FLOOR
from mailer.attachments.readings import Reading, UnreadableError

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
"""A second copy of a text box for older programs."""
_BODY = "word/document.xml"
_BESIDE = re.compile(r"word/(?:header|footer|footnotes|endnotes|comments)\d*\.xml")
_MARKS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_ENDS = {f"{_W}p": "\n", f"{_W}tc": "\t"}
_ENCRYPTED = 1


def read(content: bytes) -> Reading:
    """Body first, then what stands beside it. Word itself decides on pages, so they have no numbers here."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = _checked(archive)
            texts = [_text(archive.read(name)) for name in names]
    except (zipfile.BadZipFile, ET.ParseError, KeyError, ValueError, EOFError, NotImplementedError):
        raise UnreadableError("a damaged Word file: save it again, or send a PDF") from None
    yield Page(0, "\n\n".join(text for text in texts if text))
    return None


def _checked(archive: zipfile.ZipFile) -> list[str]:
    """The members to read, of an archive that unpacks to no more than a document does.

    The sizes are those that the archive declares, and no member is unpacked beyond its own.
    """
    members = archive.infolist()
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise UnreadableError("encrypted: send it without a password")
    if any(member.file_size > MAX_RATIO * max(member.compress_size, RATIO_FLOOR // MAX_RATIO) for member in members):
        raise UnreadableError("it unpacks to more than a document has: send a PDF")
    beside = sorted({member.filename for member in members if _BESIDE.fullmatch(member.filename)})
    names = [_BODY, *beside]
    if sum(archive.getinfo(name).file_size for name in names) > MAX_UNPACKED_BYTES:
        raise UnreadableError("it unpacks to more than a document has: send a PDF")
    return names


def _text(xml: bytes) -> str:
    lines = "".join(_words(ET.fromstring(xml))).splitlines()  # noqa: S314 - see above
    return "\n".join(line.strip() for line in lines).strip()


def _words(element: ET.Element) -> Iterator[str]:
    if element.tag == _FALLBACK:
        return
    if element.tag == f"{_W}t":
        yield element.text or ""
    yield _MARKS.get(element.tag, "")
    for child in element:
        yield from _words(child)
    yield _ENDS.get(element.tag, "")
