"""SPF (RFC 7208) by pyspf, which asks our name servers instead of its own."""

import warnings
from typing import Any

from mailer.name_servers import Kind, Names, UnansweredError

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # its docstrings have escapes that newer Pythons warn of
    import spf

_SECONDS = 20


class _Query(spf.query):  # type: ignore[misc]  # pyspf ships no types
    """pyspf's evaluation, with its one way to the DNS replaced."""

    def __init__(self, names: Names, peer: str, mail_from: str, helo: str) -> None:
        super().__init__(i=peer, s=mail_from, h=helo, querytime=_SECONDS)
        self._names = names

    def dns(self, name: str, qtype: Kind, cnames: Any = None, ignore_void: bool = False) -> list[Any]:  # noqa: FBT001, FBT002
        """Records as pyspf wants them: the strings of a TXT record in a list."""
        del cnames  # our name servers follow aliases
        try:
            found = self._names.look_up(str(name), qtype) if name else ()
        except UnansweredError as error:
            raise spf.TempError(str(error)) from None
        if not found and not ignore_void:
            self.void_lookups += 1
            if self.void_lookups > spf.MAX_VOID_LOOKUPS:
                raise spf.PermError(f"Void lookup limit of {spf.MAX_VOID_LOOKUPS} exceeded")
        return [[record] if isinstance(record, bytes) else record for record in found]


def spf_result(peer: str, mail_from: str, helo: str, names: Names) -> str:
    """`pass`, `fail`, `softfail`, `neutral`, `none`, `permerror` or `temperror` for who may send for `mail_from`."""
    try:
        return str(_Query(names, peer, mail_from, helo).check()[0])
    except Exception:  # noqa: BLE001 - a stranger's record must not stop the door, whatever pyspf makes of it
        return "permerror"
