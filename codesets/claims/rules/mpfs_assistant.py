"""mpfs.assistant: assistants, co-surgeons and teams, by their indicators in the fee schedule.

Source: Medicare Claims Processing Manual chapter 12 sections 20.4.3 (assistants: 80, 81, 82, AS) and 40.8 (62, 66).
"""

from collections.abc import Iterator

from codesets import own_words
from codesets.claims.lists import ASSISTANTS
from codesets.claims.rules.base import Rule, fetch
from codesets.claims.tables import Tables
from codesets.claims.values import Claim, Finding, Setting
from codesets.mpfs.schedule import Fee
from codesets.own_words import Indicator
from codesets.values import Dataset, NotLoaded

_ROLES = (
    (ASSISTANTS, Indicator.ASSISTANT, {"2"}, {"0"}),
    (frozenset({"62"}), Indicator.CO_SURGEONS, {"2"}, {"1"}),
    (frozenset({"66"}), Indicator.TEAM, {"2"}, {"1"}),
)
"""Modifiers, the indicator that judges them, and its values that pay and that pay with documentation."""


class FeeAssistant(Rule):
    """Who stands at the table beside the surgeon."""

    id = "mpfs.assistant"
    source = "Medicare Claims Processing Manual, chapter 12 sections 20.4.3 and 40.8"

    def check(self, claim: Claim, tables: Tables) -> Iterator[Finding]:
        """One finding a line with such a modifier."""
        if claim.setting is not Setting.PRACTITIONER:
            return
        for line in claim.lines:
            for modifiers, indicator, paid, documented in _ROLES:
                if line.has(*modifiers):
                    fee = tables.fee(line.code, line.on)
                    if fee is not None:
                        yield self._judged(fee, indicator, paid, documented)
                    elif isinstance(tables.release(Dataset.MPFS, line.on), NotLoaded):
                        yield self.not_run(
                            (line.code,),
                            "The indicators of the code are not known: the fee schedule of that day is not loaded.",
                            fetch(line.on, Dataset.MPFS),
                        )

    def _judged(self, fee: Fee, indicator: Indicator, paid: set[str], documented: set[str]) -> Finding:
        value = {
            Indicator.ASSISTANT: fee.assistant,
            Indicator.CO_SURGEONS: fee.co_surgeons,
            Indicator.TEAM: fee.team,
        }[indicator]
        said = f"{fee.code}: {own_words.meaning(indicator, value) or f'indicator {value}'}"
        if value in paid:
            return self.passes((fee.code,), said, indicator=value, release=fee.release)
        if value in documented:
            return self.warns(
                (fee.code,), said, "Send the record that shows why it was needed.", indicator=value, release=fee.release
            )
        return self.fails(
            (fee.code,), said, "Take the line off, or the modifier.", indicator=value, release=fee.release
        )
