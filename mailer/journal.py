"""The journal mailbox: every answer has it as one more recipient, so what lies in it was sent."""

from dataclasses import dataclass

from config.sections import JournalSettings
from mailer.imap_connection import session
from mailer.imap_search import holds_message_id
from mailer.oauth import NO_SIGN_INS, AccessTokens


@dataclass(frozen=True, slots=True)
class ImapJournal:
    """Implements `consultations.ports.Journal` with a fresh connection for each question."""

    journal: JournalSettings
    tokens: AccessTokens = NO_SIGN_INS

    def holds(self, message_id: str) -> bool:
        """Whether a mail with exactly this Message-ID lies there. Raises OSError when the server cannot be asked."""
        with session(self.journal.imap, self.tokens) as client:
            client.select_folder(self.journal.folder, readonly=True)
            return holds_message_id(client, message_id)
