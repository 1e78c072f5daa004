"""What the NCCI tables say of a code: its pairs both ways, its units, and what it may be added on to."""

from collections.abc import Iterator
from datetime import date

from codesets.ncci import add_on, mue, ptp
from codesets.ncci.add_on import AddOn
from codesets.ncci.mue import Mue
from codesets.own_words import Indicator, meaning
from codesets.procedures.facts import Fact
from codesets.shelf import Shelf
from codesets.values import Dataset, NotLoaded

_SHOWN = 12
_EDITS = {Dataset.PTP_PRACTITIONER: "practitioner", Dataset.PTP_HOSPITAL: "hospital"}
_UNITS = {
    Dataset.MUE_PRACTITIONER: "practitioner",
    Dataset.MUE_OUTPATIENT: "outpatient hospital",
    Dataset.MUE_DME: "DME supplier",
}


def edit_facts(shelf: Shelf, code: str, on: date) -> Iterator[Fact]:
    """Pairs, units and add-ons, of the tables that are loaded for that day; others are left out."""
    for dataset, who in _EDITS.items():
        yield from _pairs(shelf, code, on, dataset, who)
    for dataset, who in _UNITS.items():
        limit = mue.limit(shelf, code, on, dataset)
        if isinstance(limit, Mue):
            said = meaning(Indicator.MUE_ADJUDICATION, str(limit.indicator)) or ""
            yield Fact(f"MUE, {who}", f"{limit.units} (MAI {limit.indicator}). {said}".strip(), limit.release.name)
    added = add_on.add_on(shelf, code, on)
    if isinstance(added, AddOn):
        to = _listed(list(added.primaries)) or "codes that the contractor names"
        yield Fact(f"add-on, type {added.kind}, to", to, added.release.name)


def _pairs(shelf: Shelf, code: str, on: date, dataset: Dataset, who: str) -> Iterator[Fact]:
    edits = ptp.partners(shelf, code, on, dataset, limit=10_000)
    if isinstance(edits, NotLoaded) or not edits:
        return
    for column, others in (
        ("column 1, pays instead of", [edit.column2 for edit in edits if edit.column1 == code]),
        ("column 2, not paid with", [edit.column1 for edit in edits if edit.column2 == code]),
    ):
        if others:
            yield Fact(f"PTP, {who}, {column}", _listed(sorted(others)), edits[0].release.name)


def _listed(codes: list[str]) -> str:
    more = f" and {len(codes) - _SHOWN} more" if len(codes) > _SHOWN else ""
    return ", ".join(codes[:_SHOWN]) + more
