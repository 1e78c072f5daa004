"""Which set a code belongs to, for people who type a code and nothing else.

Shapes overlap: A0021 may be HCPCS or ICD-10-CM without its dot, B2111ZZ either of the ICD sets. So the set that holds a
code in any loaded release has it; where none does, a code is taken for what its shape is mostly.
"""

import re

from codesets.hcpcs import lookup as hcpcs
from codesets.icd10cm.nodes import Tabular
from codesets.icd10pcs import lookup as icd10pcs
from codesets.own_words import ModifierKind, modifier
from codesets.shapes import CPT, HCPCS, normalise
from codesets.stores.shelf import Shelf
from codesets.values import Dataset, System

_MODIFIER = re.compile(r"[A-Z][A-Z0-9]|[0-9][A-Z]")
_PROCEDURE = re.compile(r"[0-9B-DF-HX][0-9A-HJ-NP-Z]{2,6}")
"""ICD-10-PCS: three characters for a table up to seven for a code, and no letters O and I."""


def system_of(shelf: Shelf, code: str) -> System:
    """The set that holds the code; where none does, the one whose codes look so. A dot is only in ICD-10-CM.

    Two characters are a modifier. HCPCS has what it holds as typed, also where a diagnosis has the same characters
    (G0439, G04.39): that one is written with its dot.
    """
    plain = "".join(code.split()).upper()
    if "." in plain:
        return System.ICD10CM
    if CPT.fullmatch(plain):
        return System.CPT
    if known := modifier(plain):
        return System.CPT if known.kind is ModifierKind.CPT else System.HCPCS
    if any(hcpcs.held(store, plain) for store in shelf.stores(Dataset.HCPCS)):
        return System.HCPCS
    tabular = is_diagnosis(shelf, plain)
    procedure = any(icd10pcs.held(store, plain) for store in shelf.stores(Dataset.ICD10PCS))
    if procedure and not tabular:
        return System.ICD10PCS
    return System.ICD10CM if tabular else _by_shape(plain)


def is_diagnosis(shelf: Shelf, code: str) -> bool:
    """Whether a loaded release of ICD-10-CM holds the code, in any spelling."""
    return any(Tabular(store).node(normalise(code)) for store in shelf.stores(Dataset.ICD10CM))


def _by_shape(plain: str) -> System:
    if plain[:1].isdigit() and _PROCEDURE.fullmatch(plain):
        return System.ICD10PCS
    return System.HCPCS if HCPCS.fullmatch(plain) or _MODIFIER.fullmatch(plain) else System.ICD10CM
