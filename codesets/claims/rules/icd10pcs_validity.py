"""icd10pcs.validity: procedures of an inpatient stay, valid on the day of discharge.

Source: ICD-10-PCS Official Guidelines, A1 to A11 (seven characters); ICD-10-CM Official Guidelines, section II (the
code set of the discharge date); 45 CFR 162.1002 (ICD-10-PCS is for inpatient hospital services only).
"""

from collections.abc import Iterator

from codesets.claims.code_kinds import is_pcs
from codesets.claims.rules.base import Rule, fetch
from codesets.claims.tables import Tables
from codesets.claims.values import Claim, Finding, Setting
from codesets.values import Dataset, Release, Status


class InpatientProcedures(Rule):
    """ICD-10-PCS codes among the lines."""

    id = "icd10pcs.validity"
    source = "ICD-10-PCS Official Guidelines; 45 CFR 162.1002"
    medicare = False

    def check(self, claim: Claim, tables: Tables) -> Iterator[Finding]:
        """One finding a code."""
        for code in sorted({line.code for line in claim.lines if is_pcs(line.code)}):
            if claim.setting is not Setting.INPATIENT:
                yield self.fails(
                    (code,),
                    f"{code} is an ICD-10-PCS code, which only inpatient hospital claims carry.",
                    "Use CPT or HCPCS.",
                )
            elif claim.discharge is None:
                said = "A stay is coded with the code set of its discharge date, which was not sent."
                yield self.not_run((code,), said, "Send the day of discharge.")
            else:
                found = tables.procedure(code, claim.discharge)
                loaded = isinstance(tables.release(Dataset.ICD10PCS, claim.discharge), Release)
                if found.status is Status.VALID:
                    yield self.passes((code,), found.sentence, release=found.release)
                elif not loaded:
                    yield self.not_run((code,), found.sentence, fetch(claim.discharge, Dataset.ICD10PCS))
                else:
                    remedy = "Build the code from the table of its first three characters."
                    yield self.fails((code,), found.sentence, remedy, indicator=found.status, release=found.release)
