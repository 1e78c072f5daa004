"""drug.units: whether the units are those of the dose that was given.

Source: Medicare Claims Processing Manual chapter 17 sections 10 and 40 (units as the HCPCS description says, rounded
up).
"""

from collections.abc import Iterator

from codesets.claims.code_kinds import is_drug
from codesets.claims.doses import billing_unit, units_of
from codesets.claims.rules.base import Rule, fetch, lacking
from codesets.claims.tables import Tables
from codesets.claims.values import Claim, ClaimLine, Finding
from codesets.hcpcs.codes import HcpcsCode
from codesets.values import Dataset, NotLoaded, Release


class DrugUnits(Rule):
    """The dose against the units, on lines that are not for waste."""

    id = "drug.units"
    source = "HCPCS Level II, the amount that a description names (45 CFR 162.1002)"
    medicare = False

    def check(self, claim: Claim, tables: Tables) -> Iterator[Finding]:
        """One finding a line with a drug."""
        for line in claim.lines:
            if is_drug(line.code) and not line.has("JW"):
                row = tables.hcpcs(line.code, line.on)
                release = tables.release(Dataset.HCPCS, line.on)
                if isinstance(release, NotLoaded):
                    yield self.not_run(
                        (line.code,),
                        lacking(release, "HCPCS Level II, whose descriptions name the units,"),
                        fetch(line.on, Dataset.HCPCS),
                    )
                elif row is not None:
                    yield self._judged(line, row, release)

    def _judged(self, line: ClaimLine, row: HcpcsCode, release: Release) -> Finding:
        one = billing_unit(row.long)
        if one is None:
            return self.not_run(
                (line.code,),
                f"The description of {line.code} names no amount that stands for one unit.",
                "Count the units as it says.",
                release=release,
            )
        given = line.drug.given
        if given is None:
            return self.not_run(
                (line.code,),
                f"One unit of {line.code} is {one}; whether {line.units} units are right was not checked.",
                "Send the dose that was given.",
                indicator=str(one),
                release=release,
            )
        units = units_of(given, line.drug.unit, one)
        dose = f"{given.normalize():f} {line.drug.unit or one.unit}"
        if units is None:
            return self.not_run(
                (line.code,),
                f"The dose is {dose}, and one unit of {line.code} is {one}.",
                f"Send the dose in {one.unit}.",
                indicator=str(one),
                release=release,
            )
        right = max(units, 1)
        if right == line.units:
            return self.passes((line.code,), f"{dose} are {right} units of {one}.", indicator=str(one), release=release)
        return self.fails(
            (line.code,),
            f"{dose} are {right} units of {one}, not {line.units}.",
            f"Bill {right} units.",
            indicator=str(one),
            release=release,
        )
