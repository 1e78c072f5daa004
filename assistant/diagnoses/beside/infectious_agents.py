"""The organism behind an infection whose code does not name it: B95 to B97.

Guideline I.B.7 and the tabular list: "use additional code (B95-B97) to identify infectious agent" asks for it beside
the infection, never alone.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from assistant.citing import guideline
from assistant.diagnoses.proposals import Proposal
from assistant.diagnoses.sequencing import NotesOf
from assistant.reading.assertion import Assertion, assertion
from assistant.reading.passages import Passage, Section
from assistant.reading.quotes import quote_around
from codesets import NoteKind
from consultations.answers import Evidence

_SOURCE = guideline("I.B.7")
_AGENTS = tuple(
    (code, re.compile(rf"\b(?:{names})(?!\w)", re.IGNORECASE))
    for code, names in (
        ("B95.62", r"MRSA|methicillin[- ]resistant staph\w*(?: aureus)?"),
        ("B95.61", r"MSSA|methicillin[- ](?:susceptible|sensitive) staph\w*(?: aureus)?|staph(?:ylococcus|\.)? aureus"),
        ("B95.0", r"group A strep\w*|strep(?:tococcus|\.)? pyogenes|GAS"),
        ("B95.1", r"group B strep\w*|strep(?:tococcus|\.)? agalactiae|GBS"),
        ("B95.2", r"enterococc\w+"),
        ("B95.3", r"strep(?:tococcus|\.)? pneumoniae|pneumococc\w+"),
        ("B96.1", r"klebsiella(?: pneumoniae)?"),
        ("B96.20", r"E\. ?coli|escherichia coli"),
        ("B96.3", r"h(?:aemophilus|emophilus|\.) influenzae"),
        ("B96.4", r"proteus(?: mirabilis)?"),
        ("B96.5", r"pseudomonas(?: aeruginosa)?"),
        ("B96.81", r"h(?:elicobacter|\.) pylori"),
    )
)
"""Names of organisms and the code of each as the cause of a disease classified elsewhere (tabular list)."""
_SEPSIS = (
    ("A41.51", "B96.20"),
    ("A41.52", "B96.5"),
    ("A41.02", "B95.62"),
    ("A41.01", "B95.61"),
    ("A41.81", "B95.2"),
    ("A41.3", "B96.3"),
    ("A40.0", "B95.0"),
    ("A40.1", "B95.1"),
    ("A40.3", "B95.3"),
)
"""Sepsis by its organism (tabular list, A40 and A41), and the code of the organism elsewhere."""
_ASKS = re.compile(r"B9[567]")
_READ = {Section.ASSESSMENT, Section.BODY, Section.PLAN, Section.OTHER, Section.NARRATIVE}


def sepsis_by_organism(proposals: tuple[Proposal, ...]) -> tuple[Proposal, ...]:
    """Sepsis of an unspecified organism, found by words, as that of the organism which the same sentence names."""
    return tuple(_of_organism(one) if one.code == "A41.9" and not one.asked else one for one in proposals)


def _of_organism(one: Proposal) -> Proposal:
    said = " ".join(evidence.quote for evidence in one.evidence)
    found = next(
        (
            agent
            for agent, name in _AGENTS
            if re.search(rf"\bsep[st]\w+\b[^.;,]{{0,40}}?{name.pattern}", said, re.IGNORECASE)
        ),
        "",
    )
    code = next((code for code, agent in _SEPSIS if agent == found), "")
    return replace(one, code=code) if code else one


def infectious_agents(
    passages: list[Passage], proposals: tuple[Proposal, ...], notes_of: NotesOf
) -> Iterator[Proposal]:
    """The organism that the record names as found, beside an infection whose code asks for it."""
    asking = [one for one in proposals if any(_asks_for_agent(note.kind, note.text) for note in notes_of(one.code))]
    if not asking or any(one.code.startswith(("B95", "B96", "B97")) for one in proposals):
        return
    for code, name in _AGENTS:
        for passage in passages:
            match = name.search(passage.text) if passage.section in _READ and not passage.is_question else None
            if match and assertion(passage.text, *match.span()) is Assertion.PRESENT:
                quote = Evidence(quote_around(passage.text, *match.span()), passage.document)
                reason = f"{asking[0].code} asks for the organism beside it, and your record names it."
                yield Proposal(code, (quote,), reason=reason, source=_SOURCE)
                return


def _asks_for_agent(kind: NoteKind, text: str) -> bool:
    return kind is NoteKind.USE_ADDITIONAL and bool(_ASKS.search(text))
