"""The fields of a JSON object, read with a sentence for each that is not what it should be."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from codesets.claims.errors import UnreadableClaimError

_LARGEST = 10**9
_LONGEST = 200
_FINEST = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Fields:
    """An object and what it is called in sentences ("A line"). Every method raises UnreadableClaimError."""

    values: dict[str, Any]
    what: str

    @classmethod
    def of(cls, found: Any, what: str) -> "Fields":
        """The fields of what must be an object."""
        if not isinstance(found, dict):
            raise UnreadableClaimError(f"{what} is an object in braces, not {_shown(found)}.")
        return cls(found, what)

    def missing(self, name: str) -> bool:
        """Whether nothing was said: no such field, or null."""
        return self.values.get(name) is None

    def raw(self, name: str) -> Any:
        """The value as it is."""
        return self.values.get(name)

    def text(self, name: str) -> str:
        """A text without blanks around it; a number is taken for one; empty where missing."""
        found = self.values.get(name)
        if found is None:
            return ""
        if isinstance(found, bool) or not isinstance(found, str | int | Decimal):
            raise UnreadableClaimError(f'{self.what} has "{name}": {_shown(found)}, which is not a text.')
        return plain(str(found), f'{self.what} has a "{name}"')

    def day(self, name: str) -> date | None:
        """A date as YYYY-MM-DD."""
        spelled = self.text(name)
        if not spelled:
            return None
        try:
            found = date.fromisoformat(spelled)
        except ValueError:
            raise UnreadableClaimError(
                f'{self.what} has "{name}": "{spelled}", which is not a date as "2026-05-15".'
            ) from None
        return found

    def number(self, name: str) -> int | None:
        """A whole number, not below 0."""
        found = self.amount(name)
        if found is None:
            return None
        if found != int(found):
            raise UnreadableClaimError(f'{self.what} has "{name}": {found}, which is not a whole number.')
        return int(found)

    def amount(self, name: str) -> Decimal | None:
        """A number from 0 to below 1,000,000,000, with at most 6 decimals."""
        found = self.values.get(name)
        if found is None:
            return None
        try:
            amount = Decimal(str(found).strip())  # "True" is no decimal, so a boolean ends as anything else
        except InvalidOperation:
            raise UnreadableClaimError(f'{self.what} has "{name}": {_shown(found)}, which is not a number.') from None
        if not amount.is_finite() or not 0 <= amount < _LARGEST or amount != amount.quantize(_FINEST):
            raise UnreadableClaimError(f'{self.what} has "{name}": {_shown(str(found))}, which no claim has.')
        return amount

    def flag(self, name: str) -> bool | None:
        """True or false."""
        found = self.values.get(name)
        if found is not None and not isinstance(found, bool):
            raise UnreadableClaimError(f'{self.what} has "{name}": {_shown(found)}; it is true or false.')
        return found

    def choice(self, name: str, choices: Iterable[str], default: str) -> str:
        """One of the choices, in either case."""
        spelled = self.text(name)
        known = [str(choice) for choice in choices]
        found = next((choice for choice in known if choice.lower() == spelled.lower()), None)
        if found is None and spelled:
            raise UnreadableClaimError(f'{self.what} has "{name}": "{spelled}"; it is one of {", ".join(known)}.')
        return found or default

    def items(self, name: str, most: int) -> list[Any]:
        """A list of at most so many; empty where missing."""
        found = self.values.get(name)
        if found is None:
            return []
        if not isinstance(found, list):
            raise UnreadableClaimError(f'{self.what} has "{name}": {_shown(found)}, which is not a list.')
        if len(found) > most:
            raise UnreadableClaimError(f'{self.what} has {len(found)} "{name}"; at most {most} are read.')
        return found


def plain(text: str, what: str) -> str:
    """The text without blanks around it; raises UnreadableClaimError where it is too long or cannot be printed."""
    spelled = text.strip()
    if len(spelled) > _LONGEST:
        raise UnreadableClaimError(f"{what} of {len(spelled)} characters; {_LONGEST} are enough.")
    if not spelled.isprintable():
        raise UnreadableClaimError(f"{what} with characters that cannot be printed.")
    return spelled


def _shown(found: Any) -> str:
    shown = repr(found)
    return shown if len(shown) <= len("a value of some length …") * 2 else f"{shown[:40]}…"
