"""Kind 16: a preventive visit with a problem visit; the complexity add-on.

Source: Medicare Claims Processing Manual chapter 12 sections 30.6.1.1 and 30.6.7; fee schedule final rules of 2024
and 2025.
"""

from assistant.citing import final_rules, manual
from assistant.services.circumstances import Told
from assistant.services.held import Held
from assistant.services.visit_lines import PREVENTIVE_VISITS
from assistant.topics.values import Case, Question, Said, words
from assistant.wording import lower_start
from codesets.claims import Payer
from codesets.claims import Result as Found

_ASKED = words(
    r"g2211|preventive|wellness|awv|annual (?:physical|exam|visit)|physical (?:and|with|exam)|well[- ](?:visit"
    r"|woman|child)|ippe|welcome to medicare|g043[89]|g0402|9938[0-9]|9939[0-9]|complexity add"
)
_SOURCES = (manual("chapter 12 section 30.6.1.1", "preventive and problem visits on one day"),)
_RULES_2025 = final_rules("2024 and 2025", "office complexity add-on")


def fits(question: Question, case: Case) -> bool:
    """A preventive visit, or the add-on."""
    beside = bool(question.visits) and any(line.code in PREVENTIVE_VISITS for line in case.plan.written.lines)
    if _of_a_test(question, case) and not beside:
        return False
    return (beside or question.says(_ASKED)) and not question.says(words(r"new (?:or|vs)"))


def _of(held: Held) -> str:
    return lower_start(held.finding.rationale).rstrip(".")


def _of_a_test(question: Question, case: Case) -> bool:
    """Whether the mail is about a preventive test, and no visit."""
    return bool(case.says(_TESTS)) and not question.visits and not case.says(words("visit|physical|wellness|awv"))


def reply(question: Question, case: Case) -> Said:
    """Whether both are paid, and with which modifier."""
    if question.says(words(r"g2211|complexity add")):
        return _add_on(case)
    held = next((one for one in case.plan.held if one.finding.rule == "visit.preventive"), None)
    must = (
        "The problem must need work of its own beyond the preventive visit, and the note must show it; a problem"
        " that is only mentioned, or a refill without work, does not."
    )
    medicare = case.plan.written.paid_by is Payer.MEDICARE or case.says(words(r"awv|wellness|g043[89]|g0402"))
    routine = (
        "Medicare does not cover the routine physical; its own are the welcome visit and the annual wellness"
        " visits, which may stand beside a problem visit with 25."
    )
    if held:
        return Said(f"No: {_of(held)}", (held.finding.remedy, must), _SOURCES)
    return Said(
        (
            "Yes, if the problem needed significant work of its own: 25 goes on the problem-oriented visit, not on"
            " the preventive one"
        ),
        (must, routine if medicare else "Many commercial plans pay both so, some reduce the second; ask the plan."),
        _SOURCES,
        ()
        if case.says(words(r"(?:addressed|managed|adjusted|evaluated|worked up|new|uncontrolled|changed)"))
        else ("Which problem was addressed, and what was done for it beyond the preventive visit?",),
    )


_TESTS = words(r"colonosc\w*|sigmoidosc\w*|mammo\w*|cologuard|dexa|pap\b")
"""Preventive services that are no visits."""
_SPECIALTY = words(
    r"specialist\w*|specialt\w+|(?:just|only) (?:for )?(?:pcps?|primary care)|[a-z]+ologists?\b|ortho\w*|surgeons?\b"
)


def _add_on(case: Case) -> Said:
    findings = [
        one
        for one in case.plan.findings
        if "G2211" in one.codes
        and one.rule == "visit.complexity"
        and one.result in {Found.FAILS, Found.PASS, Found.WARNING}
        and "25" in one.rationale
    ]
    rule = (
        "It is an add-on to office visits for the continuing care of a serious or complex condition, or as the"
        " focal point of all care. Beside a visit with 25 it is not paid, except"
        " since 1 January 2025 on the day of a Medicare Part B preventive service, a vaccine or an annual"
        " wellness visit."
    )
    if findings:
        one = findings[0]
        yes = one.result is Found.PASS
        return Said(
            ("Yes: " if yes else "No: ") + one.rationale.rstrip(".")
            if one.result is not Found.WARNING
            else one.rationale.rstrip("."),
            (one.remedy, rule) if one.remedy else (rule,),
            (_RULES_2025,),
        )
    held = next((one for one in case.plan.held if one.line.code == "G2211"), None)
    if Told.NO_CONTINUITY in case.plan.told and held:
        return Said(f"No: {_of(held)}", (rule, "Other payers choose; ask the plan."), (_RULES_2025,))
    if case.says(_SPECIALTY):
        return Said(
            "Yes, any specialty may report it where the relationship is continuing; it is not for primary care alone",
            (
                rule,
                (
                    "A visit of its own kind counts, of a new patient too, where the practitioner takes on the"
                    " continuing care of a serious or complex condition and the note shows it; a one-time consultation"
                    " does not."
                ),
            ),
            (_RULES_2025,),
        )
    return Said(
        (
            "Only with an office visit within a continuing relationship, and not where that visit carries 25 for a"
            " procedure"
        ),
        (rule, "Other payers choose; ask the plan."),
        (_RULES_2025,),
        ()
        if case.plan.written.lines
        else ("Which visit is billed, with which modifier, and what else was done that day?",),
    )
