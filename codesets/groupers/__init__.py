"""What payers group codes into: HCC for risk adjustment, MS-DRG for inpatient stays. Each by an optional package.

Both packages carry CMS's public tables. Without one, its question is answered with `Unavailable`, never with silence.
"""

from datetime import date

from codesets.groupers.drg import Drg, InpatientCase, group, version_on
from codesets.groupers.hcc import Category, RiskCategories, categories
from codesets.groupers.unavailable import Unavailable

_ANY = "E11.9"
"""A diagnosis that every year's table has."""


def standing(on: date) -> list[str]:
    """For each package a sentence: what it groups by on that day, or why it does not."""
    version, risk = version_on(on), categories(_ANY, on)
    return [
        version.sentence if isinstance(version, Unavailable) else f"{version} is loaded",
        risk.sentence if isinstance(risk, Unavailable) else f"{risk.source}, is loaded",
    ]


__all__ = ["Category", "Drg", "InpatientCase", "RiskCategories", "Unavailable", "categories", "group", "standing"]
