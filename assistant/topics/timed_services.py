"""Kind 25: infusions, therapy minutes, anesthesia time, critical care.

Source: Medicare Claims Processing Manual chapter 5 section 20.2 (therapy), chapter 12 sections 30.5 (infusions),
30.6.12 (critical care) and 50 (anesthesia); NCCI Policy Manual chapter XI.
"""

import re

from assistant.services.lines import title
from assistant.services.therapy_lines import unit_shares
from assistant.topics.values import Case, Named, Question, Said, manual, ncci, words
from assistant.wording import counted, listed
from codesets import System
from codesets.claims import ClaimLine
from codesets.claims.code_kinds import is_drug, kinds
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
_HOURS = re.compile(r"\b([0-9](?:\.[0-9])?) ?(?:hours?|hrs?)\b", re.IGNORECASE)
_TIME = words(r"minutes?|mins?\b|hours?|hrs?\b|units?|time\b|start|stop")
_CLOCK = re.compile(
    r"\b(?:start\w*|began|begin|from)\b[^0-9]{0,12}([0-9]{1,2}):?([0-9]{2})\b.{0,20}?"
    r"\b(?:stop\w*|end\w*|finish\w*|to|until)\b[^0-9]{0,12}([0-9]{1,2}):?([0-9]{2})\b",
    re.IGNORECASE | re.DOTALL,
)
_ANTIBODY = re.compile(r"\b\w+(?:mab|mabs)\b")
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
        or (question.says(words("admin")) and bool(_CLOCK.search(case.text)))
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
    return _infusion(question, case)


_DIRECTS = re.compile(r"\bdirect\w*\s+(?:of )?(?:(?P<rooms>[2-4]|two|three|four)|(?P<one>1|one)\b)?", re.IGNORECASE)
_NURSE = words(r"crna|nurse anesthetist")


def _anesthesia(question: Question, case: Case) -> Said:
    """Time units where the minutes are told, and the modifiers of who gave it."""
    minutes = [int(found) for found in _MINUTES.findall(question.context)]
    directs = _DIRECTS.search(case.text)
    who = ""
    if directs and case.says(_NURSE):
        mark = "QY" if directs["one"] else "QK"
        who = f"{mark} on the physician's claim and QX on the nurse anesthetist's"
    elif case.says(_NURSE) and case.says(words(r"(?:without|no|not) (?:medical(?:ly)? )?direct\w*")):
        who = "QZ on the nurse anesthetist's claim"
    if minutes:
        units = f"{max(minutes) / 15:.1f}".removesuffix(".0")
        short = f"{units} time units for {max(minutes)} minutes" + (f"; {who}" if who else "")
    elif who:
        short = who
    else:
        short = ""
    return Said(
        (
            short
            or "Anesthesia is paid by base units plus time units of 15 minutes, to one decimal place; the claim"
            " shows the minutes"
        ),
        (
            (
                "Anesthesia is paid by base units plus time units of 15 minutes, to one decimal place; the claim"
                " shows the minutes. Time runs from preparing the patient to when the patient is safely in other"
                " care. AA is the"
                " anesthesiologist alone, QK medical direction of two to four, QX the directed nurse"
                " anesthetist, QY direction of one, QZ the nurse anesthetist without direction, AD supervision"
                " of more than four."
            ),
        ),
        (manual("chapter 12 section 50", "anesthesia"),),
        ()
        if _MINUTES.search(question.context)
        else ("What are start and stop times, and who gave or directed the anesthesia?",),
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
    most = most_units(total)
    shares = _shared(lines) if lines else ""
    return Said(f"{total} timed minutes allow {counted(most, 'unit')} in all{shares}", (rule, plan), source)


def _shared(lines: list[ClaimLine]) -> str:
    units = unit_shares({line.code: line.minutes or 0 for line in lines})
    return ": " + listed([f"{code} x {count}" for code, count in units.items() if count])


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


def _by_clock(text: str) -> int | None:
    """Minutes from a start to a stop on one day."""
    found = _CLOCK.search(text)
    if not found:
        return None
    begins, ends = (int(found[part]) * 60 + int(found[part + 1]) for part in (1, 3))
    return ends - begins if ends > begins else None


def _family(case: Case) -> tuple[str, str]:
    """The codes of the first hour and of a further one: chemotherapy and antibodies, else other drugs."""
    drugs = [line.code for line in case.plan.written.lines if is_drug(line.code)]
    titles = " ".join(title(code, case.tables).lower() for code in drugs)
    strong = any(code.startswith("J9") for code in drugs) or bool(_ANTIBODY.search(titles))
    return ("96413", "96415") if strong or case.says(words("chemo")) else ("96365", "96366")


def _infusion(question: Question, case: Case) -> Said:
    clock = _by_clock(case.text)
    minutes = [clock] if clock else []
    minutes = (
        minutes
        or [int(found) for found in _MINUTES.findall(question.context)]
        or [int(float(found) * 60) for found in _HOURS.findall(question.context)]
    )
    rule = (
        "One initial service a day and access site: chemotherapy before other drugs before hydration, infusion"
        " before push. 15 minutes or less is a push; the first hour needs 16 minutes, each further hour more than"
        " 30 beyond it; hydration needs 31. Start and stop times must be documented."
    )
    sources = (ncci("chapter XI section B", "infusions and injections"), manual("chapter 12 section 30.5", "infusions"))
    if not minutes:
        return Said(
            "Start and stop times decide: one initial code, then add-ons by drug and by further hours",
            (rule,),
            sources,
            ("What are the start and stop times of each drug, by which route, and through how many access sites?",),
        )
    time = max(minutes)
    if time <= 15:  # noqa: PLR2004 - as the rule says
        return Said(f"{time} minutes are a push, not an infusion", (rule,), sources)
    further = (time - 60 + 29) // 60 if time > 90 else 0  # noqa: PLR2004 - as the rule says
    drugs = any(is_drug(line.code) for line in case.plan.written.lines)
    first, more = _family(case)
    if drugs and case.tables.holds(System.CPT, first) and case.tables.holds(System.CPT, more):
        codes = (Named(first, System.CPT), *((Named(more, System.CPT, further),) if further else ()))
        added = f" and {more} x {further}" if further else ", and no further hour"
        billed = {line.code for line in case.plan.written.lines}
        return Said(
            f"{first} x 1{added} for {time} minutes",
            (rule,),
            sources,
            codes=tuple(one for one in codes if one.code not in billed),
        )
    return Said(
        f"{time} minutes: the first hour x 1"
        + (f", and {counted(further, 'further hour')}" if further else ", and no further hour"),
        (rule,),
        sources,
    )
