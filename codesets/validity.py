"""Whether a code of a set of procedures, drugs or supplies is valid on a day, wherever that can be read.

ICD-10-CM has a validity of its own (`codesets.icd10cm.validity`), which knows headers and 7th characters.
"""

from datetime import date

from codesets.cpt import validity as cpt
from codesets.hcpcs import validity as hcpcs
from codesets.icd10pcs import validity as icd10pcs
from codesets.mpfs import schedule
from codesets.stores.shelf import Shelf
from codesets.values import Dataset, Release, Status, System, Validity, spoken_day

_NOT_LOADED = frozenset({Status.NOT_LOADED, Status.NOT_LOADED_FOR_DATE})
_DENTAL = "D"
"""The letter of the ADA's codes (CDT): CMS's files of HCPCS Level II leave them out, so nothing follows from that."""


def of_procedure(shelf: Shelf, system: System, code: str, on: date) -> Validity:
    """The validity of an ICD-10-PCS, CPT or HCPCS code; `Validity.release` is where it was read.

    Where the code's own set is not loaded for the day, the physician fee schedule says what it lists as current
    (CMS publishes no other public list of CPT); that a code is missing there says nothing.
    """
    if system is System.ICD10PCS:
        return icd10pcs.check(shelf, code, on)
    if system is System.CPT:
        found = cpt.check(shelf, code, on, (schedule.holds,))
        return _by_nearest_schedule(shelf, found, on) if found.status is Status.NOT_LOADED else found
    found = hcpcs.check(shelf, code, on)
    dental = found.status is Status.NOT_HELD and found.code.startswith(_DENTAL)
    listed = schedule.holds(shelf, found.code, on) if dental or found.status in _NOT_LOADED else None
    if not isinstance(listed, Release):
        sentence = f"{found.code} was not checked: D codes are the ADA's (CDT), and CMS's HCPCS files leave them out."
        return Validity(Status.NOT_LOADED, System.HCPCS, found.code, sentence) if dental else found
    instead = "D codes are the ADA's (CDT)" if dental else "HCPCS Level II of that day is not loaded"
    sentence = f"{found.code} is in {listed.name}, in force {listed.in_force}; {instead}."
    return Validity(Status.VALID, System.HCPCS, found.code, sentence, release=listed, billable=True)


def _by_nearest_schedule(shelf: Shelf, unchecked: Validity, on: date) -> Validity:
    """Of a day that no fee schedule covers: what the nearest one lists, from which nothing is concluded."""
    nearest = shelf.not_loaded(Dataset.MPFS, on).nearest
    if nearest is None or nearest.covers(on):
        return unchecked
    listed = schedule.holds(shelf, unchecked.code, min(max(on, nearest.first_day), nearest.last_day))
    if not isinstance(listed, Release):
        return unchecked
    sentence = (
        f"{unchecked.code} was not checked for {spoken_day(on)}: CPT is not loaded here, and no fee schedule of that"
        f" day. The nearest one that lists it is {listed.name}, in force {listed.in_force}."
    )
    return Validity(Status.NOT_LOADED_FOR_DATE, System.CPT, unchecked.code, sentence, release=listed, billable=True)
