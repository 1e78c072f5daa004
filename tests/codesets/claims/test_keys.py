"""Keys of the JSON: every one is explained, and none that is unknown is passed over in silence."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from codesets.claims import Result, UnreadableClaimError, checked_line, claim_of, read_claim
from codesets.claims.example import EXAMPLE
from codesets.claims.keys import OBJECTS
from codesets.claims.rules import RULES
from tests.codesets.claims.invented import InventedTables, found

LEAST: dict[str, Any] = {"dos": "2024-07-15", "lines": [{"code": "99213"}]}
PAGE = Path(__file__).parents[3] / "docs" / "claims.md"


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        (LEAST | {"patient": "x"}, '"patient" of the claim'),
        (LEAST | {"diagnosis": ["I10"]}, 'Was "diagnoses" meant?'),
        (LEAST | {"date_of_service": "2024-07-15"}, 'Was "dos" meant?'),
        (LEAST | {"Payer": "Medicare"}, 'Was "payer" meant?'),
        (LEAST | {"place-of-service": "11"}, 'Was "place_of_service" meant?'),
        (LEAST | {"modifiers": ["25"]}, "It is a key of a line."),
        (LEAST | {"lines": [{"code": "99213", "modifers": ["25"]}]}, 'Was "modifiers" meant?'),
        (LEAST | {"lines": [{"code": "99213", "qty": 2}]}, '"qty" of line 1'),
        (LEAST | {"lines": [{"code": "J3301", "drug": {"dose": 40}}]}, '"dose" of the drug of line 1'),
        (LEAST | {"lines": [{"code": "J3301", "ndc": "1"}]}, "It is a key of a line's drug."),
        (LEAST | {"diagnoses": [{"code": "I10", "poa": "Y"}]}, 'Was "present_on_admission" meant?'),
        (LEAST | {"earlier": [{"code": "27447", "date": "2024-07-01", "npi": "1"}]}, 'Was "provider" meant?'),
        (LEAST | {"\ud800": 1}, "is not known here"),
        (LEAST | {"x" * 500: 1}, "is not known here"),
    ],
)
def test_an_unknown_key_is_named_and_the_rest_is_checked(claim: dict[str, Any], said: str) -> None:
    answer = json.loads(checked_line(json.dumps(claim), InventedTables()))
    (warning,) = (one for one in answer["findings"] if one["rule"] == "claim.keys")
    assert answer["findings"][0] == warning
    assert warning["result"] == "warning"
    assert said in warning["message"]
    assert "was not checked" in warning["message"]
    assert {one["rule"] for one in answer["findings"]} > {"hcpcs.validity", "claim.keys"}


def test_a_key_on_every_line_is_one_warning() -> None:
    claim = claim_of(LEAST | {"lines": [{"code": "99213", "modifers": ["25"]}] * 8})
    (finding,) = found("claim.keys", claim, InventedTables())
    assert "line 1, line 2, line 3, line 4, line 5 and 3 more" in finding.rationale


def test_known_keys_are_no_finding() -> None:
    claim = claim_of(EXAMPLE)
    assert claim.unknown == ()
    assert found("claim.keys", claim, InventedTables()) == []


@pytest.mark.parametrize(
    "text",
    [
        '{"dos": "2024-07-15", "lines": [{"code": "99213"}], "lines": []}',
        '{"dos": "2024-07-15", "lines": [{"code": "99213", "code": "99214"}]}',
    ],
)
def test_a_key_that_stands_twice_is_refused_for_one_value_would_be_lost(text: str) -> None:
    with pytest.raises(UnreadableClaimError, match="stands twice in one object"):
        read_claim(text)


def test_lines_of_a_batch_are_independent() -> None:
    good, odd = json.dumps(LEAST), json.dumps(LEAST | {"dx": ["I10"]})
    alone = checked_line(good, InventedTables())
    assert "claim.keys" in checked_line(odd, InventedTables())
    assert checked_line(good, InventedTables()) == alone


def test_diagnoses_of_the_lines_are_those_of_a_claim_that_has_no_list() -> None:
    lines = [{"code": "99213", "diagnoses": ["E11.22", "N18.31"]}, {"code": "20610", "diagnoses": ["N18.31", "I10"]}]
    claim = claim_of(LEAST | {"lines": lines})
    assert [diagnosis.code for diagnosis in claim.diagnoses] == ["E11.22", "N18.31", "I10"]
    assert Result.WARNING in {finding.result for finding in found("icd10cm.combination", claim, InventedTables())}


def test_the_example_uses_every_key() -> None:
    used = {
        "the claim": set(EXAMPLE),
        "a line": {key for line in EXAMPLE["lines"] for key in line},
        "a line's drug": {key for line in EXAMPLE["lines"] for key in line.get("drug", ())},
        "a diagnosis": {key for one in EXAMPLE["diagnoses"] if isinstance(one, dict) for key in one},
        "an earlier procedure": {key for one in EXAMPLE["earlier"] for key in one},
    }
    assert used == {what: set(keys) for what, keys in OBJECTS.items()}


def test_the_page_explains_every_key_in_the_same_words() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.+) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert rows == [row for keys in OBJECTS.values() for row in keys.items()]


def test_the_examples_of_the_page_are_claims() -> None:
    blocks = re.findall(r"```json\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert [read_claim(block).unknown for block in blocks] == [()] * len(blocks)
    assert EXAMPLE in [json.loads(block) for block in blocks]
    assert len(blocks) > 1


def test_the_page_names_every_rule_with_its_source() -> None:
    rows = re.findall(r"^\| (\w+\.\w+) \| (.+) \| (.+) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert [(name, source) for name, _, source in rows] == [(rule.id, rule.source) for rule in RULES]
