"""What the tables in our own words hold."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Rate(StrEnum):
    """Which of the two rates of the Medicare physician fee schedule a place of service is paid at."""

    FACILITY = "facility"
    NONFACILITY = "nonfacility"
    NONE = "none"  # Medicare's carriers do not adjudicate claims with this place


@dataclass(frozen=True, slots=True)
class PlaceOfService:
    """A place of service; `meaning` is one sentence for whoever chooses between it and its neighbours."""

    code: str
    name: str
    rate: Rate
    meaning: str


@dataclass(frozen=True, slots=True)
class Successor:
    """What practices report in place of a code after its last day; `remark` says how to choose, or what changes."""

    code: str
    last_day: date
    successors: tuple[str, ...]
    remark: str


class ModifierKind(StrEnum):
    """The code set that a modifier belongs to."""

    CPT = "cpt"
    HCPCS = "hcpcs"


class ModifierGroup(StrEnum):
    """What a modifier is about."""

    ANATOMICAL = "anatomical"
    ANESTHESIA = "anesthesia"
    ASSISTANT = "assistant"  # everybody at the table beside the surgeon: co-surgeons and teams too
    BILATERAL = "bilateral"
    COVERAGE = "coverage"
    DISTINCT = "distinct"
    DRUG = "drug"
    EQUIPMENT = "equipment"
    GLOBAL = "global"
    PERFORMANCE = "performance"  # stands with Category II codes only
    PROFESSIONAL_TECHNICAL = "professional-technical"
    PROVIDER = "provider"
    TEACHING = "teaching"
    TELEHEALTH = "telehealth"
    THERAPY = "therapy"
    OTHER = "other"


class Effect(StrEnum):
    """What a modifier does to a line under Medicare's rules; another payer may differ."""

    PRICING = "pricing"  # changes the amount: stands first
    PROCESSING = "processing"  # decides whether the line is paid, not how much
    INFORMATIONAL = "informational"


class CodeKind(StrEnum):
    """The kinds of code that a modifier may stand with."""

    ANY = "any"
    ANESTHESIA = "anesthesia"
    DRUG = "drug"
    EVALUATION_MANAGEMENT = "evaluation_management"  # visits of every kind: eye and preventive examinations too
    IMAGING = "imaging"
    LABORATORY = "laboratory"
    MEDICINE = "medicine"  # diagnostic and therapeutic services that are neither surgery nor a visit
    PERFORMANCE = "performance"  # Category II codes
    PROCEDURE = "procedure"
    SUPPLY = "supply"  # equipment, prosthetics, supplies
    THERAPY = "therapy"  # what is always physical, occupational or speech therapy
    TRANSPORT = "transport"


@dataclass(frozen=True, slots=True)
class Modifier:
    """A modifier of CPT or HCPCS Level II. `code` is its two characters."""

    code: str
    kind: ModifierKind
    group: ModifierGroup
    effect: Effect
    stands_with: frozenset[CodeKind]
    meaning: str

    @property
    def pricing(self) -> bool:
        """Whether it changes the amount, and so stands before those that do not."""
        return self.effect is Effect.PRICING

    def may_stand_with(self, kind: CodeKind) -> bool:
        """Whether a line with a code of that kind may carry it."""
        return CodeKind.ANY in self.stands_with or kind in self.stands_with


class Indicator(StrEnum):
    """The one-character fields of Medicare's files."""

    STATUS = "status"
    GLOBAL_DAYS = "global_days"
    MULTIPLE_PROCEDURE = "multiple_procedure"
    BILATERAL = "bilateral"
    ASSISTANT = "assistant"
    CO_SURGEONS = "co_surgeons"
    TEAM = "team"
    PC_TC = "pc_tc"
    MUE_ADJUDICATION = "mue_adjudication"
    PTP_MODIFIER = "ptp_modifier"
    ADD_ON_TYPE = "add_on_type"
    HCPCS_COVERAGE = "hcpcs_coverage"
    HCPCS_ACTION = "hcpcs_action"


class About(StrEnum):
    """What an abbreviation names."""

    DISEASE = "disease"  # a condition, symptom or status that the tabular list knows
    PROCEDURE = "procedure"
    TEST = "test"
    DRUG = "drug"
    ANATOMY = "anatomy"
    CHARTING = "charting"  # headings, places, doses and turns of phrase in a note


@dataclass(frozen=True, slots=True)
class Expansion:
    """One thing that an abbreviation stands for.

    Where it is the only one, `sections` and `near` are empty. Otherwise they say when it is meant: in a section of
    the note that has one of these words in its heading, or with one of these words near it, all in small letters.
    Where neither speaks, it remains open: the order of the expansions (the most usual first) is no decision.
    `small` says that the abbreviation is also understood in small letters ("copd"), because no word is spelled so.
    """

    words: str
    about: About
    small: bool = False
    sections: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
