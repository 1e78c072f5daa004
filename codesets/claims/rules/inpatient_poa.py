"""inpatient.poa: whether each diagnosis of a stay says if it was present on admission.

Source: ICD-10-CM Official Guidelines, appendix I (present on admission: Y, N, U, W, or exempt); Medicare Claims
Processing Manual chapter 25. A condition acquired in hospital (N, U) may not raise the payment.
"""

from collections.abc import Iterator

from codesets.claims.rules.base import Rule
from codesets.claims.tables import Tables
from codesets.claims.values import Claim, Finding, Setting

_VALUES = frozenset({"Y", "N", "U", "W", "1"})


class PresentOnAdmission(Rule):
    """The indicator of each diagnosis of an inpatient claim."""

    id = "inpatient.poa"
    source = "ICD-10-CM Official Guidelines, appendix I"
    medicare = False

    def check(self, claim: Claim, _tables: Tables) -> Iterator[Finding]:
        """What is wrong or missing, and one warning for what may be a hospital-acquired condition."""
        if claim.setting is not Setting.INPATIENT:
            return
        missing = tuple(diagnosis.code for diagnosis in claim.diagnoses if not diagnosis.present_on_admission)
        if missing:
            send = "Send Y, N, U, W, or 1 where the code is exempt."
            yield self.not_run(missing, "Whether these were present on admission was not said.", send)
        for diagnosis in claim.diagnoses:
            said = diagnosis.present_on_admission
            if said and said not in _VALUES:
                yield self.fails(
                    (diagnosis.code,),
                    f"{said} is no indicator of presence on admission.",
                    "Use Y, N, U, W or 1.",
                    indicator=said,
                )
            elif said == "1":
                yield self.not_run(
                    (diagnosis.code,),
                    f"{diagnosis.code} is called exempt (1); the list of exempt codes is not loaded.",
                    "Look it up in the POA exempt list of the year (cms.gov, ICD-10-CM files); else report Y, N, U or"
                    " W.",
                    indicator=said,
                )
            elif said == "U":
                yield self.warns(
                    (diagnosis.code,),
                    f"The record does not let {diagnosis.code} be placed before or after admission (U).",
                    "Query the provider; U is rarely right.",
                    indicator=said,
                )
