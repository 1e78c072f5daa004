"""A procedure code (CPT or HCPCS Level II) as its page shows it: what every loaded table says of it on a day."""

from dataclasses import dataclass
from datetime import date

from codesets import own_words
from codesets.hcpcs.codes import HcpcsCode
from codesets.hcpcs.lookup import entry
from codesets.mpfs.schedule import Fee, components
from codesets.ncci.add_on import AddOn, add_on, add_ons_to
from codesets.ncci.mue import Mue, limit
from codesets.ncci.ptp import PtpEdit, partners
from codesets.shelf import Shelf
from codesets.values import Dataset, NotLoaded, System, Validity

_MUE = (Dataset.MUE_PRACTITIONER, Dataset.MUE_OUTPATIENT, Dataset.MUE_DME)
_PTP = (Dataset.PTP_PRACTITIONER, Dataset.PTP_HOSPITAL)
_EDITS = 25
"""Edits of each direction on a page; the tables hold hundreds for some codes."""


@dataclass(frozen=True, slots=True)
class ProcedurePage:
    """A code with everything that is loaded for the day; where a table is not, its place says so (`NotLoaded`).

    `label` is in our own words and no descriptor. `edits` and `limits` have an entry for each of their tables; None is
    a table that is loaded and does not list the code.
    """

    validity: Validity
    system: System
    code: str
    label: str
    hcpcs: HcpcsCode | NotLoaded | None
    fees: list[Fee] | NotLoaded
    edits: dict[Dataset, list[PtpEdit] | NotLoaded]
    limits: dict[Dataset, Mue | NotLoaded | None]
    add_on: AddOn | NotLoaded | None
    add_ons: list[str] | NotLoaded

    @property
    def gaps(self) -> list[NotLoaded]:
        """The tables that are not loaded for the day."""
        every = (self.hcpcs, self.fees, *self.edits.values(), *self.limits.values(), self.add_on, self.add_ons)
        return [one for one in every if isinstance(one, NotLoaded)]


def procedure_page(shelf: Shelf, validity: Validity, on: date) -> ProcedurePage:
    """The page of the code that `validity` speaks of."""
    code = validity.code
    label = own_words.cpt_label(code)
    return ProcedurePage(
        validity=validity,
        system=validity.system,
        code=code,
        label=label or "",
        hcpcs=entry(shelf, code, on) if validity.system is System.HCPCS else None,
        fees=components(shelf, code, on),
        edits={dataset: partners(shelf, code, on, dataset, _EDITS) for dataset in _PTP},
        limits={dataset: limit(shelf, code, on, dataset) for dataset in _MUE},
        add_on=add_on(shelf, code, on),
        add_ons=add_ons_to(shelf, code, on),
    )
