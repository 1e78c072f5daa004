"""Kind 11: the diagnoses of a note, and kind words of coding a condition."""

from assistant.citing import guideline
from assistant.topics.values import Case, Named, Question, Said, words
from assistant.wording import listed
from codesets import Status, System, spoken_day

_ASKED = words(
    r"dx\b|diagnos\w+|icd|code (?:this|the|my|her|his) (?:note|visit|encounter|chart|case)|codes? (?:would"
    r"|should|do|for)|how (?:do|should|would|to|can) (?:i|we|you)?\s?(?:code|report)|what (?:would|should"
    r"|do) (?:i|we|you)\s?(?:code|use|report)|which codes?|can (?:i|we|you) code|code (?:it|this|that|for)|codable"
)
_USES = words(r"use\b|report|right\b|correct|ok(?:ay)?\b|need|code\b|cod(?:e|ing) (?:this|it)")
_GUIDELINE = guideline("IV")
_FEW = 3
_MOST_WORDS, _EVERY_WORD = 0.5, 0.99
"""Shares of the question's words that a code's phrase has."""


def fits(question: Question, case: Case) -> bool:
    """Diagnoses are asked for, or a condition is to be coded."""
    if question.own and not case.diagnoses:
        return False
    if question.diagnoses and not question.own_services and question.says(_USES):
        return bool(case.diagnoses)
    return question.says(_ASKED) and (bool(case.diagnoses) or question.says(words(r"dx\b|diagnos\w+|icd")))


def reply(question: Question, case: Case) -> Said:
    """The lines of the answer, which carry their own reasons; nothing found is said."""
    codes = [line.code for line in case.diagnoses]
    if not codes:
        found = _searched(question, case)
        if found:
            return found
        return Said(
            "We found no condition in your mail that leads to a diagnosis code",
            (
                (
                    "Conditions that are denied, ruled out or only suspected are not coded on outpatient and"
                    " professional claims."
                ),
            ),
            (_GUIDELINE,),
            ("Please send the assessment and plan of the note, without names.",),
        )
    rest = f", then {listed(codes[1:])}" if len(codes) > 1 else ""
    doubt = (
        ()
        if case.tables.catalogue.covers(case.day)
        else (
            f"No loaded release of ICD-10-CM covers {spoken_day(case.day)}: the codes are not checked for your date.",
        )
    )
    return Said(
        f"Report {codes[0]}{' first' if rest else ''}{rest}",
        (*doubt, "Why each code stands, and why in this place, is said at the code."),
        (_GUIDELINE,),
    )


def _searched(question: Question, case: Case) -> Said | None:
    """What the search finds for the words of a question that names a condition and nothing else."""
    hits = case.tables.catalogue.search(question.asked, case.day, _FEW)
    hits = [
        hit
        for hit in hits
        if hit.coverage > _MOST_WORDS and case.tables.validity(System.ICD10CM, hit.code).status is Status.VALID
    ]
    if not hits:
        return None
    shown = [f"{hit.code} ({hit.title})" for hit in hits]
    if hits[0].coverage > _EVERY_WORD and not hits[0].assumed:
        return Said(
            f"{shown[0]}",
            ("Report it where the record names the condition.",),
            (_GUIDELINE,),
            codes=(Named(hits[0].code, System.ICD10CM),),
        )
    return Said(f"The closest are {listed(shown, 'or')}", ("The record decides which: send its words.",), (_GUIDELINE,))
