"""`evaluate`: sets in, figures out, beside those of another day."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from codesets import install
from tests.commands.conftest import Call

SET = [
    {"id": "1", "text": "ASSESSMENT:\n1. Essential hypertension.", "codes": ["I10"], "topic": "circulation"},
    {"id": "2", "text": "ASSESSMENT:\n1. Gout, unspecified.", "codes": ["M10.9", "i10"], "topic": "joints"},
]


@pytest.fixture(autouse=True)
def settings(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    base: Path = tmp_path_factory.getbasetemp()
    install(base / "codesets")
    monkeypatch.setenv("CASECONSULTANT_DATA_DIR", str(base))


def written(folder: Path, cases: Sequence[object], name: str = "own.jsonl") -> str:
    path = folder / name
    path.write_text("\n".join(json.dumps(case) for case in cases))
    return str(path)


def test_a_set_has_a_row_and_its_topics_have_theirs(call: Call, tmp_path: Path) -> None:
    ended = call("evaluate", written(tmp_path, SET), "--dos", "2026-05-15")
    assert ended.code == 0
    assert "own 2 1.000 0.667 0.800 0.800 0 0" in ended.said
    assert "joints 1.000 0.500 0.667" in ended.said


def test_notes_with_diagnoses_alone_are_a_set_too(call: Call, tmp_path: Path) -> None:
    notes = [{"id": "n", "note": "ASSESSMENT:\n1. Gout, unspecified.", "icd10cm": ["M109"], "subset": "of old"}]
    ended = call("evaluate", written(tmp_path, notes), "--dos", "2026-05-15", "--json")
    assert json.loads(ended.out)["own"]["exact"]["f1"] == 1


def test_figures_that_got_worse_end_with_1(call: Call, tmp_path: Path) -> None:
    stored = str(tmp_path / "figures.json")
    assert call("evaluate", written(tmp_path, SET), "--dos", "2026-05-15", "--save", stored).code == 0
    same = call("evaluate", written(tmp_path, SET), "--dos", "2026-05-15", "--baseline", stored)
    assert (same.code, "No figure changed" in same.said) == (0, True)
    harder = written(tmp_path, [*SET, {"id": "3", "text": "nothing", "codes": ["B20"]}])
    worse = call("evaluate", harder, "--dos", "2026-05-15", "--baseline", stored)
    assert worse.code == 1
    assert "own: exact recall 0.667 -> 0.5, worse" in worse.said


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ('{"id": "1"', "line 1: this is not JSON"),
        ('{"id": "1", "text": "x"}', 'line 1: "codes" must be a list'),
        ('{"id": "1", "codes": []}', 'line 1: A case needs "text"'),
        ("[]", "line 1: a case is a JSON object"),
    ],
)
def test_a_file_that_is_no_set_is_named_with_its_line(call: Call, tmp_path: Path, line: str, sentence: str) -> None:
    path = tmp_path / "s.jsonl"
    path.write_text(line)
    ended = call("evaluate", str(path))
    assert ended.code == 2
    assert sentence in ended.said


def test_a_baseline_that_holds_no_figures_is_refused(call: Call, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_text('{"own": {}}')
    ended = call("evaluate", written(tmp_path, SET), "--baseline", str(other))
    assert ended.code == 2
    assert "holds no figures" in ended.said
