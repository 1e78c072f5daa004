"""Whether headers and envelope say that a mail server wrote a mail about another mail that it could not deliver.

The words of a mail never decide it alone: mailing-list posts about bounces are not bounces.
"""

import re
from enum import IntEnum

from mailer.automatic_subject import begins_as_automatic
from mailer.headers import as_text, decode_words
from mailer.mime import Headers

_NAMED = ("x-failed-recipients", "x-ms-exchange-message-is-ndr", "x-ms-embedded-report")
"""Headers that only such a notice has: Exim and Google; Exchange; older Exchange."""
_DAEMON = re.compile(r"\b(?:mailer-?_?daemon|mail-?daemon)\b|mail delivery (?:sub)?system", re.IGNORECASE)
_OFFICE = re.compile(
    r"\b(?:post_?master|mmdf|mdaemon|mail\.?delivery|mail-?system|mail[-_ ]?(?:admin|server|service)\w*|"
    r"microsoftexchange\w*|mail_service|bounce\w*)\b|^<?(?:root|uucp|postmast\w*|mailerdaemon|smtp)@|_mail_service@|"
    r"\b(?:(?:sys)?admin(?:istrator)?|internet mail (?:delivery|service)|interscan\w*|\w*gateway|ndr|"
    r"(?:no|do-?not)-?reply)\b",
    re.IGNORECASE,
)
"""Names that a mail server writes under, and persons too."""
_RETURN_ADDRESS = re.compile(
    r"(?:^|[<\s])(?:[^@\s<]{1,80}[-+_.])?(?:bounces?|owner|admin|errors?|return)(?:[-+_=][^@\s]{0,120})?@|"
    r"(?:^|[<\s])owner-[^@\s]{1,80}@",
    re.IGNORECASE,
)
"""Where only notices are sent to: the envelope senders of lists and of programs that send to many."""
_REPLY = re.compile(r"\s*(?:re|aw|sv|antw|fwd?|wg|tr|rv|vs)\s*:", re.IGNORECASE)
_MAIL = r"(?:e-?mails?|mails?|messages?|correo|courriel|nachricht|messaggio|mensagem)"
_NEWS = re.compile(
    rf"undeliver(?:able|ed)|\b{_MAIL}\b.{{0,40}}\b(?:fail|error|problem|delay|warning|reject|return|not (?:be "
    rf")?delivered|"
    rf"bounced?|could not)|(?:return(?:ed|ing)|rejected|failed|bounced) (?:\w+ )?{_MAIL}|non[- ]?deliver|non remis|"
    r"failure notice|delivery (?:status )?notification|delivery (?:has )?fail(?:ed|ure)|fail\w* to deliver|"
    r"could not send|"
    r"(?:unable|impossible) to (?:deliver|send)|error sending|error during delivery|mail delivery|user unknown|"
    r"unzustellbar|nicht zugestellt|nicht zustellbar|échec de (?:la )?(?:remise|livraison)|no entregad|no se (?:ha )?"
    r"(?:entregado|podido)|devuelto|mancat[ao] (?:consegna|recapito)|não entregue|devolvid|onbestelbaar|niet bezorgd|"
    r"niedostarcz|недоставлен|не доставлен|配信(?:不能|エラー|でき)|送信でき|退信|无法(?:投递|送达)|無法(?:投遞|傳遞)",
    re.IGNORECASE,
)
"""Subjects about mail that was not delivered. "Claim rejected" and "Delivery report" are a practice's daily words."""
_HINT = re.compile(r"deliver|return|fail|error|bounce|warning|reject|unknown|problem|undeliver|エラー", re.IGNORECASE)
"""What is enough where no person can be the sender."""


class Sign(IntEnum):
    """How much headers and envelope say."""

    NONE = 0
    POSSIBLE = 1
    """A machine wrote it; its words must say that a mail was not delivered, and name to whom."""
    CERTAIN = 2


def sign(headers: Headers, envelope: str | None) -> Sign:
    """What headers and envelope say; `envelope` as in `automatic.envelope_sender`."""
    if any(name in headers for name in _NAMED):
        return Sign.CERTAIN
    sender = decode_words(as_text(headers.first("from")))
    subject = decode_words(as_text(headers.first("subject")))
    reply = _REPLY.match(subject) is not None or begins_as_automatic(subject, answers=True)
    unanswerable = is_null(envelope) or sender.strip() == "<>"  # gateways write the null sender into From too
    daemon = is_from_a_daemon(headers)
    if (daemon and unanswerable) or ((daemon or unanswerable) and not reply and _words(subject)):
        return Sign.CERTAIN
    if daemon or unanswerable:
        return Sign.POSSIBLE
    to_a_return_address = _RETURN_ADDRESS.search(as_text(headers.first("to"))) is not None
    office = not reply and _OFFICE.search(sender) is not None
    return Sign.POSSIBLE if _NEWS.search(subject) and (office or to_a_return_address) else Sign.NONE


def _words(subject: str) -> bool:
    return _HINT.search(subject) is not None or _NEWS.search(subject) is not None


def is_from_a_daemon(headers: Headers) -> bool:
    """Whether From is the name that mail servers write under, and nobody else."""
    return _DAEMON.search(decode_words(as_text(headers.first("from")))) is not None


def is_null(envelope: str | None) -> bool:
    """The null sender of notices (RFC 5321, 4.5.5), or MAILER-DAEMON, which servers write in its place."""
    return envelope is not None and (not envelope or envelope.lower().partition("@")[0] == "mailer-daemon")
