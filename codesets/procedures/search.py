"""Finds codes of HCPCS and ICD-10-PCS by words, or by the beginning of a code."""

import re
from datetime import date

from codesets.hcpcs import lookup as hcpcs
from codesets.icd10pcs import lookup as icd10pcs
from codesets.shelf import Shelf
from codesets.values import Hit, NotLoaded, System

_BEGINNING = re.compile(r"\s*[A-Va-v][0-9]{1,4}\s*")
SEARCHABLE = (System.ICD10PCS, System.HCPCS)
"""The sets that `search` takes."""


def search(shelf: Shelf, system: System, term: str, on: date, limit: int = 10) -> list[Hit] | NotLoaded:
    """Codes in force on that day, best first; of HCPCS also those that begin with the term ("J08")."""
    if system is System.ICD10PCS:
        return icd10pcs.search(shelf, term, on, limit)
    if not _BEGINNING.fullmatch(term):
        return hcpcs.search(shelf, term, on, limit)
    found = hcpcs.beginning(shelf, term, on, limit)
    if isinstance(found, NotLoaded):
        return found
    return [
        Hit(
            code.code,
            code.long,
            billable=True,
            score=1.0,
            matched=code.code,
            coverage=1.0,
            contained=1.0,
            assumed=False,
        )
        for code in found
    ]
