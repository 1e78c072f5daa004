"""Right and left of one condition are the code for both sides, where the list has one."""

from itertools import permutations

from assistant.citing import guideline
from assistant.diagnoses.proposals import Proposal, Ruling, TitleOf, combine, evidence_of

_SIDES = "0123456789"


class BothSides:
    """A condition of both sides gets the bilateral code; two codes only where the list has none (I.B.13)."""

    source = guideline("I.B.13")

    def apply(self, proposals: tuple[Proposal, ...], title_of: TitleOf) -> Ruling:
        """Replace the codes of the two sides by that of both."""
        for one, other in permutations(proposals, 2):
            code = _both(one.code, other.code, title_of)
            if code:
                reason = "Both sides are documented, and the list has a code for both."
                sides = (one, other)
                asked = one.asked and other.asked
                both = Proposal(code, evidence_of(sides), asked=asked, reason=reason, source=self.source)
                ruling = combine(proposals, sides, (), both)
                others = self.apply(ruling.proposals, title_of)
                return Ruling(others.proposals, (*ruling.dropped, *others.dropped))
        return Ruling(proposals)


def _both(right: str, left: str, title_of: TitleOf) -> str:
    """The bilateral code beside one of the right side and one of the left; empty where there is none."""
    places = [place for place, (a, b) in enumerate(zip(right, left, strict=False)) if a != b]
    if len(right) != len(left) or len(places) != 1:
        return ""
    if "right" not in title_of(right).lower() or "left" not in title_of(left).lower():
        return ""
    (place,) = places
    beside = (right[:place] + figure + right[place + 1 :] for figure in _SIDES)
    return next((code for code in beside if "bilateral" in title_of(code).lower()), "")
