"""What the fee schedule says of a code, and which coverage policies name it."""

from collections.abc import Iterator
from datetime import date

from codesets.coverage import lookup as coverage
from codesets.mpfs import payment, schedule
from codesets.mpfs.schedule import Fee
from codesets.own_words import Indicator, meaning
from codesets.procedures.facts import Fact
from codesets.shelf import Shelf
from codesets.values import NotLoaded

_INDICATORS = (
    ("status", Indicator.STATUS),
    ("global_days", Indicator.GLOBAL_DAYS),
    ("pc_tc", Indicator.PC_TC),
    ("multiple", Indicator.MULTIPLE_PROCEDURE),
    ("bilateral", Indicator.BILATERAL),
    ("assistant", Indicator.ASSISTANT),
    ("co_surgeons", Indicator.CO_SURGEONS),
    ("team", Indicator.TEAM),
)


def fee_facts(shelf: Shelf, code: str, on: date, state: str = "") -> Iterator[Fact]:
    """Indicators and relative values; with a state, the policies that are loaded for it."""
    found = schedule.fee(shelf, code, on)
    if isinstance(found, Fee):
        for field, indicator in _INDICATORS:
            value = getattr(found, field)
            if value:
                said = meaning(indicator, value)
                name = indicator.value.replace("_", " ")
                yield Fact(name, f"{value}: {said}" if said else value, found.release.name)
        yield Fact("relative values", _units(found), found.release.name)
        for setting, facility in (("outside a facility", False), ("in a facility", True)):
            dollars = payment.amount(found, facility=facility)
            if dollars is not None:
                yield Fact(f"national amount {setting}", f"${dollars:,}", found.release.name)
    if state:
        policies = coverage.policies(shelf, code, state, on)
        if not isinstance(policies, NotLoaded):
            for policy in policies:
                yield Fact("coverage policy", f"{policy.number} {policy.title}", policy.release.name)


def _units(fee: Fee) -> str:
    return (
        f"work {fee.work}, practice expense {fee.nonfacility_pe} outside a facility and {fee.facility_pe} in one,"
        f" malpractice {fee.malpractice}"
    )
