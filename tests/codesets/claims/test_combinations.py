"""icd10cm.combination, icd10cm.first_listed, icd10cm.pairing: what is one code, what stands before what."""

import pytest

from codesets.claims import Result
from codesets.claims.sequences import adverse_effect, poisoning, underdosing
from tests.codesets.claims.invented import InventedTables, claim, found, line, results

TABLES = InventedTables()


@pytest.mark.parametrize(
    ("codes", "instead"),
    [
        (("E11.22", "N18.31", "I10"), "I12.9"),
        (("I10", "N18.6"), "I12.0"),
        (("I10", "I50.32"), "I11.0"),
        (("I10", "I51.7"), "I11.9"),
        (("I10", "I50.9", "N18.31"), "I13.0"),
        (("I10", "I51.9", "N18.31"), "I13.10"),
        (("I10", "I51.9", "N18.5"), "I13.11"),
        (("I10", "I50.9", "N18.6"), "I13.2"),
        (("I11.0", "I50.9", "N18.31"), "I13.0"),
        (("I12.9", "N18.31", "I50.9"), "I13.0"),
        (("I12.0", "N18.31"), "I12.9"),
        (("I12.9", "N18.6"), "I12.0"),
        (("I11.9", "I50.9"), "I11.0"),
        (("I10", "I12.9", "N18.31"), "I12.9"),
    ],
)
def test_hypertension_with_heart_and_kidneys_is_one_code(codes: tuple[str, ...], instead: str) -> None:
    said = found("icd10cm.combination", claim(line("99214"), diagnoses=codes), TABLES)
    assert [finding.result for finding in said] == [Result.WARNING]
    assert said[0].indicator == instead
    assert f"Report {instead} in place of" in said[0].remedy
    assert "unless the provider documented" in said[0].remedy


@pytest.mark.parametrize(
    "codes",
    [
        ("I10",),
        ("I12.9", "N18.31"),
        ("I11.0", "I50.32"),
        ("I13.2", "I50.9", "N18.6"),
        ("E11.22", "I12.9", "N18.31"),
        ("E11.9", "I10"),
        ("I10", "I51.81"),
        ("I16.0", "I10"),
    ],
)
def test_what_is_whole_passes(codes: tuple[str, ...]) -> None:
    assert results("icd10cm.combination", claim(line("99214"), diagnoses=codes), TABLES) == {Result.PASS}


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        (("I12.9",), "N18.-"),
        (("I11.0",), "I50.-"),
        (("I16.1",), "I.C.9.a.10"),
        (("E11.9", "N18.31", "I12.9"), "E11.22"),
        (("E10.9", "L97.421"), "E10.621"),
        (("E11.65", "K31.84"), "E11.43"),
        (("E11.9", "E11.65"), "without complications"),
        (("E11.22",), "N18.-"),
        (("E11.621",), "L97.4-"),
    ],
)
def test_companions_and_what_is_presumed_to_be_connected(codes: tuple[str, ...], said: str) -> None:
    (finding,) = found("icd10cm.combination", claim(line("99214"), diagnoses=codes), TABLES)
    assert finding.result is Result.WARNING
    assert said in finding.message


def test_nobody_with_neither_is_spoken_of() -> None:
    assert found("icd10cm.combination", claim(line("99214"), diagnoses=("M54.50", "N18.31")), TABLES) == []


@pytest.mark.parametrize(
    ("codes", "result"),
    [
        (("B20", "O98.711"), Result.FAILS),
        (("O98.711", "B20"), Result.PASS),
        (("J18.9", "A41.9"), Result.WARNING),
        (("A41.9", "J18.9"), Result.PASS),
        (("J18.9", "R65.20", "A41.9"), Result.FAILS),
        (("A41.9", "T81.42XA"), Result.FAILS),
        (("T81.42XA", "T81.44XA", "A41.9"), Result.PASS),
        (("I10", "O09.02", "Z3A.20"), Result.WARNING),
        (("O09.02", "I10", "Z3A.20"), Result.PASS),
        (("T46.5X6A", "I10"), Result.FAILS),
        (("I10", "T46.5X6A", "Z91.14"), Result.PASS),
        (("T36.0X5A", "L27.0"), Result.FAILS),
        (("L27.0", "T36.0X5A"), Result.PASS),
        (("R40.20", "T40.2X1A"), Result.WARNING),
        (("T40.2X1A", "R40.20"), Result.PASS),
    ],
)
def test_what_stands_before_what(codes: tuple[str, ...], result: Result) -> None:
    assert max_gravity("icd10cm.first_listed", codes) is result


@pytest.mark.parametrize(
    ("codes", "result"),
    [
        (("O99.211", "Z3A.20", "E66.9", "Z68.41"), Result.FAILS),
        (("E11.9", "Z79.84"), Result.PASS),
        (("I10", "Z79.84"), Result.WARNING),
        (("R73.03", "Z79.84"), Result.PASS),
        (("Z51.81", "I48.91"), Result.WARNING),
        (("Z51.81", "Z79.01"), Result.PASS),
        (("B20", "R75"), Result.FAILS),
        (("S52.501D", "W19.XXXD", "Y92.009"), Result.WARNING),
        (("S52.501A", "W19.XXXA", "Y92.009"), Result.PASS),
        (("S52.501D", "W19.XXXA"), Result.WARNING),
        (("S52.501B", "W19.XXXA"), Result.PASS),
        (("S52.501G", "W19.XXXD"), Result.PASS),
    ],
)
def test_companions(codes: tuple[str, ...], result: Result) -> None:
    assert max_gravity("icd10cm.pairing", codes) is result


def max_gravity(rule: str, codes: tuple[str, ...]) -> Result:
    said = results(rule, claim(line("99214"), diagnoses=codes), TABLES)
    return next(result for result in (Result.FAILS, Result.WARNING, Result.PASS) if result in said)


def test_how_a_drug_came_to_do_harm() -> None:
    assert poisoning("T40.2X1A")
    assert adverse_effect("T50.905A")
    assert underdosing("T46.5X6A")
    for code in ("T40.2X1", "T51.0X1A", "S52.501A", "T36", ""):
        assert not any(harm(code) for harm in (poisoning, adverse_effect, underdosing))
