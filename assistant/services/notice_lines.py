"""GA, GX, GY and GZ, by the notice to the patient (ABN) and by why Medicare will not pay."""

from dataclasses import replace

from assistant.citing import manual
from assistant.services.changes import Change, Changes
from assistant.services.circumstances import Circumstances, Told
from assistant.services.known import KnownTables
from codesets.claims import Claim, ClaimLine, Payer
from codesets.claims.code_kinds import is_visit

SOURCE = manual("chapter 30 section 50", "advance beneficiary notice")
MARKS = ("GA", "GX", "GY", "GZ")


def notices(lines: tuple[ClaimLine, ...], claim: Claim, told: Circumstances, _tables: KnownTables) -> Changes:
    """The modifiers of the notice, where one service alone is billed and the record leaves no doubt."""
    concerned = [line for line in lines if len(lines) == 1 or not is_visit(line.code)]
    wanted, why, of = _wanted(told)
    if not wanted or of is None or len(concerned) != 1 or claim.paid_by is Payer.OTHER or "Advantage" in claim.payer:
        return
    (line,) = concerned
    rest = tuple(one for one in line.modifiers if one not in MARKS)
    if set(line.modifiers) & set(MARKS) != set(wanted):
        yield line, (replace(line, modifiers=(*rest, *wanted)),), Change(line.code, why, SOURCE, told[of])


def _wanted(told: Circumstances) -> tuple[tuple[str, ...], str, Told | None]:
    signed = Told.NOTICE_SIGNED in told and Told.NO_NOTICE not in told
    if Told.EXCLUDED in told and signed:
        return ("GX", "GY"), "The law excludes it (GY), and a voluntary notice was given (GX).", Told.EXCLUDED
    if Told.EXCLUDED in told:
        return ("GY",), "The law excludes it, so the line carries GY; no notice is needed.", Told.EXCLUDED
    if Told.NOTICE_REFUSED in told:
        return (), "", None
    if Told.NO_NOTICE in told:
        return ("GZ",), "A denial for necessity is expected, and no notice was signed before: GZ.", Told.NO_NOTICE
    if signed:
        return ("GA",), "A denial for necessity is expected, and the notice was signed before: GA.", Told.NOTICE_SIGNED
    return (), "", None
