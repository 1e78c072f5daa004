"""`caseconsultant model`: what left for a language model is listed, and its words are shown."""

import pytest

from consultations.model_use import DeskLedger
from consultations.ports import Departure
from tests.commands.conftest import Call
from tests.desks import Bench

pytestmark = pytest.mark.usefixtures("same_service")


def test_without_a_model_it_says_so(call: Call) -> None:
    assert call("model", "list").out.splitlines() == [
        "No language model is set up ([model] in caseconsultant.toml), so nothing leaves for one.",
        "Nothing was sent to a language model yet.",
    ]


def test_what_left_is_listed_and_shown(bench: Bench, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASECONSULTANT_MODEL__NAME", "some")
    number, ledger = bench.ask().number, DeskLedger(bench.desk)
    first = ledger.leaving(Departure(number, "point", "openai/some", "[NAME-1] has gout"))
    ledger.returned(first, "answered", 812, 40)
    second = ledger.leaving(Departure("", "tell", "openai/some", "of no case"))
    set_up, headings, newest, oldest = call("model", "list").out.splitlines()
    assert set_up == "openai/some reads along, and gets redacted text."
    assert headings.split() == ["question", "sent", "case", "model", "asked", "to", "tokens", "answered", "outcome"]
    assert newest.startswith(f"{second}  ")
    assert newest.split()[-7:] == ["openai/some", "tell", "0", "0", "nothing", "came", "back"]
    assert oldest.split()[-6:] == [number, "openai/some", "point", "812", "40", "answered"]
    line, _, words = call("model", "show", str(first)).out.splitlines()
    assert line.endswith("openai/some asked to point: answered (812 tokens sent, 40 answered)")
    assert words == "[NAME-1] has gout"
    assert f"SENT TO A LANGUAGE MODEL\n  {line}\n" in call("review", "show", number).out


def test_a_number_that_is_none_is_told(call: Call) -> None:
    missing = call("model", "show", "7")
    assert (missing.code, missing.err) == (
        1,
        "There is no question 7. `caseconsultant model list` shows their numbers.\n",
    )


def test_a_list_that_ends_at_its_limit_says_so(bench: Bench, call: Call) -> None:
    for _ in range(3):
        DeskLedger(bench.desk).leaving(Departure("", "point", "openai/some", "words"))
    assert call("model", "list", "--limit", "1").out.splitlines()[-1] == "1 of 3 shown; --limit 3 shows them all."
