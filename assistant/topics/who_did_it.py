"""Kind 21: incident-to, shared visits, residents, assistants at surgery.

Source: Medicare Benefit Policy Manual chapter 15 section 60; Medicare Claims Processing Manual chapter 12 sections
20.4.3, 30.6.18 and 100; 42 CFR 410.26 and 415.140.
"""

from assistant.citing import benefit, manual, of_release
from assistant.services.circumstances import Told
from assistant.topics.values import CONSULTANT, Case, Question, Said, words
from codesets.claims.code_kinds import is_visit
from codesets.own_words import Indicator, meaning
from consultations.answers import Source

_INCIDENT = words(r"incident[- ]?to|incident 2")
_SHARED = words(r"split|shared|modifier fs|fs\b")
_TEACHING = words(r"resident|teaching|gc\b|ge\b|attending")
_ASSISTANT = words(
    r"assist(?:ant|ed|ing|s)?\b|co-?surgeon|modifier (?:80|81|82|62|66|as)\b|team surg\w*|two surgeons|first assist"
)
_BILLS = words(
    r"(?:np|pa|pa-c|nurse practitioner|physician assistant|app|midlevel|nurse|ma|rn)\b.{0,80}\b(?:bill|under"
    r"|npi|saw|supervis\w+)|under (?:the |our )?(?:dr|doctor|physician|md)|supervis\w+"
)


def fits(question: Question, case: Case) -> bool:
    """Who did it, and under whose number."""
    if question.asks_modifier("62", "66", "80", "81", "82"):
        return True
    return any(
        question.says(pattern) for pattern in (_INCIDENT, _SHARED, _TEACHING, _ASSISTANT, _BILLS)
    ) and not question.says(words(r"therap(?:y|ist) assistant|medical assistant code|time shared"))


def reply(question: Question, case: Case) -> Said:
    """The rule of the matter that is asked, and what the record has to show."""
    if question.says(_SHARED):
        return Said(
            "FS on the visit, billed by whoever did the substantive part; only in a facility",
            (
                (
                    "The substantive part is more than half of the total time, or a substantive part of the medical"
                    " decision making (since 2024). Both are of the same group, and both are named in the note."
                ),
                "In an office there is no shared visit; there incident-to applies, or the practitioner's own number.",
                CONSULTANT,
            ),
            (manual("chapter 12 section 30.6.18", "split or shared visits"), Source("42 CFR", "current", "415.140")),
            ("Where was it, who did what, and how many minutes did each spend?",),
        )
    if question.says(_TWO) or question.asks_modifier("62"):
        return _two_surgeons(next((code for code in question.services if not is_visit(code)), ""), case)
    if question.says(_ASSISTANT) or question.asks_modifier("66", "80", "81", "82"):
        return _assistant(question, case)
    if question.says(_TEACHING) or Told.RESIDENT in case.plan.told:
        return Said(
            (
                "GC, if the teaching physician was present for the key portion and says so in the note; GE only"
                " under the primary care exception"
            ),
            (
                (
                    "The physician's own statement of presence or participation is needed; a countersignature is"
                    " not enough."
                ),
                "Medical students' notes may be used only where the physician verifies them.",
                CONSULTANT,
            ),
            (manual("chapter 12 section 100", "teaching physicians"),),
            ("Does the note have the teaching physician's own statement of presence for the key portion?",),
        )
    new = case.says(words(r"new (?:\w+ ){0,2}(?:patient|pt|problem|complaint)"))
    away = Told.NOBODY_SUPERVISED in case.plan.told
    short = (
        (
            "No: incident-to needs an established patient with a plan the physician has already set, so this is"
            " billed under the practitioner's own number"
        )
        if new
        else (
            "No: no physician of the group was in the office suite, so nobody supervised directly; it is billed under"
            " the practitioner's own number, at 85 percent"
        )
        if away
        else (
            "Only if all conditions of incident-to are met; else it is billed under the practitioner's own number,"
            " at 85 percent of the physician's rate"
        )
    )
    return Said(
        short,
        (
            (
                "In the office, an established patient and an established problem, a plan of care that the"
                " physician began and stays active in, and direct supervision by a physician of the group who is in"
                " the suite (or, where the rules of the date allow it, by live video)."
            ),
            (
                "Under that number Medicare pays 85 percent. Incident-to is not for new patients, new problems or"
                " hospital places. Other payers have rules of their own."
            ),
            CONSULTANT,
        ),
        (benefit("chapter 15 section 60", "incident-to"), Source("42 CFR", "current", "410.26")),
        ()
        if new or away
        else ("Was the problem new, had the physician set the plan, and was a physician in the suite?",),
    )


_TWO = words(r"co-?surg\w*|two surgeons|both (?:surgeons|bill)|modifier 62")
_TWO_RULE = (
    "62 goes on the same code of both claims, where two surgeons, mostly of different specialties, are each the primary"
    " one for a part of the operation, and each dictates a note of the own part. A second surgeon who only helps is an"
    " assistant (80)."
)


_PARTS_OF_EACH = "Which procedure was it, of which specialties are the two, and which part did each do?"


def _two_surgeons(code: str, case: Case) -> Said:
    source = manual("chapter 12 section 40.8", "two surgeons")
    known = case.tables.fee(code)
    if not code or known.row is None or known.release is None:
        short = "62 on both claims, if the co-surgeon indicator of the procedure allows it"
        return Said(short, (_TWO_RULE,), (source,), (_PARTS_OF_EACH,))
    indicator = known.row.co_surgeons
    short = {
        "0": f"No: Medicare does not pay two surgeons for {code} (co-surgeon indicator 0)",
        "1": f"Only where the record shows that two surgeons were needed: {code} has co-surgeon indicator 1",
        "2": f"Yes: 62 on both claims, if the two are of different specialties ({code} has co-surgeon indicator 2)",
    }.get(indicator, f"The rule of two surgeons does not apply to {code}")
    said = meaning(Indicator.CO_SURGEONS, indicator) or ""
    reasons = tuple(filter(None, (said, _TWO_RULE, known.caveat("the indicator", case.day))))
    place = of_release(known.release, f"{code}, co-surgeon indicator {indicator}")
    return Said(short, reasons, (place, source), () if indicator == "0" else (_PARTS_OF_EACH,))


def _assistant(question: Question, case: Case) -> Said:
    code = next((code for code in question.services if not is_visit(code)), "")
    rule = (
        "80 is a physician who assists, 82 one at a teaching hospital without a qualified resident, AS a physician"
        " assistant, nurse practitioner or clinical nurse specialist; 62 two surgeons who are both primary. The"
        " operative note names what the assistant did."
    )
    source = manual("chapter 12 section 20.4.3 and 40.8", "assistants and co-surgeons")
    non_physician = Told.NON_PHYSICIAN in case.plan.told
    mark = "AS" if non_physician else "80, or AS for a physician assistant or nurse practitioner"
    if not code:
        return Said(
            f"{mark}, where the procedure's assistant indicator allows one",
            (rule,),
            (source,),
            ("Which procedure was it, and who assisted?",),
        )
    known = case.tables.fee(code)
    if known.row is None or known.release is None:
        return Said(
            f"{mark} on {code}, if its assistant indicator allows one",
            (rule, known.caveat(f"the assistant indicator of {code}", case.day)),
            (source,),
        )
    said = meaning(Indicator.ASSISTANT, known.row.assistant) or ""
    verdict = {
        "0": f"Only with a record that shows the need: {code} has assistant indicator 0",
        "1": f"No: Medicare does not pay an assistant for {code} (indicator 1)",
        "2": f"Yes: {code} with {mark} (assistant indicator 2)",
    }
    short = verdict.get(known.row.assistant, f"The assistant rule does not apply to {code}")
    caveat = known.caveat("the assistant indicator", case.day)
    return Said(
        short,
        tuple(filter(None, (said, rule, caveat))),
        (
            of_release(
                known.release,
                f"{code}, assistant indicator {known.row.assistant}",
            ),
            source,
        ),
    )
