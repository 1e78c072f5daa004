"""What an assessment tells of the past of a coronary patient: an old infarction, a stent, a bypass.

Guideline I.C.9.e.1: an old infarction that needs no more care is I25.2. I.C.21.c.3: a status code tells of what was
done and stays. Both matter to the disease that is looked after, so they stand beside it where the note speaks of them.
"""

import re
from collections.abc import Iterator

from assistant.citing import guideline
from assistant.diagnoses.proposals import Proposal, TitleOf
from assistant.reading.assertion import Assertion, assertion
from assistant.reading.passages import Passage, Section
from assistant.reading.quotes import quote_around
from consultations.answers import Evidence

_DISEASE = ("I25.1", "I25.7", "I25.8", "I25.9")
_INFARCTION = (
    r"(?:(?:inferior|anterior|lateral|posterior|myocardial|STEMI|NSTEMI) )*(?:infarct(?:ion)?|heart attack|\bMI\b)"
)
_PAST = (
    ("I25.2", rf"\b(?:old|prior|previous|remote|past|healed|history of(?: an?)?) {_INFARCTION}", "I.C.9.e.1"),
    ("Z95.5", r"\b(?:(?:drug[- ]eluting|bare[- ]metal|patent|coronary|previous|prior) )*stents?\b", "I.C.21.c.3"),
    ("Z95.1", r"\b(?:CABG|(?:coronary )?bypass graft\w*|bypass surgery)\b", "I.C.21.c.3"),
)
_PATTERNS = tuple((code, re.compile(pattern, re.IGNORECASE), paragraph) for code, pattern, paragraph in _PAST)
_READ = {Section.ASSESSMENT, Section.BODY}
_NOT_THERE = {Assertion.DENIED, Assertion.UNCERTAIN, Assertion.FAMILY, Assertion.SPOKEN_OF}


def coronary_past(passages: list[Passage], proposals: tuple[Proposal, ...], title_of: TitleOf) -> Iterator[Proposal]:
    """The codes that the assessment, or a letter without sections, tells beside coronary disease."""
    if not any(one.code.startswith(_DISEASE) for one in proposals):
        return
    held = {one.code for one in proposals}
    for code, pattern, paragraph in _PATTERNS:
        for passage in passages:
            match = pattern.search(passage.text) if passage.section in _READ and not passage.is_question else None
            if not match or assertion(passage.text, *match.span()) in _NOT_THERE or code in held or not title_of(code):
                continue
            held.add(code)
            quote = Evidence(quote_around(passage.text, *match.span()), passage.document)
            reason = "Your record tells of it beside the coronary disease."
            yield Proposal(code, (quote,), reason=reason, source=guideline(paragraph))
