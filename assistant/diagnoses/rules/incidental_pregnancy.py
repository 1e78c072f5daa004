"""Z33.1 is for a pregnancy that has nothing to do with the visit."""

from assistant.citing import guideline
from assistant.diagnoses.proposals import Dropped, Proposal, Ruling, TitleOf


class IncidentalPregnancy:
    """Chapter 15 codes go before all others; Z33.1 says that none of them is needed (I.C.15.a.1)."""

    source = guideline("I.C.15.a.1")

    def apply(self, proposals: tuple[Proposal, ...], title_of: TitleOf) -> Ruling:  # noqa: ARG002 - every rule is applied alike
        """Drop Z33.1, found by words, beside a code of chapter 15."""
        about = next((one for one in proposals if one.code[0] == "O"), None)
        if not about:
            return Ruling(proposals)
        gone = [one for one in proposals if one.code == "Z33.1" and not one.asked]
        sentence = f"{about.code} tells of the pregnancy; Z33.1 is for one that is incidental to the visit."
        kept = tuple(one for one in proposals if one not in gone)
        return Ruling(kept, tuple(Dropped(one, sentence) for one in gone))
