"""mpfs.status: whether Medicare's fee schedule pays a code at all, and where.

Source: Medicare Claims Processing Manual chapter 23 section 30.2 and its addendum (status codes); 42 CFR 414.22
(facility and non-facility); for G2211 the fee schedule's final rules of 2024 and 2025.
"""

from collections.abc import Iterator
from datetime import date

from codesets import own_words
from codesets.claims.lists import OFFICE_VISITS
from codesets.claims.rules.base import Rule
from codesets.claims.tables import Tables
from codesets.claims.values import Claim, ClaimLine, Finding, Result, Setting
from codesets.mpfs.schedule import Fee
from codesets.own_words import Indicator, Rate

_LOOK = "Look for the code that replaced it."
_ASK = "Ask the contractor, and send the record if it wants one."
_REPORTS = "It reports only; expect no payment."
_SAID = {
    "B": (Result.FAILS, "It is part of another service; take it off, and do not bill it to the patient."),
    "I": (Result.FAILS, "Medicare wants another code for it; look for the G code."),
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
_G2211_WITH_25 = date(2025, 1, 1)
_PREVENTIVE = frozenset(
    {
        *("G0402", "G0403", "G0404", "G0405", "G0438", "G0439", "G0468"),  # welcome and wellness visits
        *("G0442", "G0443", "G0444", "G0445", "G0446", "G0447", "G0473", "99406", "99407", "G0513", "G0514"),
        *("G0008", "G0009", "G0010", "M0201"),  # vaccines
        *("G0101", "Q0091", "P3000", "P3001", "G0123", "G0124", "G0141", "G0143", "G0144", "G0145", "G0147", "G0148"),
        *("G0476", "77063", "77067"),  # cervix and breast
        *("G0102", "G0103", "G0104", "G0105", "G0106", "G0120", "G0121", "G0327", "G0328", "81528", "82270", "74263"),
        *("G0296", "71271", "76706", "G0117", "G0118"),  # lung, aorta, glaucoma
        *("76977", "77078", "77080", "77081", "77085", "G0130"),  # bone mass
        *("80061", "82465", "83718", "84478", "82947", "82950", "82951", "83036"),  # heart and diabetes
        *("G0108", "G0109", "97802", "97803", "97804", "G0270", "G0271"),  # training and nutrition
        *("G0432", "G0433", "G0435", "G0472", "G0475", "G0499", "80081", "G0011", "G0012", "G0013"),  # HIV, hepatitis
    }
)
"""The Part B preventive services of CMS's chart; new ones come in G codes, mostly."""
_ITSELF_PREVENTIVE = ("33", "PT")
_MAY_BE_PREVENTIVE = ("G", "M", "P", "Q")
_VACCINES = ("90471", "90472", "90473", "90474", "90480")


class FeeStatus(Rule):
    """Status codes; places where a service is not done; G2211."""

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
            yield from self._complexity(line, others)

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

    def _complexity(self, line: ClaimLine, others: tuple[ClaimLine, ...]) -> Iterator[Finding]:
        """G2211 beside a visit with 25."""
        if line.code == "G2211":
            visits = [other for other in others if other.code in OFFICE_VISITS]
            with_25 = sorted(visit.code for visit in visits if visit.has("25"))
            preventive = [
                other.code
                for other in others
                if other.code in _PREVENTIVE
                or other.code in _VACCINES
                or other.has(*_ITSELF_PREVENTIVE)
                or (other.code.isdigit() and "90476" <= other.code <= "90759")
            ]
            unknown = sorted(
                other.code
                for other in others
                if other.code.startswith(_MAY_BE_PREVENTIVE) and other.code not in {*preventive, "G2211"}
            )
            if with_25 and line.on >= _G2211_WITH_25 and unknown and not preventive:
                yield self.warns(
                    ("G2211", with_25[0]),
                    f"G2211 is paid beside a visit with 25 only on the day of a Part B preventive service; whether"
                    f" {unknown[0]} is one is not known here.",
                    f"Keep G2211 if {unknown[0]} is a preventive service of Part B; else take it off.",
                )
            elif with_25 and not (line.on >= _G2211_WITH_25 and preventive):
                yield self.fails(
                    ("G2211", with_25[0]),
                    "G2211 is not paid beside a visit with 25, except (from 2025) on the day of a Part B preventive"
                    " service, a vaccine or an annual wellness visit.",
                    "Take G2211 off.",
                )
            elif with_25:
                yield self.passes(
                    ("G2211", with_25[0]),
                    f"25 stands for a preventive service ({min(preventive)}), which G2211 may accompany.",
                )
