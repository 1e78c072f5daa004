"""The Sent folder: a copy of what went out, for people who look there. It proves nothing: the journal does."""

from dataclasses import dataclass

from config.sections import SentSettings
from mailer.imap_connection import session
from mailer.imap_search import holds_message_id
from mailer.oauth import NO_SIGN_INS, AccessTokens

SEEN = b"\\Seen"


@dataclass(frozen=True, slots=True)
class ImapSentFolder:
    """Implements `consultations.ports.SentFolder` with a fresh connection for each copy."""

    sent: SentSettings
    tokens: AccessTokens = NO_SIGN_INS

    def keep(self, content: bytes, message_id: str) -> None:
        """Append the copy, as read, unless one with this Message-ID lies there. Raises OSError when unreachable."""
        folder = self.sent.folder
        with session(self.sent.imap, self.tokens) as client:
            if not client.folder_exists(folder):
                client.create_folder(folder)
            client.select_folder(folder)
            if not holds_message_id(client, message_id):
                client.append(folder, content, flags=(SEEN,))
