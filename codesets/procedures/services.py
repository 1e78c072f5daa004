"""What the HCPCS list says of a code beside its title, with its neighbours in the list."""

from collections.abc import Iterator
from datetime import date

from codesets.facts import Fact, Place
from codesets.hcpcs import lookup
from codesets.hcpcs.codes import HcpcsCode
from codesets.own_words import Indicator, meaning
from codesets.procedures.history import history_facts
from codesets.stores.shelf import Shelf
from codesets.stores.store import Store
from codesets.values import Dataset, Release, spoken_day


def listed_facts(shelf: Shelf, code: str, on: date) -> Iterator[Fact]:
    """The facts of a code or modifier that the list of that day holds, and its history in all that are loaded."""
    yield from _in_list(shelf, code, on)

    def titled(store: Store) -> str | None:
        held = lookup.held(store, code)
        return held.long if held else None

    yield from history_facts(shelf, Dataset.HCPCS, titled)


def _in_list(shelf: Shelf, code: str, on: date) -> Iterator[Fact]:
    found, release = lookup.entry(shelf, code, on), lookup.release(shelf, on)
    if not isinstance(found, HcpcsCode) or not isinstance(release, Release):
        return
    if found.short:
        yield Fact("short title", found.short, release.name)
    if found.coverage:
        said = meaning(Indicator.HCPCS_COVERAGE, found.coverage) or ""
        yield Fact("coverage", f"{found.coverage}: {said}" if said else found.coverage, release.name)
    if found.added:
        yield Fact("added", spoken_day(found.added), release.name, Place.HISTORY)
    if found.terminated:
        yield Fact("terminated", spoken_day(found.terminated), release.name, Place.HISTORY)
    if found.see:
        yield Fact("see", ", ".join(found.see), release.name)
    if not found.modifier:
        for what, beside in zip(("before it", "after it"), lookup.neighbours(shelf, code, on), strict=True):
            if beside:
                yield Fact(what, f"{beside.code} {beside.long}", release.name, Place.CROSSWALKS)
