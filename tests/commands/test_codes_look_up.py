"""`codes show`, `search` and `validate`: the forms that scripts rely on."""

import io
import json
import sys
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from codesets import Dataset, Release
from commands.arguments import today
from commands.codes_answers import release
from config.settings import load
from tests.commands.conftest import Call

MAY = "2026-05-15"


pytestmark = pytest.mark.usefixtures("bundled")


@pytest.fixture
def batch(call: Call, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[dict[str, Any]]]:
    def asked(lines: str, *args: str) -> list[dict[str, Any]]:
        monkeypatch.setattr(sys, "stdin", io.StringIO(lines))
        ended = call("codes", *args, "--batch", "-")
        assert ended.code == 0, ended.said
        return [json.loads(line) for line in ended.out.splitlines()]

    return asked


def test_a_batch_of_searches_answers_line_by_line(batch: Callable[..., list[dict[str, Any]]]) -> None:
    found = batch("migrane\n\nheart attack\nzzxqy\n", "search", "--system", "icd10cm", "--date", MAY, "--limit", "2")
    assert [one["query"] for one in found] == ["migrane", "heart attack", "zzxqy"]
    assert [one["results"][0]["code"] for one in found[:2]] == ["G43.909", "I21.9"]
    read_as = [one["results"][0]["matched"].rpartition("(")[2] for one in found[:2]]
    assert read_as == ["migraine)", "myocardial infarction)"]
    assert len(found[0]["results"]) == 2
    assert found[2]["results"] == []
    assert set(found[0]["results"][0]) == {"system", "code", "title", "billable", "score", "matched"}


def test_a_batch_of_codes_each_on_its_day(batch: Callable[..., list[dict[str, Any]]]) -> None:
    lines = f"e1122\t{MAY}\nG35\t{MAY}\nA08.12\t{MAY}\nI10\t2025-01-01\nS72.9O\t{MAY}\nQA0.0101\t{MAY}\n"
    found = batch(lines, "validate")
    assert [(one["code"], one["status"]) for one in found] == [
        ("E11.22", "valid"),
        ("G35", "header"),
        ("A08.12", "invalid"),
        ("I10", "not_loaded"),
        ("S72.9O", "invalid"),
        ("QA0.0101", "valid"),
    ]
    assert found[1]["replacements"] == ["G35.A", "G35.B", "G35.C", "G35.D"]
    assert found[4]["replacements"] == ["S72.90"]
    assert {one["date"] for one in found} == {MAY, "2025-01-01"}
    assert all(one["reason"].endswith(".") for one in found)


def test_a_wrong_day_keeps_no_other_line_waiting(batch: Callable[..., list[dict[str, Any]]]) -> None:
    found = batch(f"I10\ttomorrow\nI10\t{MAY}\n", "validate")
    assert [one["status"] for one in found] == ["not_loaded", "valid"]
    assert found[0]["error"].startswith("'tomorrow' is no day")
    assert found[0]["reason"] == found[0]["error"]


def test_bytes_that_are_no_text_keep_no_other_line_waiting(batch: Callable[..., list[dict[str, Any]]]) -> None:
    found = batch(f"\udcff\udcfe\t{MAY}\nI10\t{MAY}\n", "validate")
    assert [(one["code"], one["status"]) for one in found] == [("??", "invalid"), ("I10", "valid")]


def test_an_argument_that_is_no_text_is_no_code(call: Call) -> None:
    ended = call("codes", "show", "\udcff", "--date", MAY)
    assert ended.code == 1
    assert "looks like no code" in ended.said


def test_a_code_of_another_set_is_told_by_its_look(batch: Callable[..., list[dict[str, Any]]]) -> None:
    found = batch(f"99214\t{MAY}\nJ1885\t{MAY}\nA0428\t{MAY}\nE1122\t{MAY}\n", "validate")
    assert [one["status"] for one in found] == ["not_loaded", "not_loaded", "not_loaded", "valid"]
    assert "HCPCS" in found[1]["reason"]


def test_hits_of_another_day_are_said_to_be_so_once(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("migraine\nasthma\n"))
    ended = call("codes", "search", "--date", "2026-11-23", "--batch", "-")
    assert [set(json.loads(line)) for line in ended.out.splitlines()] == [{"query", "results"}] * 2
    assert ended.err == (
        "No loaded release of ICD-10-CM covers 23 Nov 2026; these codes are of ICD-10-CM FY2026, April 1 2026 update,"
        " in force 1 Apr 2026 to 30 Sep 2026.\n"
    )
    assert call("codes", "search", "migraine", "--date", MAY).err == ""


def test_an_open_end_is_null() -> None:
    endless = Release(Dataset.COVERAGE, "Coverage", date(2026, 5, 1), date.max, 1, "0")
    assert release(endless) == {"name": "Coverage", "first_day": "2026-05-01", "last_day": None}


def test_today_is_the_day_in_the_time_zone_of_the_service(monkeypatch: pytest.MonkeyPatch) -> None:
    zones = ["Pacific/Kiritimati", "Pacific/Niue"]  # 25 hours apart: never the same day
    days = []
    for zone in zones:
        monkeypatch.setenv("CASECONSULTANT_TIME_ZONE", zone)
        days.append(today(load()))
    assert days[0] > days[1]


def test_a_page_as_json(call: Call) -> None:
    page = json.loads(call("codes", "show", "n1831", "--date", MAY, "--json").out)
    assert page["code"] == "N18.31"
    assert [one["code"] for one in page["hierarchy"]] == ["14", "N17-N19", "N18", "N18.3"]
    assert page["neighbours"]["previous"]["code"] == "N18.30"
    assert page["release"]["name"] == "ICD-10-CM FY2026, April 1 2026 update"
    assert page["validity"]["status"] == "valid"
    assert any(note["at"] == "N18" and note["kind"] == "codeFirst" for note in page["notes"])


def test_a_page_in_words(call: Call) -> None:
    said = call("codes", "show", "E11.22", "--date", MAY).out
    assert "E11.22  Type 2 diabetes mellitus with diabetic chronic kidney disease" in said
    assert "Use additional" in said


def test_a_search_in_words(call: Call) -> None:
    assert "G43.909" in call("codes", "search", "migraine", "--date", MAY).out
    assert "Nothing is found for 'zzxqy'." in call("codes", "search", "zzxqy", "--date", MAY).out


def test_a_word_is_no_code_and_is_sent_to_the_search(call: Call) -> None:
    shown = call("codes", "show", "migraine")
    assert (shown.code, shown.out.startswith("'migraine' looks like no code; `caseconsultant codes search`")) == (
        1,
        True,
    )


def test_one_code_in_words(call: Call) -> None:
    assert "is in ICD-10-CM FY2026" in call("codes", "validate", "I10", "--date", MAY).out
    assert json.loads(call("codes", "validate", "I10", "--date", MAY, "--json").out)["status"] == "valid"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("search",), "Say a term"),
        (("search", "x", "--system", "snomed"), "'snomed' cannot be searched"),
        (("search", "x", "--system", "cpt"), "cannot be searched"),
        (
            ("search", "x", "--system", "hcpcs", "--date", MAY),
            "No loaded release of HCPCS Level II covers 15 May 2026.",
        ),
        (("search", "--batch", "terms.txt"), "write --batch -"),
        (("validate",), "Say a code"),
        (("show", ""), "Say a code."),
        (("validate", "I10", "--date", "May"), "'May' is no day"),
        (("show", "A08.12", "--date", MAY), "A08.12 is not in ICD-10-CM FY2026"),
    ],
)
def test_what_is_wrong_is_said(call: Call, args: tuple[str, ...], said: str) -> None:
    ended = call("codes", *args)
    assert ended.code != 0
    assert said in ended.said
