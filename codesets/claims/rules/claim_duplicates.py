"""claim.duplicates: lines that say the same thing twice.

Source: Medicare Claims Processing Manual chapter 1 section 120 (exact and suspect duplicates); 76, 77 and 91 mark
what was done again.
"""

from collections import Counter
from collections.abc import Iterator

from codesets.claims.lists import DISTINCT
from codesets.claims.rules.base import Rule
from codesets.claims.tables import Tables
from codesets.claims.values import Claim, Finding
from codesets.values import spoken_day

_AGAIN = DISTINCT | {"76", "77", "91", "JW", "JZ"}


class Duplicates(Rule):
    """The same code with the same modifiers at the same place on the same day."""

    id = "claim.duplicates"
    source = "Medicare Claims Processing Manual, chapter 1 section 120"

    def check(self, claim: Claim, _tables: Tables) -> Iterator[Finding]:
        """One warning for each code that stands on equal lines."""
        counted = Counter(
            (line.on, line.code, frozenset(line.modifiers), line.place_of_service)
            for line in claim.lines
            if not line.has(*_AGAIN)
        )
        for (day, code, _, _), times in sorted(counted.items(), key=lambda one: (one[0][0], one[0][1], one[1])):
            if times > 1:
                yield self.warns(
                    (code,),
                    f"{times} lines for {code} on {spoken_day(day)} are equal, and deny as duplicates.",
                    "Add up their units on one line, or mark what was done again with 76, 77 or 91.",
                )
