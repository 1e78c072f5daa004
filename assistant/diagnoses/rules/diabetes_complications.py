"""Diabetes with a condition that the list names under its "with" is one code; most conditions stand behind it."""

import re
from dataclasses import replace

from assistant.citing import guideline
from assistant.diagnoses.proposals import Dropped, Proposal, Ruling, TitleOf, evidence_of

_TYPES = ("E08", "E09", "E10", "E11", "E13")
_WITHOUT = {f"{kind}.9" for kind in _TYPES}
_UNRELATED = re.compile(r"\b(?:unrelated to|not (?:due|related|secondary) to|non-?diabetic)\b", re.IGNORECASE)
_COMPLICATIONS = (
    ("G62.9", "42", "polyneuropathy", False),
    ("G90.9", "43", "autonomic neuropathy", False),
    ("K31.84", "43", "gastroparesis", True),
    ("I73.9", "51", "peripheral angiopathy", False),
    ("I70.2", "51", "peripheral angiopathy", True),
    ("L97.", "621", "a foot ulcer", True),
    ("L98.4", "622", "a skin ulcer", True),
    ("H26.9", "36", "cataract", False),
    ("H25.", "36", "cataract", True),
    ("M86.", "69", "osteomyelitis", True),
    ("R73.9", "65", "hyperglycemia", False),
    ("E16.2", "649", "hypoglycemia", False),
    ("K05.", "630", "periodontal disease", True),
)
"""Codes of conditions, how diabetes with it ends, and whether the condition's own code completes it."""
_FOOT = ("L97.4", "L97.5")


class DiabetesWithComplication:
    """The link is presumed unless the record says that the conditions are unrelated (I.A.15, I.C.4.a)."""

    source = guideline("I.A.15, I.C.4.a")

    def apply(self, proposals: tuple[Proposal, ...], title_of: TitleOf) -> Ruling:
        """Replace uncomplicated diabetes of one type by its combination codes, as many as there are conditions."""
        types = {one.code[:3] for one in proposals if one.code.startswith(_TYPES)}
        if len(types) != 1:
            return Ruling(proposals)
        kind = types.pop()
        made = [one for one in (self._combined(kind, one, title_of) for one in proposals) if one]
        made = [one for one in made if one[0].code not in {other.code for other in proposals}]
        if not made:
            return Ruling(proposals)
        bare = [one for one in proposals if one.code in _WITHOUT]
        replaced = bare + [condition for _, condition, stays in made if not stays]
        parts = {combined.code: combined for combined, _, _ in made}
        asked = any(one.asked for one in bare)
        codes = tuple(
            replace(one, evidence=evidence_of((*bare, one)), asked=asked or one.asked) for one in parts.values()
        )
        place = min(proposals.index(one) for one in (*bare, *(condition for _, condition, _ in made)))
        left = [one for one in proposals if one not in replaced]
        before = [one for one in proposals[:place] if one in left]
        dropped = tuple(Dropped(one, f"{codes[0].code} replaces {one.code}. {codes[0].reason}") for one in replaced)
        return Ruling((*before, *codes, *(one for one in left if one not in before)), dropped)

    def _combined(self, kind: str, one: Proposal, title_of: TitleOf) -> tuple[Proposal, Proposal, bool] | None:
        for start, ending, said, stays in _COMPLICATIONS:
            if not one.code.startswith(start) or any(_UNRELATED.search(words.quote) for words in one.evidence):
                continue
            code = f"{kind}.{_ending(one, start, ending)}"
            if title_of(code):
                reason = (
                    f"Diabetes and {said} are presumed linked unless the provider says otherwise,"
                    " so one code reports both."
                )
                return Proposal(code, one.evidence, asked=one.asked, reason=reason, source=self.source), one, stays
        return None


def _ending(one: Proposal, start: str, ending: str) -> str:
    """The ending by the words of the condition: an ulcer of the foot or of other skin, a neuropathy of which kind."""
    if start == "L97." and not one.code.startswith(_FOOT):
        return "622"
    if one.code == "G62.9" and not re.search(r"poly|peripheral", one.named, re.IGNORECASE):
        return "40"
    return ending
