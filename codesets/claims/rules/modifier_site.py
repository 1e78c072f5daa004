"""modifier.site: the side that a modifier names against the side of the diagnoses that the line points to.

Source: ICD-10-CM Official Guidelines I.B.13 (laterality); NCCI Policy Manual chapter I section E (anatomic modifiers:
E1 to E4 eyelids, FA to F9 fingers, TA to T9 toes, the left side first).
"""

import re
from collections.abc import Iterator

from codesets.claims.rules.base import Rule
from codesets.claims.tables import Tables
from codesets.claims.values import Claim, ClaimLine, Finding

_LEFT = frozenset({"LT", "E1", "E2", "FA", "F1", "F2", "F3", "F4", "TA", "T1", "T2", "T3", "T4"})
_RIGHT = frozenset({"RT", "E3", "E4", "F5", "F6", "F7", "F8", "F9", "T5", "T6", "T7", "T8", "T9"})
_SIDE = re.compile(r"\b(left|right|bilateral)\b", re.IGNORECASE)


class ModifierSite(Rule):
    """Left and right, by the titles of the release in force."""

    id = "modifier.site"
    source = "ICD-10-CM Official Guidelines I.B.13; NCCI Policy Manual, chapter I section E"
    medicare = False

    def check(self, claim: Claim, tables: Tables) -> Iterator[Finding]:
        """One finding for each line that names one side and points to diagnoses that name a side."""
        for line in claim.lines:
            side = _side(line)
            if not side:
                continue
            found = {code: _SIDE.search(tables.diagnosis(code, line.on).title) for code in line.diagnoses}
            sided = {code: match[1].lower() for code, match in found.items() if match}
            release = next((tables.diagnosis(code, line.on).release for code in sided), None)
            if sided and not {side, "bilateral"} & set(sided.values()):
                yield self.fails(
                    (line.code, *sided),
                    f"{line.code} is marked as {side}, and {', '.join(sided)} is the other side.",
                    "Correct the modifier or the diagnosis, as the record says.",
                    release=release,
                )
            elif sided:
                yield self.passes(
                    (line.code, *sided), f"{line.code} and its diagnoses name the same side, {side}.", release=release
                )


def _side(line: ClaimLine) -> str:
    """The one side that the line's modifiers name."""
    left, right = _LEFT & set(line.modifiers), _RIGHT & set(line.modifiers)
    if bool(left) == bool(right):
        return ""
    return "left" if left else "right"
