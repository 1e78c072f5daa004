"""Hypertension with heart failure or chronic kidney disease is one code, completed by theirs."""

from assistant.diagnoses.proposals import Proposal, Ruling, TitleOf, combine, evidence_of, guideline

_HYPERTENSION = "I10"
_LATE_STAGES = ("N18.5", "N18.6")


class HypertensionWithHeartOrKidneyDisease:
    """The link is presumed unless the record says that the conditions are unrelated (I.C.9.a)."""

    source = guideline("I.C.9.a")

    def apply(self, proposals: tuple[Proposal, ...], title_of: TitleOf) -> Ruling:
        """Replace I10 by I11.0, I12.- or I13.-; I50 and N18 stand behind it."""
        high = tuple(proposal for proposal in proposals if proposal.code == _HYPERTENSION)
        heart = tuple(proposal for proposal in proposals if proposal.code.startswith("I50."))
        kidney = tuple(proposal for proposal in proposals if proposal.code.startswith("N18."))
        if not high or not (heart or kidney):
            return Ruling(proposals)
        code = _combined(heart, kidney)
        if not title_of(code):
            return Ruling(proposals)
        what = " and ".join(
            name for name, parts in (("heart failure", heart), ("chronic kidney disease", kidney)) if parts
        )
        reason = (
            f"Hypertension and {what} are presumed linked unless the provider says otherwise, so one code reports both."
        )
        one = Proposal(code, evidence_of(high + heart + kidney), reason=reason, source=self.source)
        return combine(proposals, high, heart + kidney, one)


def _combined(heart: tuple[Proposal, ...], kidney: tuple[Proposal, ...]) -> str:
    late = any(proposal.code in _LATE_STAGES for proposal in kidney)
    if heart and kidney:
        return "I13.2" if late else "I13.0"
    if heart:
        return "I11.0"
    return "I12.0" if late else "I12.9"
