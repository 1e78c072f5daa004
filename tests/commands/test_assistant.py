"""`assistant draft` and `ask`: the forms that scripts rely on."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.commands.conftest import Call

pytestmark = pytest.mark.usefixtures("bundled")

NOTE = "ASSESSMENT:\n1. Essential hypertension.\n2. Type 2  diabetes mellitus.\n"


def drafts(call: Call, monkeypatch: pytest.MonkeyPatch, cases: list[Any], *args: str) -> list[dict[str, Any]]:
    lines = "\n".join(case if isinstance(case, str) else json.dumps(case) for case in cases)
    monkeypatch.setattr(sys, "stdin", io.StringIO(lines))
    ended = call("assistant", "draft", "--batch", "-", *args)
    assert ended.code == 0, ended.said
    return [json.loads(line) for line in ended.out.splitlines()]


def test_a_batch_answers_line_by_line_with_evidence_where_it_stands(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    [one] = drafts(call, monkeypatch, [{"id": "a", "text": NOTE}], "--dos", "2026-05-15")
    assert one["id"] == "a"
    assert [(code["code"], code["sequence"], code["result"]) for code in one["codes"]] == [
        ("I10", 1, "pass"),
        ("E11.9", 2, "pass"),
    ]
    for code in one["codes"]:
        for quote in code["evidence"]:
            assert quote["quote"] == NOTE[quote["start"] : quote["end"]]
    assert one["codes"][1]["evidence"][0]["quote"] == "Type 2  diabetes mellitus."
    assert "I10" in one["answer"]


def test_the_text_wins_over_what_is_told_beside_it(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    cases = [
        {"id": 1, "text": "DOS 5/4/2026. " + NOTE, "dos": "2026-06-01"},
        {"id": 2, "text": NOTE, "dos": "2026-06-01", "received": "2026-06-03"},
        {"id": 3, "text": NOTE, "received": "2026-06-03"},
    ]
    said = [one["findings"][0]["message"] for one in drafts(call, monkeypatch, cases)]
    assert said[:2] == ["date of service 4 May 2026.", "date of service 1 Jun 2026."]
    assert "is assumed" in said[2]
    assert "3 Jun 2026" in said[2]


def test_a_line_that_is_no_case_keeps_no_other_waiting(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    cases = ["{", '{"id": "b"}', {"id": "c", "text": "x", "date": "2026-05-01"}, {"id": "d", "text": NOTE}, "[]"]
    found = drafts(call, monkeypatch, cases, "--dos", "2026-05-15")
    assert [one["id"] for one in found] == [None, "b", "c", "d", None]
    assert found[0]["error"].startswith("This is not JSON")
    assert found[1]["error"] == 'A case needs "text".'
    assert '"date" is no key of a case' in found[2]["error"]
    assert [code["code"] for code in found[3]["codes"]] == ["I10", "E11.9"]


def test_a_file_is_drafted_for_a_person(call: Call, tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text(NOTE)
    said = call("assistant", "draft", str(note), "--dos", "2026-05-15").said
    assert "I10 Essential (primary) hypertension" in said
    assert "ICD-10-CM FY2026" in said


def test_a_question_is_answered_with_its_sources(call: Call) -> None:
    said = call("assistant", "ask", "Is E11 valid?", "--dos", "2026-05-15").said
    assert "E11" in said
    assert "not" in said


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (("draft",), "name one file with a case"),
        (("draft", "nowhere.txt"), "nowhere.txt is no file"),
        (("draft", "-", "--setting", "home"), "'home' is no setting"),
        (("draft", "-", "--dos", "yesterday"), "yesterday"),
        (("ask", " "), "ask something"),
    ],
)
def test_wrong_arguments_end_in_a_sentence(call: Call, args: tuple[str, ...], sentence: str) -> None:
    ended = call("assistant", *args)
    assert ended.code == 2
    assert sentence in ended.said
