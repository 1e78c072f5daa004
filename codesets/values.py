"""What the code sets speak in: releases, validity on a date, entries with their notes, hits of a search."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class System(StrEnum):
    """A code set, by the name that commands and addresses use."""

    ICD10CM = "icd10cm"
    HCPCS = "hcpcs"
    CPT = "cpt"


SPOKEN = {System.ICD10CM: "ICD-10-CM", System.HCPCS: "HCPCS Level II", System.CPT: "CPT"}
"""The names by which people know the code sets."""


@dataclass(frozen=True, slots=True)
class Release:
    """One edition of a code set and the days it is in force, both included.

    `digest` is the sha256 (hex) of the official file it was made from; `billable` counts its billable codes.
    """

    system: System
    name: str
    first_day: date
    last_day: date
    billable: int
    digest: str

    def covers(self, on: date) -> bool:
        """Whether the release is in force on that day."""
        return self.first_day <= on <= self.last_day

    @property
    def in_force(self) -> str:
        """The effective range in words: "1 Apr 2026 to 30 Sep 2026"."""
        return f"{spoken_day(self.first_day)} to {spoken_day(self.last_day)}"


class Status(StrEnum):
    """What asking for a code on a day found."""

    VALID = "valid"
    HEADER = "header"
    MISSING_SEVENTH = "missing_seventh"
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
    """

    status: Status
    system: System
    code: str
    sentence: str
    title: str = ""
    release: Release | None = None
    choices: tuple[Choice, ...] = ()
    billable: bool = False


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

    `matched` is the phrase of the tabular list that led there. `coverage` is the share (0 to 1) of the question's words
    that the phrase has, rare words weighing more; `contained` the share of the phrase's own words that the question
    has. `assumed` says that the phrase names a wider condition and the code is a guess among those below it.
    """

    code: str
    title: str
    billable: bool
    score: float
    matched: str
    coverage: float
    contained: float
    assumed: bool


def spoken_day(day: date) -> str:
    """A date that nobody misreads: "12 Aug 2026", in English whatever the locale of the machine."""
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    return f"{day.day} {months[day.month - 1]} {day.year}"
