"""Kind 15: screening or diagnostic.

Source: ICD-10-CM Official Guidelines I.C.21.c.5; Medicare Claims Processing Manual chapter 18 section 60.
"""

from assistant.services.instead import SCREENING, found_nothing, screening_risk
from assistant.topics.values import Case, Question, Said, manual, words
from codesets.claims import Payer
from consultations.answers import Source

_ASKED = words(
    r"screen\w*|surveillance|diagnostic (?:or|vs)|preventive colonoscopy|modifier (?:33|pt)|cologuard|z12\S*"
    r"|average risk|high risk"
)
_SCREENING_COLON = "Z12.11"
_GUIDE = Source("ICD-10-CM Official Guidelines for Coding and Reporting", "FY2026", "I.C.21.c.5")


def fits(question: Question, case: Case) -> bool:
    """Screening, or its modifiers."""
    return question.says(_ASKED) or (question.asks_modifier("33", "PT") and case.says(words("screen|colonosc")))


def reply(question: Question, case: Case) -> Said:
    """Intent first; then what the finding changes, by payer."""
    colon = case.says(words(r"colonosc\w*|polyp\w*|4538[0-9]|4537[0-9]|g0105|g0121|cologuard|colorectal"))
    sources = (_GUIDE, manual("chapter 18 section 60", "colorectal screening")) if colon else (_GUIDE,)
    intent = (
        "A test is screening where the patient has no sign or symptom of the disease; what it finds does not change"
        " that. With a sign or symptom it is diagnostic."
    )
    order = "The Z code for screening stands first, and what was found stands behind it as an additional code."
    if not colon:
        return Said(
            "It stays a screening if there was no sign or symptom: the screening Z code first, the finding behind it",
            (intent, order),
            sources,
            ("Did the patient have a sign or symptom that led to the test?",)
            if not case.says(words("symptom|asymptomatic|average risk"))
            else (),
        )
    symptomatic = case.says(
        words(r"(?:rectal )?bleed\w*|hematochezia|abdominal pain|anemia|weight loss|diarrhea")
    ) and not case.says(words("asymptomatic|no symptoms|average risk"))
    by_payer = (
        "Medicare wants PT on the procedure that began as a screening; commercial plans want 33. A follow-up"
        " colonoscopy after a positive stool test counts as screening for Medicare too, with KX."
    )
    if symptomatic:
        return Said(
            "Diagnostic: the patient had a sign or symptom, so neither PT nor 33 belongs on it",
            (intent, "The sign or symptom, or what was found, is listed first, not a screening Z code."),
            sources,
        )
    payer = case.plan.written.paid_by
    mark = (
        "PT"
        if payer is Payer.MEDICARE
        else "33"
        if payer is Payer.OTHER
        else "PT for Medicare, 33 for a commercial plan"
    )
    found = case.says(words(r"polyp\w*|biops\w*|snare\w*|removed|adenoma")) and not found_nothing(case.text)
    if found:
        return Said(
            f"It stays a screening: the procedure that was done carries {mark}, and the screening Z code stands first",
            (intent, order, by_payer),
            sources,
        )
    risk = screening_risk(case.text)
    if payer is Payer.MEDICARE and found_nothing(case.text):
        other = SCREENING["average" if risk == "high" else "high"]
        return Said(
            f"{SCREENING[risk]} for Medicare ({risk} risk), with {_SCREENING_COLON} first; 45378-33 is for commercial"
            " plans",
            (
                (
                    f"{other} is for {'average' if risk == 'high' else 'high'} risk. Medicare pays at high risk every"
                    " 24 months, else every 120 months (10 years), or 48 months after a screening sigmoidoscopy."
                ),
                intent,
            ),
            sources,
        )
    return Said(
        (
            "A screening colonoscopy without a finding carries the screening Z code, and Medicare has its own codes"
            " for average and high risk"
        ),
        (intent, by_payer),
        sources,
        ("Was anything removed or biopsied, and who is the payer?",),
    )
