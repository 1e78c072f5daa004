"""`--model`: a model on loopback reads along, tells an answer, and changes nothing when it lies."""

import json
from pathlib import Path

import pytest

from tests.assistant.edges.model_server import ModelServer, model_server, says
from tests.commands.conftest import Call

pytestmark = pytest.mark.enable_socket


def reached(server: ModelServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASECONSULTANT_MODEL__NAME", "another")
    monkeypatch.setenv("CASECONSULTANT_MODEL__BASE_URL", server.url)
    monkeypatch.setenv("CASECONSULTANT_MODEL__EXTERNAL", "false")
    monkeypatch.setenv("CASECONSULTANT_MODEL__RETRIES", "0")


@pytest.mark.usefixtures("bundled")
def test_without_its_settings_a_model_cannot_be_named(call: Call) -> None:
    ended = call("assistant", "ask", "Is E11 valid?", "--model", "liar")
    assert ended.code == 2
    assert "--model needs [model] in caseconsultant.toml" in ended.said


@pytest.mark.usefixtures("bundled")
def test_the_named_model_tells_the_answer_and_ours_follows(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    call("migrate")
    with model_server() as server:
        reached(server, monkeypatch)
        server.reactions = [says("It breaks no rule to say {code:1} aloud. ")]
        told = call("assistant", "ask", "Is I10 right for hypertension?", "--dos", "2026-05-15", "--model", "small")
        assert told.code == 0, told.said
        assert server.questions[0].body["model"] == "small"
        server.reactions = [says("Report Z99.99 instead.")]
        lied = call("assistant", "ask", "Is I10 right for hypertension?", "--dos", "2026-05-15", "--model", "small")
    assert "I10" in told.out
    assert "Z99.99" not in lied.said
    assert "I10 Essential (primary) hypertension" in lied.said


@pytest.mark.usefixtures("bundled")
def test_a_lying_model_changes_no_figure(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    call("migrate")
    path = tmp_path / "own.jsonl"
    path.write_text('{"id": "1", "text": "ASSESSMENT:\\n1. Essential hypertension.", "codes": ["I10"]}')
    with model_server() as server:
        reached(server, monkeypatch)
        server.reactions = [says("no JSON at all")]
        monkeypatch.setenv("CASECONSULTANT_MODEL__INPUT_PRICE", "1000000")  # a cent a token
        ended = call("evaluate", str(path), "--dos", "2026-05-15", "--model", "liar")
        priced = call("evaluate", str(path), "--dos", "2026-05-15", "--model", "liar", "--json")
        assert server.questions
    assert ended.code == 0, ended.said
    assert "own 1 1.000 1.000 1.000" in ended.said
    figures = json.loads(priced.out)["own"]
    assert figures["cents"] == figures["tokens"] > 100
    assert f"own 1 1.000 1.000 1.000 1.000 - 0 0 {figures['tokens']} {figures['cents']} " in ended.said
