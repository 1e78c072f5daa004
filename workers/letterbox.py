"""From a parcel to the bytes of a mail: headers from the outbox row, words from the letter's template."""

import secrets
from datetime import UTC, datetime

from config.settings import Settings
from consultations.delivery import Parcel
from consultations.letters import TrialLetter
from consultations.messages import Address
from consultations.outbox import AUTOMATIC
from mailer.compose import LetterHeaders, compose
from mailer.dkim_signing import sign
from mailer.render import render


def write(parcel: Parcel, settings: Settings) -> bytes:
    """Render, compose and sign. The same parcel gives the same bytes, but for the time in the signature."""
    rendered = render(parcel.letter, service_name=settings.service_name, time_zone=settings.time_zone)
    headers = LetterHeaders(
        message_id=parcel.message_id,
        sender=Address(name=settings.service_name, addr=settings.address),
        to=(parcel.headers.to,),
        date=parcel.written_at,
        in_reply_to=parcel.headers.in_reply_to,
        references=parcel.headers.references,
        automatic=parcel.kind in AUTOMATIC,
    )
    return _signed(compose(headers, rendered), settings)


def trial_mail(to: Address, settings: Settings) -> tuple[bytes, str]:
    """A mail to try the way out with, and its Message-ID. No case and no client is in it."""
    rendered = render(TrialLetter(), service_name=settings.service_name, time_zone=settings.time_zone)
    headers = LetterHeaders(
        message_id=f"<test.{secrets.token_hex(12)}@{settings.domain}>",
        sender=Address(name=settings.service_name, addr=settings.address),
        to=(to,),
        date=datetime.now(UTC),
    )
    return _signed(compose(headers, rendered), settings), headers.message_id


def _signed(content: bytes, settings: Settings) -> bytes:
    return sign(content, settings.domain, settings.dkim) if settings.dkim else content
