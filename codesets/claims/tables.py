"""What the rules ask of the loaded tables, and nothing more: a port, which the shelf of stores answers.

A rule asks `release` first, and says "not run" where no release covers the day. Each other question is None where the
table has no such row in force on the day, or where no release covers it.
"""

from datetime import date
from typing import Protocol

from codesets.claims.values import Setting
from codesets.coverage.lookup import Policy, Support
from codesets.coverage.national import Determination
from codesets.hcpcs.codes import HcpcsCode
from codesets.mpfs.schedule import Fee
from codesets.ncci.add_on import AddOn
from codesets.ncci.mue import Mue
from codesets.ncci.ptp import PtpEdit
from codesets.values import Dataset, Note, NotLoaded, Release, Validity


class Tables(Protocol):
    """Every question of the rules."""

    def release(self, dataset: Dataset, on: date) -> Release | NotLoaded:
        """The edition in force on the day."""
        ...

    def diagnosis(self, code: str, on: date) -> Validity:
        """Whether an ICD-10-CM code is valid on the day."""
        ...

    def notes(self, code: str, on: date) -> tuple[Note, ...]:
        """The Excludes1 and code-first notes at an ICD-10-CM code and at all that stands above it, nearest first."""
        ...

    def pair(self, code: str, other: str, on: date, setting: Setting) -> PtpEdit | None:
        """The PTP edit between two codes, whichever stands in column 1."""
        ...

    def limit(self, code: str, on: date, setting: Setting) -> Mue | None:
        """The MUE of a code."""
        ...

    def add_on(self, code: str, on: date) -> AddOn | None:
        """The code's entry in the add-on list."""
        ...

    def fee(self, code: str, on: date) -> Fee | None:
        """The code's row in the physician fee schedule, of the whole service (neither 26 nor TC)."""
        ...

    def hcpcs(self, code: str, on: date) -> HcpcsCode | None:
        """The HCPCS Level II code, where it may be reported for the day."""
        ...

    def procedure(self, code: str, on: date) -> Validity:
        """Whether a HCPCS Level II, CPT or ICD-10-PCS code is valid on the day, and which list says so."""
        ...

    def modifier(self, code: str, on: date) -> Validity:
        """Whether a modifier is valid on the day by HCPCS Level II, which does not list those of CPT."""
        ...

    def policies(self, code: str, on: date, state: str) -> tuple[Policy, ...]:
        """The local coverage policies that name a procedure, in a state ("TX")."""
        ...

    def determinations(self, ids: tuple[str, ...], on: date) -> tuple[Determination, ...]:
        """The national determinations that local policies refer to by these ids (`Policy.national`)."""
        ...

    def supports(self, code: str, diagnosis: str, on: date, state: str) -> tuple[Support, ...]:
        """What each of them says of a diagnosis."""
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
