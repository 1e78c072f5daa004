"""`evaluate`: sets in, figures out, beside those of another day."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.commands.conftest import Call

pytestmark = pytest.mark.usefixtures("bundled")

SET = [
    {"id": "1", "text": "ASSESSMENT:\n1. Essential hypertension.", "codes": ["I10"], "topic": "circulation"},
    {"id": "2", "text": "ASSESSMENT:\n1. Gout, unspecified.", "codes": ["M10.9", "i10"], "topic": "joints"},
]


def written(folder: Path, cases: Sequence[object], name: str = "own.jsonl") -> str:
    path = folder / name
    path.write_text("\n".join(json.dumps(case) for case in cases))
    return str(path)


def test_a_set_has_a_row_and_its_topics_have_theirs(call: Call, tmp_path: Path) -> None:
    ended = call("evaluate", written(tmp_path, SET), "--dos", "2026-05-15")
    assert ended.code == 0
    assert "own 2 1.000 0.667 0.800 0.800 - 0 0" in ended.said
    assert "joints 1.000 0.500 0.667" in ended.said


def test_notes_with_diagnoses_alone_are_a_set_too(call: Call, tmp_path: Path) -> None:
    notes = [{"id": "n", "note": "ASSESSMENT:\n1. Gout, unspecified.", "icd10cm": ["M109"], "subset": "of old"}]
    ended = call("evaluate", written(tmp_path, notes), "--dos", "2026-05-15", "--json")
    assert json.loads(ended.out)["own"]["exact"]["f1"] == 1


def test_figures_that_got_worse_end_with_1(call: Call, tmp_path: Path) -> None:
    stored = str(tmp_path / "figures.json")
    assert call("evaluate", written(tmp_path, SET), "--dos", "2026-05-15", "--save", stored).code == 0
    assert "_ms" not in Path(stored).read_text(encoding="utf-8")
    same = call("evaluate", written(tmp_path, SET), "--dos", "2026-05-15", "--baseline", stored)
    assert (same.code, "No figure changed" in same.said) == (0, True)
    new = written(tmp_path, [*SET, {"id": "3", "text": "nothing", "codes": ["B20"]}])
    assert call("evaluate", new, "--dos", "2026-05-15", "--baseline", stored).code == 0
    harder = written(tmp_path, [SET[0], SET[1] | {"codes": ["M10.9", "I10", "B20"]}])
    worse = call("evaluate", harder, "--dos", "2026-05-15", "--baseline", stored)
    assert worse.code == 1
    assert "own: exact recall 0.667 -> 0.5, worse" in worse.said
    assert "own, 2: wrong or missed codes 1 -> 2, worse" in worse.said


def test_a_case_that_got_worse_beside_one_that_got_better_is_told_and_no_drop(call: Call, tmp_path: Path) -> None:
    stored = str(tmp_path / "figures.json")
    call("evaluate", written(tmp_path, SET), "--dos", "2026-05-15", "--save", stored)
    traded = written(tmp_path, [SET[0] | {"codes": ["I10", "B20"]}, SET[1] | {"codes": ["M10.9"]}])
    ended = call("evaluate", traded, "--dos", "2026-05-15", "--baseline", stored)
    assert (ended.code, "own, 1: wrong or missed codes 0 -> 1, worse" in ended.out) == (0, True)
    assert "own, 2: wrong or missed codes 1 -> 0, better" in ended.out


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


MAIL = """
kind = "code_validity"
codes = ["I10"]
must = ["essential"]
must_not = ["nonsense"]
identifiers = ["Marlene Voss"]
mail = "Marlene Voss, seen 5/15/2026 with essential hypertension. Is I10 valid?"
"""
TABLES = """
kind = "pairs"
tables = "reference"
mail = "Can 45385 and 45380 go together?"
"""
PROSE = """
[blood_pressure]
text = "Seen for essential hypertension."
codes = ["I10"]
[joints]
text = "Seen for gout, unspecified."
codes = ["M10.9", "I10"]
"""


def folder(base: Path, **files: str) -> str:
    base.mkdir(exist_ok=True)
    for name, text in files.items():
        (base / f"{name}.toml").write_text(text, encoding="utf-8")
    return str(base)


def test_a_folder_holds_mails_that_earn_points_and_cases_as_tables(call: Call, tmp_path: Path) -> None:
    mails, prose = folder(tmp_path / "mails", one=MAIL, two=TABLES), folder(tmp_path / "prose", all=PROSE)
    ended = call("evaluate", mails, prose, "--dos", "2026-05-15", "--missed")
    assert ended.code == 0, ended.said
    assert "mails: 1 of 2 cases ask of Medicare's tables, which are not loaded here; they are left out." in ended.err
    assert "mails 1 1.000 1.000 1.000 1.000 1.000 0 0" in ended.said
    assert "prose 2 1.000 0.667 0.800 0.800 - 0 0" in ended.said
    assert "prose, joints: lacks I10" in ended.out
    assert "mails, one" not in ended.out


def test_points_are_compared_case_by_case(call: Call, tmp_path: Path) -> None:
    stored = str(tmp_path / "figures.json")
    mails = folder(tmp_path / "mails", one=MAIL)
    call("evaluate", mails, "--save", stored)
    folder(tmp_path / "mails", new=MAIL.replace("nonsense", "valid"))
    assert (call("evaluate", mails, "--baseline", stored).code) == 0  # a case that is new is no worse
    folder(tmp_path / "mails", one=MAIL.replace("nonsense", "valid"))
    worse = call("evaluate", mails, "--baseline", stored)
    assert worse.code == 1
    assert "mails, one: points missed 0 -> 1, worse" in worse.out
    assert worse.out.endswith(
        f"1 figure got worse since {stored} was stored. --missed names what each case lacks; where the change is "
        f"meant, store the new figures with --save {stored}.\n"
    )
    assert call("evaluate", mails, "--baseline", stored, "--missed").out.startswith("mails, new: does not say valid\n")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("mail = ", "Invalid value"),
        ('text = "x"', "text is neither a mail nor a table"),
        ('[a]\ntext = "x"', '"codes" must be a list'),
        ('[a]\ncodes = ["I10"]', 'A case needs "text"'),
    ],
)
def test_a_folder_that_is_no_set_is_named_with_its_file(call: Call, tmp_path: Path, text: str, sentence: str) -> None:
    ended = call("evaluate", folder(tmp_path / "mails", one=text))
    assert ended.code == 2
    said = ended.said.replace(" ", "")  # the frame breaks a long path wherever it ends
    assert "one.toml" in said
    assert sentence.replace(" ", "") in said
    assert "holds no TOML files" in call("evaluate", folder(tmp_path / "empty")).said


def test_our_own_sets_are_as_good_as_the_stored_figures(call: Call) -> None:
    """`make evaluate` shows them; `make evaluate options=--missed` what each case lacks."""
    here = Path(__file__).parents[1] / "assistant"
    sets, stored = (str(here / "mails"), str(here / "prose_cases")), str(here / "figures.json")
    ended = call("evaluate", *sets, "--dos", "2026-05-15", "--baseline", stored)
    assert ended.code == 0, ended.out
