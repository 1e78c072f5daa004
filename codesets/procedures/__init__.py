"""Codes that are no diagnoses: which set one belongs to, its page with all that is loaded of it, and a search."""

from codesets.facts import Fact
from codesets.procedures.page import ProcedurePage, page
from codesets.procedures.search import SEARCHABLE, search
from codesets.procedures.systems import is_diagnosis, system_of

__all__ = ["SEARCHABLE", "Fact", "ProcedurePage", "is_diagnosis", "page", "search", "system_of"]
