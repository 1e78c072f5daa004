"""time.anesthesia: who gave anesthesia, under whom, and for how long.

Source: Medicare Claims Processing Manual chapter 12 section 50 (AA, AD, QK, QX, QY, QZ; QS for monitored care beside
one of them; time in minutes, 15 of which are a time unit, to one decimal; of several anesthetics in one session the
one with the most base units, with the time of all) and section 140.
"""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from codesets.claims.code_kinds import kinds
from codesets.claims.days import by_day, codes_of
from codesets.claims.lists import ANESTHETISTS
from codesets.claims.rules.base import Rule
from codesets.claims.tables import Tables
from codesets.claims.values import Claim, ClaimLine, Finding, Setting
from codesets.own_words import CodeKind

_ADD_ONS = {"01953", "01968", "01969"}
_UNIT = 15


class AnesthesiaTime(Rule):
    """00100 to 01999."""

    id = "time.anesthesia"
    source = "Medicare Claims Processing Manual, chapter 12 sections 50 and 140"

    def check(self, claim: Claim, _tables: Tables) -> Iterator[Finding]:
        """Findings on anesthesia only."""
        if claim.setting is not Setting.PRACTITIONER:
            return
        for _, lines in by_day(claim):
            given = tuple(
                line for line in lines if kinds(line.code) == {CodeKind.ANESTHESIA} and line.code.startswith("0")
            )
            for line in given:
                yield from self._who(line)
                yield self._time(line)
            several = tuple(code for code in codes_of(given) if code not in _ADD_ONS)
            if len(several) > 1:
                yield self.warns(
                    several,
                    "Of several anesthetics in one session Medicare pays the one with the most base units.",
                    "Bill that one with the minutes of all, unless they were sessions apart.",
                )

    def _who(self, line: ClaimLine) -> Iterator[Finding]:
        if line.has(*ANESTHETISTS):
            return
        also = " QS says only that the care was monitored." if line.has("QS") else ""
        yield self.fails(
            (line.code,),
            f"{line.code} does not say who gave the anesthesia, and under whom.{also}",
            "Add AA (in person), QY, QK or AD (directing), QX (directed) or QZ (alone), and put it first.",
        )

    def _time(self, line: ClaimLine) -> Finding:
        code = (line.code,)
        if line.minutes is None:
            return self.not_run(code, "Anesthesia is paid by its minutes.", "Send start and stop, or the minutes.")
        units = (Decimal(line.minutes) / _UNIT).quantize(Decimal("0.1"), ROUND_HALF_UP)
        if line.units not in {1, line.minutes}:
            return self.warns(
                code,
                f"{line.minutes} minutes were sent, and {line.units} stand in the units of {line.code}.",
                "Medicare wants the minutes themselves in that field; it makes units of 15 minutes of them.",
            )
        return self.passes(code, f"{line.minutes} minutes are {units} time units of {line.code}.")
