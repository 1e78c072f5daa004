"""Diabetes with chronic kidney disease is one code, completed by the stage."""

from assistant.citing import guideline
from assistant.diagnoses.proposals import Proposal, Ruling, TitleOf, combine, evidence_of

_TYPES = frozenset({"E08", "E09", "E10", "E11", "E13"})
_COMBINED = frozenset(f"{kind}.9" for kind in _TYPES)
"""Uncomplicated diabetes by type; the same with diabetic chronic kidney disease ends in .22 (tabular list)."""
_CATEGORY = 3


class DiabetesWithKidneyDisease:
    """The tabular list's "with" presumes the link, unless the record says that the two are unrelated (I.A.15)."""

    source = guideline("I.A.15, I.C.4.a")

    def apply(self, proposals: tuple[Proposal, ...], title_of: TitleOf) -> Ruling:
        """Put the combination code for diabetes of one type beside N18, which gives the stage behind it."""
        diabetes = tuple(proposal for proposal in proposals if proposal.code in _COMBINED)
        stages = tuple(proposal for proposal in proposals if proposal.code.startswith("N18."))
        types = {proposal.code[:_CATEGORY] for proposal in proposals if proposal.code[:_CATEGORY] in _TYPES}
        code = f"{next(iter(types))}.22" if len(types) == 1 else ""
        there = any(proposal.code == code for proposal in proposals)
        if not stages or not title_of(code) or (there and not diabetes):
            return Ruling(proposals)
        reason = (
            "Diabetes and chronic kidney disease are presumed linked unless the provider says otherwise,"
            " so one code reports both."
        )
        one = Proposal(code, evidence_of(diabetes + stages), reason=reason, source=self.source)
        return combine(proposals, diabetes, stages, one)
