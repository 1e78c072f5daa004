"""How an injury came about, where the record says it: external cause, and on the first visit activity and place.

Guideline I.C.20: these codes stand beside any condition due to an external cause, never first; cause codes carry the
7th character of the encounter, activity and place are reported once, at the initial encounter (I.C.20.b and c). No
national rule requires them: a payer or a state may. Codes from the Index to External Causes.
"""

import re
from collections.abc import Iterator

from assistant.diagnoses.proposals import Proposal, TitleOf, guideline
from assistant.reading.assertion import Assertion, assertion
from assistant.reading.passages import Passage, Section
from assistant.reading.quotes import quote_around
from consultations.answers import Evidence

_SOURCE = guideline("I.C.20.a")
_FELL = r"(?:fell|fall|falling|fallen)"
_CAUSES = (
    ("W00.0XX", rf"(?:slip\w*|{_FELL}) on (?:\w+ ){{0,4}}(?:ice|snow|icy \w+)"),
    ("W11.XXX", rf"{_FELL}(?: \w+){{0,2}} (?:from|off)(?: of)? (?:a |the |his |her )?(?:step)?ladder"),
    ("W10.1XX", rf"(?:{_FELL}|trip\w*)(?: \w+){{0,3}} (?:off|from|over|on)(?: of)? (?:a |the )?curb"),
    ("W10.9XX", rf"{_FELL}(?: \w+){{0,2}} (?:down|on|off)(?: of)? (?:\w+ ){{0,3}}(?:stairs?|steps|staircase)"),
    ("W06.XXX", rf"{_FELL}(?: \w+){{0,2}} (?:out of|from|off) (?:a |the |his |her )?bed"),
    ("W07.XXX", rf"{_FELL}(?: \w+){{0,2}} (?:out of|from|off) (?:a |the |his |her )?chair"),
    ("W14.XXX", rf"{_FELL}(?: \w+){{0,2}} (?:out of|from|off)(?: of)? (?:a |the )?tree"),
    ("W01.0XX", rf"(?:trip\w*|slip\w*|stumbl\w*)(?: \w+){{0,6}} and (?:\w+ )?{_FELL}"),
    ("V89.2XX", r"(?:motor vehicle|car|auto(?:mobile)?|traffic) (?:accident|collision|crash)|\bMV[AC]\b|rear-ended"),
    ("W54.0XX", r"(?:bitten by|bite from|bit by) (?:[\w'\u2019]+ ){0,3}dog|dog bite"),
    ("W55.01X", r"(?:bitten by|bite from|bit by) (?:[\w'\u2019]+ ){0,3}cat|cat bite"),
    ("X50.0XX", r"(?:while|when|after) (?:\w+ )?(?:lifting|pulling|pushing|moving) (?:\w+ ){0,2}\w+"),
    ("X50.3XX", r"(?:repetitive (?:motion|movement|use)|overuse)"),
    ("W19.XXX", rf"(?:\b{_FELL}\b(?! (?:asleep|ill|sick|short|risk|off|behind|in love))|after a fall)"),
)
_ACTIVITIES = (
    ("Y93.68", "volleyball"),
    ("Y93.67", "basketball"),
    ("Y93.66", "soccer"),
    ("Y93.64", "baseball|softball"),
    ("Y93.73", "tennis|pickleball|racquetball|squash"),
    ("Y93.53", "golf"),
    ("Y93.02", "running|jogging"),
    ("Y93.01", "walking|hiking"),
    ("Y93.55", "riding (?:a |his |her )?(?:bike|bicycle)|cycling"),
    ("Y93.11", "swimming"),
    ("Y93.23", "skiing"),
    ("Y93.H2", "gardening|landscaping"),
    ("Y93.41", "dancing"),
    ("Y93.51", "skateboarding|roller ?skating|rollerblading"),
    ("Y93.61", "football"),
    ("Y93.21", "ice skating"),
    ("Y93.22", "(?:ice )?hockey"),
    ("Y93.72", "wrestling"),
    ("Y93.43", "gymnastics"),
    ("Y93.B3", "lifting weights|weight ?lifting"),
    ("Y93.H1", "shovel\\w*"),
    ("Y93.G3", "cooking"),
    ("Y93.E2", "doing (?:the )?laundry"),
    ("Y93.E3", "vacuuming"),
    ("Y93.E9", "(?:doing )?(?:house ?work|household chores|chores)"),
    ("Y93.K1", "walking (?:his|her|the|their|a) dog"),
)
_PLACES = (
    ("Y92.480", "sidewalk|curb"),
    ("Y92.481", "parking lot|parking garage"),
    ("Y92.000", "kitchen"),
    ("Y92.002", "bathroom|shower|bathtub"),
    ("Y92.003", "bedroom"),
    ("Y92.007", "garden|(?:back|front)? ?yard"),
    ("Y92.009", "home|house"),
    ("Y92.39", "gym"),
    ("Y92.830", "park"),
    ("Y92.832", "beach"),
    ("Y92.511", "restaurant"),
)
"""Places of which nothing more is said; of a home the residence of unspecified kind."""
_READ = {Section.BODY, Section.NARRATIVE, Section.ASSESSMENT}
_CAUSE_PATTERNS = [(code, re.compile(cue, re.IGNORECASE)) for code, cue in _CAUSES]
_ACTIVITY_PATTERNS = [
    (
        code,
        re.compile(
            rf"\b(?:while|was|were|playing|when)(?: (?:he|she|they|was|were|out|playing))* (?:{cue})\b", re.IGNORECASE
        ),
    )
    for code, cue in _ACTIVITIES
]
_PLACE_PATTERNS = [
    (
        code,
        re.compile(
            rf"\b(?:in|at|on|off|onto|from)(?: of)? (?:(?:a|an|the|his|her|their|my) )?(?:\w+ )?(?:{cue})\b",
            re.IGNORECASE,
        ),
    )
    for code, cue in _PLACES
]
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
        if found and title_of(found[0] + ending):
            reason = (
                "Your record tells how the injury came about; such a code is never first, and some payers want none."
            )
            yield Proposal(found[0] + ending, (found[1],), reason=reason, source=_SOURCE)


def _stated(passages: list[Passage], patterns: list[tuple[str, re.Pattern[str]]]) -> Iterator[tuple[str, Evidence]]:
    for code, pattern in patterns:
        for passage in passages:
            if passage.section not in _READ or passage.is_question or passage.is_subject:
                continue
            match = pattern.search(passage.text)
            if match and not _LONG_AGO.search(passage.text) and assertion(passage.text, *match.span()) in _HAPPENED:
                yield code, Evidence(quote_around(passage.text, *match.span()), passage.document)
