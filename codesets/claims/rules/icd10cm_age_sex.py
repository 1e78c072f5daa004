"""icd10cm.age_sex: diagnoses that do not go with the patient's age or sex.

Source: Medicare Code Editor, age and sex conflicts (newborn 0, pediatric 0 to 17, maternity 9 to 64, adult 15 to 124
years); Medicare Claims Processing Manual chapter 3 section 20.2. Which codes are meant stands here by category.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from codesets.claims.rules.base import Rule
from codesets.claims.tables import Tables
from codesets.claims.values import Claim, Finding, Sex

_OF_PREGNANCY = ("O", "Z33", "Z34", "Z3A")


@dataclass(frozen=True, slots=True)
class Ages:
    """Codes that start with `these` go with ages from `first` to `last`, in whole years."""

    these: tuple[str, ...]
    first: int
    last: int
    what: str


AGES = (
    Ages(("Z38", "Z00.11"), 0, 0, "a newborn"),
    Ages(("Z00.12",), 0, 17, "a child"),
    Ages(_OF_PREGNANCY, 9, 64, "a woman who may be pregnant"),
    Ages(("Z00.0",), 15, 124, "an adult"),
)


class AgeAndSex(Rule):
    """Ages by category; codes of pregnancy on a man's claim."""

    id = "icd10cm.age_sex"
    source = "Medicare Code Editor, age and sex conflicts"

    def check(self, claim: Claim, _tables: Tables) -> Iterator[Finding]:
        """What does not fit, and what would have to be known of codes that have an age."""
        codes = tuple(diagnosis.code for diagnosis in claim.diagnoses)
        for ages in AGES:
            here = tuple(code for code in codes if code.startswith(ages.these))
            if here and claim.age is None:
                yield self.not_run(here, f"{', '.join(here)} is for {ages.what}.", "Send the age.")
            elif here and claim.age is not None and not ages.first <= claim.age <= ages.last:
                yield self.warns(
                    here,
                    f"{', '.join(here)} is for {ages.what}, and the age is {claim.age}.",
                    "Check the age and the code.",
                )
        pregnant = tuple(code for code in codes if code.startswith(_OF_PREGNANCY))
        if claim.sex is Sex.MALE and pregnant:
            yield self.fails(pregnant, "Codes of pregnancy stand on a man's claim.", "Check the sex and the codes.")
