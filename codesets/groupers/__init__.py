"""What payers group codes into: HCC for risk adjustment, MS-DRG for inpatient stays. Each by an optional package.

Both packages carry CMS's public tables. Without one, its question is answered with `Unavailable`, never with silence.
"""

from codesets.groupers.drg import Drg, InpatientCase, group
from codesets.groupers.hcc import Category, RiskCategories, categories
from codesets.groupers.unavailable import Unavailable

__all__ = ["Category", "Drg", "InpatientCase", "RiskCategories", "Unavailable", "categories", "group"]
