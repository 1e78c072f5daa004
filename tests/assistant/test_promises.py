"""A share of the answers of `make check-answers`: none of them breaks a promise."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from assistant import Assistant
from bench.answers import HOW_MANY, TEMPLATES, broken, measure
from codesets import Catalogue, Shelf, import_file
from codesets.stores.store import Store
from consultations.answers import CodeLine, Evidence, Result, System
from tests.assistant.records import record_of
from tests.codesets.hcpcs.lists import lines, zipped
from tests.codesets.mpfs import tables as schedule
from tests.codesets.mutations import unchecked_sizes
from tests.codesets.ncci import tables as ncci

SHARE = 3 * len(TEMPLATES)


@pytest.fixture(scope="module")
def with_stand_ins(catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    """The bundled release with small files in the layouts of NCCI, the fee schedule and HCPCS."""
    folder = tmp_path_factory.mktemp("stand-ins")
    files = {
        "ccipra-v302r0.txt": ncci.ptp(),
        ncci.MUE_NAME: ncci.mue(),
        ncci.AOC_NAME: ncci.add_ons(),
        "PPRRVU2024_Jul.csv": schedule.relative_values(schedule.ROWS, year=2024, month="July"),
    }
    made: list[Store] = []
    with pytest.MonkeyPatch.context() as patch:
        unchecked_sizes(patch)
        for name, data in files.items():
            (folder / name).write_bytes(data)
            made += [Store(path) for path in import_file(folder / "stores", folder / name)]
        source = zipped(folder / "2026-Alpha-Numeric-HCPCS-File.zip", lines(), 2026)
        made += [Store(path) for path in import_file(folder / "stores", source)]
    yield Catalogue(Shelf([*catalogue.shelf, *made]))
    for store in made:
        store.close()


def test_no_answer_breaks_a_promise_on_the_bundled_release(catalogue: Catalogue) -> None:
    _, found = measure(catalogue, seed=7, how_many=SHARE)
    assert found == []


def test_no_answer_breaks_a_promise_with_other_tables(with_stand_ins: Catalogue) -> None:
    _, found = measure(with_stand_ins, seed=8, how_many=SHARE)
    assert found == []


def test_every_template_has_its_share_of_the_measurement() -> None:
    assert HOW_MANY >= 2_000
    assert HOW_MANY // len(TEMPLATES) > 50


def test_broken_promises_are_found(assistant: Assistant, catalogue: Catalogue) -> None:
    record = record_of("Is M54.50 valid? Date of service 2026-05-15.")
    good = assistant.draft(record)
    assert list(broken(good, record, catalogue)) == []
    invented = CodeLine(System.ICD10CM, "E11.222", "", Result.PASS, evidence=(Evidence("no such words", "your mail"),))
    bad = replace(good, headline="Report G0439", diagnoses=(replace(invented, sources=(9,)),))
    assert {one.what for one in broken(bad, record, catalogue)} == {
        "a recommended code outside the verified list",
        "a code-shaped word without a role",
        "a quote that is not verbatim",
        "a citation without its source",
    }
