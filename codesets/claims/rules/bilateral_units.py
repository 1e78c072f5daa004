"""bilateral.units: both sides of the body, by the bilateral indicator, the setting and the MUE.

Source: Medicare Claims Processing Manual chapter 12 section 40.7 (practitioners: one line, 50, one unit), chapter 14
section 40.5 (ASCs may not use 50), chapter 4 section 20.6 (hospitals); NCCI Policy Manual chapter I section V.
"""

from collections.abc import Iterator

from codesets.claims.days import by_day, codes_of
from codesets.claims.rules.base import Rule, fetch, lacking
from codesets.claims.tables import Tables
from codesets.claims.values import Claim, ClaimLine, Finding, Setting
from codesets.mpfs.schedule import Fee
from codesets.values import Dataset, NotLoaded

_SIDES = ("RT", "LT")


class BilateralUnits(Rule):
    """50, or RT and LT, against the indicator 0, 1, 2, 3 or 9."""

    id = "bilateral.units"
    source = "Medicare Claims Processing Manual, chapter 12 section 40.7"

    def check(self, claim: Claim, tables: Tables) -> Iterator[Finding]:
        """One finding for each code that is billed for both sides."""
        if claim.setting is Setting.INPATIENT:
            return
        for day, lines in by_day(claim):
            for code in codes_of(lines):
                same = tuple(line for line in lines if line.code == code)
                if claim.setting is Setting.ASC and any(line.has("50") for line in same):
                    said = f"{code}: an ASC may not use 50."
                    yield self.fails((code,), said, "Bill RT and LT on two lines, or 2 units on one.")
                elif any(line.has("50") for line in same) or all(
                    any(line.has(side) for line in same) for side in _SIDES
                ):
                    fee = tables.fee(code, day)
                    if fee is not None:
                        yield self._judged(claim, tables, same, fee)
                    elif isinstance(missing := tables.release(Dataset.MPFS, day), NotLoaded):
                        yield self.not_run(
                            (code,),
                            lacking(missing, "The physician fee schedule, which has the bilateral indicators,"),
                            fetch(day, Dataset.MPFS),
                        )

    def _judged(self, claim: Claim, tables: Tables, lines: tuple[ClaimLine, ...], fee: Fee) -> Finding:
        fifty = [line for line in lines if line.has("50")]
        if fee.bilateral in {"0", "9"}:
            return self._once(fee, both=bool(fifty))
        if fee.bilateral == "2":
            return self._fails(
                fee,
                f"{fee.code} is for both sides already.",
                "Bill one unit without 50, RT or LT; 52 where only one side was done.",
            )
        if any(line.units != 1 for line in fifty):
            return self._fails(fee, f"{fee.code} with 50 has more than 1 unit.", "Bill 1 unit: 50 means both sides.")
        if fee.bilateral == "1" and claim.setting is Setting.PRACTITIONER and not fifty:
            return self._two_lines(tables, lines, fee)
        return self.passes(
            (fee.code,), f"{fee.code} may be billed for both sides so.", indicator=fee.bilateral, release=fee.release
        )

    def _once(self, fee: Fee, *, both: bool) -> Finding:
        if both:
            return self._fails(
                fee,
                f"{fee.code} has no bilateral payment (indicator {fee.bilateral}), so 50 does not stand on it.",
                "Take 50 off.",
            )
        return self.warns(
            (fee.code,),
            f"{fee.code} is paid once, also when done on both sides (indicator {fee.bilateral}).",
            "Bill it once, unless the record shows separate services.",
            indicator=fee.bilateral,
            release=fee.release,
        )

    def _two_lines(self, tables: Tables, lines: tuple[ClaimLine, ...], fee: Fee) -> Finding:
        """RT and LT by a practitioner: denied where the MUE of the day is 1, else unusual."""
        limit = tables.limit(fee.code, lines[0].on, Setting.PRACTITIONER)
        advice = "Bill one line with 50 and 1 unit."
        if limit is not None and limit.indicator != 1 and sum(line.units for line in lines) > limit.units:
            return self.fails(
                (fee.code,),
                f"{fee.code} on two lines with RT and LT counts {sum(line.units for line in lines)} units, above its"
                f" MUE of {limit.units} (MAI {limit.indicator}).",
                advice,
                indicator=fee.bilateral,
                release=limit.release,
            )
        return self.warns(
            (fee.code,),
            f"{fee.code} stands on two lines with RT and LT; Medicare wants one line for both sides (indicator 1).",
            advice + " Some other payers want the two lines.",
            indicator=fee.bilateral,
            release=fee.release,
        )

    def _fails(self, fee: Fee, rationale: str, remedy: str) -> Finding:
        return self.fails((fee.code,), rationale, remedy, indicator=fee.bilateral, release=fee.release)
