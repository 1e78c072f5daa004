"""What the rules ask of the loaded tables, and nothing more: a port, which the shelf of stores answers.

A rule asks `release` first, and says "not run" where no release covers the day. Each other question is None where the
table has no such row in force on the day, or where no release covers it.
"""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from codesets.claims.values import Setting
from codesets.values import Dataset, Note, NotLoaded, Release, Validity


@dataclass(frozen=True, slots=True)
class PairEdit:
    """An NCCI procedure-to-procedure edit in force. `indicator` is "0", "1" or "9"; column 2 is what is not paid."""

    column1: str
    column2: str
    indicator: str
    rationale: str
    release: Release


@dataclass(frozen=True, slots=True)
class UnitLimit:
    """A medically unlikely edit: `value` units; `adjudication` 1 a line, 2 and 3 all lines of the day."""

    code: str
    value: int
    adjudication: int
    rationale: str
    release: Release


@dataclass(frozen=True, slots=True)
class AddOn:
    """An add-on code of NCCI's list with its primaries. `kind` 1: those; 2: the contractor's; 3: those and others."""

    code: str
    kind: int
    primaries: frozenset[str]
    release: Release


@dataclass(frozen=True, slots=True)
class Fee:
    """A row of the Medicare physician fee schedule; every field is the file's own one to three characters.

    `facility_na` and `nonfacility_na` say that the service is not done there as a rule, by the file's "NA".
    """

    code: str
    status: str
    pc_tc: str
    global_days: str
    bilateral: str
    assistant: str
    co_surgeons: str
    team: str
    facility_na: bool
    nonfacility_na: bool
    release: Release


@dataclass(frozen=True, slots=True)
class HcpcsCode:
    """A HCPCS Level II code in force. `coverage` is C, D, I, M or S; `long_text` has the unit of a drug."""

    code: str
    long_text: str
    coverage: str
    release: Release


@dataclass(frozen=True, slots=True)
class Listing:
    """A table of CPT numbers that the operator loaded, and whether it has the code: "in the licensed file"."""

    release: Release
    holds: bool


@dataclass(frozen=True, slots=True)
class CoverageArticle:
    """A local coverage article of a contractor of the state that names the procedure; diagnoses that support it or do
    not. Both sets empty: the article lists no diagnoses.
    """

    id: str
    title: str
    contractor: str
    covered: frozenset[str]
    not_covered: frozenset[str]
    release: Release


class Tables(Protocol):
    """Every question of the rules."""

    def release(self, dataset: Dataset, on: date) -> Release | NotLoaded:
        """The edition in force on the day."""
        ...

    def diagnosis(self, code: str, on: date) -> Validity:
        """Whether an ICD-10-CM code is valid on the day."""
        ...

    def notes(self, code: str, on: date) -> tuple[Note, ...]:
        """The notes at an ICD-10-CM code and at all that stands above it."""
        ...

    def pair(self, code: str, other: str, on: date, setting: Setting) -> PairEdit | None:
        """The PTP edit between two codes, whichever stands in column 1."""
        ...

    def limit(self, code: str, on: date, setting: Setting) -> UnitLimit | None:
        """The MUE of a code."""
        ...

    def add_on(self, code: str, on: date) -> AddOn | None:
        """The code's entry in the add-on list."""
        ...

    def fee(self, code: str, on: date) -> Fee | None:
        """The code's row in the physician fee schedule, of the whole service (neither 26 nor TC)."""
        ...

    def hcpcs(self, code: str, on: date) -> HcpcsCode | None:
        """The HCPCS Level II code."""
        ...

    def cpt_listings(self, code: str, on: date) -> tuple[Listing, ...]:
        """The loaded tables that list CPT numbers, the most telling first."""
        ...

    def articles(self, code: str, on: date, state: str) -> tuple[CoverageArticle, ...]:
        """The coverage articles for a procedure in a state ("TX")."""
        ...


def ptp_of(setting: Setting) -> Dataset:
    """The PTP table of a setting: ASCs are edited as practitioners are (NCCI Policy Manual, chapter I)."""
    return Dataset.PTP_HOSPITAL if setting is Setting.OUTPATIENT else Dataset.PTP_PRACTITIONER


def mue_of(setting: Setting) -> Dataset:
    """The MUE table of a setting, likewise."""
    return Dataset.MUE_OUTPATIENT if setting is Setting.OUTPATIENT else Dataset.MUE_PRACTITIONER


def day_within(release: Release, on: date) -> date:
    """The day of a release that is nearest to `on`."""
    return min(max(on, release.first_day), release.last_day)
