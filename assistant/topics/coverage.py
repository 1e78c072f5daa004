"""Kind 18: is it covered, and for which diagnoses? NCD, LCD and article of the state.

Source: Medicare Program Integrity Manual chapter 13; the Medicare Coverage Database.
"""

from collections.abc import Iterator
from itertools import islice

from assistant.citing import integrity
from assistant.services.lines import source_of
from assistant.topics.values import Case, Question, Said, words
from assistant.wording import listed
from codesets import spoken_day
from codesets.claims import Payer, Result
from codesets.own_words import Indicator, meaning

_ASKED = words(
    r"cover(?:ed|age|s)?\b|lcd|ncd|medical(?:ly)? necess\w+|(?:does|will|would) (?:medicare|insurance|the plan"
    r"|it) pay|payable|reimburs\w+|frequency|how often|support(?:s|ed|ing)? (?:the |this )?(?:test|procedure"
    r"|diagnosis|dx|code)|which (?:dx|diagnos\w+) (?:support|cover|pay)|article|policy|prior auth\w*|paid (?:by"
    r"|under)"
)
_SOURCE = integrity("chapter 13", "local coverage")


def fits(question: Question, case: Case) -> bool:
    """Coverage or necessity."""
    return question.says(_ASKED)


def reply(question: Question, case: Case) -> Said:
    """Status in the fee schedule, then the policies that are loaded; what is missing is named."""
    services = question.services or tuple(line.code for line in case.plan.written.lines)
    others = case.plan.written.paid_by in {Payer.OTHER, Payer.MEDICAID}
    state = case.plan.written.state
    findings = [one for one in case.plan.findings if one.rule == "coverage.lcd"]
    asks = []
    if not services:
        asks.append("Which procedure, drug or supply is it, with its code?")
    if not state and not others:
        asks.append("In which state was the service given? Local coverage depends on it.")
    if not case.facts.payer:
        asks.append("Who is the payer?")
    reasons = list(_status(services, case)) + list(_national(case))
    reasons += [one.message for one in findings if one.result is not Result.NOT_RUN][:3]
    sources = tuple(dict.fromkeys([*(source_of(one) for one in findings[:2]), _SOURCE]))
    if others:
        return Said(
            f"{case.facts.payer} decides by its own policy, which is not loaded here",
            ("Look for the plan's medical policy and its list of diagnoses.", *reasons),
            sources,
            tuple(asks),
        )
    read = [one for one in findings if one.result in {Result.PASS, Result.WARNING}]
    if read:
        return Said(read[0].rationale.rstrip("."), tuple(reasons), sources, tuple(asks))
    named = listed(services[:4]) or "it"
    missing = (
        "the Medicare Coverage Database is not loaded here"
        if not state or not findings or findings[0].release is None
        else "no policy could be read for your state"
    )
    if findings and findings[0].release is not None and not state:
        missing = "local coverage depends on the state, and your mail names none"
    how = (
        "A diagnosis supports it only where the record names it and the policy (NCD, LCD or its article) lists it;"
        " send the state, and look the code up in the Medicare Coverage Database."
    )
    return Said(
        f"We could not check whether Medicare covers {named} on {spoken_day(case.day)}: {missing}",
        (*reasons, how),
        sources,
        tuple(asks),
    )


def _status(services: tuple[str, ...], case: Case) -> Iterator[str]:
    for code in services[:3]:
        known = case.tables.fee(code)
        if known.row and known.release:
            said = meaning(Indicator.STATUS, known.row.status) or ""
            yield f"{code} has status {known.row.status} in {known.release.name}: {said}"


def _national(case: Case) -> Iterator[str]:
    found = (one for one in case.plan.findings if one.rule == "coverage.ncd" and one.result is not Result.NOT_RUN)
    yield from (one.message for one in islice(found, 2))
