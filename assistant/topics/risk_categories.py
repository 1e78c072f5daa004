"""Kind 23 for risk adjustment: the categories (HCC) of diagnoses, where the package with CMS's tables is installed.

Source: CMS, ICD-10-CM mappings of the risk adjustment model of the payment year; ICD-10-CM Official Guidelines IV.J.
"""

from assistant.citing import guideline
from assistant.topics.values import Case, Question, Said
from assistant.wording import listed
from codesets import System
from codesets.groupers import RiskCategories, Unavailable, categories
from consultations.answers import Source

_GUIDE = guideline("IV.J")
_NEVER_A_REASON = (
    "A diagnosis is coded because the record documents it for that visit (monitored, evaluated, assessed or treated);"
    " whether it counts for risk adjustment is never a reason to code it."
)
_MOST = 8


def reply(question: Question, case: Case) -> Said:
    """The category of each diagnosis of the question, or of the case where the question names none."""
    codes = tuple(dict.fromkeys(question.diagnoses or tuple(line.code for line in case.diagnoses)))[:_MOST]
    valid = [code for code in codes if case.tables.validity(System.ICD10CM, code).billable]
    if not valid:
        return Said(
            "Which category (HCC) a diagnosis belongs to depends on its full code, and there is none that we could use",
            (_NEVER_A_REASON,),
            (_GUIDE,),
            ("Which diagnoses are documented, with their codes?",),
        )
    found = [categories(code, case.day) for code in valid]
    known = [one for one in found if isinstance(one, RiskCategories)]
    missing = next((one.sentence for one in found if isinstance(one, Unavailable)), "")
    if not known:
        return Said(f"We could not check the HCC: {missing}", (_NEVER_A_REASON,), (_GUIDE,))
    told = [f"{code}: {_told(one)}" for code, one in zip(valid, known, strict=True)]
    edits = [f"{code} {edit}" for code, one in zip(valid, known, strict=True) for edit in one.edits]
    return Said(
        "; ".join(told),
        (*((f"By age or sex: {listed(edits)}",) if edits else ()), f"Model: {known[0].source}", _NEVER_A_REASON),
        (Source(f"CMS, ICD-10-CM mappings, {known[0].source}", "yearly", listed(valid)), _GUIDE),
    )


def _told(found: RiskCategories) -> str:
    named = [f"HCC {one.number} ({one.label})" if one.label else f"HCC {one.number}" for one in found.categories]
    return listed(named) if named else "no HCC, so it does not count"
