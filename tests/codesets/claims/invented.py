"""Tables in memory that answer what the rules ask, and short ways to write a claim.

A release of each dataset is in force from 2023 to 2026; the code numbers and their indicators are those that CMS
publishes, as far as the tests rest on them.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from codesets.claims import Claim, ClaimLine, Diagnosis, Finding, Result, Setting, check_claim
from codesets.claims.tables import mue_of, ptp_of
from codesets.coverage.lookup import Listing, Policy, Support
from codesets.coverage.national import Determination, Level
from codesets.hcpcs.codes import HcpcsCode
from codesets.mpfs.schedule import COLUMNS, NUMBERS, Fee
from codesets.ncci.add_on import AddOn
from codesets.ncci.mue import Mue
from codesets.ncci.ptp import PtpEdit
from codesets.values import Dataset, Note, NoteKind, NotLoaded, Release, Status, System, Validity

DAY = date(2024, 7, 15)
FIRST, LAST = date(2023, 1, 1), date(2026, 9, 30)


def release(dataset: Dataset) -> Release:
    return Release(dataset, f"{dataset} 2024", FIRST, LAST, 1, "0" * 64)


@dataclass
class InventedTables:
    """The port of the rules over dictionaries. What is not named in them is not in the table; `missing` not loaded."""

    pairs: dict[tuple[str, str], int] = field(default_factory=dict)
    limits: dict[tuple[str, Dataset], tuple[int, int]] = field(default_factory=dict)
    add_ons: dict[str, tuple[int, tuple[str, ...]]] = field(default_factory=dict)
    fees: dict[str, dict[str, Any]] = field(default_factory=dict)
    drugs: dict[str, str] = field(default_factory=dict)
    not_covered: set[str] = field(default_factory=set)
    invalid: dict[str, Status] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    noted: dict[str, list[tuple[NoteKind, str]]] = field(default_factory=dict)
    local: dict[str, dict[str, Listing]] = field(default_factory=dict)
    bound: set[str] = field(default_factory=set)
    national: dict[str, Level] = field(default_factory=dict)
    missing: set[Dataset] = field(default_factory=set)
    asked: list[tuple[str, date]] = field(default_factory=list)

    def release(self, dataset: Dataset, on: date) -> Release | NotLoaded:
        if dataset in self.missing:
            return NotLoaded(dataset, on, None)
        found = release(dataset)
        return found if found.covers(on) else NotLoaded(dataset, on, found)

    def diagnosis(self, code: str, on: date) -> Validity:
        self.asked.append((code, on))
        status = self.invalid.get(code, Status.VALID)
        title = self.titles.get(code, "")
        return Validity(status, System.ICD10CM, code, f"{code}: {status}.", title, release(Dataset.ICD10CM))

    def notes(self, code: str, on: date) -> tuple[Note, ...]:
        if not self._held(Dataset.ICD10CM, on):
            return ()
        return tuple(
            Note(kind, text, start)
            for start, noted in self.noted.items()
            if code.startswith(start)
            for kind, text in noted
        )

    def pair(self, code: str, other: str, on: date, setting: Setting) -> PtpEdit | None:
        for one, two in ((code, other), (other, code)):
            if (one, two) in self.pairs and self._held(ptp_of(setting), on):
                indicator = self.pairs[one, two]
                return PtpEdit(
                    one, two, indicator, "", FIRST, date.max, before_1996=False, release=release(ptp_of(setting))
                )
        return None

    def limit(self, code: str, on: date, setting: Setting) -> Mue | None:
        found = self.limits.get((code, mue_of(setting)))
        return Mue(code, *found, "", release(mue_of(setting))) if found and self._held(mue_of(setting), on) else None

    def add_on(self, code: str, on: date) -> AddOn | None:
        found = self.add_ons.get(code)
        return AddOn(code, *found, release(Dataset.ADD_ON)) if found and self._held(Dataset.ADD_ON, on) else None

    def fee(self, code: str, on: date) -> Fee | None:
        if code not in self.fees or not self._held(Dataset.MPFS, on):
            return None
        said: dict[str, Any] = {
            "status": "A",
            "multiple": "0",
            "pc_tc": "0",
            "global_days": "XXX",
            "bilateral": "0",
            "assistant": "1",
            "co_surgeons": "0",
            "team": "0",
            "facility_na": False,
            "nonfacility_na": False,
        } | self.fees[code]
        empty: dict[str, Any] = dict.fromkeys(COLUMNS, "") | dict.fromkeys(NUMBERS, Decimal(0))
        return Fee(**(empty | said | {"code": code}), release=release(Dataset.MPFS))

    def hcpcs(self, code: str, on: date) -> HcpcsCode | None:
        text = self.drugs.get(code)
        return (
            HcpcsCode(code, False, text, "", coverage="M" if code in self.not_covered else "")
            if text and self._held(Dataset.HCPCS, on)
            else None
        )

    def procedure(self, code: str, on: date) -> Validity:
        status = self.invalid.get(code, Status.VALID)
        return Validity(status, System.CPT, code, f"{code}: {status}.", release=release(Dataset.MPFS))

    def modifier(self, code: str, on: date) -> Validity:
        status = self.invalid.get(code, Status.NOT_LOADED)
        return Validity(status, System.HCPCS, code, f"{code}: {status}.", release=release(Dataset.HCPCS))

    def policies(self, code: str, on: date, state: str) -> tuple[Policy, ...]:
        if code not in self.local:
            return ()
        return (
            Policy(
                *("A56789", 3, "Made up", FIRST, LAST, ("Contractor",), (), release(Dataset.COVERAGE)),
                national=("11",) if code in self.bound else (),
            ),
        )

    def supports(self, code: str, diagnosis: str, on: date, state: str) -> tuple[Support, ...]:
        listings = self.local.get(code, {})
        default = Listing.NOT_LISTED if listings else Listing.NO_LIST
        return tuple(Support(policy, listings.get(diagnosis, default)) for policy in self.policies(code, on, state))

    def determinations(self, ids: tuple[str, ...], on: date) -> tuple[Determination, ...]:
        return tuple(
            Determination(one, "210.3", "Made up", FIRST, LAST, self.national[one], release(Dataset.COVERAGE_NATIONAL))
            for one in ids
            if one in self.national and self._held(Dataset.COVERAGE_NATIONAL, on)
        )

    def _held(self, dataset: Dataset, on: date) -> bool:
        return isinstance(self.release(dataset, on), Release)


def line(code: str, *modifiers: str, **more: Any) -> ClaimLine:
    return ClaimLine(code, more.pop("on", DAY), modifiers, **more)


def claim(*lines: ClaimLine, **more: Any) -> Claim:
    diagnoses = tuple(Diagnosis(one) if isinstance(one, str) else one for one in more.pop("diagnoses", ()))
    return Claim(on=more.pop("on", DAY), lines=lines, diagnoses=diagnoses, **more)


def found(rule: str, asked: Claim, tables: InventedTables) -> list[Finding]:
    """What one rule says of the claim."""
    return [finding for finding in check_claim(asked, tables) if finding.rule == rule]


def results(rule: str, asked: Claim, tables: InventedTables) -> set[Result]:
    return {finding.result for finding in found(rule, asked, tables)}
