"""Hypertension with heart disease or chronic kidney disease is one code, completed by theirs."""

import re

from assistant.citing import guideline
from assistant.diagnoses.proposals import Proposal, Ruling, TitleOf, combine, evidence_of

_HYPERTENSION = "I10"
_LATE_STAGES = ("N18.5", "N18.6")
_FAILURE = "I50."
_HEART = ("I51.4", "I51.5", "I51.7", "I51.89", "I51.9")
"""Heart disease that I11 includes; its own code is not added (tabular list, I11)."""
_UNRELATED = re.compile(r"\b(?:unrelated to|not (?:due|related|secondary) to) (?:\w+ ){0,2}hypertension", re.IGNORECASE)


class HypertensionWithHeartOrKidneyDisease:
    """The link is presumed unless the record says that the conditions are unrelated (I.C.9.a)."""

    source = guideline("I.C.9.a")

    def apply(self, proposals: tuple[Proposal, ...], title_of: TitleOf) -> Ruling:
        """Replace I10 by I11.-, I12.- or I13.-; I50 and N18 stand behind it."""
        high = tuple(proposal for proposal in proposals if proposal.code == _HYPERTENSION)
        linked = [one for one in proposals if not any(_UNRELATED.search(words.quote) for words in one.evidence)]
        failure = tuple(one for one in linked if one.code.startswith(_FAILURE))
        heart = tuple(one for one in linked if one.code.startswith(_HEART))
        kidney = tuple(one for one in linked if one.code.startswith("N18."))
        if not high or not (failure or heart or kidney):
            return Ruling(proposals)
        code = _combined(failure, heart, kidney)
        if not title_of(code):
            return Ruling(proposals)
        named = (
            ("heart failure", failure),
            ("heart disease", heart and not failure),
            ("chronic kidney disease", kidney),
        )
        what = " and ".join(name for name, parts in named if parts)
        reason = (
            f"Hypertension and {what} are presumed linked unless the provider says otherwise, so one code reports both."
        )
        one = Proposal(code, evidence_of(high + failure + heart + kidney), reason=reason, source=self.source)
        return combine(proposals, high + heart, failure + kidney, one)


def _combined(failure: tuple[Proposal, ...], heart: tuple[Proposal, ...], kidney: tuple[Proposal, ...]) -> str:
    late = any(proposal.code in _LATE_STAGES for proposal in kidney)
    if kidney and failure:
        return "I13.2" if late else "I13.0"
    if kidney and heart:
        return "I13.11" if late else "I13.10"
    if kidney:
        return "I12.0" if late else "I12.9"
    return "I11.0" if failure else "I11.9"
