"""What the NCCI tables say of a code: its pairs both ways, its units, and its add-ons or what it is added on to."""

from collections.abc import Iterator
from datetime import date

from codesets.facts import Fact, Place, listed
from codesets.ncci import add_on, mue, ptp
from codesets.ncci.add_on import AddOn
from codesets.ncci.mue import Mue
from codesets.ncci.ptp import PtpEdit
from codesets.own_words import Indicator, meaning
from codesets.stores.shelf import Shelf
from codesets.values import Dataset, NotLoaded, spoken_day

_ALL = 10_000
"""More than any code has edits."""
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
            text = f"{limit.units} (MAI {limit.indicator}). {said}".strip()
            yield Fact(f"MUE, {who}", text, limit.release.name, Place.EDITS)
    yield from _add_ons(shelf, code, on)


def pair_facts(shelf: Shelf, code: str, other: str) -> Iterator[Fact]:
    """Every edit that the newest editions have had between two codes, the latest first, or that there was none."""
    for dataset, who in _EDITS.items():
        releases = [store.release for store in shelf.stores(dataset)]
        found = ptp.history(shelf, code, other, dataset)
        for edit in found:
            yield Fact(f"PTP, {who}, with {other}", _told(edit), edit.release.name, Place.HISTORY)
        if releases and not found:
            said = "the loaded files of the newest edition have never had an edit between the two"
            yield Fact(f"PTP, {who}, with {other}", said, releases[0].name, Place.HISTORY)


def _pairs(shelf: Shelf, code: str, on: date, dataset: Dataset, who: str) -> Iterator[Fact]:
    edits = ptp.partners(shelf, code, on, dataset, limit=_ALL)
    if isinstance(edits, NotLoaded) or not edits:
        return
    source = edits[0].release.name
    for column, others in (
        ("column 1, pays instead of", [(edit.column2, edit.indicator) for edit in edits if edit.column1 == code]),
        ("column 2, not paid with", [(edit.column1, edit.indicator) for edit in edits if edit.column2 == code]),
    ):
        if others:
            marked = [f"{other} ({indicator})" for other, indicator in sorted(others)]
            yield Fact(f"PTP, {who}, {column}", listed(marked), source, Place.EDITS)
    for indicator in sorted({edit.indicator for edit in edits}):
        said = meaning(Indicator.PTP_MODIFIER, str(indicator)) or ""
        yield Fact(f"PTP modifier indicator ({indicator})", said, source, Place.EDITS)


def _told(edit: PtpEdit) -> str:
    since = "before 1996" if edit.before_1996 else spoken_day(edit.first_day)
    until = "" if edit.last_day == date.max else f" to {spoken_day(edit.last_day)}"
    rule = meaning(Indicator.PTP_MODIFIER, str(edit.indicator)) or ""
    return (
        f"{edit.column1} pays instead of {edit.column2}, from {since}{until}; indicator {edit.indicator}: {rule}"
        f" Rationale: {edit.rationale}."
    )


def _add_ons(shelf: Shelf, code: str, on: date) -> Iterator[Fact]:
    found = add_on.add_on(shelf, code, on)
    if isinstance(found, AddOn):
        rule = meaning(Indicator.ADD_ON_TYPE, str(found.kind)) or ""
        to = listed(list(found.primaries)) or "codes that the contractor names"
        yield Fact(f"add-on, type {found.kind}, to", f"{to}. {rule}".strip(), found.release.name, Place.EDITS)
    added = add_on.add_ons_to(shelf, code, on)
    if isinstance(added, list) and added:
        source = shelf.covering(Dataset.ADD_ON, on)[0].release.name
        yield Fact("its add-ons", listed(added), source, Place.EDITS)
