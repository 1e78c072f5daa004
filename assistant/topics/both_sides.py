"""Kind 5: both sides, as 50 or as RT and LT.

Source: Medicare Claims Processing Manual chapter 12 section 40.7, chapter 14 section 40.5 (ASCs); the bilateral
indicator.
"""

from assistant.citing import manual, of_release
from assistant.services.circumstances import Told
from assistant.topics.values import Case, Question, Said, words
from codesets.claims import Setting
from codesets.claims.code_kinds import is_visit

_ASKED = words(
    r"bilateral\w*|both (?:sides|knees|shoulders|hips|eyes|ears|hands|wrists|feet|breasts|legs|arms|joints)"
    r"|rt(?:/| and | or |, ?)lt|right and left|rt/lt|modifier 50|-50\b|two lines"
)
_BY_INDICATOR = {
    "0": "No: {code} has no bilateral payment (indicator 0), so bill it once, without 50",
    "1": "One line: {code}-50 with 1 unit (bilateral indicator 1)",
    "2": "Once, without 50, RT or LT: {code} is for both sides already (indicator 2), so 1 unit",
    "3": "Each side of {code} is paid in full (indicator 3): 50 with 1 unit, or RT and LT",
    "9": "The bilateral rule does not apply to {code} (indicator 9), so 50 does not stand on it",
}


def fits(question: Question, case: Case) -> bool:
    """Sides of a procedure, or 50; those of a diagnosis stand in its code."""
    if question.diagnoses and not question.services:
        return False
    return (
        question.says(_ASKED)
        or (question.asks_modifier("50") and bool(question.services))
        or (
            Told.BOTH_SIDES in case.plan.told
            and question.says(words(r"modifier|how (?:do|should|to)|units?\b|lines?\b"))
            and not question.visits
        )
    )


def reply(question: Question, case: Case) -> Said:
    """By the code's indicator and the setting."""
    sources = [manual("chapter 12 section 40.7", "bilateral services")]
    asc = case.plan.written.setting is Setting.ASC
    if asc:
        sources.append(manual("chapter 14 section 40.5", "ASC claims"))
    code = next((code for code in question.services if not is_visit(code)), "")
    general = (
        "Medicare pays a practitioner for both sides on one line with 50 and 1 unit where the bilateral indicator"
        " is 1; some other payers want RT and LT on two lines."
    )
    for_asc = "An ASC does not use 50: RT and LT on two lines, 1 unit each."
    if not code:
        return Said(
            for_asc if asc else general.split(";", maxsplit=1)[0],
            (general, for_asc),
            tuple(sources),
            ("Which code was done on both sides, and in which setting?",),
        )
    known = case.tables.fee(code)
    if known.row is None:
        caveat = (
            known.caveat(f"the bilateral indicator of {code}", case.day) or f"The fee schedule does not list {code}."
        )
        return Said(
            f"{caveat.rstrip('.')}; if it is 1, a practitioner bills {code}-50 on one line with 1 unit",
            (general, for_asc),
            tuple(sources),
        )
    assert known.release is not None  # noqa: S101 - a row has one
    sources.insert(
        0,
        of_release(
            known.release,
            f"{code}, bilateral indicator {known.row.bilateral}",
        ),
    )
    short = _BY_INDICATOR.get(known.row.bilateral, "The bilateral indicator of {code} is not one we know").format(
        code=code
    )
    if asc and known.row.bilateral == "1":
        short = f"Two lines: {code}-RT and {code}-LT with 1 unit each, because an ASC does not use 50"
    limit = case.tables.limit(code, case.plan.written.setting)
    reasons = [general if not asc else for_asc]
    if limit.row and limit.release and limit.row.units == 1 and known.row.bilateral == "1" and not asc:
        reasons.append(
            f"Two lines would count 2 units against an MUE of 1 (MAI {limit.row.indicator},"
            f" {limit.release.name}), and deny."
        )
    if not known.covers:
        reasons.append(known.caveat("the bilateral indicator", case.day))
    return Said(short, tuple(reasons), tuple(sources))
