"""Claims as JSON: what is understood, and the sentence for what is not."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codesets.claims import Diagnosis, Payer, Setting, Sex, UnreadableClaimError, checked_line, claim_of, read_claim
from tests.codesets.claims.invented import InventedTables

LEAST = {"dos": "2026-05-15", "lines": [{"code": "99214"}]}


def test_the_least_that_a_claim_has() -> None:
    found = claim_of(LEAST)
    assert (found.on, found.setting, found.earlier, found.diagnoses) == (
        date(2026, 5, 15),
        Setting.PRACTITIONER,
        None,
        (),
    )
    (only,) = found.lines
    assert (only.code, only.on, only.units, only.modifiers) == ("99214", date(2026, 5, 15), 1, ())


def test_everything_that_a_claim_may_have() -> None:
    found = read_claim(
        """{"id": 7, "dos": "2026-05-15", "setting": "ASC", "payer": "Texas Medicaid", "state": "tx", "age": 67,
        "sex": "f", "place_of_service": 24, "provider": "1", "specialty": "20", "discharge": null,
        "diagnoses": ["e1122", "I10.", {"code": "j18.9", "uncertain": true}],
        "lines": [{"code": " 45385 ", "modifiers": ["xs", " rt", ""], "units": "2", "date": "2026-05-16", "minutes": 20,
                   "diagnoses": ["A", 2, "J18.9", "b"],
                   "drug": {"given": 0.1, "wasted": 0, "unit": "mg", "single_dose": true}}],
        "earlier": [{"code": "27447", "date": "2026-04-01", "modifiers": ["54"]}]}"""
    )
    assert (found.id, found.setting, found.state, found.age, found.sex) == ("7", Setting.ASC, "TX", 67, Sex.FEMALE)
    assert (found.paid_by, found.place_of_service) == (Payer.MEDICAID, "24")
    assert found.diagnoses == (Diagnosis("E11.22"), Diagnosis("I10"), Diagnosis("J18.9", uncertain=True))
    (only,) = found.lines
    assert (only.code, only.modifiers, only.units) == ("45385", ("XS", "RT"), 2)
    assert only.diagnoses == ("E11.22", "I10", "J18.9")
    assert only.drug.given == Decimal("0.1")
    assert found.earlier is not None
    assert found.earlier[0].on == date(2026, 4, 1)


@pytest.mark.parametrize(
    ("said", "sex"), [("f", Sex.FEMALE), ("Male", Sex.MALE), ("unknown", Sex.UNKNOWN), (None, None)]
)
def test_sex_as_letter_or_word(said: str | None, sex: Sex | None) -> None:
    assert claim_of(LEAST | {"sex": said}).sex is sex


def test_lists_as_long_as_may_be() -> None:
    line = {"code": "99214", "modifiers": ["25"] * 10, "diagnoses": ["I10"] * 12, "drug": {"given": "999999999.000001"}}
    found = claim_of(LEAST | {"lines": [line] * 100, "diagnoses": ["I10"] * 50})
    assert len(found.lines) == 100
    assert found.lines[0].drug.given == Decimal("999999999.000001")


def test_no_earlier_procedures_is_another_thing_than_nothing_said() -> None:
    assert claim_of(LEAST | {"earlier": []}).earlier == ()
    assert claim_of(LEAST | {"earlier": None}).earlier is None


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ([], "an object in braces"),
        ({"lines": [{"code": "99214"}]}, '"dos"'),
        (LEAST | {"dos": "15/05/2026"}, "not a date"),
        (LEAST | {"dos": True}, "not a text"),
        ({"dos": "2026-05-15"}, '"lines"'),
        (LEAST | {"lines": []}, '"lines"'),
        (LEAST | {"lines": {"code": "99214"}}, "not a list"),
        (LEAST | {"lines": ["99214"]}, "A line is an object"),
        (LEAST | {"lines": [{}]}, 'A line needs its "code"'),
        (LEAST | {"lines": [{"code": "99214", "units": 1.5}]}, "not a whole number"),
        (LEAST | {"lines": [{"code": "99214", "units": -1}]}, "which no claim has"),
        (LEAST | {"lines": [{"code": "99214", "units": "many"}]}, "not a number"),
        (LEAST | {"lines": [{"code": "99214", "units": True}]}, "not a number"),
        (LEAST | {"lines": [{"code": "99214", "units": "NaN"}]}, "which no claim has"),
        (LEAST | {"lines": [{"code": "99214", "diagnoses": ["C"]}]}, "leads to no diagnosis"),
        (LEAST | {"lines": [{"code": "99214", "through": "2026-05-01"}]}, "before its first day"),
        (LEAST | {"lines": [{"code": "99214", "drug": {"single_dose": "yes"}}]}, "true or false"),
        (LEAST | {"lines": [{"code": "9" * 300}]}, "characters"),
        (LEAST | {"lines": [{"code": "99214"}] * 101}, 'has 101 "lines"; at most 100'),
        (LEAST | {"lines": [{"code": "99214", "modifiers": ["25"] * 11}]}, "at most 10"),
        (LEAST | {"lines": [{"code": "99214", "diagnoses": ["I10"] * 13}]}, "at most 12"),
        (LEAST | {"diagnoses": ["I10"] * 51}, "at most 50"),
        (LEAST | {"earlier": [{"code": "27447", "date": "2026-04-01"}] * 201}, "at most 200"),
        (LEAST | {"lines": [{"code": "J1885", "drug": {"given": "0.0000001"}}]}, "which no claim has"),
        (LEAST | {"lines": [{"code": "J1885", "drug": {"given": "1" * 10}}]}, "which no claim has"),
        (LEAST | {"payer": "\ud800"}, "cannot be printed"),
        (LEAST | {"diagnoses": ["\x00"]}, "cannot be printed"),
        (LEAST | {"lines": [{"code": "99214", "modifiers": ["\ud800"]}]}, "cannot be printed"),
        (LEAST | {"setting": "hospital"}, "practitioner, asc, outpatient, inpatient"),
        (LEAST | {"sex": "woman"}, "F, M, U, FEMALE"),
        (LEAST | {"diagnoses": [" . "]}, "A diagnosis is a code"),
        (LEAST | {"earlier": [{"code": "27447"}]}, '"date"'),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(wrong: Any, named: str) -> None:
    with pytest.raises(UnreadableClaimError, match=r"\.$") as refused:
        claim_of(wrong)
    assert named in str(refused.value)


@pytest.mark.parametrize(
    "text", ["", "{", "[" * 100_000, "nonsense", '{"dos": 1e999999999999}', '{"id": NaN}', "[Infinity]"]
)
def test_what_is_no_json_is_said(text: str) -> None:
    with pytest.raises(UnreadableClaimError):
        read_claim(text)


def test_a_line_of_the_batch_answers_under_its_own_id() -> None:
    tables = InventedTables(pairs={("80053", "80048"): 0})
    asked = {"id": 12, "dos": "2024-07-15", "lines": [{"code": "80053"}, {"code": "80048"}]}
    answer = json.loads(checked_line(json.dumps(asked), tables))
    assert set(answer) == {"id", "findings"}
    assert answer["id"] == 12
    pair = next(finding for finding in answer["findings"] if finding["rule"] == "ncci.ptp")
    assert set(pair) == {"rule", "result", "codes", "indicator", "message", "source"}
    assert (pair["result"], pair["codes"], pair["indicator"]) == ("fails", ["80053", "80048"], "0")


@pytest.mark.parametrize("text", ['{"id": 12}', "nonsense", '{"id": [1.5], "dos": 3}', "7"])
def test_a_line_that_is_no_claim_says_so_and_has_no_findings(text: str) -> None:
    answer = json.loads(checked_line(text, InventedTables()))
    assert answer["findings"] == []
    assert answer["error"].endswith(".")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    [
        "id",
        "dos",
        "setting",
        "lines",
        "diagnoses",
        "payer",
        "state",
        "age",
        "sex",
        "place_of_service",
        "earlier",
        "discharge",
    ]
)


@settings(deadline=None)
@given(found=st.dictionaries(FIELDS, JSON), on_top_of_a_claim=st.booleans())
def test_any_json_is_a_claim_or_a_sentence(found: dict[str, Any], *, on_top_of_a_claim: bool) -> None:
    text = json.dumps(LEAST | found if on_top_of_a_claim else found)
    line = checked_line(text, InventedTables())
    assert line.isascii()
    answer = json.loads(line)
    assert ("error" in answer) is (answer["findings"] == [])
