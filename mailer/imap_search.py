"""Looking for one Message-ID in a selected IMAP folder."""

import email
from email import policy

from mailer.imap_connection import Client

_HEADER = b"BODY[HEADER.FIELDS (MESSAGE-ID)]"
_PEEK = b"BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]"


def holds_message_id(client: Client, message_id: str) -> bool:
    """Whether a mail in the selected folder has exactly this Message-ID (with angle brackets).

    SEARCH matches parts of words, and some servers match loosely, so every hit is looked at (RFC 9051, 6.4.4).
    """
    uids = client.search(["HEADER", "Message-ID", message_id])
    answers = client.fetch(uids, [_PEEK])
    return any(_message_id(answer.get(_HEADER, b"")) == message_id for answer in answers.values())


def _message_id(header: bytes) -> str:
    return str(email.message_from_bytes(header, policy=policy.compat32).get("Message-ID", "")).strip()
