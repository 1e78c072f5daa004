"""What the signature of a mail says of its sender, as a sentence, and whether it vouches for the whole mail."""

from dataclasses import dataclass, field
from pathlib import Path

import structlog

from config.errors import CaseConsultantError
from config.sections import Signatures
from consultations.messages import Address, Signature
from mailer import mime, wrapped
from mailer.mime import Part
from mailer.signed import openpgp, smime
from mailer.signed.coverage import Covered, covered, reads_as

_log = structlog.get_logger(__name__)
_UNSIGNED_HEADERS = "The subject and the other headers are not signed, so it vouches for the text alone"


@dataclass(frozen=True, slots=True)
class SignatureChecks:
    """Checks signatures by the folders of the settings, which are read afresh each time: a new key needs no restart."""

    settings: Signatures = field(default_factory=Signatures)

    def __call__(self, raw: bytes, sender: Address) -> Signature:
        """What the signature says; never raises. `raw` is a mail that `message.parse` found signed and has read."""
        try:
            return self._check(raw, mime.read(raw), sender)
        except (OSError, CaseConsultantError, mime.OverLimitsError) as error:
            _log.warning("signature.unchecked", error=type(error).__name__)
            return Signature(f"Signed, but the signature could not be checked: {error}")

    def _check(self, raw: bytes, mail: Part, sender: Address) -> Signature:
        found = covered(raw, mail)
        if found is None:
            return Signature(
                "Only a part of the mail is signed, so the signature was not checked and vouches for nothing."
            )
        folder = self.settings.smime_certificates if found.method == wrapped.SMIME else self.settings.pgp_keys
        if folder is None:
            return Signature(f"Signed ({found.method}), not checked: no keys are set for it under [signatures].")
        check = _smime if found.method == wrapped.SMIME else _openpgp
        return check(found, mail, sender, folder)

    def look_through_folders(self) -> None:
        """Raise KeyFolderError where a folder of the settings, or what checks by it, cannot be used."""
        if self.settings.smime_certificates:
            smime.program()
            smime.certificates_in(self.settings.smime_certificates)
        if self.settings.pgp_keys:
            openpgp.keys_in(self.settings.pgp_keys)


def _smime(found: Covered, _mail: Part, sender: Address, folder: Path) -> Signature:
    result = smime.verify(found.signature, found.content, folder)
    if not result.fits:
        return _changed(found)
    if not result.signers:
        return Signature(f"Signed ({found.method}); no certificate of ours vouches for who signed.")
    if sender.addr.lower() not in result.signers:
        return Signature(f"Signed ({found.method}) by {', '.join(sorted(result.signers))}, who is not the sender.")
    return _checked(found, sender)


def _openpgp(found: Covered, mail: Part, sender: Address, folder: Path) -> Signature:
    keys = openpgp.keys_of(sender.addr, openpgp.keys_in(folder))
    if not keys:
        return Signature(f"Signed ({found.method}); we have no key of this sender.")
    verified = openpgp.verify(found.signature, found.content, keys)
    if verified is None or not (found.content or reads_as(verified, mail)):
        return _changed(found)
    return _checked(found, sender)


def _changed(found: Covered) -> Signature:
    return Signature(
        f"Signed ({found.method}), but the signature does not fit: the text was changed after it was signed, or it was "
        "made with a key that we do not have or that has ended."
    )


def _checked(found: Covered, sender: Address) -> Signature:
    said = f"Signed by {sender.addr} ({found.method}), checked."
    return Signature(said, vouches=True) if found.with_headers else Signature(f"{said} {_UNSIGNED_HEADERS}.")
