"""`caseconsultant codes check`: one claim for people, lines of JSON for programs."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from codesets.claims import UnreadableClaimError, read_claim
from commands.cli import app

Check = Callable[..., Result]
ASKED = {"id": 3, "dos": "2024-07-15", "lines": [{"code": "80053"}, {"code": "80048", "modifiers": ["59"]}]}


@pytest.fixture
def check(claims_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Check:
    monkeypatch.setenv("CASECONSULTANT_DATA_DIR", str(claims_folder))

    def run(*args: str, said: str = "") -> Result:
        return CliRunner().invoke(app, ["codes", "check", *args], input=said)

    return run


def test_a_batch_answers_line_by_line_and_goes_on_after_a_wrong_one(check: Check) -> None:
    ended = check("--batch", "-", said=f"{json.dumps(ASKED)}\n\nnonsense\n{json.dumps(ASKED | {'id': 'x'})}\n")
    first, wrong, last = map(json.loads, ended.stdout.splitlines())
    assert ended.exit_code == 0
    assert (first["id"], last["id"]) == (3, "x")
    assert first["findings"] == last["findings"]
    pair = next(finding for finding in first["findings"] if finding["rule"] == "ncci.ptp")
    assert (pair["result"], pair["codes"], pair["indicator"]) == ("fails", ["80053", "80048"], "0")
    assert "2024 Q3" in pair["source"]
    assert "another payer may differ" in pair["source"]
    assert wrong["findings"] == []
    assert "not JSON" in wrong["error"]


def test_a_file_of_claims_is_read_the_same(check: Check, tmp_path: Path) -> None:
    (tmp_path / "claims.jsonl").write_text(json.dumps(ASKED), encoding="utf-8")
    ended = check("--batch", str(tmp_path / "claims.jsonl"))
    assert json.loads(ended.stdout)["id"] == 3


def test_one_claim_is_shown_to_people_with_what_fails_first(check: Check, tmp_path: Path) -> None:
    file = tmp_path / "claim.json"
    file.write_text(json.dumps(ASKED, indent=2), encoding="utf-8")
    ended = check(str(file))
    lines = ended.stdout.splitlines()
    assert lines[0].split() == ["FAILS", "ncci.ptp", "80053", "80048", "(0)"]
    assert "no modifier opens the edit" in lines[1]
    assert "2024 Q3" in lines[2]
    assert lines[-2].split(", ")[0] == "1 FAILS"
    assert lines[-1] == "Medicare edit; another payer may differ."
    assert ended.stdout.count("another payer may differ") == 1
    assert check("-", said=json.dumps(ASKED)).stdout == ended.stdout


def test_a_wrong_claim_and_no_claim_are_sentences(check: Check) -> None:
    ended = check("-", said="{}")
    assert isinstance(ended.exception, UnreadableClaimError)
    assert '"dos"' in str(ended.exception)
    assert "name one file" in " ".join(check().stderr.split())


def test_the_claim_that_the_help_shows_is_one(check: Check) -> None:
    (shown,) = re.findall(r'\{"dos".*\}', check("--help").stdout)
    assert [line.code for line in read_claim(shown).lines] == ["99213"]


@pytest.mark.parametrize("option", [[], ["--batch"]])
def test_a_file_that_is_none_is_said_before_anything_is_read(check: Check, tmp_path: Path, option: list[str]) -> None:
    for wrong in (tmp_path / "no-such.json", tmp_path):
        ended = check(*option, str(wrong))
        assert ended.exit_code == 2
        said = " ".join(ended.stderr.replace("│", " ").split())
        assert "is no file" in said
