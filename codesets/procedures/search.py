"""Finds codes of HCPCS and ICD-10-PCS by words, or by the beginning of a code."""

import re
from datetime import date
from itertools import zip_longest

from codesets.hcpcs import lookup as hcpcs
from codesets.icd10pcs import lookup as icd10pcs
from codesets.stores.shelf import Shelf
from codesets.values import Hit, NotLoaded, System

_TABLE = re.compile(r"\s*[0-9A-Za-z]{3,7}\s*")
_BEGINNING = re.compile(r"\s*[A-Va-v][0-9]{1,4}\s*")
SEARCHABLE = (System.ICD10PCS, System.HCPCS)
"""The sets that `search` takes."""


def search(shelf: Shelf, system: System, term: str, on: date, limit: int = 10) -> list[Hit] | NotLoaded:
    """Codes in force on that day, best first; of HCPCS also those that begin with the term ("J08")."""
    if system is System.ICD10PCS:
        return _inpatient(shelf, term, on, limit)
    if not _BEGINNING.fullmatch(term):
        return hcpcs.search(shelf, term, on, limit)
    found = hcpcs.beginning(shelf, term, on, limit)
    if isinstance(found, NotLoaded):
        return found
    return [_whole(code.code, code.long, code.code) for code in found]


def _inpatient(shelf: Shelf, term: str, on: date, limit: int) -> list[Hit] | NotLoaded:
    """By the titles where one has every word of the term, else as a coder does: by the index, then the tables.

    Titles speak of resection; what surgeons call an appendectomy stands in the index alone.
    """
    beginning = icd10pcs.beginning(shelf, term, on, limit) if _TABLE.fullmatch(term) else []
    if isinstance(beginning, NotLoaded):
        return beginning
    if beginning:
        return [_whole(code.code, code.long, code.code) for code in beginning]
    hits = icd10pcs.search(shelf, term, on, limit)
    if isinstance(hits, NotLoaded) or any(hit.coverage == 1 for hit in hits):
        return hits
    terms = icd10pcs.index_terms(shelf, term, on)
    of_lines: list[list[Hit]] = []
    for line in [] if isinstance(terms, NotLoaded) else terms:
        way = " > ".join((*line.path, *([f"{line.relation} {line.target}"] if line.target else [])))
        for start in line.codes:
            found = icd10pcs.beginning(shelf, start, on, limit)
            if not isinstance(found, NotLoaded):
                of_lines.append([_whole(code.code, code.long, way) for code in found])
    return _in_turn([*of_lines, hits])[:limit]


def _in_turn(lists: list[list[Hit]]) -> list[Hit]:
    """The first of each list, then the second: a line that leads to many codes hides no other line."""
    turns = (hit for turn in zip_longest(*lists) for hit in turn if hit)
    return list({hit.code: hit for hit in turns}.values())


def _whole(code: str, title: str, matched: str) -> Hit:
    return Hit(code, title, billable=True, score=1.0, matched=matched, coverage=1.0, contained=1.0, assumed=False)
