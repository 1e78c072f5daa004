"""The tables of the rules as they are loaded: the catalogue and its shelf of stores answer.

Stores never change, so what was once asked of one is remembered; the memory is bounded.
"""

from datetime import date
from functools import lru_cache
from typing import TypeVar

from codesets.catalogue import Catalogue
from codesets.claims.code_kinds import is_hcpcs, is_pcs
from codesets.claims.tables import mue_of, ptp_of
from codesets.claims.values import Setting
from codesets.coverage import lookup as coverage
from codesets.coverage import national
from codesets.coverage.copies import copy_for
from codesets.coverage.local import KINDS
from codesets.coverage.lookup import Policy, Support
from codesets.coverage.national import Determination
from codesets.hcpcs import lookup
from codesets.hcpcs import validity as hcpcs_validity
from codesets.hcpcs.codes import HcpcsCode
from codesets.icd10cm.noted import notes_over
from codesets.mpfs import schedule
from codesets.mpfs.schedule import Fee
from codesets.ncci import add_on, mue, ptp
from codesets.ncci.add_on import AddOn
from codesets.ncci.mue import Mue
from codesets.ncci.ptp import PtpEdit
from codesets.shapes import normalise
from codesets.validity import of_procedure
from codesets.values import Dataset, Note, NoteKind, NotLoaded, Release, System, Validity

_PAIRS_OF_FILES = frozenset({Dataset.PTP_PRACTITIONER, Dataset.PTP_HOSPITAL})
_BINDING = (NoteKind.EXCLUDES1, NoteKind.CODE_FIRST)
_REMEMBERED = 4096
_Row = TypeVar("_Row")


class LoadedTables:
    """What the rules ask, of an opened catalogue. Threads may share it; it lives no longer than the catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Keep the catalogue; nothing is read yet."""
        self._catalogue = catalogue
        self._shelf = catalogue.shelf
        self.release = lru_cache(_REMEMBERED)(self._release)
        self.diagnosis = lru_cache(_REMEMBERED)(self._diagnosis)
        self.notes = lru_cache(_REMEMBERED)(self._notes)
        self.fee = lru_cache(_REMEMBERED)(self._fee)
        self.modifier = lru_cache(_REMEMBERED)(self._modifier)

    def pair(self, code: str, other: str, on: date, setting: Setting) -> PtpEdit | None:
        """See `Tables.pair`."""
        return _there(ptp.edit(self._shelf, code, other, on, ptp_of(setting)))

    def limit(self, code: str, on: date, setting: Setting) -> Mue | None:
        """See `Tables.limit`."""
        return _there(mue.limit(self._shelf, code, on, mue_of(setting)))

    def add_on(self, code: str, on: date) -> AddOn | None:
        """See `Tables.add_on`."""
        return _there(add_on.add_on(self._shelf, code, on))

    def hcpcs(self, code: str, on: date) -> HcpcsCode | None:
        """See `Tables.hcpcs`."""
        found = _there(lookup.entry(self._shelf, code, on))
        return found if found is not None and found.in_force(on) and not found.modifier else None

    def procedure(self, code: str, on: date) -> Validity:
        """See `Tables.procedure`."""
        system = System.ICD10PCS if is_pcs(code) else System.HCPCS if is_hcpcs(code) else System.CPT
        return of_procedure(self._shelf, system, code, on)

    def policies(self, code: str, on: date, state: str) -> tuple[Policy, ...]:
        """See `Tables.policies`."""
        return tuple(_there(coverage.policies(self._shelf, code, state, on)) or ())

    def determinations(self, ids: tuple[str, ...], on: date) -> tuple[Determination, ...]:
        """See `Tables.determinations`."""
        return tuple(_there(national.of_ids(self._shelf, ids, on)) or ())

    def supports(self, code: str, diagnosis: str, on: date, state: str) -> tuple[Support, ...]:
        """See `Tables.supports`."""
        return tuple(_there(coverage.supports(self._shelf, code, diagnosis, state, on)) or ())

    def _release(self, dataset: Dataset, on: date) -> Release | NotLoaded:
        if dataset in _PAIRS_OF_FILES:  # an edition of four files counts when all are there
            asked = ptp.partners(self._shelf, "00000", on, dataset, limit=0)
            if isinstance(asked, NotLoaded):
                return asked
        if dataset is Dataset.COVERAGE:  # a copy answers for documents that were in force before its day, too
            copies = (copy_for(self._shelf, dataset, on, kind.part) for kind in KINDS)
            return next((copy.release for copy in copies if copy), self._shelf.not_loaded(dataset, on))
        if dataset is Dataset.COVERAGE_NATIONAL:
            copy = copy_for(self._shelf, dataset, on)
            return copy.release if copy else self._shelf.not_loaded(dataset, on)
        stores = self._shelf.covering(dataset, on)
        return stores[0].release if stores else self._shelf.not_loaded(dataset, on)

    def _diagnosis(self, code: str, on: date) -> Validity:
        return self._catalogue.check(System.ICD10CM, code, on)

    def _notes(self, code: str, on: date) -> tuple[Note, ...]:
        stores = self._shelf.covering(Dataset.ICD10CM, on)
        return notes_over(stores[0], normalise(code), _BINDING) if stores else ()

    def _modifier(self, code: str, on: date) -> Validity:
        return hcpcs_validity.check(self._shelf, code, on)

    def _fee(self, code: str, on: date) -> Fee | None:
        return _there(schedule.fee(self._shelf, code, on))


def _there(found: _Row | NotLoaded | None) -> _Row | None:
    return None if isinstance(found, NotLoaded) else found
