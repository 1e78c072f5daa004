"""Kind 3: 57, 24, 58, 78 and 79 inside a global period.

Source: Medicare Claims Processing Manual chapter 12 sections 40 to 40.4.
"""

from datetime import date, timedelta

from assistant.citing import manual, of_release
from assistant.services.circumstances import Told
from assistant.topics.values import Case, Question, Said, words
from codesets import spoken_day
from codesets.claims import Payer
from codesets.claims.code_kinds import is_visit
from codesets.claims.global_period import DAYS
from codesets.own_words import Indicator, meaning

_ASKED = words(
    r"global|post-?op\w*|pod\b|return(?:ed)? to (?:the )?(?:or\b|operating)|after (?:the |his |her )?surgery"
    r"|within (?:the )?(?:10|90)|decision for surgery|staged|takeback|re-?operat\w+"
)
_PERIOD = words(r"(?:what|how long|how many)\b[^?]{0,20}\bglobal")
_RULES = (
    "24 is for a visit that has nothing to do with the operation; 57 for the visit at which a major operation"
    " (90 days) was decided; 58 for a staged, more extensive or"
    " therapeutic second procedure; 78 for an unplanned return to the operating room for a complication; 79 for"
    " a procedure unrelated to the first."
)
_WOULD_BE = {
    "24": "for a visit that has nothing to do with the operation",
    "57": "for the visit at which a major operation (90 days) was decided",
    "58": "for a staged, more extensive or therapeutic second procedure",
    "78": "for an unplanned return to the operating room for a complication",
    "79": "for a procedure unrelated to the first",
}
_COMPLICATIONS = "For Medicare, care of complications that does not need the operating room is part of the package."


def fits(question: Question, case: Case) -> bool:
    """The period, or one of its modifiers; whether a visit of the same day carries 25 or 57 is another kind."""
    if _of_the_same_day(question, case):
        return False
    return (
        question.says(_ASKED)
        or question.asks_modifier("24", "57", "58", "78", "79")
        or (_operated(case) and question.says(words(r"modifier|bill|code|paid|separate")))
    )


def _operated(case: Case) -> bool:
    """Whether something was done before that may have a global period: no test or visit has one."""
    days = [fee.global_days if (fee := case.tables.fee(code).row) else "" for code in case.plan.stated.earlier_codes]
    return any(one not in {"XXX", "ZZZ"} for one in days)


def _of_the_same_day(question: Question, case: Case) -> bool:
    lines = [line.code for line in case.plan.written.lines]
    both = any(map(is_visit, lines)) and not all(map(is_visit, lines))
    return both and not case.plan.stated.earlier_codes and question.asks_modifier("25", "57")


def reply(question: Question, case: Case) -> Said:
    """Whether the service falls into the period, and the modifier that the record supports."""
    source = (manual("chapter 12 section 40", "global surgery"),)
    earlier = case.plan.stated.earlier
    named = sorted(case.plan.stated.earlier_codes)
    period, last = _period(case)
    if not earlier and not named and question.says(_PERIOD) and question.services:
        return _of_code(question.services[0], case)
    if Told.AFTERCARE in case.plan.told and Told.UNRELATED not in case.plan.told:
        return Said(
            f"No: routine care after an operation is part of its payment{'; ' + period if period else ''}",
            (
                (
                    "Such a visit is recorded without a charge (99024), also where another practitioner of the same"
                    " group and specialty sees the patient."
                ),
                *((_contrast(question, "99024"),) if question.asks_modifier(*_WOULD_BE) else ()),
                _COMPLICATIONS,
            ),
            source,
        )
    if _included_complication(question, case):
        return Said(
            f"No: Medicare counts the care of a complication as part of the operation{'; ' + period if period else ''}",
            (
                (
                    "Only a return to the operating room is paid apart, with 78. 24 is for a visit that has nothing to"
                    " do with the operation, and an infected or open wound has."
                ),
                "Record the visit without a charge (99024). Other payers may pay for complications: ask them.",
            ),
            source,
        )
    choice = _choice(question, case)
    reasons = [_contrast(question, choice)]
    if choice in {"78", ""}:
        reasons.append(_COMPLICATIONS)
    if choice == "78":
        reasons.append("78 pays the operative part only, and starts no new global period.")
    if choice in {"58", "79"}:
        reasons.append(f"{choice} is paid in full and starts a new global period.")
    asks = []
    if not earlier:
        asks.append(
            "Which operation was it, on what date, and by the same surgeon or group?"
            if not named
            else f"On what date was {named[0]} done, and by the same surgeon or group?"
        )
    where = f"; {period}" if period else ""
    if last and last < case.day:
        return Said(
            f"No modifier is needed: {period}, so {spoken_day(case.day)} lies outside it", tuple(reasons[:1]), source
        )
    if choice:
        what = _target(question, case, choice)
        return Said(f"{choice} on {what}: {_MEANT[choice]}{where}", tuple(reasons), source, tuple(asks))
    asks.append(
        "Was it unrelated to the operation, planned as a stage, or an unplanned return to the operating room"
        " for a complication?"
    )
    return Said(
        f"That depends on why it was done: unrelated, staged, or a complication{where}",
        tuple(reasons),
        source,
        tuple(asks),
    )


def _included_complication(question: Question, case: Case) -> bool:
    """Whether a visit for a complication, outside the operating room, is billed to Medicare."""
    told = case.plan.told
    visit = any(is_visit(code) for code in question.services)
    known = bool(case.plan.stated.earlier_codes) and case.plan.written.paid_by is Payer.MEDICARE
    return visit and known and Told.COMPLICATION in told and not {Told.UNRELATED, Told.RETURN_TO_OR} & set(told.told)


def _contrast(question: Question, choice: str) -> str:
    """Of the modifiers that the client weighs, when the others would stand; all of them where nothing is decided."""
    weighed = [one for one in _WOULD_BE if one != choice and question.asks_modifier(one)]
    if not choice or not weighed:
        return _RULES
    return " ".join(f"{one} would be {_WOULD_BE[one]}." for one in weighed)


def _of_code(code: str, case: Case) -> Said:
    """The global period of a code, by the fee schedule."""
    known = case.tables.fee(code)
    source = manual("chapter 12 section 40", "global surgery")
    if known.row is None or known.release is None:
        said = known.caveat(f"the global period of {code}", case.day) or f"The fee schedule does not list {code}."
        return Said(said.rstrip("."), (), (source,))
    days = known.row.global_days
    release = of_release(known.release, f"{code}, global days {days}")
    caveat = known.caveat("it", case.day)
    return Said(
        f"{code} has global days {days}",
        tuple(filter(None, (meaning(Indicator.GLOBAL_DAYS, days) or "", caveat))),
        (release, source),
    )


_MEANT = {
    "24": "the visit had nothing to do with the operation",
    "57": "the major operation was decided at the visit",
    "58": "the second procedure was planned, staged or more extensive",
    "78": "it was an unplanned return to the operating room for a related problem",
    "79": "the procedure is unrelated to the first",
}


def _choice(question: Question, case: Case) -> str:
    told = case.plan.told
    put = {modifier for line in case.plan.claim.lines for modifier in line.modifiers} & set(_MEANT)
    if case.plan.stated.earlier and len(put) == 1:
        return put.pop()
    visit = any(is_visit(code) for code in question.services) and not any(
        not is_visit(line.code) for line in case.plan.written.lines
    )
    if Told.RETURN_TO_OR in told and not visit:
        return "78"
    if Told.STAGED in told and not visit:
        return "58"
    if Told.DECIDED_SURGERY in told and not case.plan.stated.earlier:
        return "57"
    if Told.UNRELATED in told:
        return "24" if visit or not case.plan.written.lines else "79"
    return ""


def _target(question: Question, case: Case, choice: str) -> str:
    wanted_visit = choice in {"24", "57"}
    codes = [line.code for line in case.plan.written.lines if is_visit(line.code) is wanted_visit] or [
        code for code in question.services if is_visit(code) is wanted_visit
    ]
    return codes[0] if codes else "the visit" if wanted_visit else "the second procedure"


def _period(case: Case) -> tuple[str, date | None]:
    """The sentence of the earlier operation's period, and its last day; empty where nothing is known."""
    for operation in case.plan.stated.earlier:
        known = case.tables.fee(operation.code)
        days = DAYS.get(known.row.global_days) if known.row else None
        if days is None:
            return (
                f"the global period of {operation.code} could not be checked, because the fee schedule is not loaded"
                if known.release is None
                else "",
                None,
            )
        last = operation.on + timedelta(days=days)
        by = "" if known.covers or known.release is None else f" by {known.release.name}"
        return f"{operation.code} of {spoken_day(operation.on)} has {days} days{by}, to {spoken_day(last)}", last
    return "", None
