"""Which code set a code is of, by its look and by what is loaded."""

from datetime import date

from codesets.catalogue import Catalogue
from codesets.shapes import CPT, HCPCS, normalise
from codesets.values import Status, System

_PCS_LENGTH = 7


def system_of(catalogue: Catalogue, code: str, on: date) -> System:
    """The set that a code belongs to; ICD-10-CM where nothing speaks for another.

    "G0439" is a HCPCS code and, its dot left out, has the look of an ICD-10-CM one: the set that holds it decides.
    """
    plain = "".join(code.split()).upper().rstrip(".,;:")
    if CPT.fullmatch(plain):
        return System.CPT
    if HCPCS.fullmatch(plain) and catalogue.page(normalise(plain), on) is None:
        return System.HCPCS
    if len(plain) == _PCS_LENGTH and "." not in plain and catalogue.page(plain, on) is None:
        held = catalogue.check(System.ICD10PCS, plain, on).status
        return System.ICD10PCS if held in {Status.VALID, Status.NOT_LOADED_FOR_DATE} else System.ICD10CM
    return System.ICD10CM
