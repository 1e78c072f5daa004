"""Kind 20: 26 and TC, and who owns the machine.

Source: Medicare Claims Processing Manual chapter 13 section 20 and chapter 23 addendum; the PC/TC indicator.
"""

from assistant.citing import manual, of_release
from assistant.services.circumstances import Told
from assistant.topics.values import Case, Question, Said, words
from codesets.claims.code_kinds import is_visit
from codesets.own_words import Indicator, meaning

_ASKED = words(
    r"professional comp\w*|technical comp\w*|tc\b|modifier 26|-26\b|interp\w*|read(?:s|ing)? (?:the |an? |only)"
    r"|global (?:billing|service|or)|owns? the (?:machine|equipment|scanner)|components?\b|over-?read"
)
_RULE = (
    "26 is the reading with its written report, TC the equipment and staff; whoever does both in a place of its own"
    " bills the whole without either. In a hospital the hospital has the technical part."
)
_SOURCE = manual("chapter 13 section 20", "professional and technical component")


def fits(question: Question, case: Case) -> bool:
    """26, TC, or who reads and who owns."""
    return question.says(_ASKED) or (question.asks_modifier("26", "TC") and bool(question.services))


def reply(question: Question, case: Case) -> Said:
    """By the indicator of the code, and by who did what."""
    told = case.plan.told
    part = "26" if Told.READING_ONLY in told else "TC" if Told.TECHNICAL_ONLY in told else ""
    code = next((code for code in question.services if not is_visit(code)), "")
    if not code:
        short = (
            f"{part} on the code: you bill {'the reading' if part == '26' else 'the equipment'} only"
            if part
            else "26 for the reading alone, TC for the equipment alone, neither for the whole"
        )
        return Said(
            short, (_RULE,), (_SOURCE,), ("Which code is it, who owns the equipment, and who wrote the report?",)
        )
    known = case.tables.fee(code)
    indicator = known.row.pc_tc if known.row else ""
    said = meaning(Indicator.PC_TC, indicator) if indicator else None
    reasons = [_RULE]
    sources = [_SOURCE]
    if said and known.release:
        reasons.insert(0, f"{code} has PC/TC indicator {indicator}: {said}")
        sources.insert(0, of_release(known.release, f"{code}, PC/TC indicator {indicator}"))
    caveat = known.caveat(f"the PC/TC indicator of {code}", case.day)
    reasons += [caveat] if caveat else []
    instead = next((swap for swap in case.plan.instead if swap.old.code == code), None)
    if instead:
        return Said(f"{instead.new.code}, not {code}: {instead.change.why}", tuple(reasons), tuple(sources))
    if indicator and indicator not in {"1", "6"}:
        return Said(f"Neither 26 nor TC goes on {code} (PC/TC indicator {indicator})", tuple(reasons), tuple(sources))
    if part:
        return Said(
            f"{code}-{part}: you bill {'the reading' if part == '26' else 'the equipment and staff'} only",
            tuple(reasons),
            tuple(sources),
        )
    if Told.OWN_EQUIPMENT in told:
        return Said(
            f"{code} without a modifier (the whole service): you own the equipment and write the report",
            tuple(reasons),
            tuple(sources),
        )
    return Said(
        (
            f"{code} without a modifier if you own the equipment and write the report; {code}-26 for the report"
            f" alone, {code}-TC for the equipment alone"
        ),
        tuple(reasons),
        tuple(sources),
        ("Who owns the equipment, where was it done, and who wrote the report?",),
    )
