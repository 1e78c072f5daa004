"""Coronary artery disease with angina is one code."""

from assistant.citing import guideline
from assistant.diagnoses.proposals import Proposal, Ruling, TitleOf, combine, evidence_of

_DISEASE = "I25.10"
_COMBINED = {"I20.9": "I25.119", "I20.0": "I25.110", "I20.1": "I25.111", "I20.89": "I25.118"}


class CoronaryDiseaseWithAngina:
    """The link is presumed unless the record says that the angina has another cause (I.C.9.b)."""

    source = guideline("I.C.9.b")

    def apply(self, proposals: tuple[Proposal, ...], title_of: TitleOf) -> Ruling:
        """Replace I25.10 and the angina by I25.11-."""
        disease = tuple(one for one in proposals if one.code == _DISEASE)
        angina = tuple(one for one in proposals if one.code in _COMBINED)
        if not disease or len(angina) != 1 or not title_of(_COMBINED[angina[0].code]):
            return Ruling(proposals)
        reason = "Coronary artery disease and angina are presumed linked unless the provider says otherwise."
        one = Proposal(_COMBINED[angina[0].code], evidence_of(disease + angina), reason=reason, source=self.source)
        return combine(proposals, disease + angina, (), one)
