"""What the code sets speak in: releases, validity on a date, entries with their notes, hits of a search."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class System(StrEnum):
    """A code set, by the name that commands and addresses use."""

    ICD10CM = "icd10cm"
    ICD10PCS = "icd10pcs"
    HCPCS = "hcpcs"
    CPT = "cpt"


SPOKEN = {
    System.ICD10CM: "ICD-10-CM",
    System.ICD10PCS: "ICD-10-PCS",
    System.HCPCS: "HCPCS Level II",
    System.CPT: "CPT",
}
"""The names by which people know the code sets."""


class Dataset(StrEnum):
    """What one official file holds. Each release of each has a store of its own."""

    ICD10CM = "icd10cm"
    ICD10CM_INDEX = "icd10cm-index"
    ICD10CM_NEOPLASMS = "icd10cm-neoplasms"
    ICD10CM_DRUGS = "icd10cm-drugs"
    ICD10CM_EXTERNAL_CAUSES = "icd10cm-external-causes"
    ICD10CM_ORDER = "icd10cm-order"
    ICD10CM_GUIDELINES = "icd10cm-guidelines"
    ICD10PCS = "icd10pcs"
    ICD10PCS_TABLES = "icd10pcs-tables"
    ICD10PCS_INDEX = "icd10pcs-index"
    ICD10PCS_DEFINITIONS = "icd10pcs-definitions"
    HCPCS = "hcpcs"
    CPT = "cpt"
    PTP_PRACTITIONER = "ncci-ptp-practitioner"
    PTP_HOSPITAL = "ncci-ptp-hospital"
    MUE_PRACTITIONER = "ncci-mue-practitioner"
    MUE_OUTPATIENT = "ncci-mue-outpatient"
    MUE_DME = "ncci-mue-dme"
    ADD_ON = "ncci-add-on"
    MPFS = "mpfs"
    MPFS_GPCI = "mpfs-gpci"
    MPFS_LOCALITIES = "mpfs-localities"
    GEM_DIAGNOSES = "gem-diagnoses"
    GEM_PROCEDURES = "gem-procedures"
    COVERAGE = "coverage"
    COVERAGE_NATIONAL = "coverage-national"


@dataclass(frozen=True, slots=True)
class Release:
    """One edition of a dataset and the days it is in force, both included (an open end is `date.max`).

    `name` is what an answer says: "ICD-10-CM FY2026, April 1 2026 update". `rows` is the count that the release is
    known by: billable codes of ICD-10-CM and -PCS, else the rows of the file. `digest` is the sha256 (hex) of the
    official file it was made from. `part` tells the files of one edition apart ("1" to "4"), and is else empty.
    """

    dataset: Dataset
    name: str
    first_day: date
    last_day: date
    rows: int
    digest: str
    part: str = ""

    def covers(self, on: date) -> bool:
        """Whether the release is in force on that day."""
        return self.first_day <= on <= self.last_day

    @property
    def in_force(self) -> str:
        """The effective range in words: "1 Apr 2026 to 30 Sep 2026", "1 Jan 2019 on"."""
        until = "on" if self.last_day == date.max else f"to {spoken_day(self.last_day)}"
        return f"{spoken_day(self.first_day)} {until}"


@dataclass(frozen=True, slots=True)
class NotLoaded:
    """No loaded release of the dataset covers the day; `nearest` is the loaded one closest to it, or None."""

    dataset: Dataset
    on: date
    nearest: Release | None


class Status(StrEnum):
    """What asking for a code on a day found."""

    VALID = "valid"
    HEADER = "header"
    MISSING_SEVENTH = "missing_seventh"
    TERMINATED = "terminated"
    NOT_YET_VALID = "not_yet_valid"
    NOT_HELD = "not_held"
    NOT_LOADED_FOR_DATE = "not_loaded_for_date"
    NOT_LOADED = "not_loaded"


@dataclass(frozen=True, slots=True)
class Choice:
    """A code that stands below a header, or what a code becomes with its 7th character."""

    code: str
    title: str


@dataclass(frozen=True, slots=True)
class Validity:
    """The answer to "is this code valid on that day?", with the sentence that says it.

    `code` is spelled as the set spells it. `title` is empty and `release` None where no loaded release holds the
    code; on NOT_LOADED_FOR_DATE they are those of the last release that held it. `choices` are what to report
    instead (HEADER: one level below; MISSING_SEVENTH: the full codes). `billable` is what `release` says of it.
    `suggestions` are codes that may have been meant by one that is not held: a guess, for a person to look at.
    """

    status: Status
    system: System
    code: str
    sentence: str
    title: str = ""
    release: Release | None = None
    choices: tuple[Choice, ...] = ()
    billable: bool = False
    suggestions: tuple[Choice, ...] = ()


class NoteKind(StrEnum):
    """The kinds of notes of the tabular list, by the names of its elements."""

    INCLUDES = "includes"
    INCLUSION_TERM = "inclusionTerm"
    EXCLUDES1 = "excludes1"
    EXCLUDES2 = "excludes2"
    CODE_FIRST = "codeFirst"
    USE_ADDITIONAL = "useAdditionalCode"
    CODE_ALSO = "codeAlso"
    SEVENTH = "sevenChrNote"
    REMARK = "notes"

    @property
    def spoken(self) -> str:
        """As the book prints it: "Use additional", "Excludes1"."""
        return _SPOKEN_NOTES[self]


_SPOKEN_NOTES = {
    NoteKind.INCLUDES: "Includes",
    NoteKind.INCLUSION_TERM: "Also called",
    NoteKind.EXCLUDES1: "Excludes1",
    NoteKind.EXCLUDES2: "Excludes2",
    NoteKind.CODE_FIRST: "Code first",
    NoteKind.USE_ADDITIONAL: "Use additional",
    NoteKind.CODE_ALSO: "Code also",
    NoteKind.SEVENTH: "7th character",
    NoteKind.REMARK: "Note",
}


@dataclass(frozen=True, slots=True)
class Note:
    """One line of a note, and the chapter, block or code that it stands at ("9", "I10-I1A", "N18")."""

    kind: NoteKind
    text: str
    at: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A code as its page shows it. `notes` are its own first, then those of what stands above it, nearest first."""

    code: str
    title: str
    billable: bool
    release: Release
    parent: Choice | None
    children: tuple[Choice, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A code that a search found, best first.

    `matched` is the phrase of the tabular list or the index that led there. `coverage` is the share (0 to 1) of the
    question's words that the phrase or the titles above the code have, rare words weighing more; `contained` the share
    of the phrase's own words that the question has. `assumed` says that the phrase names a wider condition and the code
    is a guess among those below it. `understood` is the question as it was read where it was changed: a typing error
    mended, an abbreviation written out, a lay word put into the list's words.
    """

    code: str
    title: str
    billable: bool
    score: float
    matched: str
    coverage: float
    contained: float
    assumed: bool
    understood: str = ""


def spoken_day(day: date) -> str:
    """A date that nobody misreads: "12 Aug 2026", in English whatever the locale of the machine."""
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    return f"{day.day} {months[day.month - 1]} {day.year}"
