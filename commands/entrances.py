"""Every way in that the settings name: a door for each `[[doors]]`, a watching thread for each `[[mailboxes]]`."""

import threading
from dataclasses import dataclass, field

from commands.composing import access_tokens, storing
from config.errors import CaseConsultantError
from config.sections import Door, Mailbox
from config.settings import Settings
from consultations.desk import Desk
from consultations.receiving import ImapLedger
from consultations.watching import WatchBook
from mailer.identity import identity_of
from mailer.inbound.imap import watch
from mailer.inbound.ports import Backroom
from mailer.inbound.recipients import Recipients
from mailer.inbound.smtp import Keeping, OpenDoor, open_door
from mailer.name_servers import NameServers
from mailer.sender_checks import SenderChecks


class DoorError(CaseConsultantError):
    """A door cannot be opened; the message says which, and why."""


@dataclass(slots=True)
class Entrances:
    """The ways in of one process."""

    desk: Desk
    doors: dict[str, OpenDoor] = field(default_factory=dict)
    _stop: threading.Event = field(default_factory=threading.Event)
    _watchers: list[threading.Thread] = field(default_factory=list)

    def open(self) -> None:
        """Listen on every door and watch every mailbox; raises DoorError when a port is taken."""
        store, settings = storing(self.desk), self.desk.settings
        for door in settings.doors:
            try:
                self.doors[door.name] = open_door(
                    door,
                    Recipients.of(settings.addresses_of(door)),
                    Keeping(door.name, store, identity_of, self.desk.clock, _checks(settings, door)),
                    max_bytes=settings.max_mail_bytes,
                )
            except OSError as error:
                # `socket.create_server` adds the address to the words of the system.
                why = str(error.strerror).partition(" (while")[0]
                raise DoorError(
                    f"Door {door.name} cannot listen on {door.host}:{door.port} ({why}). "
                    "Choose another port in [[doors]], or stop what listens there."
                ) from None
        for mailbox in settings.mailboxes:
            self._watch(mailbox)

    def _watch(self, mailbox: Mailbox) -> None:
        desk = self.desk

        backroom = Backroom(
            store=storing(desk),
            ledger=ImapLedger(desk.database),
            book=WatchBook(desk, mailbox.name),
            identify=identity_of,
            clock=desk.clock,
            tokens=access_tokens(desk),
            check=SenderChecks(NameServers(desk.settings.dns)) if mailbox.check_senders else None,
        )

        def work() -> None:
            watch(mailbox, backroom, self._stop, max_bytes=desk.settings.max_mail_bytes)

        thread = threading.Thread(target=work, name=f"mailbox {mailbox.name}", daemon=True)
        thread.start()
        self._watchers.append(thread)

    def close(self) -> None:
        """Take no more mail; what was accepted is committed."""
        self._stop.set()
        for door in self.doors.values():
            door.close()
        for watcher in self._watchers:
            watcher.join(10)


def _checks(settings: Settings, door: Door) -> SenderChecks | None:
    """A door looks at senders itself where nobody before it has, and the operator does not vouch for all of them."""
    return None if door.trusted or door.authserv_id else SenderChecks(NameServers(settings.dns))
