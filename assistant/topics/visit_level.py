"""Kind 8: the level of a visit, time, prolonged services.

Source: CMS, Evaluation and Management Services (MLN006764); Medicare Claims Processing Manual chapter 12 section 30.6;
the times stand in our own labels of the codes.
"""

import re

from assistant.citing import manual
from assistant.services.instead import prolonged_units
from assistant.topics.decision_making import Reading, decision_making
from assistant.topics.values import CONSULTANT, Case, Named, Question, Said, words
from codesets.claims import Payer
from codesets.claims.code_kinds import is_visit
from codesets.own_words import cpt_labels
from consultations.answers import Source, System

_ASKED = words(
    r"levels?\b|mdm\b|e/?m\b|time[- ]based|based on time|total time|prolonged|99417|g2212|medical decision"
    r"|moderate|high complexity|upcod\w*|minutes? (?:visit|total|spent)|spent"
)
_EITHER = words(r"or\b|vs\b|versus")
_MINUTES = re.compile(r"\b([0-9]{2,3}) ?-?min(?:ute)?s?\b", re.IGNORECASE)
_NEW, _ESTABLISHED = ("99202", "99203", "99204", "99205"), ("99212", "99213", "99214", "99215")
_LABEL_MINUTES = re.compile(r"or ([0-9]{2}) minutes")
_SOURCES = (Source("CMS, Evaluation and Management Services", "MLN006764"), manual("chapter 12 section 30.6", "visits"))
_CPT_FROM, _MEDICARE_FROM = 55, 69
"""Minutes from which prolonged time of an established patient begins, by CPT and by Medicare."""
_TYPE = re.compile(r",? (?:straightforward|low|moderate|high)\b")
"""What divides a label into the kind of visit and its level."""
_RULE = (
    "An office visit is chosen by medical decision making (two of three: problems, data, risk) or by the"
    " practitioner's own total time on that date, whichever is better;"
    " history and examination do not count."
)


def fits(question: Question, case: Case) -> bool:
    """Level, time or decision making of a visit, or a choice between two."""
    if len(question.visits) > 1 and question.says(_EITHER):
        return True
    return question.says(_ASKED) and not question.says(words(r"level [1-9]|levels? of the spine|a1c|vertebra\w*"))


def reply(question: Question, case: Case) -> Said:
    """What the time alone supports, where it is told; the decision making is a person's to judge."""
    minutes = [int(found) for found in _MINUTES.findall(question.context)] or [
        int(found) for found in _MINUTES.findall(case.text)
    ]
    prolonged = question.says(words(r"prolonged|99417|g2212"))
    new = bool(re.search(r"\bnew (?:pt|patient)\b", question.context, re.IGNORECASE)) or any(
        code in _NEW for code in question.services
    )
    family = _family(question, case) or (_NEW if new else _ESTABLISHED)
    if prolonged:
        return _prolonged(minutes, question, case)
    read = decision_making(passage.text for passage in case.material.passages if not passage.text.endswith("?"))
    if not minutes and read:
        return _by_decision(read, family)
    if not minutes:
        return Said(
            "The note decides the level, and we have not seen enough of it to name one",
            (_RULE, "No table tells a level. " + CONSULTANT),
            _SOURCES,
            (
                (
                    "Please send the assessment and plan, the data reviewed, and the total time of the practitioner"
                    " on that date, if it is documented."
                ),
            ),
        )
    time = max(minutes)
    needed = {code: int(found[1]) for code in family if (found := _LABEL_MINUTES.search(cpt_labels()[code]))}
    met = [code for code, least in needed.items() if time >= least]
    kind = _TYPE.split(cpt_labels()[family[0]])[0].lower()
    if not met:
        return Said(
            f"{time} minutes are less than any code of this kind needs ({kind})",
            (_RULE, CONSULTANT),
            _SOURCES,
        )
    above = [code for code in needed if code > met[-1]]
    more = f", and not {above[0]} ({needed[above[0]]})" if above else ""
    return Said(
        f"By time alone, {time} minutes meet {met[-1]} ({needed[met[-1]]} minutes or more, {kind}){more}",
        (
            (
                "Only the practitioner's own time on that date counts, and the note must state it; staff time and"
                " separately billed services do not."
            ),
            _RULE + " " + CONSULTANT,
        ),
        _SOURCES,
    )


def _family(question: Question, case: Case) -> tuple[str, ...]:
    """The visits of the kind that is asked about, or billed (hospital, nursing facility, home, office), in order."""
    labels = cpt_labels()
    code = next(iter((*question.visits, *(line.code for line in case.plan.written.lines if is_visit(line.code)))), "")
    kind = _TYPE.split(labels.get(code, ""))[0]
    if not kind or kind == labels.get(code):
        return ()
    return tuple(one for one, label in labels.items() if _TYPE.split(label)[0] == kind and kind != label)


def _by_decision(read: Reading, family: tuple[str, ...]) -> Said:
    level = read.level.name.lower()
    return Said(
        f"The note's words point to {level} decision making, {family[read.level]}; a consultant confirms it",
        (
            f"What we read: {'; '.join(read.reasons)}.",
            "Two of the three make the level.",
            _RULE,
            "No table tells a level, so this is an indication. " + CONSULTANT,
        ),
        _SOURCES,
        ("Is the practitioner's total time on that date documented? It may support another level.",),
    )


def _prolonged(minutes: list[int], question: Question, case: Case) -> Said:
    rule = (
        "Prolonged office time goes only with the highest level, 99205 or 99215, chosen by time. By CPT 99417"
        " begins 15 minutes beyond the least time (75 and 55 minutes);"
        " Medicare takes G2212 instead, from 89 and 69 minutes."
    )
    if not minutes:
        return Said(
            "Prolonged time is billed only beside the highest visit level, chosen by time",
            (rule, CONSULTANT),
            _SOURCES,
            ("How many minutes did the practitioner spend on that date, and who is the payer?",),
        )
    time = max(minutes)
    new = "99205" in question.services or case.says(words("99205|new (?:patient|pt)"))
    visit = "99205" if new else "99215"
    begins = 89 if new else 69
    if case.plan.written.paid_by is Payer.MEDICARE:
        units = prolonged_units(visit, time)
        short = (
            f"G2212 x {units} beside {visit}, not 99417: Medicare does not take 99417"
            if units
            else f"No prolonged code: Medicare's G2212 begins at {begins} minutes beside {visit}"
        )
        led = (Named("G2212", System.HCPCS, units),) if units and case.plan.claim.lines else ()
        return Said(f"{short} ({time} minutes)", (rule, CONSULTANT), _SOURCES, codes=led)
    return Said(
        (
            f"For {time} minutes: 99417 {'can' if time >= _CPT_FROM else 'cannot'} start for an established patient by"
            f" CPT, and Medicare's G2212 {'can' if time >= _MEDICARE_FROM else 'cannot'}"
        ),
        (rule, CONSULTANT),
        _SOURCES,
    )
