"""What the fee schedule says of a code: indicators, relative values, and amounts, nationally and by locality."""

from collections.abc import Iterator
from datetime import date

from codesets.facts import Fact, Place
from codesets.mpfs import localities, payment, schedule
from codesets.mpfs.localities import Locality
from codesets.mpfs.schedule import Fee
from codesets.own_words import Indicator, meaning
from codesets.stores.shelf import Shelf
from codesets.values import NotLoaded

_INDICATORS = (
    ("status", "status", Indicator.STATUS),
    ("global_days", "global days", Indicator.GLOBAL_DAYS),
    ("pc_tc", "PC/TC", Indicator.PC_TC),
    ("multiple", "multiple procedures", Indicator.MULTIPLE_PROCEDURE),
    ("bilateral", "bilateral", Indicator.BILATERAL),
    ("assistant", "assistant at surgery", Indicator.ASSISTANT),
    ("co_surgeons", "co-surgeons", Indicator.CO_SURGEONS),
    ("team", "team of surgeons", Indicator.TEAM),
)
_NO_CONCEPT = "9"
"""Where an indicator's concept does not apply, a page that lists six of them only hides the others."""
_BEFORE = (
    "for one unit, before the cap of imaging, reductions for several procedures and the sequester; the patient's share"
    " is in them"
)
_SHARED_CONCEPT = frozenset({"pc_tc", "multiple", "bilateral", "assistant", "co_surgeons", "team"})


def fee_facts(shelf: Shelf, code: str, on: date, state: str = "") -> Iterator[Fact]:
    """Indicators, relative values and amounts of the service and its components; with a state, by its localities."""
    rows = schedule.components(shelf, code, on)
    if isinstance(rows, NotLoaded) or not rows:
        return
    yield from _indicators(rows[0])
    for fee in rows:
        yield from _values(fee)
    if any(payment.amount(fee, facility=facility) for fee in rows for facility in (False, True)):
        yield Fact("amounts", _BEFORE, rows[0].release.name, Place.FEES)
        if state:
            yield from _by_locality(shelf, rows, on, state)


def _indicators(fee: Fee) -> Iterator[Fact]:
    without = []
    for field, name, indicator in _INDICATORS:
        value = getattr(fee, field)
        if value == _NO_CONCEPT and field in _SHARED_CONCEPT:
            without.append(name)
        elif value:
            said = meaning(indicator, value)
            yield Fact(name, f"{value}: {said}" if said else value, fee.release.name, Place.FEES)
    if without:
        said = meaning(Indicator.PC_TC, _NO_CONCEPT) or ""
        yield Fact(", ".join(without), f"{_NO_CONCEPT}: {said}", fee.release.name, Place.FEES)
    if fee.endoscopic_base:
        yield Fact("endoscopic base code", fee.endoscopic_base, fee.release.name, Place.FEES)


def _values(fee: Fee) -> Iterator[Fact]:
    part = f", modifier {fee.modifier}" if fee.modifier else ""
    if fee.work or fee.nonfacility_pe or fee.facility_pe or fee.malpractice:
        yield Fact(f"relative values{part}", _units(fee), fee.release.name, Place.FEES)
    if amounts := _amounts(fee):
        yield Fact(f"national amount{part}", amounts, fee.release.name, Place.FEES)


def _by_locality(shelf: Shelf, rows: list[Fee], on: date, state: str) -> Iterator[Fact]:
    found = localities.of_state(shelf, state, on)
    if isinstance(found, NotLoaded):
        return
    for locality in found:
        for fee in rows:
            part = f", modifier {fee.modifier}" if fee.modifier else ""
            what = f"amount in {locality.name} ({locality.contractor} {locality.number}){part}"
            source = f"{fee.release.name}; {locality.release.name}"
            yield Fact(what, f"{_amounts(fee, locality)}{_counties(shelf, locality, on)}", source, Place.FEES)
    if not found:
        said = f"no payment locality of {state.upper()} is in the loaded indices"
        yield Fact("amounts by locality", said, rows[0].release.name, Place.FEES)


def _counties(shelf: Shelf, locality: Locality, on: date) -> str:
    """The counties of a locality, where the crosswalk is loaded."""
    found = localities.counties(shelf, locality.contractor, locality.number, on)
    return "" if isinstance(found, NotLoaded) or not found else f" ({'; '.join(one.counties for one in found)})"


def _amounts(fee: Fee, locality: Locality | None = None) -> str:
    outside, within = (payment.amount(fee, locality, facility=facility) for facility in (False, True))
    said = []
    if outside is not None:
        said.append(f"${outside:,} outside a facility{' (hardly ever done there)' if fee.nonfacility_na else ''}")
    if within is not None:
        said.append(f"${within:,} in a facility{' (hardly ever done there)' if fee.facility_na else ''}")
    return ", ".join(said)


def _units(fee: Fee) -> str:
    return (
        f"work {fee.work}, practice expense {fee.nonfacility_pe} outside a facility and {fee.facility_pe} in one,"
        f" malpractice {fee.malpractice}"
    )
