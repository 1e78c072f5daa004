"""Which parts of a mail are its text, and which are attachments (RFC 2046; Content-Disposition, RFC 2183)."""

import re
from dataclasses import dataclass, field

from consultations.messages import Attachment
from mailer import charsets, html_text, invitations, tnef, transfer, wrapped
from mailer.headers import as_text, decode_words, one_line, parameters_of
from mailer.limits import MAX_FORWARDED_HEADER_BYTES, MAX_LAYOUT_CHARACTERS
from mailer.mime import Part, read, read_headers

_ANY_BYTES = "application/octet-stream"
_MAX_UNWRAPPED = 3
"""Signatures around signatures: a list signs once more what a person signed."""
_EXCUSE = re.compile(
    r"(?=[\s\S]{0,300}$)[\s\S]*(?:\b(?:enable|support|view|display|see|read|open|requires?)\b.{0,60}\bhtml\b|"
    r"\bhtml\b.{0,60}\b(?:enable|support|view|display|client|mail|version|format)|\bview\b.{0,40}\bbrowser\b)[\s\S]*",
    re.IGNORECASE,
)
"""What programs write into the plain part in place of the words: "your mail program does not display HTML"."""
_DISPOSITION = re.compile(r"\s*([A-Za-z]+)")


@dataclass
class Body:
    """The readable text and the attachments, gathered part by part.

    `layout_left` is how much HTML may still be laid out; with `only_attachments` no text is read at all. `spare_text`
    is for a mail without any of its own; `unwrapped` counts the signatures that were taken off.
    """

    texts: list[str] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)
    layout_left: int = MAX_LAYOUT_CHARACTERS
    only_attachments: bool = False
    spare_text: str = ""
    unwrapped: int = 0

    @property
    def text(self) -> str:
        """All readable text; parts are parted by a blank line."""
        return "\n\n".join(text.strip("\n") for text in self.texts if text.strip())

    def note(self, defect: str | None) -> None:
        """Remember what had to be mended, once."""
        if defect and defect not in self.defects:
            self.defects.append(defect)


def read_body(part: Part) -> Body:
    """Gather text and attachments of the whole mail."""
    body = Body()
    _gather(part, body, root=True)
    if not body.text:
        body.texts.append(body.spare_text)
    return body


def content_of(part: Part, body: Body) -> bytes:
    """The bytes of a part with its transfer encoding undone."""
    content, defect = transfer.decode(part.body, as_text(part.headers.first("content-transfer-encoding")))
    body.note(defect)
    return content


def _gather(part: Part, body: Body, *, root: bool = False) -> None:
    if part.type.maintype == "multipart":
        if not part.children:
            body.note("multipart without parts")
            body.texts.append(charsets.decode(part.body, "utf-8")[0])
        elif part.type.subtype == "alternative":
            _gather_alternative(part, body)
        else:
            for child in part.children:
                _gather(child, body)
    elif _is_text(part, root=root):
        if not body.only_attachments:
            body.texts.append(_text(part, body))
    else:
        _attach(part, body)


def _attach(part: Part, body: Body) -> None:
    """An attachment; or the parts that Outlook, or a signature, wrapped into one."""
    content = content_of(part, body)
    unwrapped = (
        _from_tnef(content, body) if content.startswith(tnef.SIGNATURE) else _from_signature(part, content, body)
    )
    if str(part.type) == "text/calendar" and not body.spare_text:
        calendar = charsets.decode(content[:MAX_LAYOUT_CHARACTERS], part.type.parameters.get("charset", ""))[0]
        body.spare_text = invitations.text_of(calendar)
    if not unwrapped:
        body.attachments.append(Attachment(name_of(part), str(part.type), content))


def _from_tnef(content: bytes, body: Body) -> bool:
    """Whether Outlook's wrapping held anything: its files are attachments, its text stands in for a missing one."""
    inside = tnef.read(content)
    for file in inside.files:
        body.attachments.append(Attachment(one_line(file.name), file.content_type or _ANY_BYTES, file.content))
    body.spare_text = body.spare_text or with_plain_line_ends(inside.text) or html_text.text_of(inside.html)
    return bool(inside.files or inside.text or inside.html)


def _from_signature(part: Part, content: bytes, body: Body) -> bool:
    """Whether an S/MIME signature wrapped a mail, whose parts are then those of this one."""
    if not wrapped.is_smime(part) or body.unwrapped == _MAX_UNWRAPPED:
        return False
    inside = wrapped.signed_content(content)
    if inside is None:
        return False
    body.unwrapped += 1
    _gather(read(inside), body, root=True)
    return True


def _gather_alternative(part: Part, body: Body) -> None:
    """Plain text says what the sender sees; HTML only where there is none, or a plain part that only excuses itself.

    Whatever is not text is an attachment, of every version.
    """
    chosen: list[str] = []
    gathered: dict[int, Body] = {}
    for number, child in sorted(enumerate(part.children), key=lambda pair: _has_html(pair[1])):
        option = Body(layout_left=body.layout_left, only_attachments=bool(chosen) or body.only_attachments)
        _gather(child, option)
        body.layout_left = option.layout_left
        body.spare_text = body.spare_text or option.spare_text
        if not _EXCUSE.fullmatch(option.text):
            chosen = chosen or (option.texts if option.text.strip() else [])
        gathered[number] = option
    body.texts += chosen or next((option.texts for option in gathered.values() if option.text), [])
    for _, option in sorted(gathered.items()):
        body.attachments += option.attachments
        for defect in option.defects:
            body.note(defect)


def _has_html(part: Part) -> bool:
    return any(leaf.type.subtype == "html" for leaf in part.walk())


def _is_text(part: Part, *, root: bool) -> bool:
    if str(part.type) not in ("text/plain", "text/html"):
        return part.type.maintype == "text" and part.type.subtype in ("enriched", "richtext") and not name_of(part)
    return root or (disposition_of(part) != "attachment" and not name_of(part))


def is_plain_body(part: Part) -> bool:
    """Whether the part is text that its sender wrote as plain, to be read at once."""
    return str(part.type) == "text/plain" and disposition_of(part) != "attachment" and not name_of(part)


def text_of_part(part: Part) -> str:
    """The text of a leaf, laid out where it is HTML."""
    return _text(part, Body())


def _text(part: Part, body: Body) -> str:
    content, charset = content_of(part, body), part.type.parameters.get("charset", "")
    text, defect = charsets.decode(content, charset)
    body.note(defect)
    if part.type.subtype == "html":
        laid_out = html_text.text_of(text, body.layout_left)
        body.layout_left -= min(len(text), body.layout_left)
        return laid_out
    return wrapped.without_cleartext_signature(with_plain_line_ends(text))


def with_plain_line_ends(text: str) -> str:
    """The text with every line end made one character."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def disposition_of(part: Part) -> str:
    """`inline`, `attachment` or another word, in lower case; empty when the part does not say."""
    match = _DISPOSITION.match(as_text(part.headers.first("content-disposition")))
    return match[1].lower() if match else ""


def name_of(part: Part) -> str:
    """What the sender called the part: for display, never a path. Empty when it has no name."""
    disposition = as_text(part.headers.first("content-disposition"))
    _, _, parameters = disposition.partition(";")
    name = parameters_of(parameters).get("filename") or part.type.parameters.get("name") or ""
    if not name and str(part.type) == "message/rfc822":
        head = part.body[:MAX_FORWARDED_HEADER_BYTES]
        inner, _ = read_headers(head, limit=len(head))
        name = decode_words(as_text(inner.first("subject")))
        name = f"{name}.eml" if name else ""
    return decode_words(name)
