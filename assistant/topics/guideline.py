"""What does the guideline say? The section where it is loaded, else where it stands."""

import re

from assistant.citing import of_release
from assistant.topics.values import CONSULTANT, Case, Question, Said, words
from codesets import NotLoaded
from codesets.icd10cm.guidelines import guideline
from consultations.answers import Source

_ASKED = words(
    r"guidelines?|coding clinic|official rule|where (?:does it say|is it written|in the)|citation|reference for"
)
_NUMBER = re.compile(r"\b(I{1,3}|IV)\.([A-Z])(?:\.([0-9]{1,2}))?(?:\.([a-z]))?(?:\.([0-9]{1,2}))?(?:\.([a-z]))?\b")
_LONGEST = 700


def fits(question: Question, case: Case) -> bool:
    """The guidelines are asked for."""
    return question.says(_ASKED)


def reply(question: Question, case: Case) -> Said:
    """A section by its number; else the rules that the answer rests on."""
    title = "ICD-10-CM Official Guidelines for Coding and Reporting"
    if question.says(words("coding clinic")):
        return Said(
            "Coding Clinic belongs to the AHA and is not loaded here, so we cannot quote it",
            ("What we rely on are the official guidelines and the tabular list. " + CONSULTANT,),
            (Source(title, "FY2026"),),
        )
    match = _NUMBER.search(question.asked)
    if match:
        found = guideline(case.tables.catalogue.shelf, match[0], case.day)
        if isinstance(found, NotLoaded):
            return Said(
                f"The guidelines are not loaded for your date, so we cannot quote section {match[0]}",
                ("They are free at CMS and NCHS; a consultant adds the words.",),
                (Source(title, "FY2026", match[0]),),
            )
        if found is None:
            return Said(
                f"The guidelines in force have no section {match[0]}", (CONSULTANT,), (Source(title, "FY2026"),)
            )
        return Said(
            f"Section {found.number}, {found.title.rstrip('.')}",
            (found.text[:_LONGEST],),
            (of_release(found.release, found.number),),
        )
    why = [f"{line.code}: {line.why}" for line in case.diagnoses if line.why][:4]
    short = "The rule for each code stands at the code" if why else "We did not find which section you mean"
    return Said(
        short,
        (*why, "" if why else CONSULTANT),
        (Source(title, "FY2026"),),
        () if why else ("Which condition or section number is it about?",),
    )
