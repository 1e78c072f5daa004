"""Which modifier? What the record supports on each line, or what a named modifier means."""

import re

from assistant.citing import ncci
from assistant.topics.values import Case, Question, Said, words
from codesets.claims import Result
from codesets.own_words import modifier
from consultations.answers import Source

_ASKED = words(r"modif\w*|mods?\b")
_NAMED = re.compile(r"\b(?:modifiers?|mods?\.?) -?([0-9A-Z]{2})\b|(?<=-)([0-9]{2}|[A-Z]{2})\b")


def fits(question: Question, case: Case) -> bool:
    """A modifier is asked for."""
    return question.says(_ASKED)


def reply(question: Question, case: Case) -> Said:
    """The lines as advised with the reason of each change; else the meaning of the modifier that is named."""
    changes = case.plan.changes
    sources = tuple(dict.fromkeys([*(change.source for change in changes), ncci("chapter I section E", "modifiers")]))
    lines = ["-".join((line.code, *line.modifiers)) for line in case.plan.claim.lines]
    if changes:
        return Said(f"Bill {', '.join(lines)}", tuple(dict.fromkeys(change.why for change in changes)), sources)
    named = _NAMED.search(question.asked)
    known = modifier(named[1] or named[2]) if named else None
    broken = [
        one.message
        for one in case.plan.findings
        if one.result is Result.FAILS and one.rule not in {"hcpcs.validity", "icd10cm.validity"}
    ][:3]
    if known:
        return Said(
            f"{known.code}: {known.meaning.rstrip('.')}",
            tuple(broken) or ("The record must show what it says.",),
            (Source("Modifiers in our own words, from CMS's manuals", "current", known.code),),
        )
    if broken:
        return Said(broken[0].rstrip("."), tuple(broken[1:]), sources)
    if lines:
        return Said(
            "Your mail gives no reason for a modifier on these lines",
            (
                (
                    "A modifier goes on a line only where the record documents what it says: side, separate site or"
                    " session, separate visit, part of the service, or phase of care."
                ),
            ),
            sources,
            ("Which side, which sites, and was there a separate visit or an earlier operation?",),
        )
    return Said(
        "A modifier depends on the code and the record",
        ("Side, separate site or session, separate visit, professional part, or phase of care decide.",),
        sources,
        ("Which codes are billed, and what was done?",),
    )
