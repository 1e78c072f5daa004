"""Reads a claim from JSON, in the form that `caseconsultant codes check` takes.

    {"id": "1", "dos": "2026-05-15", "setting": "practitioner", "payer": "Medicare", "state": "TX", "age": 67,
     "sex": "F", "place_of_service": "11", "provider": "…", "specialty": "…", "discharge": null,
     "diagnoses": ["E11.22", {"code": "N18.30", "uncertain": false, "present_on_admission": ""}],
     "lines": [{"code": "99214", "modifiers": ["25"], "units": 1, "date": "2026-05-15", "through": null,
                "minutes": null, "place_of_service": "11", "diagnoses": ["A", 2, "N18.30"],
                "drug": {"given": 40, "wasted": 0, "unit": "mg", "single_dose": true, "ndc": ""}}],
     "earlier": [{"code": "27447", "date": "2026-04-01", "modifiers": [], "provider": "…", "specialty": "…"}]}

Only `dos` and `lines` (with a `code` each) must be there. A line without a date has that of the claim. A line's
`diagnoses` are codes, or pointers as on the claim form: A to L, or 1 to 25. `earlier`: [] says that there was nothing.
"""

import json
from datetime import date
from decimal import Decimal
from typing import Any

from codesets.claims.errors import UnreadableClaimError
from codesets.claims.fields import Fields, plain
from codesets.claims.values import Claim, ClaimLine, Diagnosis, Drug, EarlierProcedure, Setting, Sex
from codesets.shapes import normalise

_MOST_LINES = 100
_MOST_MODIFIERS = 10
_MOST_DIAGNOSES = 50
_MOST_POINTERS = 12
_MOST_EARLIER = 200
"""More than a claim of one patient has, and few enough that every pair of them is judged within a moment."""
_POINTERS = "ABCDEFGHIJKL"


def read_claim(text: str) -> Claim:
    """One JSON object. Raises UnreadableClaimError with a sentence that names what is wrong."""
    return claim_of(parsed(text))


def parsed(text: str) -> Any:
    """What the JSON says, with decimals as they are written; raises UnreadableClaimError where it is none."""
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise UnreadableClaimError(f"This is not JSON ({error}).") from None


def _no_number(name: str) -> None:
    """JSON has no NaN and no Infinity, though Python would read them."""
    raise UnreadableClaimError(f"This is not JSON ({name} is no number).")


def claim_of(found: Any) -> Claim:
    """The same for what a JSON reader made of it."""
    fields = Fields.of(found, "A claim")
    day = fields.day("dos")
    if day is None:
        raise UnreadableClaimError('A claim needs "dos", the date of service, as "2026-05-15".')
    diagnoses = tuple(_diagnosis(item) for item in fields.items("diagnoses", _MOST_DIAGNOSES))
    lines = fields.items("lines", _MOST_LINES)
    if not lines:
        raise UnreadableClaimError(f'A claim needs "lines", a list of 1 to {_MOST_LINES} with a "code" each.')
    earlier = None
    if not fields.missing("earlier"):
        earlier = tuple(_earlier(item) for item in fields.items("earlier", _MOST_EARLIER))
    return Claim(
        on=day,
        lines=tuple(_line(item, day, diagnoses) for item in lines),
        diagnoses=diagnoses,
        setting=Setting(fields.choice("setting", Setting, Setting.PRACTITIONER)),
        id=fields.text("id"),
        payer=fields.text("payer"),
        state=fields.text("state").upper(),
        age=fields.number("age"),
        sex=_sex(fields),
        place_of_service=fields.text("place_of_service"),
        provider=fields.text("provider"),
        specialty=fields.text("specialty"),
        earlier=earlier,
        discharge=fields.day("discharge"),
    )


def _sex(fields: Fields) -> Sex | None:
    """The letter of the claim form, or the word."""
    if fields.missing("sex"):
        return None
    word = fields.choice("sex", (*Sex, *(sex.name for sex in Sex)), Sex.UNKNOWN)
    return Sex(word[0])


def _line(item: Any, on: date, diagnoses: tuple[Diagnosis, ...]) -> ClaimLine:
    fields = Fields.of(item, "A line")
    day = fields.day("date") or on
    through = fields.day("through")
    if through is not None and through < day:
        raise UnreadableClaimError(f'A line runs "through" {through}, before its first day {day}.')
    pointers = fields.items("diagnoses", _MOST_POINTERS)
    units, minutes = fields.number("units"), fields.number("minutes")
    return ClaimLine(
        code=_procedure(fields),
        on=day,
        modifiers=_modifiers(fields),
        units=1 if units is None else units,
        through=through,
        diagnoses=tuple(dict.fromkeys(_pointed(pointer, diagnoses) for pointer in pointers)),
        place_of_service=fields.text("place_of_service"),
        minutes=minutes,
        drug=Drug() if fields.missing("drug") else _drug(Fields.of(fields.raw("drug"), 'A line\'s "drug"')),
    )


def _drug(fields: Fields) -> Drug:
    return Drug(
        given=fields.amount("given"),
        wasted=fields.amount("wasted"),
        unit=fields.text("unit"),
        single_dose=fields.flag("single_dose"),
        ndc=fields.text("ndc"),
    )


def _earlier(item: Any) -> EarlierProcedure:
    fields = Fields.of(item, "An earlier procedure")
    day = fields.day("date")
    if day is None:
        raise UnreadableClaimError('An earlier procedure needs its "date".')
    return EarlierProcedure(
        _procedure(fields), day, _modifiers(fields), fields.text("provider"), fields.text("specialty")
    )


def _diagnosis(item: Any) -> Diagnosis:
    if isinstance(item, str):
        return Diagnosis(_as_diagnosis(item))
    fields = Fields.of(item, "A diagnosis")
    return Diagnosis(
        _as_diagnosis(fields.text("code")),
        uncertain=bool(fields.flag("uncertain")),
        present_on_admission=fields.text("present_on_admission").upper(),
    )


def _as_diagnosis(text: str) -> str:
    code = normalise(plain(text, "A claim has a diagnosis").rstrip(" ."))
    if not code:
        raise UnreadableClaimError('A diagnosis is a code, or {"code": …, "uncertain": …}.')
    return code


def _pointed(pointer: Any, diagnoses: tuple[Diagnosis, ...]) -> str:
    """The code that a pointer leads to."""
    spelled = str(pointer).strip().upper()
    place = int(spelled) if spelled.isascii() and spelled.isdigit() and len(spelled) < len("000") else None
    if len(spelled) == 1 and spelled in _POINTERS:
        place = _POINTERS.index(spelled) + 1
    if place is None:
        return _as_diagnosis(spelled)
    if not 1 <= place <= len(diagnoses):
        raise UnreadableClaimError(f'The pointer "{spelled}" leads to no diagnosis; the claim has {len(diagnoses)}.')
    return diagnoses[place - 1].code


def _procedure(fields: Fields) -> str:
    code = "".join(fields.text("code").split()).upper()
    if not code:
        raise UnreadableClaimError(f'{fields.what} needs its "code".')
    return code


def _modifiers(fields: Fields) -> tuple[str, ...]:
    said = fields.items("modifiers", _MOST_MODIFIERS)
    spelled = (plain(str(item), f"{fields.what} has a modifier").upper() for item in said)
    return tuple(modifier for modifier in spelled if modifier)
