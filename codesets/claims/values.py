"""What a claim check reads and says: the claim with its lines, and findings with one of four results.

Units are whole numbers, doses are decimals of the stated unit, ages are whole years. None, or an empty text, means that
the sender did not say; a rule that needs the fact is then not run.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from codesets.values import Release


class Setting(StrEnum):
    """Who bills, which chooses the tables: practitioners and ASCs have the one, hospital departments another."""

    PRACTITIONER = "practitioner"
    ASC = "asc"
    OUTPATIENT = "outpatient"
    INPATIENT = "inpatient"


class Payer(StrEnum):
    """Whose rules are known here. Medicaid has NCCI tables of its own; other payers choose."""

    MEDICARE = "medicare"
    MEDICAID = "medicaid"
    OTHER = "other"
    UNSAID = ""


class Sex(StrEnum):
    """As the claim form has it."""

    FEMALE = "F"
    MALE = "M"
    UNKNOWN = "U"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A diagnosis as the set spells it ("E11.22"). `uncertain`: documented as probable, suspected, rule out.

    `present_on_admission` is Y, N, U, W or 1 (exempt), on inpatient claims.
    """

    code: str
    uncertain: bool = False
    present_on_admission: str = ""


@dataclass(frozen=True, slots=True)
class Drug:
    """What a drug line is for. `given` and `wasted` are in `unit` ("mg"); `single_dose` says what vial it was.

    `hemoglobin` (g/dL) and `hematocrit` (percent) are the last values before the dose.
    """

    given: Decimal | None = None
    wasted: Decimal | None = None
    unit: str = ""
    single_dose: bool | None = None
    ndc: str = ""
    hemoglobin: Decimal | None = None
    hematocrit: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """A service line. `on` is its first day and `through` its last; `diagnoses` are the codes its pointers lead to.

    `minutes` are those of a timed service. `place_of_service` is the claim's where the line has none of its own.
    """

    code: str
    on: date
    modifiers: tuple[str, ...] = ()
    units: int = 1
    through: date | None = None
    diagnoses: tuple[str, ...] = ()
    place_of_service: str = ""
    minutes: int | None = None
    drug: Drug = Drug()

    def has(self, *modifiers: str) -> bool:
        """Whether the line carries one of the modifiers."""
        return any(modifier in self.modifiers for modifier in modifiers)


@dataclass(frozen=True, slots=True)
class EarlierProcedure:
    """A procedure before this claim, whose global period may still run; empty texts were not said."""

    code: str
    on: date
    modifiers: tuple[str, ...] = ()
    provider: str = ""
    specialty: str = ""


@dataclass(frozen=True, slots=True)
class UnknownKey:
    """A key of the sender's JSON that means nothing here: where it stood ("line 2"), and what was probably meant."""

    where: str
    name: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim, of one patient and one provider. `diagnoses` are in their sequence; `earlier` is None where not said.

    `on` is the date of service, `discharge` the day of discharge of an inpatient stay. `unknown` are the keys that the
    sender used and nobody read.
    """

    on: date
    lines: tuple[ClaimLine, ...]
    diagnoses: tuple[Diagnosis, ...] = ()
    setting: Setting = Setting.PRACTITIONER
    id: str = ""
    payer: str = ""
    state: str = ""
    age: int | None = None
    sex: Sex | None = None
    place_of_service: str = ""
    provider: str = ""
    specialty: str = ""
    earlier: tuple[EarlierProcedure, ...] | None = None
    discharge: date | None = None
    unknown: tuple[UnknownKey, ...] = ()

    @property
    def paid_by(self) -> Payer:
        """Whose rules apply, by the payer's name ("Medicare Part B", "Texas Medicaid", "Aetna")."""
        name = self.payer.lower()
        if "medicaid" in name:
            return Payer.MEDICAID
        if "medicare" in name or name == "cms":
            return Payer.MEDICARE
        return Payer.OTHER if name else Payer.UNSAID


class Result(StrEnum):
    """The four results of a check. Not run: a fact or a table is missing, so neither good nor bad was found."""

    PASS = "pass"  # noqa: S105 - a result, not a password
    WARNING = "warning"
    FAILS = "fails"
    NOT_RUN = "not_run"


MEDICARE_EDIT = "Medicare edit; another payer may differ"
"""What the source of a finding ends with where the rule is Medicare's own."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule says of the codes it names, in a rationale and, unless it passes, a remedy: a sentence each.

    `indicator` is the table's own value that decided ("0", "MAI 2", "090"), `release` the edition it stands in, and
    `source` the public manual or guideline that the rule follows.
    """

    rule: str
    result: Result
    codes: tuple[str, ...]
    rationale: str
    remedy: str = ""
    indicator: str = ""
    release: Release | None = None
    source: str = ""

    @property
    def message(self) -> str:
        """Rationale and remedy, as one text."""
        return f"{self.rationale} {self.remedy}".strip()

    @property
    def authority(self) -> str:
        """Edition and rule, as an answer cites them."""
        return "; ".join(part for part in (self.release.name if self.release else "", self.source) if part)
