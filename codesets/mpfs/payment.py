"""What Medicare's schedule pays for a service in a locality.

Source: CMS, record layout of the relative value file (`RVU25D`), "The formula for … physician fee schedule payment
amount". The caps of imaging (OPPS), the reductions for several procedures and the sequester are not in it.
"""

from decimal import ROUND_HALF_UP, Decimal

from codesets.mpfs.localities import Locality
from codesets.mpfs.schedule import Fee

PAID = frozenset("ART")
"""Only the relative values of these statuses are used for payment."""
_CENT = Decimal("0.01")


def amount(fee: Fee, locality: Locality | None = None, *, facility: bool = False) -> Decimal | None:
    """Dollars for one unit; None where the schedule sets no amount (by its status, or as no value is given).

    Without a locality it is the national amount: every index is 1.
    """
    expense = fee.facility_pe if facility else fee.nonfacility_pe
    work, cost, risk = (locality.work, locality.expense, locality.malpractice) if locality else (Decimal(1),) * 3
    units = fee.work * work + expense * cost + fee.malpractice * risk
    if fee.status not in PAID or not units:
        return None
    return (units * fee.conversion_factor).quantize(_CENT, ROUND_HALF_UP)
