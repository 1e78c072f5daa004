"""What is loaded, missing or out of date on a day, in sentences."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from codesets.stores.shelf import Shelf
from codesets.values import Dataset, Release, spoken_day

_STALE = timedelta(days=45)
"""The coverage database is published every week; a copy of the last month still has most of what is in force."""
UPDATE = "`caseconsultant codes update` fetches it"
LICENSED = "it is the AMA's, and comes from your own licensed file (`caseconsultant codes import`)"
IMPORT = "import it with `caseconsultant codes import`"


@dataclass(frozen=True, slots=True)
class Expected:
    """A dataset that answers stand on: its name, the parts of an edition as they are spoken, where it comes from."""

    dataset: Dataset
    spoken: str
    parts: Mapping[str, str] = field(default_factory=dict)
    remedy: str = UPDATE
    dated: bool = True


_FOUR = {number: f"file {number}" for number in "1234"}
_DIAGNOSES = {"icd9": "ICD-9-CM to ICD-10-CM", "icd10": "ICD-10-CM to ICD-9-CM"}
_PROCEDURES = {"icd9": "ICD-9-CM to ICD-10-PCS", "icd10": "ICD-10-PCS to ICD-9-CM"}
_DESCRIPTORS = {"long": "long descriptors", "medium": "medium descriptors", "short": "short descriptors"}
EXPECTED = (
    Expected(Dataset.ICD10CM, "ICD-10-CM tabular list"),
    Expected(Dataset.ICD10CM_INDEX, "ICD-10-CM index"),
    Expected(Dataset.ICD10CM_NEOPLASMS, "ICD-10-CM table of neoplasms"),
    Expected(Dataset.ICD10CM_DRUGS, "ICD-10-CM table of drugs"),
    Expected(Dataset.ICD10CM_EXTERNAL_CAUSES, "ICD-10-CM index of external causes"),
    Expected(Dataset.ICD10CM_ORDER, "ICD-10-CM order file"),
    Expected(Dataset.ICD10CM_GUIDELINES, "ICD-10-CM guidelines", remedy=IMPORT),
    Expected(Dataset.ICD10PCS, "ICD-10-PCS order file"),
    Expected(Dataset.ICD10PCS_TABLES, "ICD-10-PCS tables"),
    Expected(Dataset.ICD10PCS_INDEX, "ICD-10-PCS index"),
    Expected(Dataset.ICD10PCS_DEFINITIONS, "ICD-10-PCS definitions"),
    Expected(Dataset.HCPCS, "HCPCS Level II"),
    Expected(Dataset.CPT, "CPT", remedy=LICENSED),
    Expected(Dataset.PTP_PRACTITIONER, "NCCI PTP edits, practitioner", _FOUR),
    Expected(Dataset.PTP_HOSPITAL, "NCCI PTP edits, hospital", _FOUR),
    Expected(Dataset.MUE_PRACTITIONER, "NCCI MUE, practitioner"),
    Expected(Dataset.MUE_OUTPATIENT, "NCCI MUE, outpatient hospital"),
    Expected(Dataset.MUE_DME, "NCCI MUE, DME suppliers"),
    Expected(Dataset.ADD_ON, "NCCI add-on codes"),
    Expected(Dataset.MPFS, "Physician Fee Schedule"),
    Expected(Dataset.MPFS_GPCI, "Physician Fee Schedule, geographic indices"),
    Expected(Dataset.MPFS_LOCALITIES, "Physician Fee Schedule, localities"),
    Expected(Dataset.GEM_DIAGNOSES, "GEMs, ICD-9-CM and ICD-10-CM diagnoses", _DIAGNOSES, IMPORT, dated=False),
    Expected(Dataset.GEM_PROCEDURES, "GEMs, ICD-9-CM and ICD-10-PCS procedures", _PROCEDURES, IMPORT, dated=False),
    Expected(Dataset.COVERAGE, "Coverage: LCDs and articles", {"lcd": "LCDs", "article": "articles"}),
    Expected(Dataset.COVERAGE_NATIONAL, "Coverage: national determinations"),
)
"""Every dataset, in the order in which `codes status` tells of them."""
_SPOKEN = {expected.dataset: expected.spoken for expected in EXPECTED}


def spoken(dataset: Dataset) -> str:
    """The name by which people know a dataset."""
    return _SPOKEN[dataset]


class Standing(StrEnum):
    """How a dataset stands on a day."""

    CURRENT = "current"
    INCOMPLETE = "incomplete"
    OUT_OF_DATE = "out_of_date"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Report:
    """How a dataset stands, in a sentence that names the remedy.

    For a table: `spoken` names the dataset, `brief` says how `release` stands (None where nothing is loaded), and
    `remedy` where what is missing comes from.
    """

    dataset: Dataset
    standing: Standing
    sentence: str
    spoken: str
    brief: str
    release: Release | None
    remedy: str


def summary(found: Sequence[Report], on: date) -> str:
    """How many datasets stand how, in a sentence: "On 23 Nov 2026, of 26 sets 1 is in force, 25 are not loaded."."""
    spoken = {
        Standing.CURRENT: "in force",
        Standing.INCOMPLETE: "incomplete",
        Standing.OUT_OF_DATE: "out of date",
        Standing.MISSING: "not loaded",
    }
    counts = {words: sum(one.standing is standing for one in found) for standing, words in spoken.items()}
    told = (f"{count} {'is' if count == 1 else 'are'} {words}" for words, count in counts.items() if count)
    return f"On {spoken_day(on)}, of {len(found)} sets {', '.join(told)}."


def full_name(release: Release) -> str:
    """The name of a release with its part, where the name does not tell it: "..., 2024 Q3, file 1"."""
    parts = {**_DESCRIPTORS, **_FOUR}
    return f"{release.name}, {parts[release.part]}" if release.part in parts else release.name


def standing_of(release: Release, releases: Sequence[Release], on: date) -> str:
    """How one of several releases of a dataset stands on a day; `releases` in the order of the shelf."""
    if not release.covers(on):
        return "of earlier days" if release.last_day < on else "of later days"
    first = next(one for one in releases if one.part == release.part and one.covers(on))
    return "in force" if first == release else "in force, but a newer one answers"


def reports(shelf: Shelf, on: date) -> list[Report]:
    """A report for every dataset."""
    return [_report(expected, [store.release for store in shelf.stores(expected.dataset)], on) for expected in EXPECTED]


def _report(expected: Expected, releases: list[Release], on: date) -> Report:
    def said(standing: Standing, sentence: str, brief: str, release: Release | None) -> Report:
        told = f"{expected.spoken}: {sentence}."
        return Report(expected.dataset, standing, told, expected.spoken, brief, release, expected.remedy)

    if not releases:
        return said(Standing.MISSING, f"not loaded; {expected.remedy}", "not loaded", None)
    covering = [release for release in releases if release.covers(on)]
    if not covering:
        beside, brief, release = _beside(releases, on)
        return said(Standing.OUT_OF_DATE, f"{beside}; {expected.remedy}", brief, release)
    newest = max(covering, key=lambda release: release.first_day)
    parts = _parts(covering, newest, dated=expected.dated)
    absent = [] if "" in parts else [spoken for part, spoken in expected.parts.items() if part not in parts]
    if absent:
        missing = f"without {', '.join(absent)}"
        return said(Standing.INCOMPLETE, f"{newest.name} is loaded {missing}; {expected.remedy}", missing, newest)
    if newest.last_day == date.max and expected.dated and on - newest.first_day > _STALE:
        copied = f"the copy is of {spoken_day(newest.first_day)}"
        return said(Standing.OUT_OF_DATE, f"{copied}; {expected.remedy} as it is now", f"out of date: {copied}", newest)
    return said(Standing.CURRENT, f"{newest.name}, in force {newest.in_force}", "in force", newest)


def _parts(covering: Iterable[Release], newest: Release, *, dated: bool) -> set[str]:
    """The parts of the edition; of one that has no end, each part may be from another year."""
    return {release.part for release in covering if not dated or release.first_day == newest.first_day}


def _beside(releases: list[Release], on: date) -> tuple[str, str, Release]:
    """What is loaded of other days, as a sentence and in brief, and the release that it is told of."""
    past = [release for release in releases if release.last_day < on]
    if past:
        newest = max(past, key=lambda release: release.last_day)
        sentence = f"out of date; the newest is {newest.name}, in force to {spoken_day(newest.last_day)}"
        return sentence, f"out of date since {spoken_day(newest.last_day + timedelta(days=1))}", newest
    first = min(releases, key=lambda release: release.first_day)
    sentence = f"nothing that is in force on {spoken_day(on)}; the first comes into force later"
    return sentence, "not yet in force", first
