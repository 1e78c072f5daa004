"""What an ICD-10-PCS code means: characters with definitions, index, neighbours, ICD-9-CM."""

from collections.abc import Iterator
from datetime import date

from codesets.crosswalks import crosswalk_facts
from codesets.facts import Fact, Place, listed
from codesets.icd10pcs import lookup
from codesets.icd10pcs.definitions import Definition, definition
from codesets.icd10pcs.lookup import IndexTerm
from codesets.icd10pcs.order import CODE_LENGTH
from codesets.procedures.history import history_facts
from codesets.stores.shelf import Shelf
from codesets.stores.store import Store
from codesets.values import Dataset

_INCLUDED = 6


def inpatient_facts(shelf: Shelf, code: str, on: date) -> Iterator[Fact]:
    """The facts of a whole code of seven characters; of an incomplete one there are none."""
    yield from _axes(shelf, code, on)
    terms = [_led(term) for term in lookup.index_to(shelf, code, on)] if len(code) == CODE_LENGTH else []
    if terms:
        release = shelf.covering(Dataset.ICD10PCS_INDEX, on)[0].release
        yield Fact("index", listed(terms, between="; "), release.name)
    for what, beside in zip(("before it", "after it"), lookup.neighbours(shelf, code, on), strict=True):
        if beside:
            yield Fact(what, f"{beside.code} {beside.long}", beside.release.name, Place.CROSSWALKS)
    yield from crosswalk_facts(shelf, Dataset.GEM_PROCEDURES, code, on)

    def titled(store: Store) -> str | None:
        held = lookup.held(store, code)
        return held.long if held else None

    yield from history_facts(shelf, Dataset.ICD10PCS, titled)


def _axes(shelf: Shelf, code: str, on: date) -> Iterator[Fact]:
    """What each of the seven characters means, and how the definitions explain it."""
    axes = lookup.built(shelf, code, on)
    tables = lookup.tables_release(shelf, on)
    if not isinstance(axes, tuple) or tables is None:
        return
    for axis in axes:
        (value,) = axis.values
        found = definition(shelf, code[0], axis.position, value.title, on)
        explained = _explained(found) if isinstance(found, Definition) else ""
        source = f"{tables.name}; {found.release.name}" if isinstance(found, Definition) and explained else tables.name
        yield Fact(f"{axis.position} {axis.title}", f"{value.code}: {value.title}{explained}", source)


def _explained(found: Definition) -> str:
    included = ", ".join(found.includes[:_INCLUDED]) + (" …" if len(found.includes) > _INCLUDED else "")
    said = " ".join(part for part in (found.text, found.explanation) if part)
    return "".join((f" = {said}" if said else "", f" (also {included})" if included else ""))


def _led(term: IndexTerm) -> str:
    way = " > ".join(term.path)
    return f"{way} {term.relation} {term.target}" if term.target else way
