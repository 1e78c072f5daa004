"""Kind 19: the advance beneficiary notice, and GA, GX, GY, GZ.

Source: Medicare Claims Processing Manual chapter 30 section 50.
"""

from assistant.services.circumstances import Told
from assistant.topics.values import Case, Question, Said, manual, words
from codesets.claims import Payer

_ASKED = words(r"abn\b|advance beneficiary|waiver of liability|bill the patient|patient (?:pay|liab\w+|responsib\w+)")
_RULE = (
    "GA: a required notice is signed, a denial for necessity is expected, the patient may be billed. GZ: such a"
    " denial is expected and there is no signed notice, the provider bears it."
    " GY: excluded by law or no Medicare benefit, no notice needed, the patient pays. GX: a voluntary notice"
    " was given for what is excluded; it stands beside GY."
)
_SOURCE = (manual("chapter 30 section 50", "advance beneficiary notice"),)


def fits(question: Question, case: Case) -> bool:
    """The notice or its modifiers."""
    return question.says(_ASKED) or question.asks_modifier("GA", "GX", "GY", "GZ")


def reply(question: Question, case: Case) -> Said:
    """By the reason of the expected denial and whether a notice was signed."""
    told = case.plan.told
    advantage = (
        "Medicare Advantage plans do not use it: they decide beforehand." if "Advantage" in case.facts.payer else ""
    )
    if case.plan.written.paid_by in {Payer.OTHER, Payer.MEDICAID}:
        return Said(
            "The notice and its modifiers are for original Medicare only; this payer has forms of its own",
            (_RULE,),
            _SOURCE,
        )
    if advantage:
        return Said(
            "No notice of this kind: Medicare Advantage plans decide beforehand, and the patient is told by the plan",
            (_RULE,),
            _SOURCE,
        )
    if Told.EXCLUDED in told:
        both = " with GX, as a voluntary notice was given" if Told.NOTICE_SIGNED in told else ""
        return Said(f"GY{both}: what the law excludes needs no notice, and the patient pays", (_RULE,), _SOURCE)
    if Told.NO_NOTICE in told:
        return Said(
            "GZ: a denial for necessity is expected and no notice was signed, so the patient cannot be billed",
            (_RULE, "A notice cannot be signed after the service."),
            _SOURCE,
        )
    if Told.NOTICE_SIGNED in told:
        return Said(
            "GA: the notice is signed and a denial for necessity is expected, so the patient may be billed",
            (_RULE, "The notice must name the service, the reason and the cost, and be signed before the service."),
            _SOURCE,
        )
    return Said(
        "That depends on why Medicare will not pay and whether a notice was signed before the service",
        (_RULE,),
        _SOURCE,
        (
            (
                "Is the denial expected for necessity or frequency, or does the law exclude the service, and was a"
                " notice signed before it?"
            ),
        ),
    )
