"""Chronic obstructive pulmonary disease with an acute infection of the lower airways has a code of its own."""

from assistant.diagnoses.proposals import Proposal, Ruling, TitleOf, combine, evidence_of
from consultations.answers import Source

_INFECTIONS = ("J12", "J13", "J14", "J15", "J16", "J17", "J18", "J20", "J21", "J22")
_WITH_INFECTION = "J44.0"


class LungDiseaseWithInfection:
    """J44.0 says "with (acute) lower respiratory infection" and asks for the infection beside it (tabular list)."""

    source = Source("ICD-10-CM tabular list", "FY2026", "J44.0")

    def apply(self, proposals: tuple[Proposal, ...], title_of: TitleOf) -> Ruling:
        """Put J44.0 before such an infection, for J44.9; an exacerbation (J44.1) stays, since both may be there."""
        bare = tuple(one for one in proposals if one.code == "J44.9")
        worse = tuple(one for one in proposals if one.code == "J44.1")
        infections = tuple(one for one in proposals if one.code.startswith(_INFECTIONS))
        there = any(one.code == _WITH_INFECTION for one in proposals)
        if not (bare or (worse and not there)) or not infections or not title_of(_WITH_INFECTION):
            return Ruling(proposals)
        reason = (
            "The lung disease with an acute lower respiratory infection is one code; the infection stands behind it."
        )
        one = Proposal(_WITH_INFECTION, evidence_of(bare + worse + infections), reason=reason, source=self.source)
        return combine(proposals, bare, infections, one)
