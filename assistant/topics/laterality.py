"""Kind 14: the 7th character, and the side.

Source: ICD-10-CM Official Guidelines I.A.4, I.A.5, I.B.13, I.C.19.a.
"""

from assistant.topics.values import Case, Named, Question, Said, words
from codesets import Status, System
from consultations.answers import Source

_ASKED = words(
    r"7th|seventh|laterality|initial (?:encounter|vs|or)|subsequent|sequela|active treatment|placeholder"
    r"|which side|right or left|left or right|side (?:is )?(?:not )?(?:documented|stated|given)"
    r"|encounter character|\bA or D\b|A, D|unspecified (?:side|laterality)|x placeholder|character"
)
_OF_SERVICES = words(r"modifier|rt\b|lt\b")
_GUIDE = "ICD-10-CM Official Guidelines for Coding and Reporting"
_SOURCES = (Source(_GUIDE, "FY2026", "I.C.19.a"), Source(_GUIDE, "FY2026", "I.B.13"))
_RULE = (
    "A is for active treatment, by whoever gives it and however often; D for routine care while it heals; S for a"
    " condition that came of the injury, with that condition first. X fills the places before it."
)
_SIDE = (
    "A side that is not documented gets the unspecified code; other clinicians' notes of the encounter may supply"
    " it (I.B.13), and both sides documented get the code for both, or one code a side."
)


def fits(question: Question, case: Case) -> bool:
    """7th character or side of a diagnosis."""
    return question.says(_ASKED) and not question.says(_OF_SERVICES) and not question.own_services


def reply(question: Question, case: Case) -> Said:
    """What the list offers below the code, and which of it the words of the record choose."""
    for one in question.codes:
        if one.system is not System.ICD10CM:
            continue
        found = case.tables.validity(System.ICD10CM, one.code)
        if found.status is Status.MISSING_SEVENTH and found.choices:
            letters = ", ".join(choice.code[-1] for choice in found.choices)
            chosen = _chosen(case, [choice.code for choice in found.choices])
            if chosen:
                return Said(
                    f"{chosen}: {_why(chosen)}",
                    (f"{found.code} needs a 7th character ({letters}).", _RULE),
                    _SOURCES,
                    codes=(Named(chosen, System.ICD10CM),),
                )
            return Said(
                f"{found.code} is not complete: it needs a 7th character ({letters})",
                (_RULE,),
                _SOURCES,
                ("Was the patient under active treatment, in routine healing, or seen for a late effect?",),
            )
        if found.status is Status.HEADER and found.choices:
            shown = "; ".join(f"{choice.code} {choice.title}" for choice in found.choices[:6])
            return Said(
                f"{found.code} says too little: choose below it",
                (f"Below it: {shown}.", _SIDE),
                _SOURCES,
                ("Which side, and which encounter, does the record document?",),
            )
    lines = [line.code for line in case.diagnoses]
    if lines and question.says(words("side|lateral|right|left")):
        return Said("The side comes from the record, not from the claim", (_SIDE,), _SOURCES)
    return Said("The 7th character says the phase of care, not the number of the visit", (_RULE, _SIDE), _SOURCES)


def _chosen(case: Case, codes: list[str]) -> str:
    text = case.text.lower()
    told = (
        "S"
        if words(r"sequela|late effect").search(text)
        else "D"
        if words(r"healing|follow[- ]?up|aftercare|cast (?:change|removal)|routine|recheck").search(text)
        else "A"
        if words(
            r"active treatment|emergency|ed visit|er visit|surgery|new injury|just (?:fell|broke)|today(?:'s)? injury"
        ).search(text)
        else ""
    )
    return next((code for code in codes if code.endswith(told)), "") if told else ""


def _why(code: str) -> str:
    return {"A": "active treatment", "D": "routine care while it heals", "S": "a late effect"}[code[-1]]
