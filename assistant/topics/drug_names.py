"""A drug by its name in HCPCS Level II, with the units of the dose that stands beside it."""

import re

from assistant.services.amounts import drug_given
from assistant.services.known import KnownTables
from codesets import NotLoaded, System, procedures
from codesets.claims.code_kinds import is_drug
from codesets.claims.doses import billing_unit, units_of

_WORD = re.compile(r"[A-Za-z]{6,}")
_HITS, _MOST_WORDS = 4, 40


def drug_by_name(text: str, tables: KnownTables) -> tuple[str, str, int | None] | None:
    """Name, code and units (None where no dose is told), where a word of the text leads to one drug alone."""
    for word in list(dict.fromkeys(match[0].lower() for match in _WORD.finditer(text)))[:_MOST_WORDS]:
        codes = _drugs(word, tables)
        if len(codes) == 1:
            return word, codes[0], _units(codes[0], text, tables)
    return None


def _drugs(word: str, tables: KnownTables) -> list[str]:
    """Codes of injected drugs whose description has the word as the drug's own name, its first."""
    day = tables.day
    found = procedures.search(tables.catalogue.shelf, System.HCPCS, word, day, _HITS)
    if isinstance(found, NotLoaded) and found.nearest:
        day = min(max(day, found.nearest.first_day), found.nearest.last_day)
        found = procedures.search(tables.catalogue.shelf, System.HCPCS, word, day, _HITS)
    hits = [] if isinstance(found, NotLoaded) else found
    begins = re.compile(rf"(?:injection,\s)?{word}\b", re.IGNORECASE)
    return [hit.code for hit in hits if is_drug(hit.code) and begins.match(hit.title)]


def _units(code: str, text: str, tables: KnownTables) -> int | None:
    row = tables.supply(code).row
    one = billing_unit(row.long) if row else None
    dose = drug_given(text)
    units = units_of(dose.given, dose.unit, one) if one and dose.given is not None else None
    return None if units is None else max(1, units)
