"""From a parcel to the bytes of a mail: headers from the outbox row, words from the letter's template."""

from datetime import UTC, datetime

from mailer.compose import OutgoingHeaders, compose
from mailer.render import render

from config.settings import Settings
from consultations.delivery import Parcel
from consultations.outbox import AUTOMATIC


def write(parcel: Parcel, settings: Settings) -> bytes:
    """Render and compose; the same parcel gives the same bytes."""
    rendered = render(parcel.letter, service_name=settings.service_name, time_zone=settings.time_zone)
    headers = OutgoingHeaders(
        message_id=parcel.message_id,
        sender_name=settings.service_name,
        sender=settings.address,
        to=parcel.headers.to,
        subject=rendered.subject,
        date=datetime.fromtimestamp(parcel.created_at_timestamp, UTC),
        in_reply_to=parcel.headers.in_reply_to,
        references=parcel.headers.references,
        automatic=parcel.kind in AUTOMATIC,
    )
    return compose(headers, rendered)
