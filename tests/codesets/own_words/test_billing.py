"""Places of service, modifiers and indicators: facts that anybody can look up at CMS."""

import csv
import re
from datetime import date

import pytest

from codesets import own_words
from codesets.own_words import CodeKind, Effect, Indicator, ModifierGroup, Rate
from tests.reference import REFERENCE

FACILITY = {"02", "19", "21", "22", "23", "24", "26", "31", "34", "41", "42", "51", "52", "53", "56", "61"}
"""Medicare Claims Processing Manual, chapter 12 section 20.4.2."""


def test_places_of_service_have_the_rate_of_the_manual() -> None:
    places = own_words.places_of_service()
    assert {code for code, place in places.items() if place.rate is Rate.FACILITY} == FACILITY
    assert {code for code, place in places.items() if place.rate is Rate.NONE} == {"05", "06", "07", "08"}


def test_a_place_is_found_by_its_two_digits_or_not_at_all() -> None:
    office = own_words.place_of_service("11")
    assert office is not None
    assert (office.name, office.rate) == ("Office", Rate.NONFACILITY)
    assert own_words.place_of_service("28") is None  # never assigned


@pytest.mark.shared
def test_the_places_are_those_of_the_official_list() -> None:
    text = (REFERENCE / "data" / "pos" / "cs-CMS-PlaceofServiceCodes.xml").read_text(encoding="utf-8")
    assert set(re.findall(r'<code value="(\d\d)"', text)) == set(own_words.places_of_service())


@pytest.mark.parametrize(
    ("code", "group", "effect"),
    [
        ("25", ModifierGroup.GLOBAL, Effect.PROCESSING),
        ("26", ModifierGroup.PROFESSIONAL_TECHNICAL, Effect.PRICING),
        ("50", ModifierGroup.BILATERAL, Effect.PRICING),
        ("62", ModifierGroup.ASSISTANT, Effect.PRICING),
        ("95", ModifierGroup.TELEHEALTH, Effect.PROCESSING),
        ("CQ", ModifierGroup.THERAPY, Effect.PRICING),
        ("GZ", ModifierGroup.COVERAGE, Effect.PROCESSING),
        ("JZ", ModifierGroup.DRUG, Effect.PROCESSING),
        ("P3", ModifierGroup.ANESTHESIA, Effect.INFORMATIONAL),
        ("QX", ModifierGroup.ANESTHESIA, Effect.PRICING),
        ("T5", ModifierGroup.ANATOMICAL, Effect.PROCESSING),
        ("xs", ModifierGroup.DISTINCT, Effect.PROCESSING),
    ],
)
def test_what_modifiers_are_about_and_do(code: str, group: ModifierGroup, effect: Effect) -> None:
    found = own_words.modifier(code)
    assert found is not None
    assert (found.group, found.effect, found.pricing) == (group, effect, effect is Effect.PRICING)


def test_every_modifier_has_two_characters_and_something_to_stand_with() -> None:
    for code, found in own_words.modifiers().items():
        assert re.fullmatch(r"[A-Z0-9]{2}", code), code
        assert found.code == code
        assert found.stands_with, code
        assert CodeKind.ANY not in found.stands_with or len(found.stands_with) == 1, code
        assert found.meaning.endswith("."), code


def test_distinct_service_modifiers_never_stand_with_visits_and_visit_modifiers_only_there() -> None:
    """NCCI Policy Manual, chapter I, section E."""
    visits = {code for code in own_words.modifiers() if _may_stand(code, CodeKind.EVALUATION_MANAGEMENT)}
    assert not visits & {"59", "XE", "XP", "XS", "XU"}
    assert {"24", "25", "27", "57"} <= visits
    assert not any(_may_stand(code, CodeKind.PROCEDURE) for code in ("24", "25", "27", "57"))


def test_a_modifier_that_may_stand_with_anything_may_stand_with_each() -> None:
    found = own_words.modifier("GA")
    assert found is not None
    assert all(found.may_stand_with(kind) for kind in CodeKind)
    assert own_words.modifier("OO") is None


@pytest.mark.parametrize(
    ("indicator", "values"),
    [
        (Indicator.STATUS, "A B C D E F G H I J M N P Q R T X"),
        (Indicator.GLOBAL_DAYS, "000 010 090 MMM XXX YYY ZZZ"),
        (Indicator.MULTIPLE_PROCEDURE, "0 1 2 3 4 5 6 7 9"),
        (Indicator.BILATERAL, "0 1 2 3 9"),
        (Indicator.ASSISTANT, "0 1 2 9"),
        (Indicator.CO_SURGEONS, "0 1 2 9"),
        (Indicator.TEAM, "0 1 2 9"),
        (Indicator.PC_TC, "0 1 2 3 4 5 6 7 8 9"),
        (Indicator.MUE_ADJUDICATION, "1 2 3"),
        (Indicator.PTP_MODIFIER, "0 1 9"),
        (Indicator.ADD_ON_TYPE, "1 2 3"),
        (Indicator.HCPCS_COVERAGE, "C D I M S"),
        (Indicator.HCPCS_ACTION, "A B C D F N P R S T"),
    ],
)
def test_every_value_of_an_indicator_has_a_meaning(indicator: Indicator, values: str) -> None:
    assert list(own_words.meanings(indicator)) == values.split()


def test_a_meaning_is_asked_with_its_indicator() -> None:
    assert "90 days" in (own_words.meaning(Indicator.GLOBAL_DAYS, "090") or "")
    assert own_words.meaning(Indicator.STATUS, "1") is None


@pytest.fixture(scope="module")
def fee_schedule() -> list[list[str]]:
    """The rows of Medicare's physician fee schedule of October 2025; the first column is the code."""
    with (REFERENCE / "data" / "mpfs" / "PPRRVU2025_Oct.csv").open(encoding="latin-1", newline="") as file:
        rows = [row for row in csv.reader(file) if re.fullmatch(r"[A-Z0-9]{5}", row[0]) and row[0] != "HCPCS"]
    assert len(rows) > 19_000
    return rows


@pytest.mark.shared
def test_every_value_in_the_fee_schedule_has_a_meaning(fee_schedule: list[list[str]]) -> None:
    columns = {
        3: Indicator.STATUS,
        13: Indicator.PC_TC,
        14: Indicator.GLOBAL_DAYS,
        18: Indicator.MULTIPLE_PROCEDURE,
        19: Indicator.BILATERAL,
        20: Indicator.ASSISTANT,
        21: Indicator.CO_SURGEONS,
        22: Indicator.TEAM,
    }
    for column, indicator in columns.items():
        values = {row[column].strip() for row in fee_schedule} - {""}
        assert values <= set(own_words.meanings(indicator)), indicator


def test_cpt_labels_are_short_and_of_category_one() -> None:
    labels = own_words.cpt_labels()
    assert len(labels) >= 300
    assert all(re.fullmatch(r"\d{5}", code) for code in labels)
    assert max(map(len, labels.values())) < 100
    assert len(set(labels.values())) == len(labels), "two codes with one label cannot be told apart"


@pytest.mark.parametrize(
    ("code", "label"),
    [
        ("99214", "Office visit, established patient, moderate complexity or 30 minutes"),
        ("45385", "Colonoscopy with removal by snare"),
        ("20610", "Drain or inject a large joint (shoulder, hip, knee), no ultrasound"),
        ("00000", None),
    ],
)
def test_a_cpt_label(code: str, label: str | None) -> None:
    assert own_words.cpt_label(code) == label


@pytest.mark.shared
def test_every_labelled_cpt_code_is_in_the_fee_schedule_and_add_ons_say_so(fee_schedule: list[list[str]]) -> None:
    global_days = {row[0]: row[14] for row in fee_schedule if not row[1].strip()}
    labels = own_words.cpt_labels()
    assert set(labels) <= set(global_days)
    add_ons = {code for code in labels if global_days[code] == "ZZZ"}
    # 01968 is an anesthesia add-on, which has no global period; the questionnaires are ZZZ and yet stand alone
    assert {code for code, label in labels.items() if label.startswith("Add-on")} ^ add_ons == {
        "01968",
        "96160",
        "96161",
    }


def test_what_came_after_a_code_that_ended() -> None:
    found = own_words.successor("g0297")
    assert found is not None
    assert (found.last_day, found.successors) == (date(2020, 12, 31), ("71271",))
    assert own_words.successor("99214") is None


@pytest.mark.shared
def test_what_ended_is_not_in_the_fee_schedule_and_what_came_after_is(fee_schedule: list[list[str]]) -> None:
    current = {row[0] for row in fee_schedule}
    ended = own_words.successors()
    assert not set(ended) & current
    assert {code for one in ended.values() for code in one.successors} <= current


def _may_stand(code: str, kind: CodeKind) -> bool:
    found = own_words.modifier(code)
    assert found is not None
    return CodeKind.ANY not in found.stands_with and kind in found.stands_with
