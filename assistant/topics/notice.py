"""Kind 19: the advance beneficiary notice, and GA, GX, GY, GZ.

Source: Medicare Claims Processing Manual chapter 30 section 50.
"""

from assistant.citing import manual
from assistant.services.circumstances import Told
from assistant.topics.values import Case, Question, Said, words
from codesets.claims import Payer

_ASKED = words(
    r"abn\b|advance beneficiary|statutor\w+ (?:excluded|exclusion)|waiver of liability|bill the patient"
    r"|patient (?:pay|liab\w+|responsib\w+)"
)
_RULE = (
    "GA: a required notice is signed, a denial for necessity is expected, the patient may be billed. GZ: such a"
    " denial is expected and there is no signed notice, the provider bears it."
    " GY: excluded by law or no Medicare benefit, no notice needed, the patient pays. GX: a voluntary notice"
    " was given for what is excluded; it stands beside GY."
)
_SOURCE = (manual("chapter 30 section 50", "advance beneficiary notice"),)


def fits(question: Question, case: Case) -> bool:
    """The notice or its modifiers."""
    if question.says(words(r"sign\b")) and case.says(words(r"abn\b|advance beneficiary")):
        return True
    return question.says(_ASKED) or question.asks_modifier("GA", "GX", "GY", "GZ")


def reply(_question: Question, case: Case) -> Said:
    """By the payer, then the reason of the expected denial and whether a notice was signed."""
    if case.plan.written.paid_by in {Payer.OTHER, Payer.MEDICAID}:
        short = "The notice and its modifiers are for original Medicare only; this payer has forms of its own"
        return Said(short, (_RULE,), _SOURCE)
    if "Advantage" in case.facts.payer:
        short = "No: the ABN and its modifiers are not for Medicare Advantage; the plan decides before the service"
        return Said(short, (_PRE_SERVICE,), _SOURCE)
    told = case.plan.told
    if Told.EXCLUDED in told and Told.NOTICE_SIGNED in told:
        short = (
            "GY with GX, as a voluntary notice was given: what the law excludes needs no notice, and the patient pays"
        )
        return Said(short, (_RULE,), _SOURCE)
    short, reason, asks = next((said for of, said in _BY_TOLD.items() if of in told), _OPEN)
    return Said(short, tuple(filter(None, (reason, _RULE))), _SOURCE, asks)


_PRE_SERVICE = (
    "Ask the plan for an organization determination (a pre-service decision); its written denial tells the patient of"
    " the liability."
)
_BY_TOLD: dict[Told, tuple[str, str, tuple[str, ...]]] = {
    Told.EXCLUDED: ("GY: what the law excludes needs no notice, and the patient pays", "", ()),
    Told.NOTICE_REFUSED: (
        "GA, if the notice was given properly and the refusal is noted on it before a witness; without that, GZ",
        (
            "Where the patient refuses to sign but wants the service, note the refusal and its reason on the notice,"
            " date it, and have a second person who saw it sign as witness; or do not give the service."
        ),
        ("Was the refusal noted on the notice, before the service, with a witness?",),
    ),
    Told.NO_NOTICE: (
        "GZ: a denial for necessity is expected and no notice was signed, so the patient cannot be billed",
        "A notice cannot be signed after the service.",
        (),
    ),
    Told.NOTICE_SIGNED: (
        "GA: the notice is signed and a denial for necessity is expected, so the patient may be billed",
        "The notice must name the service, the reason and the cost, and be signed before the service.",
        (),
    ),
}
"""What each circumstance leads to, the weightier first: the answer, a reason beside the rule, and what is asked."""
_OPEN = (
    "That depends on why Medicare will not pay and whether a notice was signed before the service",
    (
        "A notice is due before the service where Medicare usually pays it and a denial for necessity or frequency is"
        " expected this time."
    ),
    (
        (
            "Is the denial expected for necessity or frequency, or does the law exclude the service, and was a notice"
            " signed before it?"
        ),
    ),
)
