"""medicare.substitutes: codes for which Medicare wants one of its own.

Source: Medicare Claims Processing Manual chapter 12 section 30.6.10 (consultations, since 2010), chapter 18 sections 10
(vaccinations), 50 (prostate) and 60 (colorectal screening); the physician fee schedule's final rule of 2021 (G2212);
NCCI Policy Manual chapter IV section E (G0289 for another compartment of the knee); chapter 4 (G0260).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from codesets.claims.rules.base import Rule
from codesets.claims.tables import Tables
from codesets.claims.values import Claim, ClaimLine, Finding, Payer, Setting

_INFLUENZA = (
    *("90630", "90653", "90654", "90655", "90656", "90657", "90658", "90660", "90661", "90662", "90672", "90673"),
    *("90674", "90682", "90685", "90686", "90687", "90688", "90689", "90694", "90756"),
)
_PNEUMOCOCCAL = ("90670", "90671", "90677", "90684", "90732")
_HEPATITIS_B = ("90739", "90740", "90743", "90744", "90746", "90747", "90759")
_OFFICE_CONSULTATIONS = ("99242", "99243", "99244", "99245")
_HOSPITAL_CONSULTATIONS = ("99252", "99253", "99254", "99255")


@dataclass(frozen=True, slots=True)
class Substitute:
    """Medicare wants `instead` of `codes`: always, or where the first diagnosis is one, `beside` another code, or in
    one of the `settings`.
    """

    codes: tuple[str, ...]
    instead: str
    why: str
    diagnoses: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    settings: tuple[Setting, ...] = ()

    def wanted_for(self, line: ClaimLine, others: frozenset[str], setting: Setting) -> bool:
        """Whether the line is such a one."""
        if line.code not in self.codes or (self.settings and setting not in self.settings):
            return False
        if self.diagnoses:
            return any(code.startswith(self.diagnoses) for code in line.diagnoses[:1])
        return not self.beside or bool(others & set(self.beside))


_KNEE = (
    *("29866", "29867", "29868", "29870", "29871", "29873", "29875", "29876", "29879", "29882", "29883", "29884"),
    *("29885", "29886", "29887", "29888", "29889"),
)
_MENISCUS = ("29880", "29881")

SUBSTITUTES = (
    Substitute(("99417",), "G2212, by Medicare's own times", "it has a prolonged visit of its own"),
    Substitute(_OFFICE_CONSULTATIONS, "an office visit (99202 to 99215)", "it takes no consultations"),
    Substitute(_HOSPITAL_CONSULTATIONS, "an initial visit of that place", "it takes no consultations"),
    Substitute(("45378",), "G0121, or G0105 at high risk", "this is screening for cancer", diagnoses=("Z12.1",)),
    Substitute(("82274",), "G0328", "this is screening for cancer", diagnoses=("Z12.1",)),
    Substitute(
        ("29877",),
        "the other arthroscopy only",
        "smoothing of cartilage belongs to 29880 and 29881 in every compartment of the knee",
        beside=_MENISCUS,
    ),
    Substitute(
        ("29877",),
        "G0289 if it was in another compartment of the knee, else the other arthroscopy only",
        "another arthroscopy of the knee was done",
        beside=_KNEE,
    ),
    Substitute(
        ("29874",),
        "G0289 if the loose body was in another compartment of the knee, else the other arthroscopy only",
        "another arthroscopy of the knee was done",
        beside=(*_KNEE, *_MENISCUS),
    ),
    Substitute(
        ("27096",), "G0260", "facilities have a code of their own for it", settings=(Setting.OUTPATIENT, Setting.ASC)
    ),
    Substitute(("84153",), "G0103", "this is screening for cancer", diagnoses=("Z12.5",)),
    Substitute(("90471", "90472"), "G0008", "it has a code for giving an influenza vaccine", beside=_INFLUENZA),
    Substitute(("90471", "90472"), "G0009", "it has a code for giving a pneumococcal vaccine", beside=_PNEUMOCOCCAL),
    Substitute(("90471", "90472"), "G0010", "it has a code for giving a hepatitis B vaccine", beside=_HEPATITIS_B),
)


class MedicareSubstitutes(Rule):
    """The table above, on claims to Medicare or to nobody named."""

    id = "medicare.substitutes"
    source = "Medicare Claims Processing Manual, chapters 4, 12 and 18; NCCI Policy Manual, chapter IV"

    def check(self, claim: Claim, _tables: Tables) -> Iterator[Finding]:
        """One finding a line with such a code: it fails where the payer is Medicare, and is a warning otherwise."""
        if claim.setting is Setting.INPATIENT or claim.paid_by in {Payer.OTHER, Payer.MEDICAID}:
            return
        for line in claim.lines:
            others = frozenset(other.code for other in claim.lines if other.on == line.on)
            for substitute in SUBSTITUTES:
                if substitute.wanted_for(line, others, claim.setting):
                    said = f"Medicare does not want {line.code} here: {substitute.why}."
                    remedy = f"To Medicare bill {substitute.instead}."
                    say = self.fails if claim.paid_by is Payer.MEDICARE else self.warns
                    yield say((line.code,), said, remedy)
