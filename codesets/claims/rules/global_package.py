"""global.package: visits and procedures around an operation that its payment includes.

Source: Medicare Claims Processing Manual chapter 12 section 40 (global surgery: 000 and 010 minor, 090 major with the
day before, MMM maternity, YYY the contractor's) and NCCI Policy Manual chapter I section D (visits). That a pair has
no PTP edit does not mean that a visit needs no modifier.
"""

from collections.abc import Iterator
from datetime import timedelta

from codesets.claims import global_period
from codesets.claims.code_kinds import is_visit, kinds
from codesets.claims.rules.base import Rule, fetch, lacking
from codesets.claims.tables import Tables
from codesets.claims.values import Claim, ClaimLine, EarlierProcedure, Finding, Setting
from codesets.mpfs.schedule import Fee
from codesets.own_words import CodeKind
from codesets.values import Dataset, NotLoaded, spoken_day

_MINOR = {"000", "010"}
_MAJOR = "090"
_LONGEST = timedelta(days=max(global_period.DAYS.values()))
_AFTER_BIRTH = timedelta(weeks=6)
_WITHOUT_PREPARATION = {CodeKind.DRUG, CodeKind.IMAGING, CodeKind.LABORATORY, CodeKind.SUPPLY}
"""Services that have no work of a visit in them."""


class GlobalPackage(Rule):
    """Visits beside operations of the claim, and anything within the global period of an earlier one."""

    id = "global.package"
    source = "Medicare Claims Processing Manual, chapter 12 section 40"

    def check(self, claim: Claim, tables: Tables) -> Iterator[Finding]:
        """Professional claims only: a facility's payment has no global period."""
        if claim.setting is not Setting.PRACTITIONER:
            return
        for day in sorted({line.on for line in claim.lines}):
            missing = tables.release(Dataset.MPFS, day)
            if isinstance(missing, NotLoaded):
                codes = tuple(sorted({line.code for line in claim.lines if line.on == day}))
                rationale = lacking(missing, "The physician fee schedule, which has the global periods,")
                yield self.not_run(codes, rationale, fetch(day, Dataset.MPFS))
        fees = {line: tables.fee(line.code, line.on) for line in claim.lines}
        visits = [line for line in claim.lines if is_visit(line.code)]
        for visit in visits:
            for procedure, fee in fees.items():
                if fee is not None and not is_visit(procedure.code):
                    yield from self._beside(visit, procedure, fee)
        yield from self._earlier(claim, tables)

    def _beside(self, visit: ClaimLine, procedure: ClaimLine, fee: Fee) -> Iterator[Finding]:
        codes, days = (visit.code, procedure.code), fee.global_days
        days_before = (procedure.on - visit.on).days
        if days == _MAJOR and days_before in {0, 1}:
            yield self._major(visit, procedure, fee, days_before)
        elif days in _MINOR and days_before == 0:
            if visit.has("25", "FT"):
                yield self.warns(
                    codes,
                    f"25 sets {visit.code} apart from {procedure.code} (global period {days}).",
                    "The record must show a visit beyond the usual work of the procedure; deciding to do it is not"
                    " one.",
                    indicator=days,
                    release=fee.release,
                )
            else:
                wrong = " 57 is for major operations only." if visit.has("57") else ""
                yield self.fails(
                    codes,
                    f"{procedure.code} has a global period of {days}, which includes the visit {visit.code} of its"
                    f" day.{wrong}",
                    f"Put 25 on {visit.code} if the record shows a significant visit of its own; else take it off.",
                    indicator=days,
                    release=fee.release,
                )
        elif days == "MMM":
            yield self.warns(
                codes,
                f"{procedure.code} is maternity care (MMM): visits for the pregnancy belong to it.",
                f"Bill {visit.code} only for a problem outside the usual care, with its own diagnosis.",
                indicator=days,
                release=fee.release,
            )
        elif days == "YYY" and days_before == 0:
            yield self.not_run(
                codes,
                f"The contractor sets the global period of {procedure.code} (YYY).",
                "Ask the contractor for it.",
                indicator=days,
                release=fee.release,
            )
        elif days == "XXX" and days_before == 0 and not _WITHOUT_PREPARATION & kinds(procedure.code):
            yield self.passes(
                codes,
                f"{procedure.code} has no global period (XXX); {visit.code} needs 25 where a PTP edit stands between"
                " them, and must be more than the work that belongs to the procedure.",
                indicator=days,
                release=fee.release,
            )

    def _major(self, visit: ClaimLine, procedure: ClaimLine, fee: Fee, days_before: int) -> Finding:
        codes = (visit.code, procedure.code)
        when = "the day before it" if days_before else "its day"
        if procedure.has("55"):
            return self.passes(
                codes,
                f"{procedure.code} is billed for care afterwards only (55).",
                indicator="090",
                release=fee.release,
            )
        if visit.has("57", "FT"):
            return self.warns(
                codes,
                f"57 sets {visit.code} apart from {procedure.code} (global period 090).",
                "The record must show that the operation was decided at that visit.",
                indicator="090",
                release=fee.release,
            )
        if visit.has("24", "25"):
            return self.warns(
                codes,
                f"{procedure.code} is a major operation (090), and the visit {visit.code} on {when} carries another"
                " modifier than 57.",
                "Use 57 where the operation was decided at the visit; 25 or 24 only where it had nothing to do with"
                " it.",
                indicator="090",
                release=fee.release,
            )
        return self.fails(
            codes,
            f"{procedure.code} has a global period of 090, which includes the visit {visit.code} on {when}; that no"
            " PTP edit stands between them changes nothing.",
            f"Put 57 on {visit.code} if the operation was decided at it; else take it off.",
            indicator="090",
            release=fee.release,
        )

    def _earlier(self, claim: Claim, tables: Tables) -> Iterator[Finding]:
        concerned = [
            line for line in claim.lines if is_visit(line.code) or _is_operation(tables.fee(line.code, line.on))
        ]
        if claim.earlier is None:
            if concerned:
                yield self.not_run(
                    tuple(sorted({line.code for line in concerned})),
                    "Whether the services lie in the global period of an earlier operation was not checked.",
                    "Send the procedures of the last 90 days with their dates and who did them, or an empty list.",
                )
            return
        for operation in claim.earlier:
            if all(line.on - operation.on > _LONGEST for line in claim.lines):
                continue  # whatever its global period, it ended before
            fee = tables.fee(operation.code, operation.on)
            if fee is None:
                yield self.not_run(
                    (operation.code,),
                    f"The fee schedule of {spoken_day(operation.on)} is not loaded, or does not have"
                    f" {operation.code}; its global period is not known.",
                    f"Check the code. If the schedule is missing, {fetch(operation.on, Dataset.MPFS)}",
                )
                continue
            last = operation.on + timedelta(days=global_period.DAYS.get(fee.global_days, 0))
            for line in concerned:
                same_day = line.on == operation.on and is_visit(line.code) and fee.global_days in global_period.DAYS
                if operation.on < line.on <= last or same_day:
                    yield self._within(claim, line, global_period.Period(operation, fee, last))
            yield from self._without_days(operation, fee, concerned)

    def _without_days(self, operation: EarlierProcedure, fee: Fee, lines: list[ClaimLine]) -> Iterator[Finding]:
        """Earlier procedures whose period is no number of days: maternity (MMM), the contractor's (YYY)."""
        for line in lines:
            passed, codes = line.on - operation.on, (line.code, operation.code)
            if fee.global_days == "MMM" and is_visit(line.code) and timedelta(0) <= passed <= _AFTER_BIRTH:
                yield self.warns(
                    codes,
                    f"{operation.code} of {spoken_day(operation.on)} is maternity care (MMM), which may include the"
                    f" care after birth, and {line.code} lies within six weeks of it.",
                    f"Bill {line.code} only for a problem outside that care, with its own diagnosis.",
                    indicator="MMM",
                    release=fee.release,
                )
            if fee.global_days == "YYY" and timedelta(0) <= passed <= _LONGEST:
                yield self.not_run(
                    codes,
                    f"The contractor sets the global period of {operation.code} (YYY), so whether {line.code} lies in"
                    " it is not known.",
                    "Ask the contractor for it.",
                    indicator="YYY",
                    release=fee.release,
                )

    def _within(self, claim: Claim, line: ClaimLine, period: global_period.Period) -> Finding:
        codes = (line.code, period.operation.code)
        judged = global_period.judge(claim, line, period)
        say = {"fails": self.fails, "warning": self.warns, "not_run": self.not_run}[judged.result]
        return say(codes, judged.rationale, judged.remedy, indicator=period.fee.global_days, release=period.fee.release)


def _is_operation(fee: Fee | None) -> bool:
    return fee is not None and fee.global_days in global_period.DAYS
