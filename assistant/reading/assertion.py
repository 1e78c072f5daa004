"""How a condition is asserted: present, denied, uncertain, past, another person's, or only spoken of.

The idea is NegEx's (Chapman et al. 2001): a cue before the condition reaches forward to the end of its clause, a few
cues behind it reach back. Only present conditions are coded: uncertain ones never on outpatient or professional
claims (guideline IV.H, whose wording gives the list), past ones by other codes.
"""

import re
from enum import StrEnum


class Assertion(StrEnum):
    """What the words around a condition make of it; the value completes "named, but ..."."""

    PRESENT = "present"
    DENIED = "as absent"
    UNCERTAIN = "as uncertain"
    PAST = "as past"
    FAMILY = "as another person's"
    SPOKEN_OF = "without saying that the patient has it"


_BEFORE = {
    Assertion.UNCERTAIN: (
        r"rule out|ruling out|r/o|possibl[ey]|probabl[ey]|suspected|suspicio(?:n|us) (?:of|for)|suspect|likely",
        r"questionable|doubt|worrisome for|concerning for|appears to be",
        r"concern(?:s|ed)? (?:for|about)|evaluat(?:e|ion) for|versus|vs\.?|differential|unclear|similar to|query|\?",
        r"(?:may|might|could) (?:have|be)|compatible with|consistent with|working diagnosis|presumed",
    ),
    Assertion.DENIED: (
        r"no|not|denie[sd]|denying|deny|without|w/o|negative for|ruled out|never|absence of|free (?:of|from)|none|nor",
        r"non",
        r"neg(?:ative)?(?: for)?",
        r"(?:doesn|don|didn|isn|wasn|hasn)['\u2019]t",
    ),
    Assertion.FAMILY: (
        r"family (?:history|hx)(?: of)?|fhx?|mother|father|sister|brother|parents?|grand(?:mother|father)|aunt|uncle",
        r"son|daughter|sibling|wife|husband",
    ),
    Assertion.PAST: (
        r"history (?:is )?(?:significant|notable|remarkable|positive) for|history includ\w+",
        r"(?:personal )?history of|h/o|hx of|s/p|status post|previous(?:ly)?|prior|resolved|years ago|last year",
        r"childhood|completed (?:treatment|therapy) (?:of|for)|surveillance (?:of|for|after)",
    ),
    Assertion.SPOKEN_OF: (
        r"risks? (?:of|for|factors?)|screen(?:ing|ed)? for|prevent(?:ion|ing)?(?: of)?|prophylaxis|vaccin\w*",
        r"immuniz\w*|test(?:ing|ed)? for|educat\w+ (?:on|about)|if|in case of|unlike|instead of|rather than|example",
        r"complications of|avoid|exclud\w+",
    ),
}
_AFTER = {
    Assertion.DENIED: (
        r"(?:was|were|is|has been|been) (?:ruled out|excluded|absent|not (?:found|seen|present))",
        r"neg(?:ative)?\b|none\b",
        r"(?<=:\s)(?:none|no|denied)\b",
    ),
    Assertion.UNCERTAIN: (
        r"(?:is |was )?(?:suspected|possible|probable|unlikely|questionable)(?=\s*(?:[.;,)]|$))",
        r"(?:cannot|can not) be ruled out",
    ),
    Assertion.SPOKEN_OF: (
        r"vaccin\w*|screening|prophylaxis|precautions|prevention|education|immuniz\w*",
        r"(?:shots?|boosters?|jabs?|swabs?|titers?)\b|(?:is |are )?(?:up to date|UTD)|(?:19|20)[0-9]{2}\b",
    ),
    Assertion.PAST: (
        r"(?:, (?:which|that)\b[^.;]{0,60},)?\s?(?:has |have |had |is )?(?:since )?(?:resolved|gone)\b",
        r"(?:\w+ ){1,3}ago|in (?:19|20)[0-9]{2}|(?:repair(?:ed)?|surgery|removal|excision|resection|operation)\b",
    ),
}
_CUES_BEFORE = [
    (kind, re.compile(rf"(?:^|[\s(/,:-])(?:{'|'.join(cues)})(?=[\s:,]|$)", re.IGNORECASE))
    for kind, cues in _BEFORE.items()
]
_CUES_AFTER = [
    (kind, re.compile(rf"[\s,(:-]{{0,3}}(?:{'|'.join(cues)})", re.IGNORECASE)) for kind, cues in _AFTER.items()
]
_CLAUSE = re.compile(
    r"[.;:!?](?=\s)|\b(?:but|however|although|though|except|who|which|presents?|presented|admitted|seen|now|currently"
    r"|today|because|due to|secondary to|found to have|shows?|showed|reveals?|revealed"
    r"|(?<!n.t\s)(?<!not\s)(?<!may\s)(?<!might\s)(?<!could\s)ha(?:s|ve|d)"
    r"|(?<!\bno )diagnos\w+ (?:of|with))\b",
    re.IGNORECASE,
)
_RELATIVE = re.compile(rf"\b(?:{'|'.join(_BEFORE[Assertion.FAMILY])})\s(?:also\s)?ha(?:s|d|ve)\b", re.IGNORECASE)
_REACH = 160
"""Characters before a condition in which a cue is looked for: a list such as "denies A, B, C or D" is no longer."""


_ALTERNATIVE = re.compile(r"\b(?:or|vs|versus)\b", re.IGNORECASE)


def _reaches(between: str, after: str) -> bool:
    """Doubt ends at a comma, unless alternatives are listed: "possible gout, cellulitis or a septic joint"."""
    return "," not in between or bool(_ALTERNATIVE.search(between) or _ALTERNATIVE.match(after.lstrip(" ,")))


_REACH_BACK = 90
"""Characters behind a condition: "fatigue, which she complained of last year, has gone"."""


def assertion(sentence: str, start: int, end: int) -> Assertion:
    """How `sentence[start:end]` is asserted. Of several cues before it, or at its beginning, the nearest decides."""
    clause = _CLAUSE.split(sentence[max(0, start - _REACH) : start])[-1]
    after = sentence[end : end + _REACH_BACK]
    for kind, cue in _CUES_AFTER:
        if cue.match(after):
            return kind
    cues = [
        (match.end(), -match.start(), kind)
        for kind, cue in _CUES_BEFORE
        for match in cue.finditer(clause)
        if kind is not Assertion.UNCERTAIN or _reaches(clause[match.end() :], after)
    ]
    if cues:
        return max(cues)[2]
    if _RELATIVE.search(sentence, max(0, start - _REACH), start):
        return Assertion.FAMILY
    named = sentence[start:end]
    return next((kind for kind, cue in _CUES_BEFORE if cue.match(named)), Assertion.PRESENT)
