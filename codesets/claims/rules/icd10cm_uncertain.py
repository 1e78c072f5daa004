"""icd10cm.uncertain: diagnoses documented as probable, suspected, likely, rule out.

Source: ICD-10-CM Official Guidelines IV.H (never coded on outpatient and professional claims, also by an inpatient's
doctor), II.H and III.C (inpatient facilities code them as if established), I.C.1.a (HIV), I.C.1.f (Zika), I.C.1.g
(COVID-19) and I.C.10.c (novel and avian influenza), which want confirmation everywhere.
"""

from collections.abc import Iterator

from codesets.claims.rules.base import Rule
from codesets.claims.tables import Tables
from codesets.claims.values import Claim, Finding, Setting

_CONFIRMED_ONLY = ("B20", "Z21", "A92.5", "U07.1", "J09", "J10")


class UncertainDiagnoses(Rule):
    """By setting, and by the chapters that want confirmation."""

    id = "icd10cm.uncertain"
    source = "ICD-10-CM Official Guidelines IV.H, II.H, III.C"
    medicare = False

    def check(self, claim: Claim, _tables: Tables) -> Iterator[Finding]:
        """One finding for each diagnosis that is marked uncertain."""
        for diagnosis in claim.diagnoses:
            code = (diagnosis.code,)
            if not diagnosis.uncertain:
                continue
            if claim.setting is not Setting.INPATIENT:
                yield self.fails(
                    code,
                    f"{diagnosis.code} is documented as uncertain, which outpatient and professional claims never"
                    " code (IV.H).",
                    "Code the sign, symptom or reason for the encounter instead.",
                )
            elif diagnosis.code.startswith(_CONFIRMED_ONLY):
                yield self.fails(
                    code,
                    f"{diagnosis.code} is coded only when confirmed, also for inpatients.",
                    "Code the signs and symptoms until it is.",
                )
            else:
                yield self.passes(
                    code,
                    f"An inpatient facility codes {diagnosis.code} as if established, if still uncertain at"
                    " discharge (II.H, III.C).",
                )
