"""telehealth.place: place of service and modifiers of services at a distance, by the rule of the date.

Source: the physician fee schedule's final rules of 2024 (88 FR 78818: from 1 January 2024 Medicare telehealth is
billed with place 02, or 10 for the patient's home) and of 2020 to 2023 (through 31 December 2023 the place of an in-
person visit with 95). Where the patient may be: Social Security Act section 1834(m), with the waivers from 6 March
2020, last extended through 31 December 2027 by the Consolidated Appropriations Act, 2026 (H.R. 7148, signed 3 February
2026, which covers the days since 31 January 2026 too). What the day's law was is said; whether a service is on the
list of telehealth services is not decided here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from codesets.claims.rules.base import Rule
from codesets.claims.tables import Tables
from codesets.claims.values import Claim, ClaimLine, Finding, Setting
from codesets.values import spoken_day

_PLACES = frozenset({"02", "10"})
_MODIFIERS = ("93", "95", "GT", "GQ", "FQ")
_HOME_FROM, _HOME_TO = date(2020, 3, 6), date(2027, 12, 31)


@dataclass(frozen=True, slots=True)
class Period:
    """What Medicare wanted from a day on; None where these rules say nothing."""

    first_day: date
    by_place: bool | None


PERIODS = (
    Period(date(2024, 1, 1), by_place=True),
    Period(date(2020, 3, 1), by_place=False),
    Period(date(2017, 1, 1), by_place=True),
    Period(date.min, by_place=None),
)
"""The latest first. Place 02 is required since 2017, place 10 exists since 2022."""


class TelehealthPlace(Rule):
    """02, 10 and the modifiers 93, 95, GT, GQ, FQ."""

    id = "telehealth.place"
    source = (
        "Physician fee schedule final rules (telehealth); Medicare Claims Processing Manual, chapter 12 section 190"
    )

    def check(self, claim: Claim, _tables: Tables) -> Iterator[Finding]:
        """One finding a line that says it was at a distance."""
        if claim.setting is not Setting.PRACTITIONER:
            return
        for line in claim.lines:
            place = line.place_of_service or claim.place_of_service
            if place in _PLACES or line.has(*_MODIFIERS):
                yield self._judged(line, place)

    def _judged(self, line: ClaimLine, place: str) -> Finding:
        by_place = next(period.by_place for period in PERIODS if line.on >= period.first_day)
        code = (line.code,)
        if by_place is None or not place:
            missing = (
                "The rule of that date is not in our table." if by_place is None else "No place of service was sent."
            )
            return self.not_run(
                code, missing, "Send the place of service, and ask the payer for its rule of that date."
            )
        if by_place and place not in _PLACES:
            said = f"{line.code} has a telehealth modifier, and place of service {place}; Medicare wants 02 or 10."
            return self.warns(code, said, _where(line.on), indicator=place)
        if not by_place and (place in _PLACES or not line.has("95")):
            said = (
                f"On {spoken_day(line.on)} Medicare wanted the place of an in-person visit with 95; the line has place"
                f" {place}."
            )
            return self.warns(code, said, _where(line.on), indicator=place)
        return self.warns(code, f"{line.code} was at a distance, and is marked so.", _where(line.on), indicator=place)


def _where(day: date) -> str:
    """Where the law of the day lets the patient be."""
    if _HOME_FROM <= day <= _HOME_TO:
        return (
            "By Medicare's law of that date the patient may be at home anywhere; check that the service is on the list"
            " of telehealth services, and what another payer wants."
        )
    return (
        "Check where the patient may be under the law of that date: beyond mental health and some others, Medicare"
        " wants a rural area and a medical office or hospital."
    )
