"""The keys of authenticator apps, sealed like case text: whoever holds one makes every code."""

from dataclasses import dataclass

from consultations.sealing import Sealed, Vault

_TABLE = "totp_key"


@dataclass(frozen=True, slots=True)
class SealedKeys:
    """Implements `accounts.totp.Sealing`."""

    vault: Vault

    def seal(self, row: int, secret: str) -> tuple[bytes, bytes]:
        """The row's data key, wrapped, and the sealed secret."""
        data_key = self.vault.new_data_key(_TABLE, row)
        return data_key, self.vault.safe(_TABLE, row, data_key).seal(_TABLE, row, "secret", secret).blob

    def open(self, row: int, data_key: bytes, sealed: bytes) -> str:
        """The secret; raises SealError when it was altered or sealed for another row."""
        return self.vault.safe(_TABLE, row, data_key).open(_TABLE, row, "secret", Sealed(sealed)).decode()
