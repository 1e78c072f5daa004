"""mpfs.pc_tc: professional and technical parts, by the PC/TC indicator and the place of service.

Source: Medicare Claims Processing Manual chapter 23 addendum (PC/TC indicators 0 to 9), chapter 13 section 20 (in a
hospital the technical part is the hospital's), chapter 4 sections 20.6.11 and 30 (PO and PN; G0463 for clinic
visits).
"""

from collections.abc import Iterator

from codesets import own_words
from codesets.claims.lists import HOSPITAL_PLACES, OFFICE_VISITS
from codesets.claims.rules.base import Rule, fetch
from codesets.claims.tables import Tables
from codesets.claims.values import Claim, ClaimLine, Finding, Payer, Setting
from codesets.mpfs.schedule import Fee
from codesets.own_words import Indicator
from codesets.values import Dataset, NotLoaded

_OFF_CAMPUS = "19"
_NEITHER = {"0", "2", "3", "4", "5", "7", "9"}
_NOT_IN_HOSPITAL = {"3", "4", "5"}
_INPATIENT = "21"


class FeeParts(Rule):
    """26 and TC on the right codes, and the technical part not billed by a practitioner in a hospital."""

    id = "mpfs.pc_tc"
    source = "Medicare Claims Processing Manual, chapter 23 addendum and chapter 13 section 20"

    def check(self, claim: Claim, tables: Tables) -> Iterator[Finding]:
        """One finding a line with 26 or TC, or with a part that the place of service excludes."""
        if claim.setting is Setting.OUTPATIENT:
            yield from self._hospital(claim)
        if claim.setting is not Setting.PRACTITIONER:
            return
        for line in claim.lines:
            fee = tables.fee(line.code, line.on)
            if fee is not None:
                yield from self._judged(line, fee, line.place_of_service or claim.place_of_service)
            elif line.has("26", "TC") and isinstance(tables.release(Dataset.MPFS, line.on), NotLoaded):
                yield self.not_run(
                    (line.code,),
                    "Whether the code has two parts is not known: the fee schedule of that day is not loaded.",
                    fetch(line.on, Dataset.MPFS),
                )

    def _judged(self, line: ClaimLine, fee: Fee, place: str) -> Iterator[Finding]:
        code, shown = (line.code,), fee.pc_tc
        meaning = own_words.meaning(Indicator.PC_TC, shown) or ""
        part = "26" if line.has("26") else "TC" if line.has("TC") else ""
        wrong = (
            (part and shown in _NEITHER) or (part == "TC" and shown in {"6", "8"}) or (part == "26" and shown == "8")
        )
        if wrong:
            yield self.fails(
                code,
                f"{line.code} takes no {part} (indicator {shown}). {meaning}",
                f"Take {part} off.",
                indicator=shown,
                release=fee.release,
            )
        elif place in HOSPITAL_PLACES and ((shown == "1" and part != "26") or shown in _NOT_IN_HOSPITAL):
            remedy = "Bill the professional part with 26." if shown == "1" else "Leave it to the hospital."
            yield self.fails(
                code,
                f"In place of service {place} the technical part of {line.code} is the hospital's (indicator {shown}).",
                remedy,
                indicator=shown,
                release=fee.release,
            )
        elif shown == "7" and place in HOSPITAL_PLACES:
            yield self.fails(
                code,
                f"{line.code} is therapy (indicator 7), which a therapist in private practice is not paid for on"
                f" patients of a hospital (place of service {place}).",
                "Leave it to the hospital, or correct the place.",
                indicator=shown,
                release=fee.release,
            )
        elif shown == "8" and place and place != _INPATIENT:
            yield self.fails(
                code,
                f"{line.code} is a physician's reading of a test (indicator 8), paid for inpatients only; the place of"
                f" service is {place}.",
                "Take it off, or correct the place to 21.",
                indicator=shown,
                release=fee.release,
            )
        elif part:
            yield self.passes(
                code, f"{line.code} takes {part} (indicator {shown}).", indicator=shown, release=fee.release
            )
        elif shown == "1" and not place:
            yield self.not_run(
                code,
                f"{line.code} has a professional and a technical part; who bills which depends on the place.",
                "Send the place of service, and who owns the equipment.",
                indicator=shown,
                release=fee.release,
            )

    def _hospital(self, claim: Claim) -> Iterator[Finding]:
        for line in claim.lines:
            if line.code in OFFICE_VISITS and claim.paid_by in {Payer.MEDICARE, Payer.UNSAID}:
                yield self.fails(
                    (line.code,), f"Hospitals bill Medicare clinic visits as G0463, not {line.code}.", "Bill G0463."
                )
            if (line.place_of_service or claim.place_of_service) == _OFF_CAMPUS and not line.has("PO", "PN"):
                yield self.warns(
                    (line.code,),
                    "The service was in an off-campus department of the hospital.",
                    "Add PO (excepted) or PN (not excepted).",
                )
