"""Files that are text already: plain, HTML, RTF, and a mail that was forwarded as a file."""

from mailer import html_text, invitations
from mailer.attachments.kinds import Kind, kind_of
from mailer.attachments.readings import Reading, UnreadableError, one_text


def plain(content: bytes) -> Reading:
    """Text in UTF-8, UTF-16 with its mark, or what Windows wrote before those."""
    return one_text(decoded(content))


def markup(content: bytes) -> Reading:
    """The words that a reader of an HTML or XML file would see; scripts and styles are none."""
    return one_text(html_text.text_of(decoded(content)))


def rtf(content: bytes) -> Reading:
    """The words of an RTF file."""
    from striprtf.striprtf import rtf_to_text

    return one_text(rtf_to_text(content.decode("latin-1"), errors="replace"))  # type: ignore[no-untyped-call]


def invitation(content: bytes) -> Reading:
    """The meetings of a calendar file."""
    return one_text(invitations.text_of(decoded(content)))


def mail(content: bytes) -> Reading:
    """Subject and text of a forwarded mail; what is attached to it in turn is left out, and told."""
    from consultations.messages import Quarantine
    from mailer.message import parse

    try:
        message = parse(content)
    except Quarantine:
        raise UnreadableError("damaged, or no mail: paste its text into your mail") from None
    inside = sum(kind_of(part.content) is not Kind.SIGNATURE for part in message.attachments)
    left_out = f"{inside} files inside" if inside > 1 else "the file inside"
    return one_text(
        f"{message.subject}\n\n{message.text}", left_out if inside else "", "attach it to your mail by itself"
    )


def decoded(content: bytes) -> str:
    """The text of these bytes; what cannot be read becomes U+FFFD."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
