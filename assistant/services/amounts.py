"""Reads what was given of a drug, what was thrown away, and from what vial."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from codesets.claims import Drug

_AMOUNT = re.compile(
    r"(?<![\w.])(?P<value>[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]{1,6}(?:\.[0-9]{1,4})?)\s?-?"
    r"(?P<unit>mg|mcg|\u00b5g|ug|micrograms?|milligrams?|grams?|gm|g|units?|iu|ml|cc|meq)\b(?!\s?/)",
    re.IGNORECASE,
)
_GIVEN = re.compile(
    r"\b(?:gave|given|administer\w*|inject\w*|infus\w*|received|dose[ds]?|used|push(?:ed)?)\b", re.IGNORECASE
)
_WASTED = re.compile(r"\b(?:wast\w+|discard\w+|thr(?:ew|own)|toss\w+|left ?over|unused|remain\w+)\b", re.IGNORECASE)
_VIAL = re.compile(r"\b(?:vials?|sdv|mdv|syringes?|ampules?|single[- ](?:dose|use)|pens?|container)\b", re.IGNORECASE)
_NOTHING = re.compile(
    r"\b(?:no|without|zero|nothing|none|0 (?:mg|mcg|units?))\b[^.;]{0,15}\b(?:wast\w+|discard\w+|left ?over)"
    r"|\bno (?:drug )?wastage\b"
    r"|\bused (?:up )?(?:the )?(?:whole|entire|full) (?:thing|dose|amount|contents?)\b|\bused (?:it )?all\b"
    r"|\ball (?:of it )?(?:was )?(?:used|given|administered)\b"
    r"|\b(?:entire|whole|full) (?:[\w.]+ ){0,3}(?:vial|syringe|ampule)\b[^.;]{0,20}\b(?:used|given|administered)?",
    re.IGNORECASE,
)
_SINGLE = re.compile(r"\b(?:single[- ](?:dose|use)|sdvs?|pre-?filled syringe|one[- ]time vial)\b", re.IGNORECASE)
_MULTI = re.compile(r"\b(?:multi(?:ple)?[- ]?(?:dose|use)|mdvs?)\b", re.IGNORECASE)
_NDC = re.compile(r"\b([0-9]{4,5}-[0-9]{3,4}-[0-9]{1,2}|[0-9]{11})\b")
_CLAUSE = re.compile(r"[,;.()\n]|\band\b|\bfrom\b|\bof a\b|\bout of\b", re.IGNORECASE)
_MILLIGRAMS = {"mcg": Decimal("0.001"), "mg": Decimal(1), "g": Decimal(1000)}
_SAME = {"\u00b5g": "mcg", "ug": "mcg", "microgram": "mcg", "milligram": "mg", "gram": "g", "gm": "g", "cc": "ml"}


@dataclass(frozen=True, slots=True)
class _Amount:
    value: Decimal
    unit: str
    kind: str


def drug_given(text: str) -> Drug:
    """The drug of the words around its code; every field that they do not tell stays unsaid.

    What was thrown away is the vial less the dose where the words say that the rest was discarded.
    """
    found = list(_amounts(text))
    doses = [one for one in found if one.kind == "given"] or [one for one in found if one.kind == ""]
    vials = [one for one in found if one.kind == "vial"]
    wasted = next((one for one in found if one.kind == "wasted"), None)
    wasted = (_as(wasted, doses[0].unit) or wasted) if wasted and doses else wasted
    unit = doses[0].unit if doses else wasted.unit if wasted else ""
    given = doses[0].value if doses else None
    thrown = wasted.value if wasted and wasted.unit == unit else None
    same_vials = [same for one in vials if (same := _as(one, unit))]
    if thrown is None and _NOTHING.search(text):
        thrown = Decimal(0)
    elif thrown is None and given is not None and same_vials and _WASTED.search(text) and same_vials[0].value > given:
        thrown = same_vials[0].value - given
    elif thrown is None and given is None and same_vials:
        given = None
    single = True if _SINGLE.search(text) or _WASTED.search(text) else False if _MULTI.search(text) else None
    ndc = _NDC.search(text)
    return Drug(given, thrown, unit, False if _MULTI.search(text) else single, ndc[1] if ndc else "")


def _as(amount: _Amount, unit: str) -> _Amount | None:
    """The amount in another unit of weight; None where the two are none."""
    if amount.unit == unit:
        return amount
    if amount.unit not in _MILLIGRAMS or unit not in _MILLIGRAMS:
        return None
    return replace(amount, value=amount.value * _MILLIGRAMS[amount.unit] / _MILLIGRAMS[unit], unit=unit)


def _amounts(text: str) -> list[_Amount]:
    found = []
    for match in _AMOUNT.finditer(text):
        if re.match(r"\s?(?:vials?\b)?\s?=", text[match.end() :]):
            continue  # "1 mcg = 1 unit" explains the code
        start = max((one.end() for one in _CLAUSE.finditer(text, 0, match.start())), default=0)
        ending = _CLAUSE.search(text, match.end())
        before, after = text[start : match.start()], text[match.end() : ending.start() if ending else len(text)]
        unit = match["unit"].lower().rstrip("s") if match["unit"].lower() != "units" else "unit"
        unit = _SAME.get(unit, unit)
        value = Decimal(match["value"].replace(",", ""))
        found.append(_Amount(value, unit, _kind(before, after)))
    return found


def _kind(before: str, after: str) -> str:
    if _VIAL.match(after.lstrip(" -")) or re.match(r"\s?(?:single|multi)", after):
        return "vial"
    if _WASTED.search(after[:25]) or _WASTED.search(before):
        return "wasted"
    if _GIVEN.search(before) or _GIVEN.search(after[:25]):
        return "given"
    return ""
