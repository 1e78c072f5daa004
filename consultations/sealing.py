"""Case text at rest: AES-GCM in an envelope, and the column type that takes nothing else.

The key file holds the master keys. Each case (each mail, before there is a case) has a data key of its own, kept on
its row, wrapped by the current master key; destroying that one column destroys the case. Every sealed value is bound
to its table, row and column as associated data, so a value that was moved to another row does not open.
"""

import base64
import hashlib
import hmac
import json
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Dialect, LargeBinary
from sqlalchemy.types import TypeDecorator

from config.errors import CaseConsultantError

_NONCE = 12
_KEY = 32


class SealError(CaseConsultantError):
    """A sealed value does not open: altered, moved to another row, or its master key is missing."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """Text or bytes as they lie in the database: nonce and ciphertext."""

    blob: bytes = field(repr=False)


class CaseText(TypeDecorator[Sealed]):
    """A column for case content. It takes only `Sealed` values, so plain text cannot slip into the database."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Sealed | None, dialect: Dialect) -> bytes | None:
        """Refuse anything that was not sealed."""
        del dialect
        if value is not None and not isinstance(value, Sealed):
            raise TypeError("unsealed case text was about to be stored; seal it with the row's safe")
        return value.blob if value else None

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Sealed | None:
        """Give the value back, still sealed."""
        del dialect
        return Sealed(value) if value is not None else None


@dataclass(frozen=True, slots=True)
class Safe:
    """Seals and opens the columns of one case with its data key."""

    _cipher: AESGCM = field(repr=False)

    def seal(self, table: str, row: int, column: str, content: str | bytes) -> Sealed:
        """Encrypt for exactly this place."""
        plain = content.encode() if isinstance(content, str) else content
        nonce = os.urandom(_NONCE)
        return Sealed(nonce + self._cipher.encrypt(nonce, plain, _place(table, row, column)))

    def open(self, table: str, row: int, column: str, sealed: Sealed) -> bytes:
        """Decrypt; raises SealError when the value was altered or belongs to another place."""
        try:
            return self._cipher.decrypt(sealed.blob[:_NONCE], sealed.blob[_NONCE:], _place(table, row, column))
        except (InvalidTag, ValueError):  # ValueError: too short even for a nonce
            raise SealError(f"{table}.{column} of row {row} was altered, or sealed for another row") from None


@dataclass(frozen=True, slots=True)
class Vault:
    """The master keys. `index_key` makes keyed hashes and tokens; it never encrypts, and is never rotated."""

    current: str
    keys: dict[str, bytes] = field(repr=False)
    index_key: bytes = field(repr=False)

    @classmethod
    def open(cls, path: Path) -> Self:
        """Read the key file, or make one (mode 0600) at first start; two first starts at once share one file."""
        if not path.exists():
            _make_key_file(path)
        try:
            stored = json.loads(path.read_text(encoding="utf-8"))
            keys = {name: base64.b64decode(key) for name, key in stored["keys"].items()}
            vault = cls(current=stored["current"], keys=keys, index_key=base64.b64decode(stored["index_key"]))
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise SealError(
                f"The key file {path} is damaged ({type(error).__name__}); restore it from its backup."
            ) from None
        if vault.current not in keys or any(len(key) != _KEY for key in (*keys.values(), vault.index_key)):
            raise SealError(f"The key file {path} is damaged (a key is missing or cut); restore it from its backup.")
        return vault

    def new_data_key(self, table: str, row: int) -> bytes:
        """A fresh data key, wrapped for this row: `<key id>:<nonce><ciphertext>`."""
        nonce = os.urandom(_NONCE)
        master = AESGCM(self.keys[self.current])
        wrapped = master.encrypt(nonce, secrets.token_bytes(_KEY), _place(table, row, "data_key"))
        return self.current.encode() + b":" + nonce + wrapped

    def safe(self, table: str, row: int, data_key: bytes) -> Safe:
        """Unwrap a row's data key; raises SealError when the key file lacks its master key."""
        key_id, _, wrapped = data_key.partition(b":")
        master = self.keys.get(key_id.decode())
        if master is None:
            raise SealError(f"The key file has no key {key_id.decode()!r}, which {table} {row} was sealed with.")
        try:
            key = AESGCM(master).decrypt(wrapped[:_NONCE], wrapped[_NONCE:], _place(table, row, "data_key"))
        except (InvalidTag, ValueError):
            raise SealError(f"The data key of {table} {row} was altered, or belongs to another row") from None
        return Safe(AESGCM(key))

    def keyed_hash(self, purpose: str, value: str) -> str:
        """A hash (hex) that can be looked up but not guessed without the key file: for addresses and Message-IDs."""
        return hmac.new(self.index_key, f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()

    def token_key(self, purpose: str) -> bytes:
        """A key derived for one purpose, such as signing our Message-IDs."""
        return hmac.new(self.index_key, f"key\0{purpose}".encode(), hashlib.sha256).digest()


def _place(table: str, row: int, column: str) -> bytes:
    return f"{table}:{row}:{column}".encode()


def _make_key_file(path: Path) -> None:
    """Write beside, then link: the first of two processes wins, and nobody ever reads half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    key_id = secrets.token_hex(4)
    content = {
        "current": key_id,
        "keys": {key_id: base64.b64encode(secrets.token_bytes(_KEY)).decode()},
        "index_key": base64.b64encode(secrets.token_bytes(_KEY)).decode(),
    }
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(content, file)
        file.flush()
        os.fsync(file.fileno())
    try:
        path.hardlink_to(draft)
        _sync_folder(path.parent)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _sync_folder(folder: Path) -> None:
    """A name survives a power cut only once its folder is written."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
