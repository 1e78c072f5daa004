"""Which set a code belongs to, and what its page gathers from the tables that are loaded."""

import re
from datetime import date
from pathlib import Path

import pytest

from codesets import Catalogue, Dataset, NotLoaded, Shelf, Status, System, open_shelf
from codesets.facts import Place
from codesets.procedures import ProcedurePage, page, search, system_of
from codesets.procedures.history import history_facts
from tests.codesets.procedures.conftest import DAY
from tests.codesets.releases import installed


@pytest.mark.parametrize(
    ("code", "system"),
    [
        ("99213", System.CPT),
        ("0600T", System.CPT),
        ("j0881", System.HCPCS),
        ("G0439", System.HCPCS),
        ("G04.39", System.ICD10CM),
        ("LT", System.HCPCS),
        ("xe", System.HCPCS),
        ("25", System.CPT),
        ("Q9999", System.HCPCS),
        ("E11.22", System.ICD10CM),
        ("e1122", System.ICD10CM),
        ("S72301A", System.ICD10CM),
        ("Z99", System.ICD10CM),
        ("J08.81", System.ICD10CM),
        ("0016070", System.ICD10PCS),
        ("001", System.ICD10PCS),
        ("0SRD0J9", System.ICD10PCS),
        ("", System.ICD10CM),
    ],
)
def test_the_set_that_holds_a_code_has_it(everything: Catalogue, code: str, system: System) -> None:
    assert system_of(everything.shelf, code) is system


def test_a_visit_has_its_units_pairs_and_fee(procedures_shelf: Shelf) -> None:
    found = page(procedures_shelf, System.CPT, "99213", DAY)
    assert found.validity.status is Status.VALID
    assert "Office visit" in found.title
    facts = _facts(found)
    assert facts["MUE, practitioner"].startswith("2 (MAI 3). Judged by day, clinical")
    assert facts["status"].startswith("A: Active")
    assert facts["relative values"].startswith("work 1.30, practice expense 1.35 outside a facility and 0.57 in one")
    assert re.fullmatch(r"\$[0-9.]+ outside a facility, \$[0-9.]+ in a facility", facts["national amount"])
    assert found.not_loaded == ("NCCI PTP edits, hospital", "NCCI MUE, outpatient hospital")
    assert "AMA" not in "".join(facts.values())


def test_pairs_are_told_both_ways_and_add_ons_with_their_primaries(procedures_shelf: Shelf) -> None:
    one, two = (_facts(page(procedures_shelf, System.CPT, code, DAY)) for code in ("45385", "45380"))
    assert one["PTP, practitioner, column 1, pays instead of"] == "45380 (1)"
    assert one["PTP modifier indicator (1)"].startswith("A modifier that the record supports may open the pair")
    assert two["PTP, practitioner, column 2, not paid with"] == "45385 (1)"
    added = _facts(page(procedures_shelf, System.CPT, "22634", DAY))["add-on, type 1, to"]
    assert added.startswith("22633. The primary codes are listed")
    assert _facts(page(procedures_shelf, System.CPT, "0054T", DAY))["add-on, type 2, to"].startswith(
        "codes that the contractor names."
    )
    assert _facts(page(procedures_shelf, System.CPT, "22633", DAY))["its add-ons"] == "22634"


def test_the_history_of_a_pair_is_told(procedures_shelf: Shelf) -> None:
    found = page(procedures_shelf, System.CPT, "12001", DAY, other=" 64400 ")
    told = [fact.text for fact in found.facts if fact.what == "PTP, practitioner, with 64400"]
    assert [text.split(";")[0] for text in told] == [
        "64400 pays instead of 12001, from 1 Apr 2022",
        "64400 pays instead of 12001, from 1 Jan 2010 to 31 Dec 2019",
    ]
    none = page(procedures_shelf, System.CPT, "99213", DAY, other="12001")
    assert "never had an edit" in _facts(none)["PTP, practitioner, with 12001"]


def test_a_state_has_its_amounts_or_is_said_to_have_none(procedures_shelf: Shelf) -> None:
    alaska = _facts(page(procedures_shelf, System.CPT, "99213", DAY, "AK"))
    assert alaska["amount in ALASKA (02102 01)"].startswith("$")
    elsewhere = page(procedures_shelf, System.CPT, "99213", DAY, "ZZ")
    facts = _facts(elsewhere)
    assert facts["amounts by locality"] == "no payment locality of ZZ is in the loaded indices"
    assert facts["coverage policies"] == "none that is in force for ZZ names the code"
    assert "Physician Fee Schedule, localities" in elsewhere.not_loaded


def test_without_a_state_the_page_counts_policies(procedures_shelf: Shelf) -> None:
    facts = _facts(page(procedures_shelf, System.HCPCS, "J0881", DAY))
    assert facts["coverage policies"] == "1 of all states name the code; ask for those of one (--state TX)"


def test_modifiers_that_may_stand_with_a_code_and_modifiers_themselves(procedures_shelf: Shelf) -> None:
    visit = _facts(page(procedures_shelf, System.CPT, "99213", DAY))
    assert "25" in visit["with evaluation and management, global"].split(", ")
    own = page(procedures_shelf, System.CPT, "25", DAY)
    assert own.title.startswith("Significant visit of its own")
    assert own.not_loaded == ()
    left = page(procedures_shelf, System.HCPCS, "lt", DAY)
    assert _facts(left)["stands with"].startswith("drug, imaging")


def test_a_dental_code_is_not_refused_for_being_left_out_of_the_list(procedures_shelf: Shelf) -> None:
    found = page(procedures_shelf, System.HCPCS, "D9999", DAY)
    assert found.validity.status is Status.NOT_LOADED
    assert "D codes are the ADA's (CDT)" in found.validity.sentence


def test_what_became_of_a_code_from_release_to_release(tmp_path: Path) -> None:
    titles: dict[date, str | None] = {
        date(2023, 1, 1): None,
        date(2024, 1, 1): "Wheelchair",
        date(2025, 1, 1): "Wheelchair, light",
        date(2026, 1, 1): None,
    }
    for day in titles:
        installed(tmp_path, Dataset.HCPCS, day, date(day.year, 12, 31))
    with open_shelf(tmp_path) as shelf:
        found = list(history_facts(shelf, Dataset.HCPCS, lambda store: titles[store.release.first_day]))
    assert [(fact.what, fact.text) for fact in found] == [
        ("deleted", "since hcpcs 2025-01-01: was Wheelchair, light"),
        ("revised", "since hcpcs 2024-01-01: was Wheelchair"),
        ("added", "since hcpcs 2023-01-01: Wheelchair"),
    ]


def test_facts_stand_in_the_order_of_the_page(procedures_shelf: Shelf) -> None:
    places = [list(Place).index(fact.place) for fact in page(procedures_shelf, System.CPT, "99213", DAY, "TX").facts]
    assert places == sorted(places)
    assert len(set(places)) == 5


def test_every_fact_names_its_source(procedures_shelf: Shelf) -> None:
    for system, code in ((System.CPT, "99213"), (System.HCPCS, "J0881"), (System.ICD10PCS, "0016070")):
        facts = page(procedures_shelf, system, code, DAY, "TX").facts
        assert facts
        assert all(fact.source for fact in facts), code


def test_a_hcpcs_code_has_what_the_list_says_and_its_policies(procedures_shelf: Shelf) -> None:
    found = page(procedures_shelf, System.HCPCS, "J0881", date(2024, 8, 1), "TX")
    facts = _facts(found)
    assert (facts["short title"], facts["added"]) == ("Darbepoetin alfa", "1 Jan 2006")
    assert facts["coverage"].startswith("C: ")
    assert facts["coverage policy"] == "A50000 Ended (Made-up Solutions, LLC)"
    assert facts["before it"].startswith("G0439 ")
    ended = page(procedures_shelf, System.HCPCS, "A0021", DAY)
    assert (_facts(ended)["terminated"], _facts(ended)["see"]) == ("31 Dec 2017", "A0030")
    assert ended.validity.status is Status.TERMINATED


def test_a_procedure_of_the_hospital_is_spelled_out(procedures_shelf: Shelf) -> None:
    found = page(procedures_shelf, System.ICD10PCS, "0016071", DAY)
    assert [fact.text for fact in found.facts if fact.what[0].isdigit()][-2:] == ["7: Own tissue", "1: Mastoid"]
    facts = _facts(found)
    assert facts["3 Operation"] == "1: Bypass = Another way Round about (also Shunt, Detour)"
    assert facts["index"] == "Abortion > Laminaria"
    assert facts["before it"].startswith("0016070 Bypass")
    assert facts["in ICD-9-CM"] == "no equivalent"
    first = _facts(page(procedures_shelf, System.ICD10PCS, "0016070", DAY))
    assert first["in ICD-9-CM"] == first["from ICD-9-CM"] == "02.34 (approximately)"
    assert "3 Operation" not in _facts(page(procedures_shelf, System.ICD10PCS, "0016079", DAY))


def test_without_any_table_the_page_has_our_own_words_only() -> None:
    found = page(Shelf([]), System.CPT, "99213", DAY)
    assert found.validity.status is Status.NOT_LOADED
    assert {fact.source for fact in found.facts} == {"in our own words"}
    assert "Physician Fee Schedule" in found.not_loaded
    unknown = page(Shelf([]), System.HCPCS, "J0881", DAY)
    assert (unknown.title, unknown.known, {fact.place for fact in unknown.facts}) == ("", False, {Place.MODIFIERS})


def test_codes_are_found_by_words_or_by_their_beginning(procedures_shelf: Shelf) -> None:
    for system, term, code in (
        (System.HCPCS, "j08", "J0881"),
        (System.HCPCS, "darbepoetin", "J0881"),
        (System.ICD10PCS, "ventricle percutaneous", "0016071"),
        (System.ICD10PCS, "laminaria abortion", "0016071"),
        (System.ICD10PCS, "oo1607", "0016070"),
    ):
        found = search(procedures_shelf, system, term, DAY)
        assert not isinstance(found, NotLoaded)
        assert found[0].code == code
    assert isinstance(search(procedures_shelf, System.HCPCS, "J08", date(2031, 1, 1)), NotLoaded)


def _facts(found: ProcedurePage) -> dict[str, str]:
    return {fact.what: fact.text for fact in found.facts}
