"""ncci.mue: units above what one patient can have of a service.

Source: NCCI Policy Manual for Medicare Services, chapter I section V. MAI 1 is judged a line, MAI 2 and 3 a day with
all lines of the code together. Some values are not published, so a code without one is not unlimited. For an ASC,
which may not use 50, the value is doubled where the MAI is 2 or 3 and the bilateral indicator 1.
"""

from collections.abc import Iterator
from datetime import date

from codesets.claims.days import by_day, codes_of
from codesets.claims.rules.base import Rule, fetch, lacking
from codesets.claims.tables import Tables, day_within, mue_of
from codesets.claims.values import Claim, ClaimLine, Finding, Payer, Setting
from codesets.ncci.mue import Mue
from codesets.values import Dataset, NotLoaded, Release

_A_LINE = 1
_CLINICAL = 3


class UnitEdits(Rule):
    """MUE, by line or by day."""

    id = "ncci.mue"
    source = "NCCI Policy Manual, chapter I section V"

    def check(self, claim: Claim, tables: Tables) -> Iterator[Finding]:
        """One finding a code and day."""
        if claim.setting is Setting.INPATIENT:
            return
        for day, lines in by_day(claim):
            release = tables.release(mue_of(claim.setting), day)
            if isinstance(release, NotLoaded):
                yield self._outside(claim, tables, release, codes_of(lines))
            elif claim.paid_by is Payer.MEDICAID:
                yield self.not_run(
                    codes_of(lines),
                    "Medicaid has MUE values of its own, which are not loaded.",
                    "Check the state's Medicaid NCCI files.",
                )
            else:
                for code in codes_of(lines):
                    same = tuple(line for line in lines if line.code == code)
                    yield self._judged(claim, tables, same, release)

    def _outside(self, claim: Claim, tables: Tables, missing: NotLoaded, codes: tuple[str, ...]) -> Finding:
        rationale = lacking(missing, "The MUE table of this setting")
        if missing.nearest:
            near = day_within(missing.nearest, missing.on)
            limits = [limit for code in codes if (limit := tables.limit(code, near, claim.setting))]
            shown = ", ".join(f"{limit.code} had {limit.units} (MAI {limit.indicator})" for limit in limits)
            rationale += f" There, {shown or 'no value stood for these codes'}: an indication, not a result."
        return self.not_run(codes, rationale, fetch(missing.on, missing.dataset))

    def _judged(self, claim: Claim, tables: Tables, lines: tuple[ClaimLine, ...], release: Release) -> Finding:
        code, day = lines[0].code, lines[0].on
        limit = tables.limit(code, day, claim.setting)
        if limit is None:
            return self.not_run(
                (code,),
                f"{release.name} publishes no value for {code}; that does not mean unlimited, as some values are kept"
                " confidential.",
                "Ask the payer for its limit.",
                release=release,
            )
        units = max(line.units for line in lines) if limit.indicator == _A_LINE else sum(line.units for line in lines)
        shown = f"MUE {limit.units}, MAI {limit.indicator}"
        if not limit.payable:
            return self.fails(
                (code,),
                f"{code} has MUE 0 in {release.name}: it is not payable in this setting, whatever the units.",
                "Look for the code that the payer wants here.",
                indicator=shown,
                release=release,
            )
        if any(_spans(line, code, day) for line in claim.lines):
            return self.not_run(
                (code,),
                f"A line of {code} runs over several days, and its units belong to each of them.",
                "Split the line into one for each day.",
                indicator=shown,
                release=release,
            )
        value = limit.units
        if claim.setting is Setting.ASC and limit.indicator != _A_LINE and units > value:
            fee = tables.fee(code, day)
            doubled = fee is not None and fee.bilateral == "1"
            if fee is None and isinstance(tables.release(Dataset.MPFS, day), NotLoaded) and units <= 2 * value:
                unknown = (
                    f"{code}: {units} units; an ASC's value is doubled where the bilateral indicator is 1, which is not"
                    " known here."
                )
                return self.not_run((code,), unknown, fetch(day, Dataset.MPFS), indicator=shown, release=release)
            value *= 2 if doubled else 1
        where = "on a line" if limit.indicator == _A_LINE else "on all lines of the day"
        if units <= value:
            rationale = f"{code}: {units} {where}, of {value} at most ({limit.rationale or 'no rationale given'})."
            return self.passes((code,), rationale, indicator=shown, release=release)
        return self.fails(
            (code,),
            f"{code}: {units} units {where}, above the {value} of {release.name}.",
            _remedy(limit),
            indicator=shown,
            release=release,
        )


def _spans(line: ClaimLine, code: str, day: date) -> bool:
    """Whether it is a line of the code over several days, of which this is one."""
    return line.code == code and line.through is not None and line.on < line.through and line.on <= day <= line.through


def _remedy(limit: Mue) -> str:
    if limit.indicator == _A_LINE:
        return (
            "If the record supports the units, put the others on lines of their own with the modifier that says"
            " why (76, 77, 91, a site, XS …)."
        )
    if limit.indicator == _CLINICAL:
        return "Check the units; if the record supports them, expect a denial and appeal with it."
    return (
        "Correct the units: rule, anatomy or the code's own words make more on one day impossible, so an appeal"
        " won't help."
    )
