"""Mail that stays on this machine: what goes out is written to a folder, for demonstrations and first steps."""

import hashlib
import os
import re
import tempfile
from dataclasses import dataclass
from email import policy
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import ClassVar

from consultations.ports import Delivery, Outcome

LONGEST_NAME = 120
_UNSAFE = re.compile(r"[^A-Za-z0-9@._+=-]")


@dataclass(frozen=True, slots=True)
class FolderTransport:
    """Implements `consultations.ports.Transport`: one file a mail, `<folder>/<Message-ID>.eml`.

    Sending the same Message-ID again replaces the file. A file is there whole or not at all.
    """

    folder: Path
    repeatable: ClassVar[bool] = True

    def send(
        self, content: bytes, mail_from: str, recipients: tuple[str, ...], journal: str | None, envelope_id: str = ""
    ) -> Delivery:
        """Write the mail durably; SENT, or TRY_AGAIN when the disk refuses."""
        del mail_from, recipients, journal, envelope_id
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            _write(self.folder / f"{_name(content)}.eml", content)
        except OSError as error:
            return Delivery(Outcome.TRY_AGAIN, f"The outbox folder could not be written ({error.strerror}).")
        return Delivery(Outcome.SENT, "Written to the outbox folder; nothing left this machine.")


def _name(content: bytes) -> str:
    """A file name from the Message-ID; made unique by a hash where characters had to be left out."""
    headers = BytesHeaderParser(policy=policy.compat32).parsebytes(content)
    message_id = str(headers.get("Message-ID", "")).strip().strip("<>")
    safe = _UNSAFE.sub("_", message_id)[:LONGEST_NAME].lstrip(".")
    if safe and safe == message_id:
        return safe
    unique = hashlib.sha256(message_id.encode("utf-8", "replace") or content).hexdigest()[:16]
    return f"{safe}-{unique}" if safe else unique


def _write(path: Path, content: bytes) -> None:
    """Write beside, flush, rename, flush the folder: after a power cut the file is whole or absent."""
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
