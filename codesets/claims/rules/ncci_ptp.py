"""ncci.ptp: two codes of one day that are not paid together, unless a modifier says why they were apart.

Source: NCCI Policy Manual for Medicare Services, chapter I, sections D (visits), E (modifiers) and N (PTP edits);
CMS transmittal 2259 of 2019 (CR 11168): from 1 July 2019 59 and the X modifiers open an edit on either column.
"""

from collections.abc import Iterator
from datetime import date
from itertools import combinations

from codesets.claims import ptp_modifiers
from codesets.claims.days import by_day, codes_of
from codesets.claims.rules.base import Rule, fetch, lacking
from codesets.claims.tables import Tables, day_within, ptp_of
from codesets.claims.values import Claim, ClaimLine, Finding, Payer, Result, Setting
from codesets.ncci.ptp import PtpEdit
from codesets.values import NotLoaded, Release

_SEVERITY = (Result.PASS, Result.WARNING, Result.FAILS)


class PairEdits(Rule):
    """PTP edits, both ways round, line by line."""

    id = "ncci.ptp"
    source = "NCCI Policy Manual, chapter I"

    def check(self, claim: Claim, tables: Tables) -> Iterator[Finding]:
        """One finding for each pair that has an edit; one for the day where none has."""
        if claim.setting is Setting.INPATIENT:
            return
        for day, lines in by_day(claim):
            codes = codes_of(lines)
            if len(codes) > 1:
                release = tables.release(ptp_of(claim.setting), day)
                if isinstance(release, NotLoaded):
                    yield self._outside(claim, tables, release, codes)
                elif claim.paid_by is Payer.MEDICAID:
                    yield self._medicaid(claim, tables, release, (day, codes))
                else:
                    yield from self._of_day(claim, tables, lines, release)

    def _of_day(
        self, claim: Claim, tables: Tables, lines: tuple[ClaimLine, ...], release: Release
    ) -> Iterator[Finding]:
        codes, day = codes_of(lines), lines[0].on
        edits = _edits(claim, tables, codes, day)
        for edit in edits:
            yield self._judged(edit, lines)
        if not edits:
            yield self.passes(codes, f"{release.name} has no edit between {_listed(codes)}.", release=release)

    def _judged(self, edit: PtpEdit, lines: tuple[ClaimLine, ...]) -> Finding:
        """The worst that any two lines of the pair deserve: each pair of lines must be open."""
        verdicts = [
            ptp_modifiers.verdict(edit, first, second)
            for first in lines
            for second in lines
            if first.code == edit.column1 and second.code == edit.column2
        ]
        worst = max(verdicts, key=lambda verdict: _SEVERITY.index(verdict.result))
        codes = (edit.column1, edit.column2)
        say = {Result.FAILS: self.fails, Result.WARNING: self.warns}.get(worst.result)
        if say is None:
            return self.passes(codes, worst.rationale, indicator=str(edit.indicator), release=edit.release)
        return say(codes, worst.rationale, worst.remedy, indicator=str(edit.indicator), release=edit.release)

    def _outside(self, claim: Claim, tables: Tables, missing: NotLoaded, codes: tuple[str, ...]) -> Finding:
        rationale = lacking(missing, "The PTP table of this setting")
        if missing.nearest:
            edits = _edits(claim, tables, codes, day_within(missing.nearest, missing.on))
            rationale += f" There, {_indication(edits, codes)}: an indication, not a result."
        return self.not_run(codes, rationale, fetch(missing.on, missing.dataset))

    def _medicaid(self, claim: Claim, tables: Tables, release: Release, asked: tuple[date, tuple[str, ...]]) -> Finding:
        day, codes = asked
        indication = _indication(_edits(claim, tables, codes, day), codes)
        return self.not_run(
            codes,
            f"Medicaid has NCCI tables of its own, which are not loaded. In Medicare's, {indication}: no result.",
            "Check the state's Medicaid NCCI files.",
            release=release,
        )


def _edits(claim: Claim, tables: Tables, codes: tuple[str, ...], day: date) -> list[PtpEdit]:
    """The edits among the codes."""
    found = (tables.pair(code, other, day, claim.setting) for code, other in combinations(codes, 2))
    return [edit for edit in found if edit is not None]


def _indication(edits: list[PtpEdit], codes: tuple[str, ...]) -> str:
    if not edits:
        return f"no edit stood between {_listed(codes)}"
    return ", ".join(f"the pair {edit.column1}/{edit.column2} had indicator {edit.indicator}" for edit in edits)


def _listed(codes: tuple[str, ...]) -> str:
    return f"{', '.join(codes[:-1])} and {codes[-1]}"
