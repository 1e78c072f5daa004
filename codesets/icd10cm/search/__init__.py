"""Finds ICD-10-CM codes for terms: the phrases of the list and of the index, laid out as arrays that are made once."""

from codesets.icd10cm.search.gathering import INDEXES
from codesets.icd10cm.search.searcher import Searcher, prepare_all

__all__ = ["INDEXES", "Searcher", "prepare_all"]
