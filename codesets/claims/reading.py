"""Reads a claim from JSON, in the form that `caseconsultant codes check` takes; `keys.py` lists every key of it.

Only `dos` and `lines` (with a `code` each) must be there. A line without a date has that of the claim. A line's
`diagnoses` are codes, or pointers as on the claim form: A to L, or 1 to 25. `earlier`: [] says that there was nothing.
"""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from codesets.claims.errors import UnreadableClaimError
from codesets.claims.fields import Fields, plain
from codesets.claims.keys import unknown_keys
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
        return json.loads(text, parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_object)
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise UnreadableClaimError(f"This is not JSON ({error}).") from None


def _no_number(name: str) -> None:
    """JSON has no NaN and no Infinity, though Python would read them."""
    raise UnreadableClaimError(f"This is not JSON ({name} is no number).")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON. Of a key that stands twice the first value would be lost without a word, so it is refused."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise UnreadableClaimError(f'"{plain(twice, "A key")}" stands twice in one object; send it once.')
    return found


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
    read = tuple(_line(item, day, diagnoses) for item in lines)
    earlier = None
    if not fields.missing("earlier"):
        earlier = tuple(_earlier(item) for item in fields.items("earlier", _MOST_EARLIER))
    return Claim(
        on=day,
        lines=read,
        diagnoses=diagnoses or tuple(Diagnosis(code) for code in dict.fromkeys(_pointed_to(read))),
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
        unknown=unknown_keys(fields.values),
    )


def _pointed_to(lines: tuple[ClaimLine, ...]) -> Iterator[str]:
    """The diagnoses of the lines, one line after the other."""
    for line in lines:
        yield from line.diagnoses


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
        hemoglobin=fields.amount("hemoglobin"),
        hematocrit=fields.amount("hematocrit"),
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
