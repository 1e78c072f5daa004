"""The services of a case: the claim as it was written, what the check finds, and the lines as we would bill them."""

from dataclasses import dataclass, replace
from itertools import combinations

from assistant.reading.passages import Passage
from assistant.reading.sentences import apart
from assistant.services.advising import advised
from assistant.services.changes import Change
from assistant.services.circumstances import Circumstances, Told, circumstances
from assistant.services.held import Held, without_unfounded
from assistant.services.instead import Swap, swaps
from assistant.services.known import KnownTables
from assistant.services.patient import age, place_of_service, sex, state_code
from assistant.services.sites import sites_differ
from assistant.services.stated import Stated, stated
from assistant.services.successors import succeeded
from assistant.services.visit_lines import needs
from codesets.claims import Claim, ClaimLine, Diagnosis, Finding, Payer, Result, Setting, check_claim
from codesets.claims.code_kinds import is_visit
from codesets.claims.ptp_modifiers import OPENING, SITES
from consultations.answers import Facts, System

_SETTINGS = {
    "inpatient": Setting.INPATIENT,
    "outpatient hospital": Setting.OUTPATIENT,
    "ambulatory surgery center": Setting.ASC,
}
_HOSPITAL_CLAIMS = {Setting.OUTPATIENT, Setting.INPATIENT}
_FORBID = {"ncci.ptp", "global.package", "medicare.substitutes", "mpfs.status", "visit.complexity"}
"""Rules whose breach means that a line is not to be billed as it stands; others ask for a look."""


@dataclass(frozen=True, slots=True)
class Plan:
    """`written` is the claim of the mail and `findings` what the check says of it; `claim` is as we would bill it.

    `held` are lines that an edit takes off until the record says more; `instead` are codes that another replaces.
    """

    stated: Stated
    told: Circumstances
    written: Claim
    findings: tuple[Finding, ...]
    claim: Claim
    held: tuple[Held, ...]
    changes: tuple[Change, ...]
    instead: tuple[Swap, ...] = ()


def planned(passages: list[Passage], facts: Facts, diagnoses: tuple[str, ...], tables: KnownTables) -> Plan:
    """Read, check, advise, and check again what is advised."""
    passages = apart(passages)
    read = stated(passages, facts.date_of_service)
    told = circumstances(passages, read.every)
    claim = claim_of(tuple(service.line for service in read.services), passages, facts, diagnoses)
    claim = replace(claim, earlier=read.earlier or None)
    instead = tuple(
        swap
        for swap in (*swaps(claim, told, passages), *succeeded(claim.lines, tables))
        if tables.holds(_system(swap.new.code), swap.new.code)
    )
    lines = tuple(next((swap.new for swap in instead if swap.old is line), line) for line in claim.lines)
    billable = replace(claim, lines=tuple(line for line in lines if tables.holds(_system(line.code), line.code)))
    better = advised(billable, told, tables)
    kept, held = _kept(replace(billable, lines=better.lines), tables)
    kept, orphans = _without_orphans(kept, held, tables)
    held = (*held, *orphans)
    kept, unneeded = _without_planned_visit(kept, told, tables, earlier=bool(read.earlier_codes))
    kept, unfounded = without_unfounded(kept, told)
    unneeded = (*unneeded, *unfounded)
    kept = replace(kept, lines=_in_order(kept, tables))
    held = (*held, *unneeded)
    found = check_claim(claim, tables.loaded) if claim.lines else ()
    changes = (*(swap.change for swap in instead), *better.changes)
    return Plan(read, told, claim, found, kept, held, changes, instead)


def claim_of(lines: tuple[ClaimLine, ...], passages: list[Passage], facts: Facts, diagnoses: tuple[str, ...]) -> Claim:
    """A claim of the lines, with what the record says of patient, payer and place; each points at every diagnosis."""
    setting = _SETTINGS.get(facts.setting, Setting.PRACTITIONER)
    if setting in _HOSPITAL_CLAIMS and any(
        is_visit(line.code) or line.has("26", "24", "57", "80", "AS") for line in lines
    ):
        setting = Setting.PRACTITIONER  # a practitioner's claim for services in a hospital
    return Claim(
        on=facts.date_of_service,
        lines=tuple(replace(line, diagnoses=diagnoses[:12]) for line in lines),
        diagnoses=tuple(Diagnosis(code) for code in diagnoses),
        setting=setting,
        payer=facts.payer,
        state=state_code(facts.state),
        age=age(passages),
        sex=sex(passages),
        place_of_service=place_of_service(passages, facts.setting),
    )


def _kept(claim: Claim, tables: KnownTables) -> tuple[Claim, tuple[Held, ...]]:
    """Take off, one by one, the lines that an edit forbids; of a release that only indicates, too."""
    held: list[Held] = []
    for _ in range(len(claim.lines)):
        broken = next((one for one in _forbidding(claim, tables)), None)
        line = next((line for line in claim.lines if broken and line.code == _given_up(broken, claim)), None)
        if broken is None or line is None:
            break
        held.append(Held(line, broken))
        claim = replace(claim, lines=tuple(one for one in claim.lines if one is not line))
    return claim, tuple(held)


def _without_planned_visit(
    claim: Claim, told: Circumstances, tables: KnownTables, *, earlier: bool
) -> tuple[Claim, tuple[Held, ...]]:
    """Take off the visit where the record says that the patient came for the procedure alone."""
    if Told.DECIDED_BEFORE in told and not earlier:
        claim = replace(
            claim,
            lines=tuple(
                replace(line, modifiers=tuple(one for one in line.modifiers if one != "57")) for line in claim.lines
            ),
        )
        return _held_beside(claim, tables, "57")
    if Told.PLANNED_PROCEDURE not in told or Told.SEPARATE_VISIT in told:
        return _without_aftercare(claim, told, earlier=earlier)
    return _held_beside(claim, tables, "25")


def _held_beside(claim: Claim, tables: KnownTables, modifier: str) -> tuple[Claim, tuple[Held, ...]]:
    """Take off the visits beside a procedure for which they would need the modifier."""
    others = [line for line in claim.lines if not is_visit(line.code)]
    held = []
    for line in claim.lines:
        procedure = next((other for other in others if needs(line, other, tables) == modifier), None)
        if is_visit(line.code) and procedure is not None:
            rationale = (
                f"The record says that the procedure was planned before, and tells of no other problem: {line.code}"
                f" is part of {procedure.code}."
            )
            remedy = "Bill the visit only where the note shows significant work of its own."
            held.append(
                Held(line, Finding("global.package", Result.FAILS, (line.code, procedure.code), rationale, remedy))
            )
    gone = [one.line for one in held]
    return replace(claim, lines=tuple(line for line in claim.lines if line not in gone)), tuple(held)


def _without_aftercare(claim: Claim, told: Circumstances, *, earlier: bool) -> tuple[Claim, tuple[Held, ...]]:
    """Take off the visit that is routine care after an operation."""
    complication = Told.COMPLICATION in told and claim.paid_by is Payer.MEDICARE and Told.RETURN_TO_OR not in told
    if not earlier or Told.UNRELATED in told or not (complication or Told.AFTERCARE in told):
        return claim, ()
    rationale = (
        "Medicare's payment for the operation includes care of a complication outside the operating room."
        if complication
        else "The record tells of routine care after an operation, whose payment includes it."
    )
    held = tuple(
        Held(line, Finding("global.package", Result.FAILS, (line.code,), rationale, "Bill it only where it was more."))
        for line in claim.lines
        if is_visit(line.code) and (complication or not line.has("24", "57", "25"))
    )
    gone = [one.line for one in held]
    return replace(claim, lines=tuple(line for line in claim.lines if line not in gone)), held


def _without_orphans(claim: Claim, held: tuple[Held, ...], tables: KnownTables) -> tuple[Claim, tuple[Held, ...]]:
    """Take off the add-ons whose primary code an edit has taken off."""
    gone = {one.line.code for one in held}
    codes = {line.code for line in claim.lines}
    orphans = []
    for line in claim.lines:
        row = tables.add_on(line.code).row if gone else None
        primaries = set(row.primaries) if row else set()
        if row and primaries & gone and not primaries & codes:
            rationale = f"{line.code} is an add-on to {min(primaries & gone)}, which is no line here."
            finding = Finding("ncci.add_on", Result.FAILS, (line.code,), rationale, "Bill them together or not at all.")
            orphans.append(Held(line, finding))
    lines = tuple(line for line in claim.lines if line not in [one.line for one in orphans])
    return replace(claim, lines=lines), tuple(orphans)


def _in_order(claim: Claim, tables: KnownTables) -> tuple[ClaimLine, ...]:
    """As written, but visits first, column 1 of a pair before column 2, and no add-on before all it may add to."""
    lines = sorted(claim.lines, key=lambda line: not is_visit(line.code))
    for line, other in combinations(claim.lines, 2):
        edit = (
            None
            if is_visit(line.code) or is_visit(other.code)
            else tables.pair(line.code, other.code, claim.setting).row
        )
        if edit is not None and edit.column1 == other.code and lines.index(other) > lines.index(line):
            lines.remove(other)
            lines.insert(lines.index(line), other)
    added = [line for line in lines if (fee := tables.fee(line.code).row) and fee.global_days == "ZZZ"]
    if lines and lines[0] in added and len(added) < len(lines):
        first = next(line for line in lines if line not in added)
        lines.remove(first)
        lines.insert(0, first)
    return tuple(lines)


def _forbidding(claim: Claim, tables: KnownTables) -> list[Finding]:
    found = [one for one in check_claim(claim, tables.loaded) if one.result is Result.FAILS and one.rule in _FORBID]
    to_be_denied = {line.code for line in claim.lines if line.has("GY")}
    found = [one for one in found if one.rule != "mpfs.status" or not to_be_denied & set(one.codes)]
    return found or _indicated(claim, tables)


def _indicated(claim: Claim, tables: KnownTables) -> list[Finding]:
    """Edits between lines that carry nothing to set them apart, also those of the nearest release."""
    found = []
    for line, other in combinations(claim.lines, 2):
        known = tables.pair(line.code, other.code, claim.setting)
        edit = known.row
        if edit is None or line.code == other.code or (edit.indicator == 1 and _set_apart(line, other)):
            continue
        where = edit.release.name if known.covers else f"{edit.release.name}, the nearest release here"
        rationale = f"In {where}, {edit.column2} is not paid with {edit.column1} on one day"
        rationale += " unless a modifier opens the edit (indicator 1)." if edit.indicator == 1 else " (indicator 0)."
        rationale += " A side on one of the lines does not set them apart." if known.covers else ""
        codes = (edit.column1, edit.column2)
        found.append(
            Finding(
                "ncci.ptp",
                Result.FAILS,
                codes,
                rationale,
                "Check the edit of your date.",
                str(edit.indicator),
                edit.release,
            )
        )
    return found


def _set_apart(line: ClaimLine, other: ClaimLine) -> bool:
    """Whether a modifier says how two lines were apart: a side or place does only where the other line has another."""
    return bool((OPENING - SITES) & {*line.modifiers, *other.modifiers}) or sites_differ(line, other)


def _given_up(finding: Finding, claim: Claim) -> str:
    """The code that goes: column 2 of an edit, the visit beside an operation, else the first named."""
    if finding.rule == "ncci.ptp":
        column2 = [code for code in finding.codes if f"{code} is not paid" in finding.rationale]
        return column2[0] if column2 else finding.codes[-1]
    return next((code for code in finding.codes if any(line.code == code for line in claim.lines)), "")


def _system(code: str) -> System:
    return System.HCPCS if code[:1].isalpha() else System.CPT
