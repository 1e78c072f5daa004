"""visit.complexity: G2211 beside a visit with 25.

Source: the physician fee schedule's final rules of 2024 (88 FR 78818: not paid with 25 on the visit) and of 2025
(89 FR 97710: from 1 January 2025 paid after all where the other service of the day is a Part B preventive service, a
vaccine or an annual wellness visit).
"""

from collections.abc import Iterator
from datetime import date

from codesets.claims.lists import HOME_VISITS, HOME_VISITS_FROM, OFFICE_VISITS
from codesets.claims.preventive import preventive
from codesets.claims.rules.base import Rule
from codesets.claims.tables import Tables
from codesets.claims.values import Claim, ClaimLine, Finding

_CODE = "G2211"
_WITH_25 = date(2025, 1, 1)
_ITSELF_PREVENTIVE = ("33", "PT")


class VisitComplexity(Rule):
    """The exception for preventive services, and its date."""

    id = "visit.complexity"
    source = "Physician fee schedule final rules of 2024 and 2025 (88 FR 78818, 89 FR 97710)"

    def check(self, claim: Claim, tables: Tables) -> Iterator[Finding]:
        """One finding for each day with G2211 beside a visit with 25."""
        for day in sorted({line.on for line in claim.lines if line.code == _CODE}):
            lines = [line for line in claim.lines if line.on == day and line.code != _CODE]
            wanted = OFFICE_VISITS | (HOME_VISITS if day >= HOME_VISITS_FROM else frozenset())
            with_25 = sorted(line.code for line in lines if line.code in wanted and line.has("25"))
            if with_25:
                others = [line for line in lines if line.code not in wanted]
                yield self._judged(with_25[0], day, others, tables)

    def _judged(self, visit: str, day: date, others: list[ClaimLine], tables: Tables) -> Finding:
        codes = (_CODE, visit)
        if day < _WITH_25:
            return self.fails(
                codes, f"Before 1 Jan 2025 {_CODE} was never paid beside a visit with 25.", f"Take {_CODE} off."
            )
        known = {
            line.code: True if line.has(*_ITSELF_PREVENTIVE) else preventive(line.code, tables.hcpcs(line.code, day))
            for line in others
        }
        if yes := sorted(code for code, found in known.items() if found):
            return self.passes(
                codes, f"{yes[0]} is a preventive service of Part B, so {_CODE} may accompany the visit with 25."
            )
        if unsure := sorted(code for code, found in known.items() if found is None):
            return self.warns(
                codes,
                f"{_CODE} is paid beside a visit with 25 only on the day of a Part B preventive service; whether"
                f" {unsure[0]} was one is not known here.",
                f"Keep {_CODE} if {unsure[0]} was done for prevention or screening; else take it off.",
            )
        return self.fails(
            codes,
            f"{_CODE} is not paid beside a visit with 25, except on the day of a Part B preventive service, a vaccine"
            " or an annual wellness visit, and this claim has none.",
            f"Take {_CODE} off.",
        )
