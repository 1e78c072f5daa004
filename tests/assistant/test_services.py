"""Codes of supplies and drugs, where their list is loaded: named with what the list says, never as unchecked."""

from collections.abc import Iterator

import pytest

from assistant import Assistant
from codesets import Catalogue, Shelf, import_file
from codesets.stores.store import Store
from consultations.answers import Answer, Result, Role
from tests.assistant.records import record_of
from tests.codesets.hcpcs.lists import lines, zipped


@pytest.fixture(scope="module")
def with_supplies(catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """The list of 2026: J0881 is in it, A0021 was terminated."""
    folder = tmp_path_factory.mktemp("supplies")
    source = zipped(folder / "2026-Alpha-Numeric-HCPCS-File.zip", lines(), 2026)
    made = [Store(path) for path in import_file(folder / "stores", source)]
    yield Assistant(Catalogue(Shelf([*catalogue.shelf, *made])))
    for store in made:
        store.close()


def answered(assistant: Assistant, text: str) -> Answer:
    record = record_of(f"{text}\n\nSeen on 6 May 2026.")
    answer = assistant.draft(record)
    assert assistant.verify(answer, record) == answer
    return answer


def test_a_valid_code_is_said_to_be_valid(with_supplies: Assistant) -> None:
    answer = answered(with_supplies, "Is HCPCS J0881 still valid?")
    assert answer.headline == "Yes: J0881 is valid on 6 May 2026"
    (check,) = (check for check in answer.checks if check.rule == "valid_on_date")
    assert (check.result, check.codes) == (Result.PASS, ("J0881",))
    assert "not_loaded" not in {check.rule for check in answer.checks}
    assert [(line.code, line.result) for line in answer.services] == [("J0881", Result.PASS)]
    assert answer.mentions == ()


def test_a_terminated_code_is_refused_with_what_the_list_names_instead(with_supplies: Assistant) -> None:
    answer = answered(with_supplies, "Can we bill HCPCS A0021?")
    assert answer.services == ()
    assert (answer.mentions[0].code, answer.mentions[0].role) == ("A0021", Role.REJECTED)
    assert "A0030" in answer.mentions[0].status
    assert {check.result for check in answer.checks if check.rule == "services"} == {Result.WARNING}


def test_a_code_of_another_set_is_still_said_to_be_unchecked(with_supplies: Assistant) -> None:
    answer = answered(with_supplies, "Can we bill CPT 99214 with HCPCS J0881?")
    assert [line.code for line in answer.services] == ["J0881"]
    assert [(one.code, one.role) for one in answer.mentions] == [("99214", Role.QUOTED)]
