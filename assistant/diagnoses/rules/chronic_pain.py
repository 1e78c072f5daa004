"""Chronic pain of a site is told by two codes: where it hurts, and that it is chronic."""

import re

from assistant.citing import guideline
from assistant.diagnoses.proposals import Proposal, Ruling, TitleOf

_SITE_OF_PAIN = re.compile(r"M54\.[2-9].*|M25\.5.*|M79\.6.*|R07\.[0-9].*|R10\..*|R51\.9|M26\.62.*")
_CHRONIC = re.compile(
    r"\bchronic(?:ally)?\b[^.;,]{0,30}\b(?:pain|ache)\b|\b(?:pain|ache)\b[^.;,]{0,12}\bchronic\b", re.IGNORECASE
)
_CHRONIC_PAIN = "G89.29"
_OTHER_KINDS = ("G89.",)


class ChronicPain:
    """G89 stands beside the code of the site where it says what that code does not: that the pain is chronic.

    Guideline I.C.6.b.1.b: the site's code goes first, unless the encounter is for pain management. Where the cause of
    the pain is known and coded, G89 is not (I.C.6.b.1.a), so only pain that was coded by its site is looked at.
    """

    source = guideline("I.C.6.b.1.b")

    def apply(self, proposals: tuple[Proposal, ...], title_of: TitleOf) -> Ruling:
        """Add G89.29 behind the first pain by site that the record calls chronic."""
        if any(proposal.code.startswith(_OTHER_KINDS) for proposal in proposals) or not title_of(_CHRONIC_PAIN):
            return Ruling(proposals)
        for place, proposal in enumerate(proposals):
            if _SITE_OF_PAIN.fullmatch(proposal.code) and not proposal.asked and _CHRONIC.search(proposal.named):
                reason = f"It says that the pain is chronic, which {proposal.code} does not."
                more = Proposal(
                    _CHRONIC_PAIN, proposal.evidence, named=proposal.named, reason=reason, source=self.source
                )
                return Ruling((*proposals[: place + 1], more, *proposals[place + 1 :]))
        return Ruling(proposals)
