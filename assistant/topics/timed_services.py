"""Kind 25: infusions, therapy minutes, anesthesia time, critical care.

Source: Medicare Claims Processing Manual chapter 5 section 20.2 (therapy), chapter 12 sections 30.5 (infusions),
30.6.12 (critical care) and 50 (anesthesia); NCCI Policy Manual chapter XI.
"""

import re

from assistant.citing import manual
from assistant.reading.clock import minutes as told_minutes
from assistant.reading.clock import spans
from assistant.services.circumstances import Told
from assistant.services.therapy_lines import unit_shares
from assistant.services.therapy_words import named_minutes
from assistant.topics import infusion
from assistant.topics.values import Case, Named, Question, Said, words
from assistant.wording import counted, listed
from codesets import System
from codesets.claims.code_kinds import kinds
from codesets.claims.rules.time_units import TIMED, most_units
from codesets.own_words import CodeKind

_THERAPY = words(
    r"8[- ]?minute|eight[- ]?minute|timed (?:codes?|units?|minutes)|therapy (?:units?|minutes)|total treatment time"
)
_INFUSION = words(r"infus\w+|hydration|iv push|chemo\w*|start and stop|stop time|concurrent|sequential")
_ANESTHESIA = words(r"anesth\w+|anaesth\w+|base units|qk\b|qz\b|qx\b|crna")
_MODIFIERS = words(r"modifiers?")
_CRITICAL = words(r"critical care")
_MINUTES = re.compile(r"\b([0-9]{1,3}) ?-?min(?:ute)?s?\b", re.IGNORECASE)
_TIME = words(r"minutes?|mins?\b|hours?|hrs?\b|units?|time\b|start|stop")
_INFUSIONS = {
    "96360",
    "96361",
    "96365",
    "96366",
    "96367",
    "96368",
    "96374",
    "96375",
    "96376",
    "96409",
    "96411",
    "96413",
    "96415",
    "96417",
}


def fits(question: Question, case: Case) -> bool:
    """A service that is counted by time."""
    codes = set(question.services)
    by_code = question.says(_TIME) and bool(
        codes & (TIMED | _INFUSIONS)
        or any(CodeKind.ANESTHESIA in kinds(code) for code in codes)
        or codes & {"99291", "99292"}
    )
    by_word = (
        (question.says(_ANESTHESIA) and question.says(_MODIFIERS))
        or question.says(_THERAPY)
        or (
            question.says(_TIME)
            and (question.says(_INFUSION) or question.says(_ANESTHESIA) or question.says(_CRITICAL))
        )
    )
    return (
        by_code
        or by_word
        or (question.says(words("admin")) and bool(spans(case.text)))
        or (question.says(_INFUSION) and not question.own and question.says(words("code|bill|which")))
    )


def reply(question: Question, case: Case) -> Said:
    """By the kind of service; units are counted where the minutes are told."""
    codes = set(question.services) | {line.code for line in case.plan.written.lines}
    if codes & TIMED or question.says(_THERAPY):
        return _therapy(question, case)
    if codes & {"99291", "99292"} or question.says(_CRITICAL):
        return _critical(question)
    if any(CodeKind.ANESTHESIA in kinds(code) for code in codes) or question.says(_ANESTHESIA):
        return _anesthesia(question, case)
    return infusion.reply(question, case)


_DIRECTS = re.compile(r"\bdirect\w*\s+(?:of )?(?:(?P<rooms>[2-4]|two|three|four)|(?P<one>1|one)\b)?", re.IGNORECASE)
_NURSE = words(r"crna|nurse anesthetist")


_ANESTHESIA_UNITS = (
    "Anesthesia is paid by base units plus time units of 15 minutes, to one decimal place; the claim shows the minutes"
)


def _anesthesia(question: Question, case: Case) -> Said:
    """Time units where the minutes are told, and the modifiers of who gave it."""
    time = told_minutes(question.context) or (told_minutes(case.text) if spans(case.text) else None)
    directs = _DIRECTS.search(case.text)
    who = ""
    if directs and case.says(_NURSE):
        mark = "QY" if directs["one"] else "QK"
        who = f"{mark} on the physician's claim and QX on the nurse anesthetist's"
    elif case.says(_NURSE) and case.says(words(r"(?:without|no|not) (?:medical(?:ly)? )?direct\w*")):
        who = "QZ on the nurse anesthetist's claim"
    elif Told.PERSONALLY in case.plan.told:
        who = "AA on the anesthesiologist's claim, who gave it personally"
    if time:
        units = f"{time / 15:.1f}".removesuffix(".0")
        short = f"{units} time units for {time} minutes" + (f"; {who}" if who else "")
    elif who:
        short = who
    else:
        short = ""
    return Said(
        (short or _ANESTHESIA_UNITS),
        (
            *((_ANESTHESIA_UNITS,) if short else ()),
            (
                "Time runs from preparing the patient to when the patient is safely in other"
                " care. AA is the"
                " anesthesiologist alone, QK medical direction of two to four, QX the directed nurse"
                " anesthetist, QY direction of one, QZ the nurse anesthetist without direction, AD supervision"
                " of more than four."
            ),
        ),
        (manual("chapter 12 section 50", "anesthesia"),),
        () if time else ("What are start and stop times, and who gave or directed the anesthesia?",),
    )


def _therapy(question: Question, case: Case) -> Said:
    source = (manual("chapter 5 section 20.2", "timed therapy units"),)
    rule = (
        "All timed minutes of the day are added up: 8 to 22 are 1 unit, 23 to 37 are 2, 38 to 52 are 3, 53 to 67"
        " are 4; the units go first to the services with the most minutes. Services without a time count apart."
    )
    lines = [line for line in case.plan.written.lines if line.code in TIMED and line.minutes]
    minutes = [line.minutes or 0 for line in lines] or [int(found) for found in _MINUTES.findall(question.context)]
    plan = (
        "Each line carries GP, GO or GN for its plan of care, and CQ or CO where an assistant gave more than a tenth."
    )
    if not minutes:
        return Said(
            "The total of timed minutes decides: 8 minutes for the first unit, then one for every 15",
            (rule, plan),
            source,
            ("How many minutes of each timed service are documented?",),
        )
    total = sum(minutes)
    by_name = {} if lines else named_minutes(case.text)
    shares = unit_shares({line.code: line.minutes or 0 for line in lines} or by_name)
    held = {code: count for code, count in shares.items() if count and case.tables.holds(System.CPT, code)}
    told = ": " + listed([f"{code} x {count}" for code, count in held.items()]) if held else ""
    codes = tuple(Named(code, System.CPT, count) for code, count in held.items()) if by_name else ()
    return Said(
        f"{total} timed minutes allow {counted(most_units(total), 'unit')} in all{told}",
        (rule, plan),
        source,
        codes=codes,
    )


def _critical(question: Question) -> Said:
    minutes = [int(found) for found in _MINUTES.findall(question.context)]
    rule = (
        "99291 is for 30 to 74 minutes of a day, 99292 for each further 30; Medicare counts 99292 only when they"
        " are full, from 104 minutes. Time for separately billed procedures does not count."
    )
    source = (manual("chapter 12 section 30.6.12", "critical care"),)
    if not minutes:
        return Said(
            "The total time of the day decides, and it must be documented",
            (rule,),
            source,
            ("How many minutes are documented, without those of separately billed procedures?",),
        )
    time = max(minutes)
    if time < 30:  # noqa: PLR2004 - as the rule says
        return Said(f"{time} minutes are too few for critical care: bill the visit instead", (rule,), source)
    further = max(0, (time - 74) // 30) if time >= 104 else 0  # noqa: PLR2004 - as the rule says
    return Said(
        f"{time} minutes: 99291 x 1"
        + (f" and 99292 x {further} by Medicare's count" if further else ", and no 99292 for Medicare"),
        (rule,),
        source,
    )
