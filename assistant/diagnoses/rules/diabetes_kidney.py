"""Diabetes with chronic kidney disease is one code, completed by the stage."""

from assistant.diagnoses.proposals import Proposal, Ruling, TitleOf, combine, evidence_of, guideline

_COMBINED = {"E08.9": "E08.22", "E09.9": "E09.22", "E10.9": "E10.22", "E11.9": "E11.22", "E13.9": "E13.22"}
"""Uncomplicated diabetes by type, and the same with diabetic chronic kidney disease (tabular list)."""


class DiabetesWithKidneyDisease:
    """The tabular list's "with" presumes the link, unless the record says that the two are unrelated (I.A.15)."""

    source = guideline("I.A.15, I.C.4.a")

    def apply(self, proposals: tuple[Proposal, ...], title_of: TitleOf) -> Ruling:
        """Replace uncomplicated diabetes beside N18 by the combination code; N18 gives the stage behind it."""
        diabetes = tuple(proposal for proposal in proposals if proposal.code in _COMBINED)
        stages = tuple(proposal for proposal in proposals if proposal.code.startswith("N18."))
        if len(diabetes) != 1 or not stages or not title_of(_COMBINED[diabetes[0].code]):
            return Ruling(proposals)
        code = _COMBINED[diabetes[0].code]
        reason = (
            "Diabetes and chronic kidney disease are presumed linked unless the provider says otherwise,"
            " so one code reports both."
        )
        one = Proposal(code, evidence_of(diabetes + stages), reason=reason, source=self.source)
        return combine(proposals, diabetes, stages, one)
