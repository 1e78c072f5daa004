"""`codes drg`: a stay grouped on the command line, with its codes checked first."""

import json
import sys

import pytest

from tests.commands.conftest import Call

MAY = "2026-05-15"

pytestmark = pytest.mark.usefixtures("bundled")


def test_a_stay_has_its_group_and_version(call: Call) -> None:
    said = call("codes", "drg", "i21.09", "J96.01", "--sex", "m", "--date", MAY)
    assert said.code == 0
    assert said.out.startswith("280  Acute Myocardial Infarction, Discharged Alive with MCC\n")
    assert "by MS-DRG v43.1, in force 1 Apr 2026 to 30 Sep 2026" in said.said


def test_as_json_with_what_was_not_checked(call: Call) -> None:
    asked = ("codes", "drg", "K35.80", "--procedure", "0DTJ4ZZ", "--sex", "F", "--date", MAY, "--json")
    found = json.loads(call(*asked).out)
    assert (found["drg"], found["surgical"], found["release"]["name"]) == ("399", True, "MS-DRG v43.1")
    assert found["notes"][0] == "0DTJ4ZZ was not checked: ICD-10-PCS is not loaded here"


def test_a_code_that_is_not_valid_is_not_grouped(call: Call) -> None:
    said = call("codes", "drg", "I21", "J96.01", "--sex", "M", "--date", MAY)
    assert said.code == 1
    assert (said.out, said.err.startswith("I21 is a header")) == ("", True)


def test_what_cannot_be_grouped_is_said(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    later = call("codes", "drg", "I21.09", "--sex", "M", "--date", "2026-11-23")
    assert (later.code, "no version for a discharge on 23 Nov 2026" in later.said) == (1, True)
    for module in [name for name in sys.modules if name.split(".")[0] == "drgpy"]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "drgpy", None)
    without = call("codes", "drg", "I21.09", "--sex", "M", "--date", MAY, "--json")
    assert json.loads(without.out) == {"drg": None, "reason": "MS-DRG: not loaded; install caseconsultant[drg]"}
