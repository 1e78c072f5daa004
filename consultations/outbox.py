"""Putting a letter into the outbox: a row with its Message-ID fixed, and the job that will send it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter
from sqlmodel import Session, col, func, select

from config.columns import new_row_id
from consultations import jobs, letters, tokens
from consultations.desk import Desk
from consultations.letters import Letter
from consultations.lifecycle import OutState
from consultations.messages import Address
from consultations.models import Consultation, InboundMail, JobKind, OutboundMail, OutKind
from consultations.sealing import Safe, Vault

_TABLE = "outbound_mail"
_LETTERS: dict[str, TypeAdapter[Letter]] = {
    kind.template: TypeAdapter(kind)
    for kind in (
        letters.AnswerLetter,
        letters.QuestionLetter,
        letters.AcknowledgementLetter,
        letters.OverQuotaLetter,
        letters.UnknownSenderLetter,
        letters.AgreementMissingLetter,
        letters.EncryptedLetter,
        letters.DeclinedLetter,
        letters.UndeliveredLetter,
        letters.InvitationLetter,
        letters.NewPasswordLetter,
    )
}
AUTOMATIC = frozenset({OutKind.ACKNOWLEDGEMENT, OutKind.NOTICE})
TOKEN_PURPOSE = "message-id"  # noqa: S105 - the name of a purpose, not a secret
ENVELOPE_PURPOSE = "envelope-id"


@dataclass(frozen=True, slots=True)
class Headers:
    """Who a mail goes to and what it answers. `references` are whole, oldest first, with angle brackets."""

    to: Address
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()


_HEADERS = TypeAdapter(Headers)


@dataclass(frozen=True, slots=True)
class About:
    """What a letter is about: a case, or a mail that never became one. It decides which data key seals the letter.

    A letter about neither, such as an invitation, has a data key of its own (`own`: its row and that key).
    """

    consultation: Consultation | None
    mail: InboundMail | None
    own: tuple[int, bytes] | None = None

    def safe(self, vault: Vault) -> Safe:
        """The safe of the case, else of the mail, else the letter's own."""
        if self.consultation:
            return vault.safe("consultation", self.consultation.id, self.consultation.data_key)
        if self.mail:
            return vault.safe("inbound_mail", self.mail.id, self.mail.data_key)
        if self.own:
            return vault.safe(_TABLE, *self.own)
        raise ValueError("a letter is about a case or about a mail, or has a key of its own")


NOTHING = About(None, None)
"""What a letter is about that belongs to no case and no mail: posting it makes its data key."""


def envelope_id(desk: Desk, mail: OutboundMail) -> str:
    """Names the mail to the servers that carry it, and to nobody who reads it: who knows it may say that it bounced."""
    number = mail.message_id[1:].partition(".")[0].upper()
    domain = mail.message_id.rpartition("@")[2].rstrip(">")
    return tokens.sign(number, mail.id, desk.vault.token_key(ENVELOPE_PURPOSE), domain)[1:-1]


def by_envelope_id(desk: Desk, session: Session, envelope: str) -> OutboundMail | None:
    """The mail that was sent under this name; None for a name that we did not give."""
    token = tokens.verify(f"<{envelope}>", desk.vault.token_key(ENVELOPE_PURPOSE))
    return session.get(OutboundMail, token.outbound_id) if token else None


def post(
    desk: Desk,
    session: Session,
    kind: OutKind,
    letter: Letter,
    headers: Headers,
    about: About,
    **more: Any,
) -> OutboundMail:
    """Write the outbox row and its job. `more`: an answer's `approval_id`, and `not_before` while it may be undone."""
    now = desk.clock()
    row = new_row_id()
    own_key = desk.vault.new_data_key(_TABLE, row) if about == NOTHING else None
    safe = (About(None, None, (row, own_key)) if own_key else about).safe(desk.vault)
    number = about.consultation.number if about.consultation else tokens.ABOUT_NO_CASE
    domain = desk.settings.address.rpartition("@")[2]
    mail = OutboundMail(
        id=row,
        kind=kind,
        template=letter.template,
        state=OutState.PENDING,
        consultation_id=about.consultation.id if about.consultation else None,
        inbound_mail_id=about.mail.id if about.mail else None,
        approval_id=more.get("approval_id"),
        message_id=tokens.sign(number, row, desk.vault.token_key(TOKEN_PURPOSE), domain),
        recipient_hash=recipient_hash(desk.vault, headers.to.addr),
        created_at=now,
        data_key=own_key,
        letter=safe.seal(_TABLE, row, "letter", _LETTERS[letter.template].dump_json(letter)),
        headers=safe.seal(_TABLE, row, "headers", _HEADERS.dump_json(headers)),
    )
    session.add(mail)
    session.flush()
    jobs.enqueue(session, JobKind.SEND, row, now, not_before=more.get("not_before"))
    return mail


def post_automatic(
    desk: Desk, session: Session, kind: OutKind, letter: Letter, headers: Headers, about: About
) -> OutboundMail | None:
    """Post an acknowledgement or a notice, unless this address had too many: no loop of machines goes on for long."""
    if _automatic_since(desk, session, headers.to.addr, timedelta(hours=1)) >= desk.settings.automatic_per_hour:
        return None
    return post(desk, session, kind, letter, headers, about)


def had_lately(desk: Desk, session: Session, addr: str, template: str, span: timedelta) -> bool:
    """Whether this address was sent that letter within the span."""
    return _automatic_since(desk, session, addr, span, template) > 0


def recipient_hash(vault: Vault, addr: str) -> str:
    """How an address is counted without being kept."""
    return vault.keyed_hash("recipient", addr.lower())


def open_letter(mail: OutboundMail, safe: Safe) -> tuple[Letter, Headers]:
    """The letter and its headers as they were posted."""
    letter = _LETTERS[mail.template].validate_json(safe.open(_TABLE, mail.id, "letter", mail.letter))
    return letter, _HEADERS.validate_json(safe.open(_TABLE, mail.id, "headers", mail.headers))


def seal_mime(mail: OutboundMail, safe: Safe, content: bytes) -> None:
    """Keep exactly what is about to be sent."""
    mail.mime = safe.seal(_TABLE, mail.id, "mime", content)


def open_mime(mail: OutboundMail, safe: Safe) -> bytes | None:
    """What was sent, or is about to be; None before the first try."""
    return safe.open(_TABLE, mail.id, "mime", mail.mime) if mail.mime else None


def about(session: Session, mail: OutboundMail) -> About:
    """What an outbox row is about."""
    return About(
        consultation=session.get(Consultation, mail.consultation_id) if mail.consultation_id else None,
        mail=session.get(InboundMail, mail.inbound_mail_id) if mail.inbound_mail_id else None,
        own=(mail.id, mail.data_key) if mail.data_key else None,
    )


def reply_headers(to: Address, message_id: str | None, references: tuple[str, ...]) -> Headers:
    """Headers that thread a letter under the mail it answers (RFC 5322, 3.6.4)."""
    chain = tuple(dict.fromkeys((*references, message_id) if message_id else references))
    return Headers(to=to, in_reply_to=message_id, references=chain)


def _automatic_since(desk: Desk, session: Session, addr: str, span: timedelta, template: str = "") -> int:
    since: datetime = desk.clock() - span
    query = select(func.count()).where(
        OutboundMail.recipient_hash == recipient_hash(desk.vault, addr),
        col(OutboundMail.created_at) > since,
        col(OutboundMail.kind).in_(AUTOMATIC),
    )
    if template:
        query = query.where(OutboundMail.template == template)
    return session.exec(query).one()
