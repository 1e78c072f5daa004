"""Doses and billing units of drugs, by the amount that a HCPCS description ends with ("…, 10 mg").

Source: Medicare Claims Processing Manual chapter 17 sections 10 and 40: a dose below one billing unit is one unit,
and a dose between two is the higher; JW bills what was discarded beyond the units already billed.
"""

import re
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

_AMOUNT = re.compile(
    r"(?P<amount>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d*\.?\d+)\s*"
    r"(?P<unit>mg|mcg|micrograms?|milligrams?|grams?|gm|g|units?|iu|i\.u\.|ml|cc|meq|mci|uci|millicuries?)(?![a-z])",
    re.IGNORECASE,
)
_IS_ONE_UNIT = re.compile(r"\s*=\s*1 unit(?![a-z])", re.IGNORECASE)
"""In "(500 ml = 1 unit)" the unit is the billing unit, no amount of the drug."""
_IN_BASE = {
    "g": ("mg", Decimal(1000)),
    "gm": ("mg", Decimal(1000)),
    "gram": ("mg", Decimal(1000)),
    "milligram": ("mg", Decimal(1)),
    "mcg": ("mg", Decimal("0.001")),
    "microgram": ("mg", Decimal("0.001")),
    "iu": ("unit", Decimal(1)),
    "i.u.": ("unit", Decimal(1)),
    "cc": ("ml", Decimal(1)),
    "uci": ("mci", Decimal("0.001")),
    "millicurie": ("mci", Decimal(1)),
}
_LARGEST = Decimal(10) ** 9
"""No dose in any unit is larger; what is, is a slip of the keyboard."""


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount of a drug: 40 "mg"."""

    value: Decimal
    unit: str

    def __str__(self) -> str:
        return f"{self.value.normalize():f} {self.unit}"


def billing_unit(description: str) -> Amount | None:
    """The amount that one unit stands for; None where the description names none ("per dose").

    None, too, where it names several that differ ("3 mg/1 mg", one for each drug of a mixture), unless the last of
    them stands in brackets at the end: that is their total.
    """
    text = _IS_ONE_UNIT.sub("", description)
    found = list(_AMOUNT.finditer(text))
    if not found:
        return None
    last = found[-1]
    total = text[: last.start()].endswith("(") and text[last.end() :].strip() == ")"
    amounts = [_amount(one) for one in found]
    differ = len({_in_base(amount.value, amount.unit) for amount in amounts}) > 1
    return amounts[-1] if amounts[-1].value > 0 and (total or not differ) else None


def units_of(dose: Decimal, spoken: str, one: Amount) -> int | None:
    """How many billing units a dose is, rounded up; None where the two units cannot be compared.

    An empty `spoken` means the unit of the description.
    """
    given = _in_base(dose, _singular(spoken) or one.unit)
    step = _in_base(one.value, one.unit)
    if given[1] != step[1] or not 0 <= given[0] < _LARGEST:
        return None
    return int((given[0] / step[0]).to_integral_value(ROUND_CEILING))


def _amount(found: re.Match[str]) -> Amount:
    return Amount(Decimal(found["amount"].replace(",", "")), _singular(found["unit"]))


def _singular(unit: str) -> str:
    small = unit.strip().lower()
    return small.removesuffix("s")


def _in_base(value: Decimal, unit: str) -> tuple[Decimal, str]:
    base, factor = _IN_BASE.get(unit, (unit, Decimal(1)))
    return value * factor, base
