"""A drug by its brand or short name in our table, or its name in HCPCS Level II, with the units of its dose."""

import re

from assistant.services.amounts import drug_given
from assistant.services.known import KnownTables
from codesets import Hit, NotLoaded, System, procedures
from codesets.claims.code_kinds import is_drug
from codesets.claims.doses import billing_unit, units_of
from codesets.own_words import drug_names, drugs_named

_WORD = re.compile(r"[A-Za-z]{6,}")
_MOST_WORDS = 40
_MOST_HITS = 4
_WHOLE = 0.99


def drug_by_name(text: str, tables: KnownTables) -> tuple[str, str, int | None] | None:
    """Name, code and units (None where no dose is told), where a name or word of the text leads to one drug alone."""
    for name in drugs_named(text):
        if code := drug_code(name, tables):
            return name, code, _units(code, text, tables)
    for word in list(dict.fromkeys(match[0].lower() for match in _WORD.finditer(text)))[:_MOST_WORDS]:
        codes = _drugs(word, tables)
        if len(codes) == 1:
            return word, codes[0], _units(codes[0], text, tables)
    return None


def drug_code(name: str, tables: KnownTables) -> str:
    """The code of a drug by its brand or short name; empty where the list has none that every word leads to."""
    hits = listed_by(drug_names()[name], tables)
    return hits[0].code if hits and hits[0].coverage > _WHOLE else ""


def listed_by(term: str, tables: KnownTables) -> list[Hit]:
    """What HCPCS Level II has for a term on the day; of a day that no release covers, by the nearest."""
    found = procedures.search(tables.catalogue.shelf, System.HCPCS, term, tables.day, _MOST_HITS)
    if isinstance(found, NotLoaded) and found.nearest:
        day = min(max(tables.day, found.nearest.first_day), found.nearest.last_day)
        found = procedures.search(tables.catalogue.shelf, System.HCPCS, term, day, _MOST_HITS)
    return [] if isinstance(found, NotLoaded) else found


def _drugs(word: str, tables: KnownTables) -> list[str]:
    """Codes of injected drugs whose description has the word as the drug's own name, its first."""
    begins = re.compile(rf"(?:injection,\s)?{word}\b", re.IGNORECASE)
    return [hit.code for hit in listed_by(word, tables) if is_drug(hit.code) and begins.match(hit.title)]


def _units(code: str, text: str, tables: KnownTables) -> int | None:
    row = tables.supply(code).row
    one = billing_unit(row.long) if row else None
    dose = drug_given(text)
    units = units_of(dose.given, dose.unit, one) if one and dose.given is not None else None
    return None if units is None else max(1, units)
