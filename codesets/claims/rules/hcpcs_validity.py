"""hcpcs.validity: every procedure code valid on its day, and in which list that was looked up.

Source: Medicare Claims Processing Manual chapter 23 sections 20 and 30. HCPCS Level II is checked in CMS's file. A
CPT code is checked in the operator's licensed file; without it, in the tables of Medicare that list CPT numbers,
which lack some codes: what they do not hold is then unknown, not invalid.
"""

from collections.abc import Iterator
from datetime import date

from codesets.claims.code_kinds import is_cpt, is_hcpcs
from codesets.claims.rules.base import Rule, lacking
from codesets.claims.tables import Tables
from codesets.claims.values import Claim, Finding
from codesets.values import Dataset, NotLoaded


class ProcedureValidity(Rule):
    """HCPCS Level II and CPT codes of the lines."""

    id = "hcpcs.validity"
    source = "Medicare Claims Processing Manual, chapter 23"
    medicare = False

    def check(self, claim: Claim, tables: Tables) -> Iterator[Finding]:
        """One finding a code and day."""
        for code, day in sorted({(line.code, line.on) for line in claim.lines}):
            if is_hcpcs(code):
                yield self._level_two(code, day, tables)
            elif is_cpt(code):
                yield self._level_one(code, day, tables)
            else:
                yield self.fails(
                    (code,),
                    f"{code} has not the form of a procedure code.",
                    "Correct it: five digits, or four and a letter, or a letter and four digits.",
                )

    def _level_two(self, code: str, day: date, tables: Tables) -> Finding:
        release = tables.release(Dataset.HCPCS, day)
        if isinstance(release, NotLoaded):
            return self.not_run((code,), lacking(release, "HCPCS Level II"), "Import the HCPCS file of that quarter.")
        row = tables.hcpcs(code, day)
        if row is None:
            return self.fails(
                (code,),
                f"{code} is not valid on {day} in {release.name}.",
                "Look for the code that replaced it.",
                release=release,
            )
        return self.passes((code,), f"{code} is in {release.name}.", release=release)

    def _level_one(self, code: str, day: date, tables: Tables) -> Finding:
        listings = tables.cpt_listings(code, day)
        if not listings:
            return self.not_run(
                (code,),
                "No table that lists CPT codes is loaded for that day.",
                "Import the licensed CPT file, or the physician fee schedule of that date.",
            )
        first = listings[0].release
        holder = next((listing.release for listing in listings if listing.holds), None)
        if holder:
            return self.passes((code,), f"{code} is listed in {holder.name}.", release=holder)
        if first.dataset is Dataset.CPT:
            return self.fails(
                (code,),
                f"{code} is not in the licensed file, {first.name}.",
                "Look for the code that replaced it.",
                release=first,
            )
        return self.not_run(
            (code,),
            f"{code} is not in {first.name}, which does not list all CPT codes; the licensed file is not loaded.",
            "Import the licensed CPT file of that year.",
            release=first,
        )
