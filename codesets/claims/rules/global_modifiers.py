"""global.modifiers: 24, 58, 78, 79, 54, 55 and 56 where there is no global period that they could speak of.

Source: Medicare Claims Processing Manual chapter 12 sections 40.2 (54 and 55 divide the package of operations with 010
or 090 days) and 40.4 (24, 58, 78 and 79 are for services within the global period of an earlier operation).
"""

from collections.abc import Iterator

from codesets.claims.global_period import DAYS
from codesets.claims.rules.base import Rule
from codesets.claims.tables import Tables
from codesets.claims.values import Claim, Finding, Setting

_OF_A_PERIOD = ("24", "58", "78", "79")
_OF_A_PART = ("54", "55", "56")
_DIVIDED = {"010", "090"}


class GlobalModifiers(Rule):
    """Modifiers of the global package without the package."""

    id = "global.modifiers"
    source = "Medicare Claims Processing Manual, chapter 12 sections 40.2 and 40.4"

    def check(self, claim: Claim, tables: Tables) -> Iterator[Finding]:
        """Only what is wrong; whether earlier operations were sent is asked by global.package."""
        if claim.setting is not Setting.PRACTITIONER:
            return
        for line in claim.lines:
            for modifier in dict.fromkeys(line.modifiers):
                codes = (line.code, modifier)
                fee = tables.fee(line.code, line.on)
                if modifier in _OF_A_PART and fee is not None and fee.global_days not in _DIVIDED:
                    yield self.fails(
                        codes,
                        f"{modifier} divides a global package, and {line.code} has none to divide (global period"
                        f" {fee.global_days or 'none'}).",
                        f"Take {modifier} off.",
                        indicator=fee.global_days,
                        release=fee.release,
                    )
                if modifier in _OF_A_PERIOD and claim.earlier is not None and not self._runs(claim, tables):
                    yield self.warns(
                        codes,
                        f"{modifier} speaks of the global period of an earlier operation, and none of those that were"
                        " sent runs on that day.",
                        f"Send the operation with its date, or take {modifier} off.",
                    )

    def _runs(self, claim: Claim, tables: Tables) -> bool:
        """Whether some earlier operation may have a period that reaches a line; one of unknown length may."""
        for operation in claim.earlier or ():
            fee = tables.fee(operation.code, operation.on)
            days = max(DAYS.values()) if fee is None else DAYS.get(fee.global_days, 0)
            if any(0 <= (line.on - operation.on).days <= days for line in claim.lines):
                return True
        return False
