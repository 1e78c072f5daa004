"""icd10cm.pairing: diagnoses that want a companion, forbid one, or stand once.

Source: ICD-10-CM Official Guidelines I.C.15 and I.C.21.c.11 (weeks of gestation, delivery), I.B.14 (body mass index),
I.C.4.a.3 (insulin), I.C.2.e (chemotherapy, radiotherapy), I.C.1.d (sepsis), I.B.10 (sequelae), I.C.20.b to d (place,
activity and status once), I.C.21.c.2 and I.C.1.a (HIV).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from codesets.claims.rules.base import Rule
from codesets.claims.tables import Tables
from codesets.claims.values import Claim, Finding

_WEIGHT = ("E4", "E64", "E65", "E66", "E67", "E68", "E88.81", "F50", "O26.0", "O26.1", "O99.2", "P92", "R62", "R63")
_ABORTIVE = ("O00", "O01", "O02", "O03", "O04", "O05", "O06", "O07", "O08")
_AFTER_BIRTH = ("O85", "O86", "O87", "O88.03", "O90", "O91.02", "O91.12", "O91.22", "O92", "O94", "O99.03", "O99.13")
_DIABETES = ("E08", "E09", "E10", "E11", "E13", "O24", "Z86.32", "P70.2")


@dataclass(frozen=True, slots=True)
class Pairing:
    """Codes that start with `these` and stand wrongly where `wrong` says so of all the codes of the claim."""

    these: tuple[str, ...]
    wrong: Callable[[tuple[str, ...]], bool]
    rationale: str
    remedy: str
    surely: bool = True
    but_not: tuple[str, ...] = ()


def without(*companions: str) -> Callable[[tuple[str, ...]], bool]:
    """No code of the claim starts with a companion."""
    return lambda codes: not any(code.startswith(companions) for code in codes)


def beside(*companions: str) -> Callable[[tuple[str, ...]], bool]:
    """Some code of the claim starts with a companion."""
    return lambda codes: any(code.startswith(companions) for code in codes)


def repeated(start: str) -> Callable[[tuple[str, ...]], bool]:
    """More than one code of the claim starts so."""
    return lambda codes: sum(code.startswith(start) for code in codes) > 1


PAIRINGS = (
    Pairing(
        ("Z3A",),
        without("O", "Z34", "Z33.1"),
        "weeks of gestation stand with codes of pregnancy only",
        "Take Z3A off, or add the code of pregnancy.",
    ),
    Pairing(
        ("Z3A",),
        beside(*_ABORTIVE, "Z33.2"),
        "weeks of gestation are not coded with abortive outcomes (I.C.21.c.11)",
        "Take Z3A off.",
    ),
    Pairing(
        ("O",),
        without("Z3A"),
        "codes of pregnancy want the weeks of gestation (Z3A) beside them",
        "Add Z3A if the weeks are known.",
        surely=False,
        but_not=(*_ABORTIVE, *_AFTER_BIRTH),
    ),
    Pairing(
        ("Z34",),
        beside("O"),
        "supervision of a normal pregnancy stands with no code of chapter 15 (I.C.15.b.1)",
        "Take Z34 off, or use O09 for a high-risk pregnancy.",
    ),
    Pairing(("O80", "O82"), without("Z37"), "a delivery wants its outcome (Z37) on the mother's record", "Add Z37."),
    Pairing(
        ("O80",),
        lambda codes: any(code.startswith("O") and code != "O80" for code in codes),
        "a normal delivery stands with no other code of chapter 15 (I.C.15.n.1)",
        "Take O80 off, or the other code.",
    ),
    Pairing(
        ("Z68",),
        without(*_WEIGHT),
        "body mass index stands only with a diagnosis of weight by the provider (I.B.14)",
        "Add that diagnosis if the provider documented it, else take Z68 off.",
        surely=False,
    ),
    Pairing(
        ("Z79.4",),
        without(*_DIABETES),
        "long-term insulin stands with diabetes",
        "Add the type of diabetes; if it was not documented, it is type 2 (I.C.4.a.2, I.C.4.a.3).",
        surely=False,
    ),
    Pairing(
        ("Z51.0", "Z51.1"),
        without("C", "D0", "D1", "D2", "D3", "D4"),
        "chemotherapy, immunotherapy or radiotherapy wants the neoplasm as second diagnosis (I.C.2.e)",
        "Add the neoplasm that is treated.",
    ),
    Pairing(
        ("R65.2",),
        without("A", "B", "J", "T81.4", "O85", "O86", "O03", "O04", "O07", "O08", "P36", "T80.2", "T88.0"),
        "severe sepsis wants the infection that causes it (I.C.1.d.1.b)",
        "Add it, before R65.2.",
    ),
    Pairing(("Z21",), beside("B20"), "who had an HIV-related illness is always B20 (I.C.1.a.2)", "Take Z21 off."),
    Pairing(("Y92",), repeated("Y92"), "the place of occurrence is coded once (I.C.20.b)", "Keep one."),
    Pairing(("Y93",), repeated("Y93"), "the activity is coded once (I.C.20.c)", "Keep one."),
    Pairing(("Y99",), repeated("Y99"), "the external cause status is coded once (I.C.20.k)", "Keep one."),
)


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
