"""25, 57 and 24 on visits, where the record documents them."""

from dataclasses import replace

from assistant.services.changes import GLOBAL_SOURCE, MANUAL, Change, Changes, with_modifier
from assistant.services.circumstances import Circumstances, Told
from assistant.services.known import KnownTables
from codesets.claims import Claim, ClaimLine, Setting
from codesets.claims.code_kinds import is_visit
from codesets.claims.ptp_modifiers import ON_VISITS
from consultations.answers import Source

PREVENTIVE_VISITS = frozenset(
    {"G0402", "G0438", "G0439", *(str(number) for number in (*range(99381, 99388), *range(99391, 99398)))}
)
"""Preventive visits of CPT, and Medicare's welcome and wellness visits."""


def visits(lines: tuple[ClaimLine, ...], claim: Claim, told: Circumstances, tables: KnownTables) -> Changes:
    """25 on a visit beside a minor procedure, 57 beside a major one, 24 within an earlier operation's period."""
    if claim.setting is not Setting.PRACTITIONER:
        return
    for line in lines:
        if not is_visit(line.code) or line.has("24", "27", "57"):
            continue
        if claim.earlier and Told.UNRELATED in told and not line.has(*ON_VISITS):
            why = "The record says that the visit had nothing to do with the operation, so the visit carries 24."
            yield line, (with_modifier(line, "24"),), Change(line.code, why, GLOBAL_SOURCE, told[Told.UNRELATED])
            continue
        kinds = {needed for other in lines if not is_visit(other.code) and (needed := needs(line, other, tables))}
        if "57" in kinds and Told.DECIDED_SURGERY in told and Told.DECIDED_BEFORE not in told:
            why = "The record says that the operation was decided at the visit, so the visit carries 57."
            instead = replace(line, modifiers=tuple(one for one in line.modifiers if one != "25"))
            yield (
                line,
                (with_modifier(instead, "57"),),
                Change(line.code, why, GLOBAL_SOURCE, told[Told.DECIDED_SURGERY]),
            )
        elif line.has("25"):
            continue
        elif (preventive := _preventive(line, lines)) and Told.SEPARATE_VISIT in told:
            why = (
                f"The record tells of a problem with work of its own beside {preventive}, so the problem visit"
                f" carries 25."
            )
            source = Source(MANUAL, "chapter 12 section 30.6.1.1", "preventive and problem visits on one day")
            yield line, (with_modifier(line, "25"),), Change(line.code, why, source, told[Told.SEPARATE_VISIT])
        elif "25" in kinds and Told.SEPARATE_VISIT in told and Told.PLANNED_PROCEDURE not in told:
            why = "The record tells of a visit beyond the procedure, so the visit carries 25."
            yield line, (with_modifier(line, "25"),), Change(line.code, why, GLOBAL_SOURCE, told[Told.SEPARATE_VISIT])


def _preventive(line: ClaimLine, lines: tuple[ClaimLine, ...]) -> str:
    """The preventive visit beside a problem visit."""
    if line.code in PREVENTIVE_VISITS:
        return ""
    return next((other.code for other in lines if other.code in PREVENTIVE_VISITS), "")


def needs(visit: ClaimLine, other: ClaimLine, tables: KnownTables) -> str:
    """The modifier that a visit needs beside another service of its day: 25, 57, or none."""
    fee = tables.fee(other.code).row
    if fee is not None and fee.global_days == "090":
        return "57"
    edit = tables.pair(visit.code, other.code, Setting.PRACTITIONER).row
    minor = fee is not None and fee.global_days in {"000", "010"}
    return "25" if minor or (edit is not None and edit.indicator == 1) else ""
