"""Every key of a claim in JSON and what it says: the list that reading, `codes check --help` and docs/claims.md share.

A key that is not in it is never passed over in silence: `unknown_keys` names it, with the key that was probably meant.
"""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from codesets.claims.values import UnknownKey

CLAIM = {
    "id": "your own number of the claim; a batch answers under it",
    "dos": "the date of service, YYYY-MM-DD; required",
    "setting": "who bills: practitioner (the default), asc, outpatient or inpatient; it chooses the tables",
    "lines": "the service lines, 1 to 100; required",
    "diagnoses": "ICD-10-CM codes in their order, or objects; without them those of the lines count, in their order",
    "payer": 'its name, such as "Medicare", "Texas Medicaid" or "Aetna"',
    "state": 'where the service was, two letters such as "TX"; it chooses the local coverage policies',
    "age": "in whole years on the date of service",
    "sex": "F, M or U",
    "place_of_service": 'two digits, such as "11"; a line may have its own',
    "provider": "who did the services: a number or name, spelled the same in `earlier`",
    "specialty": "the specialty of that provider, spelled the same in `earlier`",
    "earlier": "procedures before this claim, of the last 90 days at least; [] says that there were none",
    "discharge": "the day of discharge of an inpatient stay, YYYY-MM-DD; its code sets are those that count",
}
LINE = {
    "code": "CPT or HCPCS Level II; ICD-10-PCS on inpatient claims; required",
    "modifiers": 'a list in their order, such as ["25"]',
    "units": "a whole number; 1 where nothing is said",
    "date": "the day of the line; without it that of the claim",
    "through": "the last day of a line that runs over several",
    "diagnoses": "pointers into the claim's diagnoses (A to L, or 1 to 25), or codes",
    "place_of_service": "where it is not that of the claim",
    "minutes": "of a timed service: therapy, critical care, anesthesia, infusion",
    "drug": "what a drug line is for, an object",
}
DRUG = {
    "given": "the dose that was given, a number",
    "wasted": "what was discarded of the vial, in the same unit; 0 for nothing",
    "unit": 'of both: "mg", "mcg", "g", "ml", "units"',
    "single_dose": "true for a single-dose vial, false for a multi-dose vial",
    "ndc": "the National Drug Code, 11 digits",
    "hemoglobin": "the last value before the dose, in g/dL, for drugs that raise it",
    "hematocrit": "the last value before the dose, in percent, instead of hemoglobin",
}
DIAGNOSIS = {
    "code": "ICD-10-CM; required",
    "uncertain": "true where the record says probable, suspected, likely or rule out",
    "present_on_admission": "Y, N, U, W, or 1 where the code is exempt; inpatient claims only",
}
EARLIER = {
    "code": "the procedure; required",
    "date": "its day, YYYY-MM-DD; required",
    "modifiers": 'a list, such as ["54"] where the care afterwards was handed over',
    "provider": "who did it",
    "specialty": "of that provider",
}
OBJECTS = {
    "the claim": CLAIM,
    "a line": LINE,
    "a line's drug": DRUG,
    "a diagnosis": DIAGNOSIS,
    "an earlier procedure": EARLIER,
}
"""What each object is called in sentences, and its keys."""

_OTHER_NAMES = {
    "date_of_service": "dos",
    "service_date": "dos",
    "claim_id": "id",
    "cpt": "code",
    "hcpcs": "code",
    "procedure": "code",
    "procedure_code": "code",
    "icd10": "code",
    "mod": "modifiers",
    "mods": "modifiers",
    "modifier": "modifiers",
    "qty": "units",
    "quantity": "units",
    "dx": "diagnoses",
    "icd": "diagnoses",
    "pointers": "diagnoses",
    "diagnosis_pointers": "diagnoses",
    "service_lines": "lines",
    "pos": "place_of_service",
    "gender": "sex",
    "npi": "provider",
    "taxonomy": "specialty",
    "insurance": "payer",
    "dose": "given",
    "waste": "wasted",
    "discarded": "wasted",
    "hgb": "hemoglobin",
    "hct": "hematocrit",
    "poa": "present_on_admission",
    "discharge_date": "discharge",
    "prior": "earlier",
    "history": "earlier",
}
_SHOWN = 60


def unknown_keys(found: dict[str, Any]) -> tuple[UnknownKey, ...]:
    """The keys of a claim that was read and that mean nothing here, in the order of the JSON."""
    return tuple(
        UnknownKey(
            where, name if name.isprintable() and len(name) <= _SHOWN else ascii(name[:_SHOWN]), _hint(name, kind)
        )
        for where, kind, values in _objects(found)
        for name in values
        if name not in OBJECTS[kind]
    )


def _objects(found: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each object of a claim: where it stands, what it is, and its values."""
    yield "the claim", "the claim", found
    for number, line in enumerate(found.get("lines") or [], 1):
        yield f"line {number}", "a line", line
        if line.get("drug"):
            yield f"the drug of line {number}", "a line's drug", line["drug"]
    for number, diagnosis in enumerate(found.get("diagnoses") or [], 1):
        if isinstance(diagnosis, dict):
            yield f"diagnosis {number}", "a diagnosis", diagnosis
    for number, procedure in enumerate(found.get("earlier") or [], 1):
        yield f"earlier procedure {number}", "an earlier procedure", procedure


def _hint(name: str, kind: str) -> str:
    """What was probably meant, as a sentence; empty where nothing is near."""
    spelled = "_".join(name.lower().replace("-", " ").split())
    known = OBJECTS[kind]
    meant = next((one for one in (spelled, _OTHER_NAMES.get(spelled, "")) if one in known), "")
    if not meant and (elsewhere := [other for other, keys in OBJECTS.items() if spelled in keys]):
        return f"It is a key of {elsewhere[0]}."
    meant = meant or next(iter(get_close_matches(spelled, known, 1)), "")
    return f'Was "{meant}" meant?' if meant else ""
