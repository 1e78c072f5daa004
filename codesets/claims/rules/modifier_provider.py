"""modifier.provider: modifiers of who did a visit, and the visits and places that they belong to.

Source: Medicare Claims Processing Manual chapter 12 sections 30.6.9.1 and 30.6.13 (AI: initial hospital and nursing
facility visits of the admitting physician), 30.6.18 (FS: split visits, in facilities only) and 100.1 (GC, GE:
teaching physicians; GE is for the visits of the primary care exception).
"""

from collections.abc import Iterator

from codesets.claims.lists import HOSPITAL_PLACES
from codesets.claims.rules.base import Rule
from codesets.claims.tables import Tables
from codesets.claims.values import Claim, Finding, Setting

_INITIAL = frozenset({"99221", "99222", "99223", "99304", "99305", "99306"})
_EXCEPTION = frozenset({"99202", "99203", "99211", "99212", "99213", "G0402", "G0438", "G0439"})
_FACILITIES = HOSPITAL_PLACES | {"31"}


class ModifierProvider(Rule):
    """AI, FS and GE."""

    id = "modifier.provider"
    source = "Medicare Claims Processing Manual, chapter 12 sections 30.6 and 100.1"

    def check(self, claim: Claim, _tables: Tables) -> Iterator[Finding]:
        """Only what is wrong, and what must be known of the place."""
        if claim.setting is not Setting.PRACTITIONER:
            return
        for line in claim.lines:
            place = line.place_of_service or claim.place_of_service
            if line.has("AI") and line.code not in _INITIAL:
                yield self.fails(
                    (line.code, "AI"),
                    f"AI marks the admitting physician's initial visit, and {line.code} is none.",
                    "Take AI off.",
                )
            if line.has("GE") and line.code not in _EXCEPTION:
                yield self.fails(
                    (line.code, "GE"),
                    f"GE is for the visits of the primary care exception, and {line.code} is none of them.",
                    "Use GC, if the teaching physician was there for the key part.",
                )
            if line.has("FS") and not place:
                yield self.not_run((line.code, "FS"), "FS belongs to facilities.", "Send the place of service.")
            elif line.has("FS") and place not in _FACILITIES:
                yield self.fails(
                    (line.code, "FS"),
                    f"A split visit (FS) is one in a facility, and the place of service is {place}.",
                    "Bill it under who did it, or incident to the physician where those rules are met.",
                )
