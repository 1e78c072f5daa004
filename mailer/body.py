"""Which parts of a mail are its text, and which are attachments (RFC 2046; Content-Disposition, RFC 2183)."""

import re
from dataclasses import dataclass, field

from consultations.messages import Attachment
from mailer import charsets, html_text, transfer
from mailer.headers import as_text, decode_words, parameters_of
from mailer.limits import MAX_FORWARDED_HEADER_BYTES
from mailer.mime import Part, read_headers

_EXTENSIONS = {"text/calendar": ".ics", "message/rfc822": ".eml", "application/pdf": ".pdf", "text/html": ".html"}
_DISPOSITION = re.compile(r"\s*([A-Za-z]+)")


@dataclass
class Body:
    """The readable text and the attachments, gathered part by part."""

    texts: list[str] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)

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
        body.texts.append(_text(part, body))
    else:
        body.attachments.append(Attachment(name_of(part), str(part.type), content_of(part, body)))


def _gather_alternative(part: Part, body: Body) -> None:
    """Plain text says what the sender sees; HTML only where there is none. Whatever is not text is an attachment."""
    options = []
    for child in part.children:
        option = Body()
        _gather(child, option)
        options.append((any(leaf.type.subtype == "html" for leaf in child.walk()), option))
        body.attachments += option.attachments
        for defect in option.defects:
            body.note(defect)
    with_words = [(is_html, option) for is_html, option in options if option.text.strip()]
    if with_words:
        body.texts += min(with_words, key=lambda pair: pair[0])[1].texts


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
        return html_text.text_of(text)
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
        name = f"{name}{_EXTENSIONS['message/rfc822']}" if name else ""
    return decode_words(name)
