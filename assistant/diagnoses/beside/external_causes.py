"""How an injury came about, where the record says it: external cause, and on the first visit activity and place.

Guideline I.C.20: these codes stand beside any condition due to an external cause, never first; cause codes carry the
7th character of the encounter, activity and place are reported once, at the initial encounter (I.C.20.b and c). No
national rule requires them: a payer or a state may. Codes from the Index to External Causes.
"""

import re
from collections.abc import Iterator

from assistant.citing import guideline
from assistant.diagnoses.beside.external_cause_words import ACTIVITIES, CAUSES, PLACES, RESIDENCES, ROOMS
from assistant.diagnoses.proposals import Proposal, TitleOf
from assistant.reading.assertion import Assertion, assertion
from assistant.reading.passages import Passage, Section
from assistant.reading.quotes import quote_around
from consultations.answers import Evidence

_SOURCE = guideline("I.C.20.a")
_READ = {Section.BODY, Section.NARRATIVE, Section.ASSESSMENT}
_CAUSE_PATTERNS = [(code, re.compile(cue, re.IGNORECASE)) for code, cue in CAUSES]
_DOING = r"\b(?:while|was|were|playing|when|during|after)(?: (?:he|she|they|was|were|out|playing))*"
_ACTIVITY_PATTERNS = [
    *((code, re.compile(rf"{_DOING} (?:{cue})\b", re.IGNORECASE)) for code, cue in ACTIVITIES),
    ("Y93.02", re.compile(r"\b(?:on|for) (?:a|his|her) (?:\w+ )?(?:run|jog)\b", re.IGNORECASE)),
    ("Y93.01", re.compile(r"\b(?:on|for) (?:a|his|her) (?:\w+ )?(?:walk|hike)\b", re.IGNORECASE)),
]
_PLACE = r"\b(?:in|at|on|off|onto|from|into)(?: of)? (?:(?:a|an|the|his|her|their|my) )?(?:\w+ )?"
_PLACE_PATTERNS = [
    *((code, re.compile(rf"{_PLACE}(?:{cue})\b", re.IGNORECASE)) for code, cue in PLACES),
    *((room, re.compile(rf"{_PLACE}(?:{cue})\b", re.IGNORECASE)) for room, cue in ROOMS),
]
_KINDS_OF_RESIDENCE = [(code, re.compile(name, re.IGNORECASE), rooms) for code, name, rooms in RESIDENCES]
_INJURY = "ST"
_HAPPENED = {Assertion.PRESENT, Assertion.PAST}
"""An injury always lies in the past: "bitten an hour ago"."""
_LONG_AGO = re.compile(
    r"\b(?:years? ago|last year|in (?:19|20)[0-9]{2}|history of|childhood|previous|prior)\b", re.IGNORECASE
)


def external_causes(passages: list[Passage], proposals: tuple[Proposal, ...], title_of: TitleOf) -> Iterator[Proposal]:
    """The first cause that the record states, and on the first visit the activity, beside an injury found by words."""
    injuries = [one for one in proposals if one.code[0] in _INJURY and not one.code.startswith(("T3", "T4", "T50"))]
    if not injuries or any(one.code[0] in "VWXY" for one in proposals):
        return
    encounter = injuries[0].code[-1]
    letter = encounter if encounter in "DS" else "A" if encounter in "ABC" else "D"
    told = [passage for passage in passages if any(_stated([passage], _CAUSE_PATTERNS))]
    first = [(_ACTIVITY_PATTERNS, "", passages), (_PLACE_PATTERNS, "", told)] if letter == "A" else []
    for patterns, ending, read in ((_CAUSE_PATTERNS, letter, passages), *first):
        found = next(_stated(read, patterns), None)
        if found and len(found[0]) == 1:
            found = _in_residence(found[0], passages), found[1]
        if found and title_of(found[0] + ending):
            reason = (
                "Your record tells how the injury came about; such a code is never first, and some payers want none."
            )
            yield Proposal(found[0] + ending, (found[1],), reason=reason, source=_SOURCE)


def _in_residence(room: str, passages: list[Passage]) -> str:
    """The place of a room in the kind of residence that the record names."""
    told = " ".join(passage.text for passage in passages)
    return next(code + rooms[room] for code, kind, rooms in _KINDS_OF_RESIDENCE if room in rooms and kind.search(told))


def _stated(passages: list[Passage], patterns: list[tuple[str, re.Pattern[str]]]) -> Iterator[tuple[str, Evidence]]:
    for code, pattern in patterns:
        for passage in passages:
            if passage.section not in _READ or passage.is_question or passage.is_subject:
                continue
            match = pattern.search(passage.text)
            if match and not _LONG_AGO.search(passage.text) and assertion(passage.text, *match.span()) in _HAPPENED:
                yield code, Evidence(quote_around(passage.text, *match.span()), passage.document)
