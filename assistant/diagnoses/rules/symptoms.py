"""Symptoms are not coded beside a definitive diagnosis that commonly explains them."""

from assistant.diagnoses.proposals import Dropped, Proposal, Ruling, TitleOf, guideline

_NO_DIAGNOSIS = ("R", "Z", "V", "W", "X", "Y")


class IntegralSymptoms:
    """Signs and symptoms that are part of a disease process are not coded beside it (I.B.5).

    Which symptom belongs to which disease is a person's judgement; so only symptoms that we found by words are left
    out, and the answer says so.
    """

    source = guideline("I.B.5")

    def apply(self, proposals: tuple[Proposal, ...], title_of: TitleOf) -> Ruling:
        """Drop chapter 18 codes found by words where any other chapter's diagnosis stands."""
        if not any(not proposal.code.startswith(_NO_DIAGNOSIS) for proposal in proposals):
            return Ruling(proposals)
        dropped = tuple(
            Dropped(
                proposal,
                f"{title_of(proposal.code)}: a symptom is not coded beside a diagnosis that explains it."
                " Add it if none of them does.",
            )
            for proposal in proposals
            if proposal.code.startswith("R") and not proposal.asked
        )
        gone = [one.proposal for one in dropped]
        return Ruling(tuple(proposal for proposal in proposals if proposal not in gone), dropped)
