"""Groups an inpatient stay into its MS-DRG, by the package drgpy, which carries CMS's definitions of each version.

Source: CMS, MS-DRG Classifications and Software, definitions manuals v36 to v43.1. drgpy follows their tables and is no
replacement of CMS's own grouper: it takes neither age nor birth weight, which newborns (MDC 15) are grouped by.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from importlib import import_module
from typing import Any

from codesets.groupers.unavailable import Unavailable, not_installed
from codesets.values import spoken_day

_WHAT = "MS-DRG"
_NEWBORN_CHAPTER = "P"
_DIED = "20"
_UNGROUPED = "000"
_APRIL, _OCTOBER = 4, 10
_LAST_DAYS = {"v36": date(2019, 9, 30), "v38": date(2020, 12, 31)}
"""Every other version ends on 31 March or 30 September, where CMS's next one begins: v36 had no April update, and v38.1
came in January. Updates that drgpy lacks (v37.1, v37.2, v38.1, v39.1, v40.1) leave their days uncovered."""


@dataclass(frozen=True, slots=True)
class InpatientCase:
    """A stay. Codes in any spelling; `sex` is F or M, `age` in years, `discharge_status` of two digits (20: died).

    `present_on_admission` has Y, N, U or W for a diagnosis as it is spelled here; one that is left out counts as Y.
    """

    principal: str
    discharged: date
    sex: str
    secondary: tuple[str, ...] = ()
    procedures: tuple[str, ...] = ()
    age: int | None = None
    discharge_status: str = "01"
    present_on_admission: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Drg:
    """The group of a stay; `number` has three digits. `notes` say what the grouper did not take into account."""

    number: str
    title: str
    surgical: bool
    version: str
    first_day: date
    last_day: date
    notes: tuple[str, ...]

    @property
    def source(self) -> str:
        """The version, as an answer names it: "MS-DRG v43.1"."""
        return f"{_WHAT} {self.version}"


def group(case: InpatientCase) -> Drg | Unavailable:
    """The MS-DRG of a stay, by the version in force on the day of discharge.

    The codes are taken as they are: check them on that day first. Unavailable where the package is missing, no version
    covers the day, or the version knows no group for the principal diagnosis.
    """
    version = _version(case.discharged)
    if isinstance(version, Unavailable):
        return version
    engine = _engine(version.name)
    diagnoses = [_plain(code) for code in (case.principal, *case.secondary)]
    if not engine.dxmap.get(diagnoses[0]):
        return Unavailable(_WHAT, f"{_WHAT} {version.name} does not group by {case.principal} as principal diagnosis")
    number = engine.get_drg(
        diagnoses,
        [_plain(code) for code in case.procedures],
        gender=case.sex,
        is_alive=case.discharge_status != _DIED,
        poa={_plain(code): value for code, value in case.present_on_admission.items()},
        discharge_status=case.discharge_status,
    )
    if number == _UNGROUPED:
        return Unavailable(_WHAT, f"{_WHAT} {version.name} has no group for this stay (999, ungroupable)")
    known = engine.drgmap.get(number, {})
    return Drg(
        number,
        known.get("desc", ""),
        bool(known.get("is_surgical")),
        version.name,
        version.effective_date,
        _last_day(version),
        tuple(_notes(case)),
    )


def version_on(day: date) -> str | Unavailable:
    """The version that groups discharges of that day ("MS-DRG v43.1"), or why there is none."""
    found = _version(day)
    return found if isinstance(found, Unavailable) else f"{_WHAT} {found.name}"


def _version(day: date) -> Any | Unavailable:
    try:
        found = import_module("drgpy.msdrg_allvers").get_version_for_date(day)
    except ImportError:
        return not_installed(_WHAT, "drg")
    except ValueError:  # a day before the first version
        found = None
    if found is None or day > _last_day(found):
        sentence = f"{_WHAT}: the installed drgpy has no version for a discharge on {spoken_day(day)}"
        return Unavailable(_WHAT, sentence)
    return found


def _notes(case: InpatientCase) -> list[str]:
    found = ["drgpy follows CMS's published tables; the grouper of CMS decides"]
    if case.age == 0 or case.principal.strip().upper().startswith(_NEWBORN_CHAPTER):
        found.append("newborns are grouped by age and birth weight too, which drgpy does not take")
    return found


def _last_day(version: Any) -> date:
    begun: date = version.effective_date
    october = begun.month >= _OCTOBER
    half_year = date(begun.year + october, _APRIL if october else _OCTOBER, 1) - timedelta(days=1)
    return _LAST_DAYS.get(version.name, half_year)


@lru_cache(2)
def _engine(version: str) -> Any:
    """The grouper of one version: it takes 0.4 s to read, and some 80 MB."""
    return import_module("drgpy.msdrg").DRGEngine(version=version)


def _plain(code: str) -> str:
    return "".join(code.split()).upper().replace(".", "")
