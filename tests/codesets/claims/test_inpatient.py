"""inpatient.poa, inpatient.hac: what was there at admission."""

import pytest

from codesets.claims import Diagnosis, Result, Setting
from tests.codesets.claims.invented import DAY, InventedTables, claim, found, line, results

TABLES = InventedTables()


def judged(rule: str, code: str, said: str) -> set[Result]:
    diagnosis = Diagnosis(code, present_on_admission=said)
    asked = claim(line("99213"), diagnoses=(diagnosis,), setting=Setting.INPATIENT, discharge=DAY)
    return results(rule, asked, TABLES)


@pytest.mark.parametrize(
    ("said", "result"),
    [
        ("Y", set()),
        ("1", {Result.NOT_RUN}),
        ("", {Result.NOT_RUN}),
        ("U", {Result.WARNING}),
        ("X", {Result.FAILS}),
    ],
)
def test_present_on_admission(said: str, result: set[Result]) -> None:
    assert judged("inpatient.poa", "J18.9", said) == result
    assert found("inpatient.poa", claim(line("99213"), diagnoses=("J18.9",)), TABLES) == []


def test_whether_a_code_is_exempt_stands_in_a_list_that_is_not_loaded() -> None:
    diagnosis = Diagnosis("Z79.4", present_on_admission="1")
    asked = claim(line("99213"), diagnoses=(diagnosis,), setting=Setting.INPATIENT, discharge=DAY)
    (finding,) = found("inpatient.poa", asked, TABLES)
    assert "exempt" in finding.rationale
    assert "cms.gov" in finding.remedy


@pytest.mark.parametrize(
    "code",
    ["L89.153", "L89.154", "T81.500A", "T80.0XXA", "T80.310A", "E11.00", "T83.511A", "T80.211A", "J95.811", "S72.001A"],
)
def test_conditions_acquired_in_hospital(code: str) -> None:
    assert judged("inpatient.hac", code, "N") == {Result.WARNING}
    assert judged("inpatient.hac", code, "U") == {Result.WARNING}
    assert judged("inpatient.hac", code, "1") == {Result.FAILS}
    assert judged("inpatient.hac", code, "Y") == set()
    assert judged("inpatient.hac", code, "W") == set()


@pytest.mark.parametrize("code", ["L89.152", "J18.9", "S72.001D", "E11.65"])
def test_what_is_not_on_the_list(code: str) -> None:
    assert judged("inpatient.hac", code, "N") == set()


def test_a_visit_has_no_condition_of_a_stay() -> None:
    diagnosis = Diagnosis("L89.153", present_on_admission="N")
    assert found("inpatient.hac", claim(line("99213"), diagnoses=(diagnosis,)), TABLES) == []
