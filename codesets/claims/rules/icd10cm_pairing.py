"""icd10cm.pairing: diagnoses that want a companion, forbid one, or stand once.

Source: ICD-10-CM Official Guidelines I.C.15 and I.C.21.c.11 (weeks of gestation, delivery), I.B.14 (body mass index),
I.C.4.a.3 (insulin), I.C.2.e (chemotherapy, radiotherapy), I.C.1.d (sepsis), I.B.10 (sequelae), I.C.20.b to d (place,
activity and status once), I.C.21.c.3 and I.C.1.a (HIV); `codesets/claims/pairings.py` is the table.
"""

from collections.abc import Iterator

from codesets.claims.pairings import PAIRINGS
from codesets.claims.rules.base import Rule
from codesets.claims.tables import Tables
from codesets.claims.values import Claim, Finding


class DiagnosisPairing(Rule):
    """Companions of the diagnoses of a claim, repeated codes, and sequelae."""

    id = "icd10cm.pairing"
    source = "ICD-10-CM Official Guidelines, sections I.B and I.C"
    medicare = False

    def check(self, claim: Claim, _tables: Tables) -> Iterator[Finding]:
        """What is wrong among the diagnoses; one pass where nothing is."""
        codes = tuple(diagnosis.code for diagnosis in claim.diagnoses)
        if not codes:
            return
        found = [*self._pairings(codes), *self._repeated(codes), *self._sequelae(codes)]
        yield from found or [self.passes(codes, "No rule of pairing is broken among the diagnoses.")]

    def _pairings(self, codes: tuple[str, ...]) -> Iterator[Finding]:
        for pairing in PAIRINGS:
            here = tuple(
                code
                for code in codes
                if code.startswith(pairing.these) and not code.startswith(pairing.but_not or ("-",))
            )
            if here and pairing.wrong(codes):
                say = self.fails if pairing.surely else self.warns
                yield say(here, f"{', '.join(here)}: {pairing.rationale}.", pairing.remedy)

    def _repeated(self, codes: tuple[str, ...]) -> Iterator[Finding]:
        """I.B.12: each code is reported once for an encounter."""
        for code in dict.fromkeys(code for code in codes if codes.count(code) > 1):
            yield self.fails((code,), f"{code} stands twice; a diagnosis is reported once (I.B.12).", "Keep one.")

    def _sequelae(self, codes: tuple[str, ...]) -> Iterator[Finding]:
        """I.B.10: the condition that remained stands before the code of its cause with 7th character S."""
        first = codes[0]
        if first[:1] in {"S", "T"} and len(first) == len("S00.00XS") and first.endswith("S"):
            yield self.warns(
                (first,),
                f"{first} is a sequela and stands first.",
                "Put the condition that remained before it (I.B.10), unless a manifestation follows it.",
            )
