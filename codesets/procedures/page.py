"""The page of a HCPCS, CPT or ICD-10-PCS code: whether it is valid, and every fact that the loaded tables have of it.

Each fact names the release that says it; Medicare's rules are named as Medicare's by the name of their release.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from codesets.completeness import EXPECTED
from codesets.facts import OWN_WORDS, Fact, Place
from codesets.ncci import ptp
from codesets.own_words import cpt_label
from codesets.procedures.edits import edit_facts, pair_facts
from codesets.procedures.fees import fee_facts
from codesets.procedures.inpatient import inpatient_facts
from codesets.procedures.modifiers import modifier_facts, modifier_of, own_facts
from codesets.procedures.policies import coverage_facts
from codesets.procedures.services import listed_facts
from codesets.stores.shelf import Shelf
from codesets.validity import of_procedure
from codesets.values import Dataset, Status, System, Validity

_OF_A_PROCEDURE = frozenset(
    {
        Dataset.ICD10PCS,
        Dataset.ICD10PCS_TABLES,
        Dataset.ICD10PCS_INDEX,
        Dataset.ICD10PCS_DEFINITIONS,
        Dataset.GEM_PROCEDURES,
    }
)
_OF_A_SERVICE = frozenset(
    {
        Dataset.PTP_PRACTITIONER,
        Dataset.PTP_HOSPITAL,
        Dataset.MUE_PRACTITIONER,
        Dataset.MUE_OUTPATIENT,
        Dataset.ADD_ON,
        Dataset.MPFS,
        Dataset.COVERAGE,
        Dataset.COVERAGE_NATIONAL,
    }
)
_WITH_A_STATE = frozenset({Dataset.MPFS_GPCI, Dataset.MPFS_LOCALITIES})
_PAIRS = frozenset({Dataset.PTP_PRACTITIONER, Dataset.PTP_HOSPITAL})
_COPIES = frozenset({Dataset.COVERAGE, Dataset.COVERAGE_NATIONAL})
"""A copy of the coverage database answers for the days before it, too."""


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

    @property
    def known(self) -> bool:
        """Whether a loaded table, or our own words, have the code: what its number alone tells is not enough."""
        named = any(fact.source != OWN_WORDS for fact in self.facts)
        return bool(self.title) or self.validity.billable or named


def page(shelf: Shelf, system: System, code: str, on: date, state: str = "", other: str = "") -> ProcedurePage:
    """The page of a code, or of a modifier, on a day.

    With a state ("TX") also the amounts of its localities and the local coverage policies that name the code; with
    another code every edit that there has been between the two.
    """
    valid = of_procedure(shelf, system, code, on)
    modifier = modifier_of(code)
    if system is System.ICD10PCS:
        facts, tables = tuple(inpatient_facts(shelf, valid.code, on)), _OF_A_PROCEDURE
        title = valid.title
    elif modifier:
        facts, tables = (*own_facts(modifier), *listed_facts(shelf, valid.code, on)), frozenset()
        title = valid.title or modifier.meaning
    else:
        label = cpt_label(valid.code) if system is System.CPT else None
        facts = tuple(_of_service(shelf, system, valid, on, state, other))
        tables = _OF_A_SERVICE | (_WITH_A_STATE if state else frozenset())
        title = valid.title or label or ""
    ordered = tuple(sorted(facts, key=lambda fact: list(Place).index(fact.place)))
    return ProcedurePage(valid, valid.code, system, title, ordered, _not_loaded(shelf, tables, on))


def _of_service(shelf: Shelf, system: System, valid: Validity, on: date, state: str, other: str) -> Iterator[Fact]:
    if system is System.HCPCS:
        yield from listed_facts(shelf, valid.code, on)
    elif label := cpt_label(valid.code):
        yield Fact("label", label, OWN_WORDS, Place.WORDS)
    told = [*edit_facts(shelf, valid.code, on), *fee_facts(shelf, valid.code, on, state)]
    yield from told
    if told or valid.status is not Status.NOT_HELD:  # of what no table knows there is nothing to be said
        yield from modifier_facts(valid.code)
        yield from coverage_facts(shelf, valid.code, on, state)
    if other:
        yield from pair_facts(shelf, valid.code, "".join(other.split()).upper())


def _not_loaded(shelf: Shelf, asked: frozenset[Dataset], on: date) -> tuple[str, ...]:
    return tuple(
        expected.spoken
        for expected in EXPECTED
        if expected.dataset in asked and not _loaded(shelf, expected.dataset, on)
    )


def _loaded(shelf: Shelf, dataset: Dataset, on: date) -> bool:
    """Whether the whole table of that day is there: of the pair edits, all files of the edition."""
    if dataset in _PAIRS:
        return ptp.complete(shelf, dataset, on)
    return bool(shelf.stores(dataset) if dataset in _COPIES else shelf.covering(dataset, on))
