"""Lines of drug codes that ended, with the code that took their place in HCPCS Level II.

Source: our table of codes that ended; then the list and its descriptions. A code in force with the same words but for
the amount of one unit, and alone so, is for the same drug: "methylprednisolone acetate, 80 mg" became
"methylprednisolone acetate, 1 mg".
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from assistant.citing import of_release
from assistant.services.changes import Change
from assistant.services.instead import Swap
from assistant.services.known import KnownTables
from codesets import NotLoaded, Status, System, procedures
from codesets.claims import ClaimLine
from codesets.claims.code_kinds import is_drug
from codesets.own_words import successor
from consultations.answers import Source

_AMOUNT = re.compile(
    r"\b(?:per|up to)?\s*[0-9][0-9.,]*\s?(?:mg|mcg|micrograms?|milligrams?|grams?|gm|g|units?|ml|cc)\b"
)
_LOOKED_AT = 12


def _same_drug(code: str, tables: KnownTables) -> str:
    """The code for the same drug on the day; empty where the code is valid, unknown, or nothing else fits alone."""
    ended = successor(code)
    if ended and ended.last_day < tables.day:
        return ended.successors[0] if len(ended.successors) == 1 else ""
    found = tables.validity(System.HCPCS, code)
    if found.status is not Status.TERMINATED or not found.title:
        return ""
    if found.choices:
        return found.choices[0].code if len(found.choices) == 1 else ""
    words = _plain(found.title)
    hits = procedures.search(tables.catalogue.shelf, System.HCPCS, words, tables.day, _LOOKED_AT)
    if isinstance(hits, NotLoaded):
        return ""
    same = [hit.code for hit in hits if hit.code != code and _plain(hit.title) == words]
    return same[0] if len(same) == 1 and tables.holds(System.HCPCS, same[0]) else ""


def succeeded(lines: tuple[ClaimLine, ...], tables: KnownTables) -> Iterator[Swap]:
    """The lines of terminated drug codes whose dose is told, with those of their successors, one unit until counted."""
    for line in lines:
        new = _same_drug(line.code, tables) if is_drug(line.code) and line.drug.given is not None else ""
        if new:
            release = tables.supply(new).release
            source = of_release(release, new) if release else _LIST
            why = (
                f"{line.code} is no longer valid on the date of service; this code is for the same drug by another"
                " amount of a unit, so count the units anew."
            )
            yield Swap(line, replace(line, code=new, units=1), Change(new, why, source))


_LIST = Source("HCPCS Level II", "as loaded", "descriptions")


def _plain(description: str) -> str:
    return " ".join(re.findall(r"[a-z0-9-]+", _AMOUNT.sub(" ", description.lower())))
