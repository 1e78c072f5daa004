"""coverage.frequency: preventive services that Medicare pays once in a life, or once in so many months.

Source: CMS chart of preventive services (MLN006559) and Medicare Claims Processing Manual chapter 18. So many full
months must have passed after the month of the last one. Where a higher risk or a finding shortens the time, a breach is
a warning that says so.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from codesets.claims.rules.base import Rule
from codesets.claims.tables import Tables
from codesets.claims.values import Claim, EarlierProcedure, Finding, Payer
from codesets.values import spoken_day

_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Frequency:
    """`codes` are paid when `months` full months have passed since one of `after`; None is once in a life."""

    codes: tuple[str, ...]
    after: tuple[str, ...]
    months: int | None
    unless: str = ""


_WELLNESS = ("G0402", "G0438", "G0439")
FREQUENCIES = (
    Frequency(("G0402",), ("G0402",), None),
    Frequency(("G0438",), ("G0438",), None),
    Frequency(("G0438", "G0439"), _WELLNESS, 11),
    Frequency(("76706",), ("76706",), None),
    Frequency(("77067",), ("77067",), 11),
    Frequency(("G0102",), ("G0102",), 11),
    Frequency(("G0103",), ("G0103",), 11),
    Frequency(("G0101",), ("G0101",), 23, "the patient is at high risk, or had an abnormal smear (then 11 months)"),
    Frequency(("G0104",), ("G0104",), 47),
    Frequency(("G0105",), ("G0105", "G0121"), 23),
    Frequency(("G0121",), ("G0121", "G0105"), 119),
    Frequency(("G0121",), ("G0104",), 47),
    Frequency(("G0328", "82270"), ("G0328", "82270"), 11),
    Frequency(("G0442",), ("G0442",), 11),
    Frequency(("G0444",), ("G0444",), 11),
    Frequency(("71271",), ("71271",), 11),
    Frequency(("77080",), ("77080",), 23, "the record shows why it was needed more often"),
)


class CoverageFrequency(Rule):
    """The services of the chart, against the earlier procedures of the claim."""

    id = "coverage.frequency"
    source = "CMS chart of preventive services (MLN006559); Medicare Claims Processing Manual, chapter 18"

    def check(self, claim: Claim, _tables: Tables) -> Iterator[Finding]:
        """One finding a line with such a service."""
        if claim.paid_by in {Payer.OTHER, Payer.MEDICAID}:
            return
        for line in claim.lines:
            limits = [limit for limit in FREQUENCIES if line.code in limit.codes]
            if not limits:
                continue
            if claim.earlier is None:
                longest = max(limits, key=lambda limit: _MONTHS * 200 if limit.months is None else limit.months)
                yield self.not_run(
                    (line.code,),
                    f"Medicare pays {line.code} {_spoken(longest)}; when it was last done was not sent.",
                    f"Send it among the earlier procedures ({', '.join(longest.after)}), or an empty list.",
                )
                continue
            early = [(limit, last) for limit in limits for last in claim.earlier if _too_early(limit, last, line.on)]
            for limit, last in early[:1]:
                say = self.warns if limit.unless else self.fails
                yield say(
                    (line.code, last.code),
                    f"Medicare pays {line.code} {_spoken(limit)}, and {last.code} was on {spoken_day(last.on)}.",
                    f"Keep it only if {limit.unless}."
                    if limit.unless
                    else "Check the dates; before it is due again have a notice (ABN) signed, and add GA.",
                )
            if not early:
                yield self.passes((line.code,), f"{line.code} is due, by the earlier procedures that were sent.")


def _too_early(limit: Frequency, last: EarlierProcedure, day: date) -> bool:
    if last.code not in limit.after or last.on >= day:
        return False
    passed = (day.year - last.on.year) * _MONTHS + day.month - last.on.month - 1
    return limit.months is None or passed < limit.months


def _spoken(limit: Frequency) -> str:
    if limit.months is None:
        return "once in a life"
    return f"when {limit.months} full months have passed since the month of the last one"
