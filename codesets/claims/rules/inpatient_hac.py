"""inpatient.hac: conditions that Medicare holds to be acquired in the hospital unless they were there at admission.

Source: CMS, list of hospital-acquired conditions (Social Security Act section 1886(d)(4)(D)): the categories that a
diagnosis alone tells. Infections and clots after certain operations are on it too, and need the procedures. With N or
U such a diagnosis does not count as a complication (CC, MCC); none is exempt (1).
"""

from collections.abc import Iterator

from codesets.claims.rules.base import Rule
from codesets.claims.tables import Tables
from codesets.claims.values import Claim, Finding, Setting

CONDITIONS = (
    (("T81.50", "T81.51", "T81.52", "T81.53", "T81.6"), "something left in the body at an operation"),
    (("T80.0",), "air in the vessels"),
    (("T80.3",), "blood that did not match"),
    (("E08.0", "E08.1", "E09.0", "E09.1", "E10.1", "E11.0", "E13.0", "E13.1", "E15"), "badly controlled blood sugar"),
    (("T83.51",), "an infection of the urinary tract from a catheter"),
    (("T80.21",), "an infection from a catheter in a vessel"),
    (("J95.811",), "air beside the lung, where a catheter was put into a vein"),
)
_TRAUMA = ("S02", "S06", "S12", "S22", "S32", "S42", "S52", "S62", "S72", "S82", "S92")
_ULCER, _DEEP = "L89", ("3", "4")
_NOT_THERE = {"N", "U"}
_FIRST_TREATMENT = ("A", "B", "C")


class HospitalAcquired(Rule):
    """The diagnoses of a stay that are on the list, by what was said of admission."""

    id = "inpatient.hac"
    source = "CMS list of hospital-acquired conditions (Social Security Act section 1886(d)(4)(D))"

    def check(self, claim: Claim, _tables: Tables) -> Iterator[Finding]:
        """One finding a diagnosis of the list that was not there, or that is called exempt."""
        if claim.setting is not Setting.INPATIENT:
            return
        for diagnosis in claim.diagnoses:
            what, said = _condition(diagnosis.code), diagnosis.present_on_admission
            if what and said in _NOT_THERE:
                yield self.warns(
                    (diagnosis.code,),
                    f"{diagnosis.code} may be on Medicare's list of hospital-acquired conditions ({what}); with {said}"
                    " it does not count as a complication.",
                    "Look in the record for whether it was there at admission, and query the provider where it is"
                    " unclear.",
                    indicator=said,
                )
            elif what and said == "1":
                yield self.fails(
                    (diagnosis.code,),
                    f"{diagnosis.code} ({what}) is not exempt from saying whether it was present on admission.",
                    "Report Y, N, U or W.",
                    indicator=said,
                )


def _condition(code: str) -> str:
    """What condition of the list a diagnosis is, in our words; empty where it is none."""
    if code.startswith(_ULCER) and code.endswith(_DEEP):
        return "a pressure ulcer of stage 3 or 4"
    if code.startswith(_TRAUMA) and code.endswith(_FIRST_TREATMENT):
        return "an injury, as by a fall"
    return next((what for starts, what in CONDITIONS if code.startswith(starts)), "")
