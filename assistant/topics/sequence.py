"""Kind 12: the order of the codes, and combination codes.

Source: ICD-10-CM Official Guidelines I.A.13, I.B.9, II and IV.G.
"""

from assistant.reading.encounter import INPATIENT
from assistant.topics.values import Case, Question, Said, words
from assistant.wording import listed
from consultations.answers import Source

_ASKED = words(
    r"order\b|sequenc\w+|first[- ]listed|listed? first|principal|primary (?:dx|diagnosis|code)|goes? first"
    r"|comes first|(?:which|what) (?:is|one|code|goes)? ?(?:is |goes |comes )?first|secondary"
    r"|combination codes?|go(?:es)? before"
)
_NOT = words(
    r"provider|in order to|ordered|new order|order (?:form|set|for (?:the|a) (?:test|lab))|primary (?:care"
    r"|insurance|payer)|secondary (?:insurance|payer)"
)
_GUIDE = "ICD-10-CM Official Guidelines for Coding and Reporting"


def fits(question: Question, case: Case) -> bool:
    """Order or combination of diagnoses."""
    return (
        question.says(_ASKED)
        and not question.says(_NOT)
        and (len(case.diagnoses) > 1 or not question.services or bool(question.diagnoses))
    )


def reply(question: Question, case: Case) -> Said:
    """The lines in their order with the rule that put them there."""
    codes = [line.code for line in case.diagnoses]
    inpatient = case.facts.setting == INPATIENT
    rule = (
        "The principal diagnosis is the condition that, after study, occasioned the admission (II)."
        if inpatient
        else (
            "The first-listed diagnosis is the condition chiefly responsible for the visit (IV.G); what the"
            " code-first and use-additional notes ask comes before that (I.A.13)."
        )
    )
    sources = (Source(_GUIDE, "FY2026", "II" if inpatient else "IV.G"), Source(_GUIDE, "FY2026", "I.A.13"))
    why = [f"{line.code}: {line.why}" for line in case.diagnoses if line.why][:4]
    if len(codes) > 1:
        return Said(f"{codes[0]} first, then {listed(codes[1:])}", (rule, *why), sources)
    if codes:
        return Said(f"{codes[0]} stands alone: the record supports no other code", (rule, *why), sources)
    return Said(
        "We found no diagnosis codes to put in order",
        (rule,),
        sources,
        ("Which diagnoses does the record name, and which was the chief reason for the visit?",),
    )
