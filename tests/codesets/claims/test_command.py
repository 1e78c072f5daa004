"""`caseconsultant codes check`: one claim for people, lines of JSON for programs."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from codesets.claims import UnreadableClaimError, read_claim
from codesets.claims.keys import OBJECTS
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
    assert lines[2].endswith("Medicare edit]")
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


def test_the_help_names_every_key_and_the_exit_codes(check: Check) -> None:
    said = " ".join(check("--help").stdout.split())
    for keys in OBJECTS.values():
        assert all(re.search(rf"\b{key}\b", said) for key in keys)
    assert "Exit codes: 0" in said
    assert "docs/claims.md" in said


def test_the_keys_and_an_example_are_printed(check: Check) -> None:
    said = check("--keys").stdout
    assert all(meaning in said for keys in OBJECTS.values() for meaning in keys.values())
    example = check("--example").stdout
    assert check("-", said=example).exit_code == 0
    assert read_claim(example).unknown == ()


def test_an_unknown_key_is_read_before_what_fails(check: Check) -> None:
    lines = check("-", said=json.dumps(ASKED | {"payor": "Medicare"})).stdout.splitlines()
    assert lines[0].split() == ["WARNING", "claim.keys"]
    assert 'Was "payer" meant?' in lines[1]
    assert lines[3].split()[:2] == ["FAILS", "ncci.ptp"]


def test_the_exit_codes_are_those_of_the_help(check: Check, claims_folder: Path) -> None:
    command = [sys.executable, "-m", "commands", "codes", "check"]
    environment = {**os.environ, "CASECONSULTANT_DATA_DIR": str(claims_folder)}

    def code(*args: str, said: str = "") -> int:
        return subprocess.run(
            [*command, *args], input=said, env=environment, capture_output=True, text=True, check=False
        ).returncode

    assert code("-", said=json.dumps(ASKED)) == 0
    assert code("-", said="{}") == 1
    assert code() == 2
    assert check("--batch", "-", said="nonsense\n").exit_code == 0


@pytest.mark.parametrize("option", [[], ["--batch"]])
def test_a_file_that_is_none_is_said_before_anything_is_read(check: Check, tmp_path: Path, option: list[str]) -> None:
    for wrong in (tmp_path / "no-such.json", tmp_path):
        ended = check(*option, str(wrong))
        assert ended.exit_code == 2
        said = " ".join(ended.stderr.replace("│", " ").split())
        assert "is no file" in said
