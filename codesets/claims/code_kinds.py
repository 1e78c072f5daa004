"""What kind of service a code is, by the number ranges that CMS uses in its public manuals.

Source: NCCI Policy Manual, introduction (chapters by range of CPT numbers) and HCPCS Level II coding procedures (what
each letter stands for). A range tells the kind, never what a code means; where it tells nothing, no kind is claimed.
"""

import re
from functools import lru_cache

from codesets.own_words import CodeKind
from codesets.shapes import CPT, HCPCS

_NUMBERS = (
    ("00100", "01999", {CodeKind.ANESTHESIA}),
    ("10004", "69990", {CodeKind.PROCEDURE}),
    ("70010", "79999", {CodeKind.IMAGING}),
    ("80047", "89398", {CodeKind.LABORATORY}),
    ("90281", "90399", {CodeKind.DRUG}),
    ("90476", "90759", {CodeKind.DRUG}),
    ("92002", "92014", {CodeKind.EVALUATION_MANAGEMENT, CodeKind.MEDICINE}),
    ("92507", "92526", {CodeKind.THERAPY, CodeKind.MEDICINE}),
    ("97010", "97799", {CodeKind.THERAPY, CodeKind.MEDICINE}),
    ("99100", "99140", {CodeKind.ANESTHESIA}),
    ("99202", "99499", {CodeKind.EVALUATION_MANAGEMENT}),
    ("90000", "99607", {CodeKind.MEDICINE}),
)
_PCS = re.compile(r"[0-9A-HJ-NP-Z]{7}")
_LAST_LETTERS = {"F": {CodeKind.PERFORMANCE}, "M": {CodeKind.LABORATORY}, "U": {CodeKind.LABORATORY}}
_LETTERS = {
    "A0": {CodeKind.TRANSPORT},
    "B": {CodeKind.SUPPLY},
    "E": {CodeKind.SUPPLY},
    "J": {CodeKind.DRUG},
    "K": {CodeKind.SUPPLY, CodeKind.DRUG},
    "L": {CodeKind.SUPPLY, CodeKind.PROCEDURE},
    "P": {CodeKind.LABORATORY},
}
_VISITS = {
    *("G0402", "G0438", "G0439", "G0463", "G0245", "G0246", "G2012", "G2252"),
    *("G0380", "G0381", "G0382", "G0383", "G0384"),
}
"""Visits with a G number: preventive and annual wellness visits, hospital clinic, foot examinations, check-ins, and
those of type B emergency departments."""


@lru_cache(20_000)
def kinds(code: str) -> frozenset[CodeKind]:
    """The kinds of service that a code may be; empty where its number does not tell."""
    if code in _VISITS:
        return frozenset({CodeKind.EVALUATION_MANAGEMENT})
    if CPT.fullmatch(code):
        found = next((kind for first, last, kind in _NUMBERS if code.isdigit() and first <= code <= last), set())
        return frozenset(found or _LAST_LETTERS.get(code[-1], set()))
    if is_drug(code):
        return frozenset({CodeKind.DRUG})
    return frozenset(_LETTERS.get("A0" if code.startswith("A0") else code[:1], ())) if is_hcpcs(code) else frozenset()


def is_visit(code: str) -> bool:
    """Whether a code is an evaluation and management service."""
    return CodeKind.EVALUATION_MANAGEMENT in kinds(code)


def is_drug(code: str) -> bool:
    """Whether a HCPCS number is a drug's: J codes, and the Q codes of biosimilars and of drugs new to the list."""
    return bool(HCPCS.fullmatch(code)) and (
        "J0120" <= code <= "J9999" or "Q5101" <= code <= "Q5199" or "Q2004" <= code <= "Q2099" or code == "Q4081"
    )


def is_pcs(code: str) -> bool:
    """Whether it is spelled as an ICD-10-PCS code, which has neither I nor O."""
    return bool(_PCS.fullmatch(code))


def is_cpt(code: str) -> bool:
    """Whether it is spelled as a CPT code."""
    return bool(CPT.fullmatch(code))


def is_hcpcs(code: str) -> bool:
    """Whether it is spelled as a HCPCS Level II code."""
    return bool(HCPCS.fullmatch(code))
