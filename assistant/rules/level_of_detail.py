"""An unspecified code is not reported beside one that says more about the same condition."""

import re

from assistant.proposals import Dropped, Proposal, Ruling, TitleOf, guideline

_SAYS_LITTLE = re.compile(r"unspecified|without complication|uncomplicated|not specified", re.IGNORECASE)
_CATEGORY = 3
_SUBCATEGORY = 5


class LevelOfDetail:
    """Codes are reported to the highest level of detail that the record supports (I.B.2)."""

    source = guideline("I.B.2")

    def apply(self, proposals: tuple[Proposal, ...], title_of: TitleOf) -> Ruling:
        """Drop unspecified codes that we found by words where a more detailed relative stands; never a client's."""
        dropped = []
        for proposal in proposals:
            better = next((other for other in proposals if _says_more(other, proposal, title_of)), None)
            if better and not proposal.asked:
                dropped.append(Dropped(proposal, f"{better.code} says more about the same condition."))
        gone = [one.proposal for one in dropped]
        return Ruling(tuple(proposal for proposal in proposals if proposal not in gone), tuple(dropped))


def _says_more(other: Proposal, one: Proposal, title_of: TitleOf) -> bool:
    """Within a category only its ".9" is a lesser form of all the rest; elsewhere the subcategory must be the same."""
    if other.code == one.code or not _SAYS_LITTLE.search(title_of(one.code)):
        return False
    shared = _CATEGORY if one.code[_CATEGORY:].startswith(".9") else _SUBCATEGORY
    same = other.code[:shared] == one.code[:shared]
    little, less = _SAYS_LITTLE.findall(title_of(other.code)), _SAYS_LITTLE.findall(title_of(one.code))
    return same and len(little) < len(less)
