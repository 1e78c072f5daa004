"""The page of a HCPCS, CPT or ICD-10-PCS code: whether it is valid, and every fact that the loaded tables have of it.

Each fact names the release that says it; Medicare's rules are named as Medicare's by the name of their release.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from codesets.completeness import EXPECTED
from codesets.hcpcs import lookup as hcpcs
from codesets.hcpcs.codes import HcpcsCode
from codesets.icd10pcs import lookup as icd10pcs
from codesets.ncci import ptp
from codesets.own_words import Indicator, cpt_label, meaning
from codesets.procedures.edits import edit_facts
from codesets.procedures.facts import Fact
from codesets.procedures.fees import fee_facts
from codesets.shelf import Shelf
from codesets.validity import of_procedure
from codesets.values import Dataset, Release, System, Validity, spoken_day

OWN_WORDS = "in our own words"
"""The source of what we wrote ourselves."""

_OF_A_PROCEDURE = frozenset({Dataset.ICD10PCS, Dataset.ICD10PCS_TABLES})
_OF_A_SERVICE = frozenset(
    {
        Dataset.PTP_PRACTITIONER,
        Dataset.PTP_HOSPITAL,
        Dataset.MUE_PRACTITIONER,
        Dataset.MUE_OUTPATIENT,
        Dataset.ADD_ON,
        Dataset.MPFS,
    }
)


@dataclass(frozen=True, slots=True)
class ProcedurePage:
    """A code with its facts, in the order of the page. `title` is empty where nothing that is loaded names it.

    `not_loaded` names the tables that would say more, and of which no release covers the day.
    """

    validity: Validity
    code: str
    system: System
    title: str
    facts: tuple[Fact, ...]
    not_loaded: tuple[str, ...] = ()


def page(shelf: Shelf, system: System, code: str, on: date, state: str = "") -> ProcedurePage:
    """The page of a code on a day; with a state ("TX") also the local coverage policies that name it."""
    valid = of_procedure(shelf, system, code, on)
    if system is System.ICD10PCS:
        facts = tuple(_axes(shelf, valid, on))
        return ProcedurePage(valid, valid.code, system, valid.title, facts, _not_loaded(shelf, _OF_A_PROCEDURE, on))
    if system is System.HCPCS:
        own: list[Fact] = list(_listed(shelf, valid, on))
        title = valid.title
    else:
        label = cpt_label(valid.code)
        own = [Fact("label", label, OWN_WORDS)] if label and not valid.title else []
        title = valid.title or label or ""
    facts = (*own, *edit_facts(shelf, valid.code, on), *fee_facts(shelf, valid.code, on, state))
    return ProcedurePage(valid, valid.code, system, title, facts, _not_loaded(shelf, _OF_A_SERVICE, on))


def _not_loaded(shelf: Shelf, asked: frozenset[Dataset], on: date) -> tuple[str, ...]:
    return tuple(
        expected.spoken
        for expected in EXPECTED
        if expected.dataset in asked and not _loaded(shelf, expected.dataset, on)
    )


def _loaded(shelf: Shelf, dataset: Dataset, on: date) -> bool:
    """Whether the whole table of that day is there: of the pair edits, all files of the edition."""
    if dataset in {Dataset.PTP_PRACTITIONER, Dataset.PTP_HOSPITAL}:
        return ptp.complete(shelf, dataset, on)
    return bool(shelf.covering(dataset, on))


def _listed(shelf: Shelf, valid: Validity, on: date) -> Iterator[Fact]:
    """What the HCPCS list says of the code beside its title."""
    found, release = hcpcs.entry(shelf, valid.code, on), hcpcs.release(shelf, on)
    if not isinstance(found, HcpcsCode) or not isinstance(release, Release):
        return
    if found.short:
        yield Fact("short title", found.short, release.name)
    if found.coverage:
        said = meaning(Indicator.HCPCS_COVERAGE, found.coverage) or ""
        yield Fact("coverage", f"{found.coverage}: {said}" if said else found.coverage, release.name)
    if found.added:
        yield Fact("added", spoken_day(found.added), release.name)
    if found.terminated:
        yield Fact("terminated", spoken_day(found.terminated), release.name)
    if found.see:
        yield Fact("see", ", ".join(found.see), release.name)


def _axes(shelf: Shelf, valid: Validity, on: date) -> Iterator[Fact]:
    """What each of the seven characters means."""
    axes = icd10pcs.built(shelf, valid.code, on)
    if not isinstance(axes, tuple):
        return
    tables = icd10pcs.tables_release(shelf, on)
    for axis in axes:
        (value,) = axis.values
        yield Fact(f"{axis.position} {axis.title}", f"{value.code}: {value.title}", tables.name if tables else "")
