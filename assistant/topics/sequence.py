"""Kind 12: the order of the codes, and combination codes.

Source: ICD-10-CM Official Guidelines I.A.13, I.B.9, II and IV.G.
"""

from assistant.citing import guideline, manual
from assistant.reading.encounter import INPATIENT
from assistant.topics.values import Case, Question, Said, words
from assistant.wording import listed

_ASKED = words(
    r"order\b|sequenc\w+|first[- ]listed|listed? first|principal|primary (?:dx|diagnosis|code)|goes? first"
    r"|comes first|(?:which|what) (?:is|one|code|goes)? ?(?:is |goes |comes )?first|secondary"
    r"|combination codes?|go(?:es)? before"
)
_NOT = words(
    r"provider|in order to|ordered|new order|order (?:form|set|for (?:the|a) (?:test|lab))|primary (?:care"
    r"|insurance|payer)|secondary (?:insurance|payer)"
)
_ORDERED = words(r"order(?:ed|ing) (?:by|provider|physician|a |an |the )")


def fits(question: Question, case: Case) -> bool:
    """Order or combination of diagnoses."""
    return question.says(_ASKED) and not question.says(_NOT) and not question.says(_ORDERED)


def reply(question: Question, case: Case) -> Said:
    """The lines in their order with the rule that put them there."""
    if question.services and not question.diagnoses and not case.diagnoses:
        return _of_services(case)
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
    sources = (guideline("II" if inpatient else "IV.G"), guideline("I.A.13"))
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


def _of_services(case: Case) -> Said:
    """The lines by their relative value, as practices list them; payers rank them by themselves."""
    values = {}
    for line in case.plan.claim.lines:
        row = case.tables.fee(line.code).row
        values[line.code] = row.work + row.nonfacility_pe + row.malpractice if row else None
    known = sorted((code for code in values if values[code] is not None), key=lambda code: -(values[code] or 0))
    source = (manual("chapter 12 section 40.6", "several procedures"),)
    rule = (
        "Medicare's contractors rank the procedures and reduce the lesser ones by themselves; 51 is not needed for"
        " them."
    )
    if len(known) < 2:  # noqa: PLR2004 - nothing to order
        return Said("The service with the highest value goes first; the payer ranks them by itself", (rule,), source)
    return Said(f"By relative value: {listed(known)}", (rule,), source)
