"""An unspecified code is not reported beside one that says more about the same condition."""

import re

from assistant.citing import guideline
from assistant.diagnoses.proposals import Dropped, Proposal, Ruling, TitleOf
from codesets import words

_SAYS_LITTLE = re.compile(r"unspecified|without complication|uncomplicated|not specified", re.IGNORECASE)
_SIDE = re.compile(r"\b(?:right|left|bilateral)\b")
_CATEGORY = 3
_SUBCATEGORY = 5


class LevelOfDetail:
    """Codes are reported to the highest level of detail that the record supports (I.B.2)."""

    source = guideline("I.B.2")

    def apply(self, proposals: tuple[Proposal, ...], title_of: TitleOf) -> Ruling:
        """Drop unspecified codes where a more detailed one stands, whoever named them."""
        dropped = []
        for proposal in proposals:
            told = next((other for other in proposals if _is_what_the_record_says(other, proposal)), None)
            better = next((other for other in proposals if _says_more(other, proposal, title_of)), None)
            if told:
                sentence = (
                    f"The record says {told.named.strip()}, which is {told.code}; it does not document {proposal.code}."
                )
                dropped.append(Dropped(proposal, sentence))
            elif better and not _is_what_the_record_says(proposal, better):
                sentence = f"{better.code} says more about the same condition than {proposal.code}."
                dropped.append(Dropped(proposal, sentence))
        gone = [one.proposal for one in dropped]
        return Ruling(tuple(proposal for proposal in proposals if proposal not in gone), tuple(dropped))


def _is_what_the_record_says(one: Proposal, other: Proposal) -> bool:
    """Whether of two codes of a category that the client weighs the record has words for one alone."""
    weighed = one.asked and other.asked and one.code[:_CATEGORY] == other.code[:_CATEGORY]
    return weighed and bool(one.named) and not other.named


def _says_more(other: Proposal, one: Proposal, title_of: TitleOf) -> bool:
    """Within a category only its ".9" is a lesser form of all the rest; elsewhere the subcategory must be the same.

    Of other categories, a condition found by words is a lesser form of one whose title has all those words and more:
    "kidney disease" of "chronic kidney disease, stage 3a".
    """
    title, other_title = title_of(one.code), title_of(other.code)
    if other.code == one.code or not _SAYS_LITTLE.search(title) or _sides(title) - _sides(other_title):
        return False
    if one.code[_CATEGORY:] == ".9" and other.code[:_CATEGORY] == one.code[:_CATEGORY]:
        return True
    shared = _CATEGORY if one.code[_CATEGORY:].startswith(".9") else _SUBCATEGORY
    if other.code[:shared] == one.code[:shared]:
        return len(_SAYS_LITTLE.findall(other_title)) < len(_SAYS_LITTLE.findall(title))
    named = set(words.stems(one.named)) if not one.asked else set()
    said = other_title.split("without")[0]  # "without angina pectoris" is no more about angina than any other title
    alike = len(named) > 1 or other.code[0] == one.code[0]
    return bool(named) and alike and named < set(words.stems(said))


def _sides(title: str) -> set[str]:
    return set(_SIDE.findall(title.lower()))
