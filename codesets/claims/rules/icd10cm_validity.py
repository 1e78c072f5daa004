"""icd10cm.validity: every diagnosis valid and complete on the day that decides.

Source: ICD-10-CM Official Guidelines I.B.2 (highest number of characters), I.B.13 and I.B.14 (laterality, and what
other clinicians may document), section II (inpatient stays: the discharge date). The code set changes on 1 October,
so a line that runs over that day is split.
"""

from collections.abc import Iterator
from datetime import date

from codesets.calendars import fiscal_year
from codesets.claims.days import diagnosis_days
from codesets.claims.rules.base import Rule, fetch
from codesets.claims.tables import Tables
from codesets.claims.values import Claim, Finding, Setting
from codesets.values import Dataset, Release, Status, Validity, spoken_day

_ASK = (
    "Report the unspecified code where there is one, and ask for what is missing; side and some details may also"
    " come from other clinicians' notes (I.B.13, I.B.14)."
)


class DiagnosisValidity(Rule):
    """Validity on the discharge date of an inpatient stay, else on the date of every line."""

    id = "icd10cm.validity"
    source = "ICD-10-CM Official Guidelines, sections I.B and II"
    medicare = False

    def check(self, claim: Claim, tables: Tables) -> Iterator[Finding]:
        """One finding a code and release; one more for each line that runs over 1 October."""
        if claim.setting is Setting.INPATIENT and claim.discharge is None and claim.diagnoses:
            yield self.not_run(
                tuple(diagnosis.code for diagnosis in claim.diagnoses),
                "An inpatient stay is coded with the code set of its discharge date, which was not sent.",
                "Send the day of discharge.",
            )
        for line in claim.lines:
            if (
                claim.setting is not Setting.INPATIENT
                and line.through
                and fiscal_year(line.on) != fiscal_year(line.through)
            ):
                yield self.fails(
                    (line.code,),
                    f"The line runs from {spoken_day(line.on)} to {spoken_day(line.through)}, over 1 October, when"
                    " the code set changes.",
                    "Split it there, each part with the diagnoses valid in it.",
                )
        codes = dict.fromkeys(
            [
                *(diagnosis.code for diagnosis in claim.diagnoses),
                *(code for line in claim.lines for code in line.diagnoses),
            ]
        )
        for day in diagnosis_days(claim):
            for code in codes:
                known = isinstance(tables.release(Dataset.ICD10CM, day), Release)
                yield self._said(tables.diagnosis(code, day), day, covered=known)

    def _said(self, found: Validity, day: date, *, covered: bool) -> Finding:
        code = (found.code,)
        if found.status is Status.VALID:
            return self.passes(code, found.sentence, release=found.release)
        if not covered:
            return self.not_run(code, found.sentence, fetch(day, Dataset.ICD10CM), release=found.release)
        if found.status in {Status.HEADER, Status.MISSING_SEVENTH}:
            return self.fails(code, found.sentence, _ASK, indicator=found.status, release=found.release)
        return self.fails(
            code,
            found.sentence,
            "Look for the code that holds on that day.",
            indicator=found.status,
            release=found.release,
        )
