"""The condition that the record names as the reason for the visit leads, as far as no note puts it behind another.

Source: ICD-10-CM guidelines II and IV.G; I.C.2.c.2, where a visit only for the anemia from chemotherapy has the anemia
first.
"""

import re
from dataclasses import replace

from assistant.citing import guideline
from assistant.diagnoses.proposals import Proposal, TitleOf
from assistant.reading.passages import Passage
from codesets import words

_REASON = re.compile(
    r"\b(?:visit|seen|here|presents?|came(?: in| back)?|admitted|admission|encounter|appointment)\b[^.;?]{0,20}?\b"
    r"(?:(?:only|mainly|solely|primarily|just) (?:for|to)|(?:for|to) (?=(?:the )?(?:mgmt|management"
    r"|treat\w*|manag\w*)\b))"
    r"(?: (?:the )?(?:mgmt|management|treat\w*|evaluat\w*|eval|manag\w*|f/u|follow[- ]?up|care|control)\b)?"
    r"(?: (?:of|for))?(?: (?:his|her|the|an?))? (?P<what>[^.;,?()]{3,60})",
    re.IGNORECASE,
)


def chief_first(proposals: tuple[Proposal, ...], passages: list[Passage], title_of: TitleOf) -> tuple[Proposal, ...]:
    """The proposals with the one that was the reason for the visit in front, where the words fit one alone."""
    for passage in passages:
        found = _REASON.search(passage.text)
        wanted = set(words.stems(found["what"])) if found else set()
        shared = {one.code: len(wanted & set(words.stems(title_of(one.code)))) for one in proposals}
        most = max(shared.values(), default=0)
        chief = [one for one in proposals if shared[one.code] == most]
        if most and len(chief) == 1 and len(proposals) > 1:
            why = chief[0].reason or "Your record names it as the reason for the visit."
            source = chief[0].source or guideline("IV.G")
            return (replace(chief[0], reason=why, source=source), *(one for one in proposals if one is not chief[0]))
    return proposals
