"""Kind 14: the 7th character, and the side.

Source: ICD-10-CM Official Guidelines I.A.4, I.A.5, I.B.13, I.C.19.a.
"""

import re

from assistant.citing import guideline
from assistant.diagnoses.completing.encounters import Encounter, encounter_of, seventh
from assistant.reading.passages import Passage, Section
from assistant.topics.values import Case, Named, Question, Said, words
from assistant.wording import listed
from codesets import Status, System, Validity

_ASKED = words(
    r"7th|seventh|laterality|initial (?:encounter|vs|or)|subsequent|sequela|active treatment|placeholder"
    r"|which side|right or left|left or right|side (?:is )?(?:not )?(?:documented|stated|given)"
    r"|which (?:eye|ear|knee|hip|shoulder|ankle|wrist|elbow|hand|foot|arm|leg|breast|lung|kidney|ovary|limb)\b"
    r"|in the blank|blank\b|(?:full|complete|whole) code|encounter character|\bA or D\b|A, D"
    r"|unspecified (?:side|laterality)"
    r"|x placeholder|character"
)
_OF_SERVICES = words(r"modifier|rt\b|lt\b")
_NAMES_SIDE = re.compile(r"\b(?:right|left|bilateral)\b")
_UNSAID_SIDE = re.compile(r"\bunspecified (eye|ear|side|[a-z]+)\b(?! (?:encounter|type))")
_SOURCES = (guideline("I.C.19.a"), guideline("I.B.13"))
_RULE = (
    "A is for active treatment, by whoever gives it and however often; D for routine care while it heals; S for a"
    " condition that came of the injury, with that condition first. X fills the places before it."
)
_SIDE = (
    "A side that is not documented gets the unspecified code; other clinicians' notes of the encounter may supply"
    " it (I.B.13), and both sides documented get the code for both, or one code a side."
)


def fits(question: Question, case: Case) -> bool:
    """7th character or side of a diagnosis; or codes that differ in the 7th alone."""
    if _stems(question):
        return True
    return question.says(_ASKED) and not question.says(_OF_SERVICES) and not question.own_services


def reply(question: Question, case: Case) -> Said:
    """What the list offers below the code, and which of it the words of the record choose."""
    for one in question.codes:
        if one.system is not System.ICD10CM:
            continue
        stem = one.code[:-1].rstrip("X") if one.code[:-1] in _stems(question) else one.code
        found = case.tables.validity(System.ICD10CM, stem)
        if found.status is Status.MISSING_SEVENTH and found.choices:
            return _seventh(found, question, case)
        if found.status is Status.HEADER and found.choices:
            shown = "; ".join(f"{choice.code} {choice.title}" for choice in found.choices[:6])
            return Said(
                f"{found.code} says too little: choose below it",
                (f"Below it: {shown}.", _SIDE),
                _SOURCES,
                ("Which side, and which encounter, does the record document?",),
            )
        if (unsaid := of_no_side(found, case)) is not None:
            return unsaid
    lines = [line.code for line in case.diagnoses]
    if lines and question.says(words("side|lateral|right|left")):
        return Said("The side comes from the record, not from the claim", (_SIDE,), _SOURCES)
    return Said("The 7th character says the phase of care, not the number of the visit", (_RULE, _SIDE), _SOURCES)


def _stems(question: Question) -> set[str]:
    """What codes of the question share that differ in their 7th character alone."""
    whole = [code for code in question.diagnoses if len(code) == _WITH_SEVENTH]
    return {code[:-1] for code in whole if sum(other[:-1] == code[:-1] for other in whole) > 1}


_WITH_SEVENTH = 8
"""Characters of a code with its 7th, the dot among them."""


def _seventh(found: Validity, question: Question, case: Case) -> Said:
    letters = ", ".join(choice.code[-1] for choice in found.choices)
    told = encounter_of([*case.material.passages, _statement(question)], "").encounter
    chosen = seventh(told, case.text, frozenset(choice.code[-1] for choice in found.choices))
    whole = next((choice.code for choice in found.choices if choice.code[-1] == chosen), "")
    if whole and told is not Encounter.UNSAID:
        return Said(
            f"{whole}: {_WHY[told]}",
            (f"{found.code} needs a 7th character ({letters}).", _RULE),
            _SOURCES,
            codes=(Named(whole, System.ICD10CM),),
        )
    return Said(
        f"{found.code} is not complete: it needs a 7th character ({letters})",
        (_RULE,),
        _SOURCES,
        ("Was the patient under active treatment, in routine healing, or seen for a late effect?",),
    )


def of_no_side(found: Validity, case: Case) -> Said | None:
    """Of a valid code of no side, its neighbours with one; None where it is no such code."""
    place = _UNSAID_SIDE.search(found.title) if found.status is Status.VALID else None
    if place is None:
        return None
    above = case.tables.validity(System.ICD10CM, found.code[:-1].rstrip("."))
    others = [f"{choice.code} ({choice.title})" for choice in above.choices if choice.code != found.code]
    if not any(_NAMES_SIDE.search(one) for one in others):
        return None
    return Said(
        f"{found.code} only if the record nowhere names the side; else {listed(others[:4], 'or')}",
        (_SIDE, "Payers often refuse a code of no side for a procedure on one side."),
        _SOURCES,
        (f"Which side ({place[1]}) does the record of the encounter name, right, left or both?",),
    )


def _statement(question: Question) -> Passage:
    """The question with the words around it, read as what they take for granted."""
    return Passage(question.context.rstrip("? "), question.document, Section.BODY, listed=False)


_WHY = {
    Encounter.ACTIVE: "active treatment",
    Encounter.HEALING: "routine care while it heals",
    Encounter.SEQUELA: "a late effect",
}
