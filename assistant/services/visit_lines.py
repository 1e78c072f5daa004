"""25, 57 and 24 on visits, where the record documents them."""

from dataclasses import replace

from assistant.citing import final_rules, manual, ncci
from assistant.services.changes import GLOBAL_SOURCE, Change, Changes, with_modifier
from assistant.services.circumstances import Circumstances, Told
from assistant.services.known import KnownTables
from codesets.claims import Claim, ClaimLine, Payer, Setting
from codesets.claims.code_kinds import is_visit
from codesets.claims.ptp_modifiers import ON_VISITS

PREVENTIVE_VISITS = frozenset(
    {"G0402", "G0438", "G0439", *(str(number) for number in (*range(99381, 99388), *range(99391, 99398)))}
)
"""Preventive visits of CPT, and Medicare's welcome and wellness visits."""


_VACCINATIONS = frozenset({"90460", "90461", "90471", "90472", "90473", "90474", "90480", "G0008", "G0009", "G0010"})
_VACCINE_SOURCE = ncci("chapter XI section B", "vaccines and visits")


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
        elif (preventive := _preventive(line, lines)) and (beyond := _beyond(told)):
            why = (
                f"The record tells of a problem with work of its own beside {preventive}, so the problem visit"
                f" carries 25."
            )
            source = manual("chapter 12 section 30.6.1.1", "preventive and problem visits on one day")
            yield line, (with_modifier(line, "25"),), Change(line.code, why, source, told[beyond])
        elif line.code != "99211" and any(other.code in _VACCINATIONS for other in lines):
            why = "Giving a vaccine holds no visit, so a visit that stands beside it carries 25."
            yield line, (with_modifier(line, "25"),), Change(line.code, why, _VACCINE_SOURCE)
        elif "25" in kinds and Told.SEPARATE_VISIT in told and Told.PLANNED_PROCEDURE not in told:
            why = "The record tells of a visit beyond the procedure, so the visit carries 25."
            yield line, (with_modifier(line, "25"),), Change(line.code, why, GLOBAL_SOURCE, told[Told.SEPARATE_VISIT])


def sound_alone(lines: tuple[ClaimLine, ...], claim: Claim, told: Circumstances, _tables: KnownTables) -> Changes:
    """93 on a visit or psychotherapy by sound alone, which Medicare pays as telehealth."""
    if Told.AUDIO not in told or Told.VIDEO in told or claim.paid_by is not Payer.MEDICARE:
        return
    source = final_rules("2024 to 2026", "telehealth")
    for line in lines:
        if _at_a_distance(line.code) and not line.has("93", "FQ"):
            gone = tuple(one for one in line.modifiers if one not in {"95", "GT"})
            why = "It was given by sound alone, so the line carries 93."
            yield (
                line,
                (with_modifier(replace(line, modifiers=gone), "93"),),
                Change(line.code, why, source, told[Told.AUDIO]),
            )


def by_video(lines: tuple[ClaimLine, ...], claim: Claim, told: Circumstances, _tables: KnownTables) -> Changes:
    """95 on a video visit for a plan that is neither Medicare nor Medicaid."""
    if Told.VIDEO not in told or claim.paid_by is not Payer.OTHER:
        return
    for line in lines:
        if _at_a_distance(line.code) and not line.has("93", "95", "GT", "FQ"):
            why = "Most commercial plans want 95 on a video visit; this plan's own rule decides."
            source = final_rules("2024 to 2026", "telehealth")
            yield line, (with_modifier(line, "95"),), Change(line.code, why, source, told[Told.VIDEO])


def _at_a_distance(code: str) -> bool:
    return is_visit(code) or "90785" <= code <= "90853"


def _beyond(told: Circumstances) -> Told | None:
    """What shows that a problem had work of its own beside a preventive visit."""
    return next((one for one in (Told.SEPARATE_VISIT, Told.PROBLEM_TREATED) if one in told), None)


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
