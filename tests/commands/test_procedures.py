"""`codes show`, `search` and `validate` of codes that are no diagnoses."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from codesets import Catalogue
from commands import codes_look_up
from config.settings import Settings
from tests.codesets.procedures.conftest import everything, procedures_folder
from tests.commands.conftest import Call

__all__ = ["everything", "procedures_folder"]


@pytest.fixture(autouse=True)
def _loaded(monkeypatch: pytest.MonkeyPatch, everything: Catalogue) -> None:
    @contextmanager
    def opened(_settings: Settings) -> Iterator[Catalogue]:
        yield everything

    monkeypatch.setattr(codes_look_up, "opened_catalogue", opened)


def test_validate_takes_the_set_that_holds_the_code(call: Call) -> None:
    said = call("codes", "validate", "A0021", "--date", "2024-08-01").said
    assert said.startswith("A0021 was terminated on 31 Dec 2017")
    found = json.loads(call("codes", "validate", "A0021", "--date", "2024-08-01", "--json").out)
    assert (found["status"], found["replacements"]) == ("invalid", ["A0030"])
    asked = json.loads(call("codes", "validate", "A0021", "--system", "icd10cm", "--json").out)
    assert "ICD-10-CM" in asked["reason"]
    assert "no code set" in call("codes", "validate", "A0021", "--system", "cdt").said


def test_of_two_readings_of_a_code_the_one_as_typed_is_taken_and_the_other_named(call: Call) -> None:
    for command in ("show", "validate"):
        typed = call("codes", command, "g0439", "--date", "2024-08-01")
        assert "G04.39" not in typed.out
        assert typed.err == "Read as a HCPCS code; the diagnosis is written G04.39.\n"
        assert call("codes", command, "G0439", "--system", "hcpcs", "--date", "2024-08-01").err == ""
        assert call("codes", command, "A0021", "--date", "2024-08-01").err == ""
    assert call("codes", "validate", "G04.39", "--date", "2026-05-15").out.startswith("G04.39")


def test_show_prints_facts_with_their_sources(call: Call) -> None:
    shown = call("codes", "show", "99213", "--date", "2024-08-01")
    assert shown.code == 0
    assert "MUE, practitioner: 2 (MAI 3)." in shown.said
    untitled = call("codes", "show", " J1885 ", "--system", "hcpcs", "--date", "2024-08-01")
    assert untitled.out.startswith("J1885  (no title is loaded)\n")
    found = json.loads(call("codes", "show", "J0881", "--date", "2024-08-01", "--state", "TX", "--json").out)
    assert (found["system"], found["billable"]) == ("hcpcs", True)
    (policy,) = (fact for fact in found["facts"] if fact["what"] == "coverage policy")
    assert policy["text"] == "A50000 Ended (Made-up Solutions, LLC)"
    assert (policy["place"], policy["source"]) == ("coverage", "Medicare Coverage Database of 4 Jul 2024, articles")
    assert call("codes", "show", "Q9999", "--date", "2024-08-01").code == 1


def test_search_of_another_set(call: Call) -> None:
    found = json.loads(
        call("codes", "search", "darbepoetin", "--system", "hcpcs", "--date", "2024-08-01", "--json").out
    )
    assert [(hit["system"], hit["code"]) for hit in found["results"]] == [("hcpcs", "J0881")]
    outside = call("codes", "search", "darbepoetin", "--system", "hcpcs", "--date", "2031-01-01")
    assert outside.code == 1
    assert (
        "No loaded release of HCPCS Level II covers 1 Jan 2031; the nearest is HCPCS Level II July 2024" in outside.err
    )
    assert "--system takes icd10cm, icd10pcs, hcpcs" in call("codes", "search", "x", "--system", "cpt").said


def test_show_tells_the_history_of_a_pair_and_of_a_modifier(call: Call) -> None:
    pair = call("codes", "show", "45385", "--with", "45380", "--date", "2024-08-01")
    assert "45385 pays instead of 45380, from before 1996; indicator 1" in pair.said
    assert "Modifiers [in our own words]" in pair.said
    modifier = call("codes", "show", "25", "--date", "2024-08-01")
    assert (modifier.code, "decides whether the line is paid" in modifier.said) == (0, True)


def test_what_nothing_knows_ends_with_a_code_of_its_own(call: Call) -> None:
    unknown = call("codes", "show", "Q9999", "--date", "2024-08-01", "--json")
    assert unknown.code == 1
    assert json.loads(unknown.out)["facts"] == []


def test_show_names_what_is_not_loaded(call: Call) -> None:
    shown = call("codes", "show", "99213", "--date", "2031-01-01")
    assert "Not loaded for that day: NCCI PTP edits, practitioner; NCCI PTP edits, hospital;" in shown.said


def test_an_icd9_code_is_no_code_and_leads_to_one(call: Call) -> None:
    old = call("codes", "show", "250.00", "--date", "2026-05-15")
    assert old.code == 1
    assert "250.00 is not in ICD-10-CM FY2026" in old.said
    assert "ICD-9-CM code, in ICD-10-CM: E11.9 (approximately) [GEM 2018, ICD-9-CM to ICD-10-CM]" in old.said
    asked = json.loads(call("codes", "show", "250.00", "--date", "2026-05-15", "--json").out)
    assert (asked["system"], asked["validity"]["status"]) == ("icd10cm", "invalid")
    assert [fact["text"] for fact in asked["facts"]] == ["E11.9 (approximately)"]
