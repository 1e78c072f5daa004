"""Kind 2: 25 on the visit, or 57.

Source: Medicare Claims Processing Manual chapter 12 sections 30.6.6 and 40.1; NCCI Policy Manual chapter I section D.
"""

import re
from dataclasses import replace

from assistant.citing import manual, ncci
from assistant.services.circumstances import Told
from assistant.services.visit_lines import needs
from assistant.topics.values import Case, Question, Said, words
from assistant.wording import listed
from codesets import spoken_day
from codesets.claims import ClaimLine
from codesets.claims.code_kinds import is_drug, is_visit
from consultations.answers import Source

_ASKED = words(
    r"25\b|(?:ov|office visit|visit|e/?m)\b.{0,30}\b(?:need|get|require|take|want|carry)\w*\b.{0,20}\bmod"
    r"|separately identifiable|e/?m (?:with|and|on|same|too|also|billable)|office visit (?:with|and|too"
    r"|also|same|on)|visit (?:with|and|too|also|on the same|same day|in addition)|bill (?:the |an? )?(?:visit"
    r"|e/?m)|(?:visit|e/?m) (?:be )?(?:billable|paid|separate|allowed|payable)"
)
_NOT_57 = (
    "57 is for the visit at which an operation with a 90-day global period was decided; {} is a minor procedure, and"
    " deciding on it is part of it."
)
_NUMBER = re.compile(r"(?<![0-9./])25\b(?!\s?(?:mg|mcg|%|min|units?|ml))")
_PROLONGED = words(r"prolonged|99417|g2212")
_BILL = words(r"(?:bill|charge|report|get paid|paid|payable|billable|allowed)\b")
_EDITS = words(r"together|bundl\w*|n?cci|edits?\b")


def fits(question: Question, case: Case) -> bool:
    """A visit beside another service, and 25 or the visit itself is asked for."""
    visits, others = _split(question, case)
    if case.plan.stated.earlier_codes and not question.asks_modifier("25"):
        return False
    if question.says(_PROLONGED):
        return False
    if len(question.own_services) > 2 and question.says(_EDITS):  # noqa: PLR2004 - more than the two of a pair
        return False
    if question.asks_modifier("25"):
        return True
    if visits and others and question.visits and question.says(_BILL):
        return True
    return bool(
        visits
        and others
        and (question.says(_ASKED) or (len(question.own) > 1 and any(is_visit(one.code) for one in question.own)))
    )


def _split(question: Question, case: Case) -> tuple[list[str], list[str]]:
    own = [one.code for one in question.own if not is_drug(one.code)]
    visits, others = [code for code in own if is_visit(code)], [code for code in own if not is_visit(code)]
    if visits and others:
        return visits, others
    every = [*question.services, *(line.code for line in case.plan.written.lines)]
    codes = dict.fromkeys(code for code in every if not is_drug(code))
    return [code for code in codes if is_visit(code)], [code for code in codes if not is_visit(code)]


def reply(question: Question, case: Case) -> Said:
    """Whether 25 (or 57) is needed, on which line, and what the record must show."""
    visits, others = _split(question, case)
    sources = (
        manual("chapter 12 sections 30.6.6 and 40.1", "visits on the day of a procedure"),
        ncci("chapter I section D", "visits"),
    )
    if not visits or not others:
        return Said(
            (
                "25 goes on the visit, and only where the record shows a significant, separately identifiable visit"
                " beyond the usual work of the other service"
            ),
            (
                (
                    "A different diagnosis is not required. Deciding to do a minor procedure is part of it, and no"
                    " visit of its own."
                ),
                "25 never goes on the procedure; for an operation with a 90-day global period it is 57.",
            ),
            sources,
            ("Which codes are billed for that day, and what was done at the visit beyond the procedure?",),
        )
    visit = visits[0]
    wanted = {other: needs(ClaimLine(visit, case.day), ClaimLine(other, case.day), case.tables) for other in others}
    major = [code for code, need in wanted.items() if need == "57"]
    minor = [code for code, need in wanted.items() if need == "25"]
    unchecked = (
        case.tables.fee(visit).caveat("the global periods", case.day),
        case.tables.pair(visit, others[0], case.plan.written.setting).caveat("the pair edits", case.day),
    )
    caveat = tuple(dict.fromkeys(filter(None, unchecked)))
    if major:
        return _major(visit, major, case, caveat, sources)
    nearest = case.tables.fee(visit).release and case.tables.pair(visit, others[0], case.plan.written.setting).release
    if not minor and (nearest or not caveat):
        return _not_needed(visit, listed(others), caveat, sources)
    said = _by_the_record(visit, listed(minor or others), case, caveat, sources)
    if question.asks_modifier("57"):
        said = replace(said, reasons=(_NOT_57.format(listed(minor or others)), *said.reasons))
    return said


def _not_needed(visit: str, needed: str, caveat: tuple[str, ...], sources: tuple[Source, ...]) -> Said:
    sure = "25 is not needed" if not caveat else "By the nearest tables 25 is not needed"
    return Said(
        f"{sure} on {visit} for {needed}: neither a global period nor a pair edit stands between them",
        ("Some payers want it all the same.", "The visit must be more than the work of the other service.", *caveat),
        sources,
    )


def _by_the_record(visit: str, needed: str, case: Case, caveat: tuple[str, ...], sources: tuple[Source, ...]) -> Said:
    beyond = Told.SEPARATE_VISIT in case.plan.told and Told.PLANNED_PROCEDURE not in case.plan.told
    must = (
        "The record must show a significant, separately identifiable visit beyond the usual work before and after"
        " the procedure; a different diagnosis is not required."
    )
    if beyond:
        return Said(
            f"Yes: put 25 on {visit}, not on {needed}; your record tells of work beyond the procedure",
            (must, *caveat),
            sources,
        )
    if Told.PLANNED_PROCEDURE in case.plan.told:
        return Said(
            f"No: {needed} was planned and the record shows no separate visit, so bill the procedure without {visit}",
            (
                (
                    "The decision to do a minor procedure, and the usual look before it, are part of its payment."
                    " 25 does not change that."
                ),
                *caveat,
            ),
            sources,
        )
    return Said(
        (
            f"Only if the record shows a significant, separately identifiable visit: then 25 goes on {visit}, not"
            f" on {needed}"
        ),
        (must, f"If the patient came for the procedure alone, bill {needed} without the visit.", *caveat),
        sources,
        (f"What was evaluated or managed at the visit beyond {needed}? Send the words of the note.",),
    )


def _major(visit: str, major: list[str], case: Case, caveat: tuple[str, ...], sources: tuple[Source, ...]) -> Said:
    decided = Told.DECIDED_SURGERY in case.plan.told
    rule = (
        f"{listed(major)} has a global period of 90 days, which includes visits the day before and the day of the"
        f" operation unless the operation was decided at that visit."
    )
    fee = case.tables.fee(major[0])
    when = (
        "" if fee.covers or fee.release is None else f" By {fee.release.name}; {spoken_day(case.day)} was not checked."
    )
    if Told.DECIDED_BEFORE in case.plan.told:
        return Said(
            f"No: {visit} is part of {listed(major)}, decided before; 57 is only for the visit at which it was decided",
            (rule + when, "A visit before the operation to prepare for it is included, also the day before.", *caveat),
            sources,
        )
    if decided:
        return Said(
            f"Yes, but with 57 and not 25: put 57 on {visit}, because the operation was decided at the visit",
            (rule + when, *caveat),
            sources,
        )
    return Said(
        (
            f"57, not 25: {visit} is paid beside {listed(major)} only if the operation was decided at that visit,"
            f" and then carries 57"
        ),
        (rule + when, *caveat),
        sources,
        (f"Was the decision for {listed(major)} made at this visit? Send the words of the note.",),
    )
