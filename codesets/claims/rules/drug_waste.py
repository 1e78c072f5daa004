"""drug.waste: JW for what was discarded from a single-dose container, JZ where nothing was.

Source: Medicare Claims Processing Manual chapter 17 section 40 and section 90004 of the Infrastructure Investment and
Jobs Act: JW is required from 1 January 2017, JZ from 1 July 2023; neither belongs to multi-dose containers.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from codesets.claims.code_kinds import is_drug
from codesets.claims.days import by_day, codes_of
from codesets.claims.doses import billing_unit, units_of
from codesets.claims.rules.base import Rule
from codesets.claims.tables import Tables
from codesets.claims.values import Claim, ClaimLine, Drug, Finding, Payer, Setting
from codesets.hcpcs.codes import HcpcsCode
from codesets.values import Dataset, Release

_JZ_FROM = date(2023, 7, 1)


class DrugWaste(Rule):
    """JW and JZ against the vial and the waste."""

    id = "drug.waste"
    source = "Medicare Claims Processing Manual, chapter 17 section 40"

    def check(self, claim: Claim, tables: Tables) -> Iterator[Finding]:
        """One finding a drug and day."""
        if claim.setting is Setting.INPATIENT or claim.paid_by is Payer.MEDICAID:
            return
        for day, lines in by_day(claim):
            for code in codes_of(lines):
                if is_drug(code):
                    same = tuple(line for line in lines if line.code == code)
                    release = tables.release(Dataset.HCPCS, day)
                    known = release if isinstance(release, Release) else None
                    yield self._judged(same, tables.hcpcs(code, day), known)

    def _judged(self, lines: tuple[ClaimLine, ...], row: HcpcsCode | None, release: Release | None) -> Finding:
        code, drug = (lines[0].code,), _drug(lines)
        waste = [line for line in lines if line.has("JW")]
        used = [line for line in lines if not line.has("JW")]
        none_wasted = any(line.has("JZ") for line in lines)
        if waste and (none_wasted or not used):
            return self._at_odds(code, none_wasted=none_wasted)
        if drug.single_dose is False:
            return self._multi_dose(code, marked=bool(waste) or none_wasted)
        if drug.wasted is not None:
            return self._measured(lines, _units_wasted(drug, drug.wasted, row), release)
        if drug.single_dose is None and not waste and not none_wasted:
            return self._unknown(code, lines[0].on)
        return self._unsaid(lines, stated=bool(waste) or none_wasted)

    def _at_odds(self, code: tuple[str, ...], *, none_wasted: bool) -> Finding:
        if none_wasted:
            return self.fails(
                code, "One line bills waste (JW), another says there was none (JZ).", "Keep the true one."
            )
        return self.fails(code, "JW stands alone: there is no line for what was given.", "Add the line for the dose.")

    def _multi_dose(self, code: tuple[str, ...], *, marked: bool) -> Finding:
        if marked:
            return self.fails(code, "JW and JZ do not belong to multi-dose vials.", "Take the modifier off.")
        return self.passes(code, "A multi-dose vial needs neither JW nor JZ.")

    def _unknown(self, code: tuple[str, ...], day: date) -> Finding:
        what = "JW or JZ" if day >= _JZ_FROM else "JW"
        return self.not_run(
            code,
            f"Whether the line needs {what} depends on the vial.",
            "Send whether it was a single-dose vial, and how much was discarded.",
        )

    def _unsaid(self, lines: tuple[ClaimLine, ...], *, stated: bool) -> Finding:
        code = (lines[0].code,)
        if stated:
            return self.warns(
                code,
                "JW or JZ is there; the waste was not sent.",
                "The record must show the amount given and the amount discarded.",
            )
        if lines[0].on < _JZ_FROM:
            return self.not_run(code, "Whether JW is due depends on the waste.", "Send how much was discarded.")
        return self.fails(
            code,
            "A single-dose drug has neither JW nor JZ; from 1 Jul 2023 one of them is required.",
            "Add JZ if nothing was discarded, else a second line with JW and the units discarded.",
        )

    def _measured(self, lines: tuple[ClaimLine, ...], due: int | None, release: Release | None) -> Finding:
        """What JW bills against the units due, None where those are not known."""
        code = (lines[0].code,)
        billed = sum(line.units for line in lines if line.has("JW"))
        if due == 0:
            return self._nothing_to_bill(lines, billed=billed > 0)
        if due is None:
            return self.not_run(
                code,
                f"{billed} units are billed with JW; whether they are what was discarded was not checked.",
                "Send the dose given in the unit of the description, and import HCPCS of that date.",
                release=release,
            )
        if not billed:
            return self.fails(
                code,
                "Some of the vial was discarded, and no line bills it with JW.",
                "Add a line with JW and the units discarded; JZ does not stand beside waste.",
                release=release,
            )
        if billed != due:
            said = f"{due} units were discarded, and {billed} are billed with JW."
            return self.fails(code, said, f"Bill {due}.", release=release)
        return self.passes(code, f"JW bills the {due} units that were discarded.", release=release)

    def _nothing_to_bill(self, lines: tuple[ClaimLine, ...], *, billed: bool) -> Finding:
        code = (lines[0].code,)
        if billed:
            return self.fails(
                code,
                "What was discarded lies within units already billed, or is nothing, so JW is not for it.",
                "Use JZ instead.",
            )
        if lines[0].on >= _JZ_FROM and not all(line.has("JZ") for line in lines):
            return self.fails(code, "Nothing was discarded beyond the units billed, and JZ is missing.", "Add JZ.")
        return self.passes(code, "Nothing was discarded beyond the units billed.")


def _drug(lines: tuple[ClaimLine, ...]) -> Drug:
    """What was said of the drug, on whichever of its lines."""
    said = [line.drug for line in lines if line.drug != Drug()]
    return said[0] if said else Drug()


def _units_wasted(drug: Drug, wasted: Decimal, row: HcpcsCode | None) -> int | None:
    """The units that JW may bill: those of all that was opened, less those billed as given. None where unknown."""
    if wasted == 0:
        return 0
    one = billing_unit(row.long) if row else None
    if one is None or drug.given is None:
        return None
    opened = units_of(drug.given + wasted, drug.unit, one)
    given = units_of(drug.given, drug.unit, one)
    return None if opened is None or given is None else max(opened - max(given, 1), 0)
