"""icd10cm.first_listed: what may stand first, what must, and what stands only behind its cause.

Source: ICD-10-CM Official Guidelines I.A.13 (code first, manifestations), I.B.10 (sequelae), I.C.18.b, I.C.20.a.6
(external causes never first), I.C.21.c.16 (Z codes that may only stand first), I.C.1.b and I.C.1.d (organisms, severe
sepsis), I.C.19.e.5 (poisoning first, underdosing never), II and IV.A (the reason for the encounter); what stands
before what is the table in `codesets/claims/sequences.py`.
"""

import re
from collections.abc import Iterator

from codesets.claims import sequences
from codesets.claims.days import coding_day
from codesets.claims.rules.base import Rule
from codesets.claims.tables import Tables
from codesets.claims.values import Claim, Finding
from codesets.icd10cm.exclusions import names
from codesets.values import NoteKind

FIRST_ONLY = (
    *("Z00", "Z01", "Z02", "Z04", "Z31.81", "Z31.83", "Z31.84", "Z33.2", "Z34", "Z38", "Z39", "Z40"),
    *("Z42", "Z51.0", "Z51.1", "Z52", "Z76.1", "Z76.2", "Z99.12"),
)
_EXCEPT = {"Z00.6", "Z52.9"}
"""I.C.21.c.16, and what it leaves out."""
_IF_THERE = re.compile(r"\b(?:if (?:applicable|present|known|any)|any associated)\b", re.IGNORECASE)
"""A note that speaks of what need not be there."""
_LONGEST = 240
NEVER_FIRST = {
    "V": "an external cause never stands first (I.C.20.a.6)",
    "W": "an external cause never stands first (I.C.20.a.6)",
    "X": "an external cause never stands first (I.C.20.a.6)",
    "Y": "an external cause never stands first (I.C.20.a.6)",
    "B95": "an organism stands behind the disease it causes (I.C.1.b)",
    "B96": "an organism stands behind the disease it causes (I.C.1.b)",
    "B97": "an organism stands behind the disease it causes (I.C.1.b)",
    "R65.2": "severe sepsis stands behind the infection (I.C.1.d.1.b)",
    "Z3A": "weeks of gestation only accompany codes of pregnancy (I.C.21.c.11)",
    "Z68": "body mass index only accompanies a weight diagnosis (I.B.14)",
    "Z37": "the outcome of delivery accompanies the mother's code (I.C.15.b.5)",
    "Z16": "resistance stands behind the infection (I.C.1.c)",
    **dict.fromkeys(
        ("Z55", "Z56", "Z57", "Z58", "Z59", "Z60", "Z62", "Z63", "Z64", "Z65"),
        "social determinants of health are secondary diagnoses (I.B.14)",
    ),
}


class FirstListed(Rule):
    """The sequence of the diagnoses."""

    id = "icd10cm.first_listed"
    source = "ICD-10-CM Official Guidelines, sections I.A.13, I.C.20, I.C.21.c.16, II and IV"
    medicare = False

    def check(self, claim: Claim, tables: Tables) -> Iterator[Finding]:
        """What is wrong with the sequence; one pass where nothing is."""
        codes = [diagnosis.code for diagnosis in claim.diagnoses]
        if not codes:
            return
        found = [*self._first(codes), *self._drugs(codes), *self._orders(codes), *self._behind(claim, codes, tables)]
        yield from found or [self.passes((codes[0],), f"{codes[0]} may stand first.")]

    def _first(self, codes: list[str]) -> Iterator[Finding]:
        first = codes[0]
        for start, why in NEVER_FIRST.items():
            if first.startswith(start):
                yield self.fails((first,), f"{first} stands first: {why}.", "Put the reason for the encounter first.")
        only = [code for code in codes if code.startswith(FIRST_ONLY) and code not in _EXCEPT]
        for code in only:
            if code != first and first not in only:
                yield self.fails(
                    (code, first),
                    f"{code} may only be first-listed (I.C.21.c.16), and stands behind {first}.",
                    "Put it first, unless two encounters of the day were put on one claim.",
                )

    def _drugs(self, codes: list[str]) -> Iterator[Finding]:
        """Poisoning, adverse effects and underdosing (I.C.19.e.5)."""
        first = codes[0]
        if sequences.underdosing(first):
            yield self.fails(
                (first,),
                f"{first} stands first: underdosing never does (I.C.19.e.5.c).",
                "Put the condition that it made worse first.",
            )
        if sequences.adverse_effect(first):
            yield self.fails(
                (first,),
                f"{first} stands first: an adverse effect stands behind what it did (I.C.19.e.5.a).",
                "Put the nature of the harm first, such as the rash or the bleeding.",
            )
        poisons = [code for code in codes if sequences.poisoning(code)]
        if poisons and first not in poisons and not sequences.adverse_effect(first):
            yield self.warns(
                (poisons[0], first),
                f"{poisons[0]} is a poisoning, and stands behind {first}; a poisoning is sequenced first, then what it"
                " did (I.C.19.e.5.b).",
                "Put it first, unless the encounter was for something else.",
            )

    def _orders(self, codes: list[str]) -> Iterator[Finding]:
        """Which of two stands before the other."""
        for order in sequences.ORDERS:
            before = next((place for place, code in enumerate(codes) if code.startswith(order.before)), None)
            behind = next((place for place, code in enumerate(codes) if code.startswith(order.behind)), None)
            if before is not None and behind is not None and behind < before:
                say = self.fails if order.surely else self.warns
                pair = (codes[before], codes[behind])
                yield say(pair, f"{pair[1]} stands before {pair[0]}: {order.why}.", order.remedy)

    def _behind(self, claim: Claim, codes: list[str], tables: Tables) -> Iterator[Finding]:
        """Codes whose own notes want another code before them, by the notes of the release."""
        day = coding_day(claim)
        for place, code in enumerate(codes):
            wanted = [note for note in tables.notes(code, day) if note.kind is NoteKind.CODE_FIRST]
            if not wanted or any(names(note.text, before) for note in wanted for before in codes[:place]):
                continue
            text = _spoken("; ".join(note.text for note in wanted))
            where = wanted[0].at
            validity = tables.diagnosis(code, day)
            manifestation = "classified elsewhere" in validity.title.lower()
            if manifestation and place == 0:
                yield self.fails(
                    (code,),
                    f"{code} is a manifestation: {where} says code first {text}.",
                    "Put the disease it belongs to first.",
                    indicator=where,
                    release=validity.release,
                )
            elif manifestation or (place == 0 and not any(_IF_THERE.search(note.text) for note in wanted)):
                yield self.warns(
                    (code,),
                    f"{where} says code first {text}, and no such code stands before {code}.",
                    "Put it before, if the record has it.",
                    indicator=where,
                    release=validity.release,
                )


def _spoken(note: str) -> str:
    """A note as a sentence has it; of a long one the beginning."""
    plain = note.replace(" ,", ",").replace(":;", ":")
    return plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST].rsplit(' ', 1)[0]} …"
