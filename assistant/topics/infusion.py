"""Kind 25 for what is given into a vein: infusions, pushes and hydration by their times.

Source: Medicare Claims Processing Manual chapter 12 section 30.5; NCCI Policy Manual chapter XI.
"""

import re

from assistant.citing import manual, ncci
from assistant.reading.clock import minutes as told_minutes
from assistant.reading.clock import spans
from assistant.services.administrations import Given, administration_codes, given
from assistant.services.lines import title
from assistant.topics.values import Case, Named, Question, Said, words
from assistant.wording import counted, listed
from codesets import System
from codesets.claims.code_kinds import is_drug

_ANTIBODY = re.compile(r"\b(?:\w+(?:mab|mabs))\b")
_RULE = (
    "One initial service a day and access site: chemotherapy before other drugs before hydration, infusion"
    " before push. 15 minutes or less is a push; the first hour needs 16 minutes, each further hour more than"
    " 30 beyond it; hydration needs 31. Start and stop times must be documented."
)
_SOURCES = (ncci("chapter XI section B", "infusions and injections"), manual("chapter 12 section 30.5", "infusions"))
_SEVERAL = 2


def reply(question: Question, case: Case) -> Said:
    """Codes where the times are told; else what they depend on."""
    everything = given(case.material.passages)
    if len(everything) >= _SEVERAL:
        return _several(everything, case)
    return _one(question, case)


def _several(everything: list[Given], case: Case) -> Said:
    found = list(administration_codes(everything))
    units: dict[str, int] = {}
    for code, count, _ in found:
        units[code] = units.get(code, 0) + count
    named = [f"{code} x {count}" for code, count in units.items()]
    if not all(case.tables.holds(System.CPT, code) for code in units):
        short = f"By the times: {listed(named)}; we could not check these codes here"
        return Said(short, (_RULE,), _SOURCES)
    billed = {line.code for line in case.plan.written.lines}
    why = "; ".join(f"{code} for {one.spoken}" for code, _, one in found)
    return Said(
        listed(named) or "Nothing that was given is long enough to be billed",
        tuple(filter(None, (why, _RULE))),
        _SOURCES,
        codes=tuple(Named(code, System.CPT, count) for code, count in units.items() if code not in billed),
    )


def _one(question: Question, case: Case) -> Said:
    time = told_minutes(case.text) if spans(case.text) else told_minutes(question.context)
    if not time:
        return Said(
            "Start and stop times decide: one initial code, then add-ons by drug and by further hours",
            (_RULE,),
            _SOURCES,
            ("What are the start and stop times of each drug, by which route, and through how many access sites?",),
        )
    if time <= 15:  # noqa: PLR2004 - as the rule says
        return Said(f"{time} minutes are a push, not an infusion", (_RULE,), _SOURCES)
    further = (time - 60 + 29) // 60 if time > 90 else 0  # noqa: PLR2004 - as the rule says
    drugs = any(is_drug(line.code) for line in case.plan.written.lines)
    first, more = _family(case)
    if drugs and case.tables.holds(System.CPT, first) and case.tables.holds(System.CPT, more):
        codes = (Named(first, System.CPT), *((Named(more, System.CPT, further),) if further else ()))
        added = f" and {more} x {further}" if further else ", and no further hour"
        billed = {line.code for line in case.plan.written.lines}
        return Said(
            f"{first} x 1{added} for {time} minutes",
            (_RULE,),
            _SOURCES,
            codes=tuple(one for one in codes if one.code not in billed),
        )
    return Said(
        f"{time} minutes: the first hour x 1"
        + (f", and {counted(further, 'further hour')}" if further else ", and no further hour"),
        (_RULE,),
        _SOURCES,
    )


def _family(case: Case) -> tuple[str, str]:
    """The codes of the first hour and of a further one: chemotherapy and antibodies, else other drugs."""
    drugs = [line.code for line in case.plan.written.lines if is_drug(line.code)]
    titles = " ".join(title(code, case.tables).lower() for code in drugs)
    strong = any(code.startswith("J9") for code in drugs) or bool(_ANTIBODY.search(titles))
    return ("96413", "96415") if strong or case.says(words("chemo")) else ("96365", "96366")
