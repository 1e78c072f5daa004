"""pos.legality: a place of service that exists, fits who bills, and fits the visit.

Source: CMS place of service code set; Medicare Claims Processing Manual chapter 26 section 10.5 and chapter 12
section 30.6 (hospital, emergency, nursing facility and home visits).
"""

from collections.abc import Iterator

from codesets import own_words
from codesets.claims.lists import OFFICE_VISITS
from codesets.claims.rules.base import Rule
from codesets.claims.tables import Tables
from codesets.claims.values import Claim, ClaimLine, Finding, Setting

_ASC = "24"
_VISITS = (
    ("99221", "99239", {"19", "21", "22", "23", "51", "52", "61", "02", "10"}, "a hospital"),
    ("99281", "99285", {"23"}, "an emergency department"),
    ("99304", "99316", {"31", "32", "54", "56", "57"}, "a nursing facility"),
    ("99341", "99350", {"04", "12", "13", "14", "16", "33", "55", "27"}, "a home"),
)


class PlaceOfServiceLegality(Rule):
    """The place of service of the claim and of each line."""

    id = "pos.legality"
    source = "CMS place of service code set, a standard (45 CFR 162.1102)"
    medicare = False

    def check(self, claim: Claim, _tables: Tables) -> Iterator[Finding]:
        """What does not fit, and one pass a place; nothing where no place was sent on a facility claim."""
        fitting: dict[str, set[str]] = {}
        without: set[str] = set()
        for line in claim.lines:
            place = line.place_of_service or claim.place_of_service
            if not place:
                without.add(line.code)
            elif wrong := self._wrong(claim, line, place):
                yield wrong
            else:
                fitting.setdefault(place, set()).add(line.code)
        for place, codes in sorted(fitting.items()):
            known = own_words.place_of_service(place)
            yield self.passes(tuple(sorted(codes)), f"{place} is {known.name if known else place}.", indicator=place)
        if without and claim.setting is Setting.PRACTITIONER:
            send = "Send the two-digit place of service."
            yield self.not_run(tuple(sorted(without)), "No place of service was sent.", send)

    def _wrong(self, claim: Claim, line: ClaimLine, place: str) -> Finding | None:
        code = (line.code,)
        known = own_words.place_of_service(place)
        if known is None:
            return self.fails(
                code, f"{place} is no place of service.", "Choose one of CMS's two-digit codes.", indicator=place
            )
        if claim.setting is Setting.ASC and place != _ASC:
            return self.fails(
                code, f"An ASC bills place of service 24, not {place}.", "Correct it, or the setting.", indicator=place
            )
        if claim.setting is Setting.PRACTITIONER:
            for first, last, places, where in _VISITS:
                if first <= line.code <= last and place not in places:
                    return self.warns(
                        code,
                        f"{line.code} is a visit in {where}, and {place} is {known.name}.",
                        "Check which of the two is right.",
                        indicator=place,
                    )
            if line.code in OFFICE_VISITS and place in {"21", "31"}:
                return self.warns(
                    code,
                    f"{line.code} is an office visit, and {place} is {known.name}.",
                    "Use the visit codes of that place.",
                    indicator=place,
                )
        return None
