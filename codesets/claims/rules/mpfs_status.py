"""mpfs.status: whether Medicare's fee schedule pays a code at all, and where.

Source: Medicare Claims Processing Manual chapter 23 section 30.2 and its addendum (status codes); 42 CFR 414.22
(facility and non-facility).
"""

from collections.abc import Iterator

from codesets import own_words
from codesets.claims.rules.base import Rule
from codesets.claims.tables import Tables
from codesets.claims.values import Claim, ClaimLine, Finding, Result, Setting
from codesets.mpfs.schedule import Fee
from codesets.own_words import Indicator, Rate

_LOOK = "Look for the code that replaced it."
_TWO_PARTS = "1"
_ASK = "Ask the contractor, and send the record if it wants one."
_REPORTS = "It reports only; expect no payment."
_SAID = {
    "B": (Result.FAILS, "It is part of another service; take it off, and do not bill it to the patient."),
    "I": (Result.FAILS, "Bill the code that Medicare takes instead, mostly a G code."),
    "N": (
        Result.FAILS,
        "Medicare does not cover it: add GY if a denial is wanted, and bill the patient or another payer.",
    ),
    "P": (Result.FAILS, "It is part of the physician's service of that day; take it off."),
    "D": (Result.FAILS, _LOOK),
    "F": (Result.FAILS, _LOOK),
    "G": (Result.FAILS, _LOOK),
    "H": (Result.FAILS, _LOOK),
    "M": (Result.WARNING, _REPORTS),
    "Q": (Result.WARNING, _REPORTS),
    "C": (Result.NOT_RUN, _ASK),
    "R": (Result.NOT_RUN, _ASK),
}
"""Status codes that do not pass by themselves. E and X: another schedule may pay (drugs, laboratories, ambulances)."""


class FeeStatus(Rule):
    """Status codes; places where a service is not done."""

    id = "mpfs.status"
    source = "Medicare Claims Processing Manual, chapter 23 section 30"

    def check(self, claim: Claim, tables: Tables) -> Iterator[Finding]:
        """Professional claims only. Of days without a fee schedule global.package says so, once a day."""
        if claim.setting is not Setting.PRACTITIONER:
            return
        for line in claim.lines:
            others = tuple(other for other in claim.lines if other.on == line.on and other is not line)
            fee = tables.fee(line.code, line.on)
            if fee is not None:
                yield self._status(fee, others, tables)
                yield from self._place(claim, line, fee)

    def _status(self, fee: Fee, others: tuple[ClaimLine, ...], tables: Tables) -> Finding:
        code, release = (fee.code,), fee.release
        meaning = own_words.meaning(Indicator.STATUS, fee.status) or "no meaning is published for it"
        said = f"{fee.code} has status {fee.status}: {meaning.rstrip('.')}."
        paid = [other.code for other in others if (row := tables.fee(other.code, other.on)) and row.status == "A"]
        if fee.status == "T" and paid:
            remedy = f"{min(paid)} is payable on that day, so take {fee.code} off."
            return self.fails((fee.code, min(paid)), said, remedy, indicator="T", release=release)
        if fee.status not in _SAID:
            elsewhere = " Another schedule may pay it." if fee.status in {"E", "X"} else ""
            return self.passes(code, said + elsewhere, indicator=fee.status, release=release)
        result, remedy = _SAID[fee.status]
        say = {Result.FAILS: self.fails, Result.WARNING: self.warns, Result.NOT_RUN: self.not_run}[result]
        return say(code, said, remedy, indicator=fee.status, release=release)

    def _place(self, claim: Claim, line: ClaimLine, fee: Fee) -> Iterator[Finding]:
        place = own_words.place_of_service(line.place_of_service or claim.place_of_service)
        if place is None or fee.status != "A":
            return
        if fee.pc_tc == _TWO_PARTS:
            return  # the whole service is always NA in a facility; mpfs.pc_tc says which part is whose
        if (place.rate is Rate.FACILITY and fee.facility_na) or (place.rate is Rate.NONFACILITY and fee.nonfacility_na):
            where = "a facility" if place.rate is Rate.FACILITY else "an office"
            yield self.warns(
                (fee.code,),
                f"{fee.code} is rarely or never done in {where} (NA in the fee schedule), and the place of service"
                f" is {place.code}.",
                "Check the place of service and the code.",
                indicator="NA",
                release=fee.release,
            )
