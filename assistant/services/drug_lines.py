"""Units of drugs by the dose, JW and JZ."""

from dataclasses import replace
from datetime import date

from assistant.citing import manual
from assistant.services.changes import Change, Changes, with_modifier
from assistant.services.circumstances import Circumstances
from assistant.services.known import KnownTables
from codesets.claims import Claim, ClaimLine
from codesets.claims.code_kinds import is_drug
from codesets.claims.doses import billing_unit, units_of
from codesets.claims.rules.drug_reason import OUTSIDE_DIALYSIS

_JZ_FROM = date(2023, 7, 1)
DRUG_SOURCE = manual("chapter 17 sections 10 and 40", "drug units, JW and JZ")

_REASON_SOURCE = manual("chapter 17 section 80.12", "EA, EB and EC")
_REASONS = (
    ("D64.81", "EA", "anemia from chemotherapy"),
    ("D63.1", "EC", "anemia from neither chemotherapy nor radiotherapy"),
)
"""Diagnoses that leave no doubt why a drug that raises hemoglobin was given."""


def reasons(lines: tuple[ClaimLine, ...], claim: Claim, _told: Circumstances, _tables: KnownTables) -> Changes:
    """EA or EC on drugs that raise hemoglobin, where the diagnosis says which."""
    coded = {diagnosis.code for diagnosis in claim.diagnoses}
    found = [(code, modifier, why) for code, modifier, why in _REASONS if code in coded]
    if len(found) != 1:
        return
    (code, modifier, why), *_ = found
    for line in lines:
        if line.code in OUTSIDE_DIALYSIS and not line.has("EA", "EB", "EC"):
            said = f"{code} says why it was given: {why}, so the line carries {modifier}."
            yield line, (with_modifier(line, modifier),), Change(line.code, said, _REASON_SOURCE)


def doses(lines: tuple[ClaimLine, ...], _claim: Claim, _told: Circumstances, tables: KnownTables) -> Changes:
    """Units from the dose, JW for the waste on a line of its own, JZ where nothing was thrown away."""
    for line in lines:
        drug = line.drug
        row = tables.supply(line.code).row if is_drug(line.code) else None
        one = billing_unit(row.long) if row else None
        if one is None or drug.given is None or line.has("JW"):
            continue
        units = units_of(drug.given, drug.unit, one)
        if units is None:
            continue
        units = max(1, units)
        marked = _marked(line)
        new: tuple[ClaimLine, ...] = ()
        why = f"{drug.given.normalize():f} {drug.unit or one.unit} at {one} a unit are {units} units."
        if drug.wasted and drug.single_dose is not False:
            opened = units_of(drug.given + drug.wasted, drug.unit, one)
            waste = max(0, (opened or units) - units)
            if waste:
                marked = tuple(modifier for modifier in line.modifiers if modifier not in {"JZ", "JW"})
                others = tuple(modifier for modifier in marked if modifier != "JZ")
                new = (replace(line, modifiers=(*others, "JW"), units=waste),)
                thrown = f"{drug.wasted.normalize():f} {drug.unit}"
                why += f" The {thrown} thrown away are {waste} units on a line of their own with JW."
        elif "JZ" in marked and "JZ" not in line.modifiers:
            why += " Nothing was thrown away, so the line carries JZ."
        changed = replace(line, units=units, modifiers=marked)
        if (changed, *new) != (line,):
            yield line, (changed, *new), Change(line.code, why, DRUG_SOURCE)


def _marked(line: ClaimLine) -> tuple[str, ...]:
    nothing = line.drug.wasted == 0 and line.drug.single_dose is not False
    due = nothing and line.on >= _JZ_FROM and not line.has("JZ", "JW")
    return (*line.modifiers, "JZ") if due else line.modifiers
