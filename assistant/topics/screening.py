"""Kind 15: screening or diagnostic.

Source: ICD-10-CM Official Guidelines I.C.21.c.5; Medicare Claims Processing Manual chapter 18 section 60.
"""

from assistant.citing import guideline, manual
from assistant.services.instead import SCREENING, found_nothing, screening_risk
from assistant.services.screening_lines import STOOL_TEST
from assistant.topics.values import Case, Question, Said, words
from codesets.claims import Payer

_ASKED = words(
    r"screen\w*|surveillance|diagnostic (?:or|vs)|(?:change|turn|become|make|convert)\w*\b.{0,30}\bdiagnostic"
    r"|preventive colonoscopy|modifier (?:33|pt)|cologuard|z12\S*"
    r"|average risk|high risk"
)
_TESTS = (
    (r"colonosc\w*|colorectal|sigmoidosc\w*|g0105|g0121|4537[0-9]|4538[0-9]", "Z12.11"),
    (r"mammo\w*|7706[567]", "Z12.31"),
    (r"low[- ]dose ct|ldct|71271|lung cancer screen\w*", "Z12.2"),
    (r"pap\b|cervical|q0091|g0101", "Z12.4"),
    (r"psa\b|prostate|g0103", "Z12.5"),
    (r"dexa|dxa|bone density|77080|osteoporosis", "Z13.820"),
)
"""What is screened for by which test, and the Z code of ICD-10-CM for it."""
_BREAST = manual("chapter 18 section 20", "mammography")
_MAMMOGRAMS = frozenset({"77065", "77066"})
_SCREENING_COLON = "Z12.11"
_AFTER_STOOL_TEST = (
    "A colonoscopy that follows a positive stool test (Cologuard, FIT) is still part of the screening, and KX says so."
)
_GUIDE = guideline("I.C.21.c.5")


def fits(question: Question, case: Case) -> bool:
    """Screening, or its modifiers."""
    both = "77067" in question.services and bool(_MAMMOGRAMS & set(question.services))
    if case.says(words(r"colonosc\w*|mammo\w*")) and question.says(
        words(r"preventive|free\b|cost.?shar\w*|deductible")
    ):
        return True
    return both or question.says(_ASKED) or (question.asks_modifier("33", "PT") and case.says(words("screen|colonosc")))


def reply(question: Question, case: Case) -> Said:
    """Intent first; then what the finding changes, by payer."""
    colon = case.says(words(r"colonosc\w*|polyp\w*|4538[0-9]|4537[0-9]|g0105|g0121|cologuard|colorectal"))
    sources = (_GUIDE, manual("chapter 18 section 60", "colorectal screening")) if colon else (_GUIDE,)
    intent = (
        "A test is screening where the patient has no sign or symptom of the disease; what it finds does not change"
        " that. With a sign or symptom it is diagnostic."
    )
    named = next((code for pattern, code in _TESTS if case.says(words(pattern))), "")
    z_code = f"The Z code for screening ({named})" if named else "The Z code for screening"
    order = f"{z_code} stands first, and what was found stands behind it as an additional code."
    if case.says(words("77067")) and case.says(words("7706[56]")):
        return _two_mammograms(intent, case)
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
            (
                f"It stays a screening: the procedure that was done carries {mark}, and the screening Z code"
                f" ({_SCREENING_COLON}) stands first"
            ),
            (intent, order, by_payer),
            sources,
        )
    risk = screening_risk(case.text)
    stool = bool(STOOL_TEST.search(case.text))
    if payer is Payer.MEDICARE and found_nothing(case.text):
        other = SCREENING["average" if risk == "high" else "high"]
        mark = "-KX" if stool else ""
        return Said(
            f"It stays a screening: {SCREENING[risk]}{mark} for Medicare ({risk} risk), with {_SCREENING_COLON}"
            f" first;"
            " 45378-33 is for commercial plans",
            (
                *((_AFTER_STOOL_TEST,) if stool else ()),
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


def _two_mammograms(intent: str, case: Case) -> Said:
    medicare = case.plan.written.paid_by in {Payer.MEDICARE, Payer.UNSAID}
    both = "Medicare pays both" if medicare else "Medicare pays both so; this plan may want another modifier"
    return Said(
        "Both may be billed: the screening mammogram, and the diagnostic one of the same day with GG",
        (
            (
                f"GG says that the screening of that day led to the diagnostic mammogram; {both}. Z12.31 goes"
                f" with the"
                " screening, and what was seen (for instance R92.8) with the diagnostic one."
            ),
            intent,
        ),
        (_GUIDE, _BREAST),
    )
