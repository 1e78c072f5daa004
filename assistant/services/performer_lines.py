"""Who did it: residents, assistants at surgery, shared visits, anesthesia given by the physician alone."""

from assistant.citing import manual
from assistant.services.changes import Change, Changes, with_first, with_modifier
from assistant.services.circumstances import Circumstances, Told
from assistant.services.known import KnownTables
from codesets.claims import Claim, ClaimLine, Payer
from codesets.claims.code_kinds import is_visit, kinds
from codesets.own_words import CodeKind

_TEACHING = manual("chapter 12 section 100", "teaching physicians")
_ASSISTANTS = manual("chapter 12 section 20.4.3", "assistants at surgery")
_SHARED = manual("chapter 12 section 30.6.18", "split or shared visits")
_ANESTHESIA = manual("chapter 12 section 50", "anesthesia")
_ASSISTANT_PAID = {"0", "2"}
"""Assistant indicators under which Medicare pays, for 0 with a record of the need."""


def teaching(lines: tuple[ClaimLine, ...], _claim: Claim, told: Circumstances, _tables: KnownTables) -> Changes:
    """GC where a resident took part, and the record tells that the teaching physician was present."""
    if Told.RESIDENT not in told or Told.TEACHER_PRESENT not in told:
        return
    for line in lines:
        if not line.has("GC", "GE"):
            why = "A resident took part, and the record tells of the teaching physician's own part: GC."
            yield line, (with_modifier(line, "GC"),), Change(line.code, why, _TEACHING, told[Told.TEACHER_PRESENT])


def assisting(lines: tuple[ClaimLine, ...], _claim: Claim, told: Circumstances, tables: KnownTables) -> Changes:
    """AS on the operation at which a physician assistant, nurse practitioner or nurse specialist assisted."""
    if Told.ASSISTED not in told or Told.NON_PHYSICIAN not in told:
        return
    for line in lines:
        fee = tables.fee(line.code).row
        if (
            fee is not None
            and fee.assistant in _ASSISTANT_PAID
            and not is_visit(line.code)
            and not line.has("AS", "80")
        ):
            why = "The one who assisted is no physician, so the assistant's claim carries AS."
            yield line, (with_first(line, "AS"),), Change(line.code, why, _ASSISTANTS, told[Told.ASSISTED])


def shared(lines: tuple[ClaimLine, ...], claim: Claim, told: Circumstances, _tables: KnownTables) -> Changes:
    """FS on a hospital visit that a physician and another practitioner shared."""
    if Told.SHARED not in told or claim.paid_by is not Payer.MEDICARE:
        return
    for line in lines:
        if _in_a_facility(line.code) and not line.has("FS"):
            why = "Medicare wants FS on a visit that two practitioners of a group shared in a facility."
            yield line, (with_modifier(line, "FS"),), Change(line.code, why, _SHARED, told[Told.SHARED])


def anesthetist(lines: tuple[ClaimLine, ...], _claim: Claim, told: Circumstances, _tables: KnownTables) -> Changes:
    """AA on anesthesia that the anesthesiologist gave alone, QZ on that of a nurse anesthetist without direction."""
    of = next((one for one in (Told.NURSE_ALONE, Told.PERSONALLY) if one in told), None)
    if of is None:
        return
    mark, who = ("QZ", "A nurse anesthetist") if of is Told.NURSE_ALONE else ("AA", "The anesthesiologist")
    for line in lines:
        if CodeKind.ANESTHESIA in kinds(line.code) and not line.has("AA", "QK", "QX", "QY", "QZ", "AD"):
            why = f"{who} gave it with nobody else, so the line carries {mark}."
            yield line, (with_first(line, mark),), Change(line.code, why, _ANESTHESIA, told[of])


def _in_a_facility(code: str) -> bool:
    """Hospital, emergency and nursing facility visits of CPT, and critical care."""
    return is_visit(code) and (code in {"99291", "99292"} or "99221" <= code <= "99239" or "99281" <= code <= "99310")
