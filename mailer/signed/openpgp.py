"""Verifying OpenPGP signatures by Sequoia (pysequoia): in this process, in Rust, with no output that could be forged.

Sequoia's standard policy refuses broken digests, and keys that have ended or were revoked.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mailer.addresses import UnreadableAddressError, read_one
from mailer.signed.smime import KeyFolderError

if TYPE_CHECKING:
    from pysequoia import Cert

_ENDINGS = frozenset({".asc", ".pgp", ".gpg", ".key"})


def keys_in(folder: Path) -> "tuple[Cert, ...]":
    """Every public key of the folder; raises KeyFolderError."""
    from pysequoia import Cert  # some milliseconds, which only those pay who have keys

    found: list[Cert] = []
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() not in _ENDINGS:
            continue
        try:
            found += Cert.split_bytes(path.read_bytes())
        except RuntimeError:
            raise KeyFolderError(f"{path} holds no OpenPGP key; take it out, or export it again.") from None
    if not found:
        raise KeyFolderError(
            f"{folder} holds no OpenPGP key; put files there that end in {', '.join(sorted(_ENDINGS))}."
        )
    return tuple(found)


def keys_of(address: str, keys: "Sequence[Cert]") -> "tuple[Cert, ...]":
    """The keys that name exactly this address in a user id that was not revoked."""
    return tuple(key for key in keys if address.lower() in addresses_of(key))


def addresses_of(key: "Cert") -> frozenset[str]:
    """Whose key it is. A user id that is not one clear address names nobody."""
    found: set[str] = set()
    for user_id in key.user_ids:
        try:
            found.add(read_one(str(user_id)).addr.lower())
        except UnreadableAddressError:
            continue
    return frozenset(found)


def verify(signature: bytes, content: bytes, keys: "Sequence[Cert]") -> bytes | None:
    """What one of the keys signed: `content`, or where that is empty the text that the signature stands around.

    None where the signature fits none of the keys.
    """
    from pysequoia import Sig
    from pysequoia import verify as check

    try:
        beside = Sig.from_bytes(signature) if content else None
        done = check(bytes=content or signature, store=lambda _: list(keys), signature=beside)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # noqa: BLE001 - a panic of Rust is no Exception; a stranger's bytes must not stop the worker
        return None
    ours = {key.fingerprint for key in keys}
    return done.bytes if any(found.certificate in ours for found in done.valid_sigs) else None
