"""Kind 13, of diagnoses: "N18.30 or N18.31?" is answered with the code that the record has words for.

Source: ICD-10-CM Official Guidelines I.A.19 (the provider's statement decides, not a figure) and I.B.2.
"""

from assistant.topics.values import Case, Question, Said, words
from assistant.wording import listed
from codesets import System
from consultations.answers import Source

_OR = words(r"or\b|vs\b|versus")
_GUIDE = "ICD-10-CM Official Guidelines for Coding and Reporting"


def fits(question: Question, case: Case) -> bool:
    """Two or more diagnoses are weighed, and the answer holds one of them."""
    return len(_weighed(question)) > 1 and question.says(_OR) and bool(_reported(question, case))


def reply(question: Question, case: Case) -> Said:
    """The one that is reported, and what became of the others."""
    reported = _reported(question, case)
    others = [code for code in _weighed(question) if code not in reported]
    why = tuple(one.sentence for one in case.material.ruling.dropped if one.proposal.code in others)
    short = (
        f"{listed(reported)}, not {listed(others, 'or')}" if others else f"{listed(reported)}: each has its own place"
    )
    rule = "A code follows what the provider states; a figure or a test result alone documents no diagnosis."
    return Said(short, (*why, rule), (Source(_GUIDE, "FY2026", "I.A.19"), Source(_GUIDE, "FY2026", "I.B.2")))


def _weighed(question: Question) -> tuple[str, ...]:
    return tuple(one.code for one in question.own if one.system is System.ICD10CM)


def _reported(question: Question, case: Case) -> tuple[str, ...]:
    held = {line.code for line in case.diagnoses}
    return tuple(code for code in _weighed(question) if code in held)
