"""mpfs.multiple: several procedures of one day, of which Medicare pays the first in full and the others less.

Source: Medicare Claims Processing Manual chapter 12 sections 40.6 (multiple surgeries and endoscopies) and 30 C
(51 is applied by Medicare's contractors themselves); chapter 23 addendum (multiple procedure indicators 0 to 9).
"""

from collections.abc import Iterator
from decimal import Decimal

from codesets.claims.days import by_day
from codesets.claims.rules.base import Rule
from codesets.claims.tables import Tables
from codesets.claims.values import Claim, ClaimLine, Finding, Setting
from codesets.mpfs.schedule import Fee

_REDUCED = {
    "2": "at half",
    "3": "as endoscopies are: of one family what goes beyond its base, of another family half",
    "4": "with a smaller technical part",
    "5": "with a smaller practice expense, as therapy is",
    "6": "with a smaller technical part, as tests of the heart and vessels are",
    "7": "with a smaller technical part, as tests of the eye are",
}
_UNTOUCHED = {"0", "9"}


class MultipleProcedures(Rule):
    """Who is paid in full, and 51 where it has no place."""

    id = "mpfs.multiple"
    source = "Medicare Claims Processing Manual, chapter 12 section 40.6 and chapter 23 addendum"

    def check(self, claim: Claim, tables: Tables) -> Iterator[Finding]:
        """One pass for each kind of reduction of a day; what is wrong with 51."""
        if claim.setting is not Setting.PRACTITIONER:
            return
        for _, lines in by_day(claim):
            fees = {line.code: fee for line in lines if (fee := tables.fee(line.code, line.on))}
            for line in lines:
                yield from self._51(line, fees.get(line.code))
            for indicator, how in _REDUCED.items():
                alike = [fee for fee in fees.values() if fee.multiple == indicator and fee.status == "A"]
                if len(alike) > 1:
                    yield self._order(sorted(alike, key=lambda fee: (-_value(fee, claim), fee.code)), how)

    def _order(self, fees: list[Fee], how: str) -> Finding:
        first, *others = (fee.code for fee in fees)
        return self.passes(
            (first, *others),
            f"Medicare pays {first}, the highest of them, in full, and {', '.join(others)} {how}. List them in that"
            " order.",
            indicator=fees[0].multiple,
            release=fees[0].release,
        )

    def _51(self, line: ClaimLine, fee: Fee | None) -> Iterator[Finding]:
        if line.has("51") and fee is not None and (fee.multiple in _UNTOUCHED or fee.global_days == "ZZZ"):
            what = "an add-on code" if fee.global_days == "ZZZ" else f"not reduced (indicator {fee.multiple})"
            yield self.fails(
                (line.code, "51"),
                f"51 has no place on {line.code}, which is {what}.",
                "Take 51 off.",
                indicator=fee.multiple,
                release=fee.release,
            )


def _value(fee: Fee, claim: Claim) -> Decimal:
    expense = fee.facility_pe if claim.place_of_service in {"19", "21", "22", "23", "24"} else fee.nonfacility_pe
    return fee.work + expense + fee.malpractice
