"""What the handlers work with: the desk and the ports, tied together by `commands`."""

from dataclasses import dataclass, field

from consultations.desk import Desk
from consultations.ports import (
    Assistant,
    AttachmentReader,
    Gate,
    Journal,
    MalwareScanner,
    SentFolder,
    SignatureCheck,
    Transport,
)
from mailer.apart import MailReader
from mailer.signed.checks import SignatureChecks
from workers.lane import Lane


@dataclass(frozen=True, slots=True)
class Services:
    """The desk, the assistant, and the ways out. `journal`, `sent_folder` and `scanner` are None where none is set.

    Slow jobs run in the `lane`; without one they run with the others. `mails` keeps its child for large mails;
    `signatures` knows no keys where none are set.
    """

    desk: Desk
    assistant: Assistant
    transport: Transport
    attachments: AttachmentReader
    gate: Gate
    journal: Journal | None = None
    sent_folder: SentFolder | None = None
    lane: Lane | None = None
    scanner: MalwareScanner | None = None
    mails: MailReader = field(default_factory=MailReader)
    signatures: SignatureCheck = field(default_factory=SignatureChecks)
