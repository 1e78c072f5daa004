"""drug.units, drug.waste, drug.reason: dose to units, what was thrown away, and why it was given."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from codesets.claims import ClaimLine, Drug, Result
from codesets.claims.doses import billing_unit, units_of
from codesets.values import Dataset
from tests.codesets.claims.invented import InventedTables, claim, found, line, results

TABLES = InventedTables(
    drugs={
        "J3301": "Injection, triamcinolone acetonide, not otherwise specified, 10 mg",
        "J9035": "Injection, bevacizumab, 10 mg",
        "J0885": "Injection, epoetin alfa, (for non-esrd use), 1000 units",
        "J1885": "Injection, ketorolac tromethamine, per 15 mg",
        "J9298": "Injection, nivolumab and relatlimab-rmbw, 3 mg/1 mg",
        "J7325": "Hyaluronan or derivative, for intra-articular injection, per dose",
    }
)


def drug(code: str, *modifiers: str, units: int = 1, on: date = date(2024, 7, 15), **said: Any) -> ClaimLine:
    amounts = {name: Decimal(said[name]) for name in ("given", "wasted") if said.get(name) is not None}
    return line(code, *modifiers, units=units, on=on, drug=Drug(**{"unit": "mg"} | said | amounts))


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("Injection, triamcinolone acetonide, not otherwise specified, 10 mg", "10 mg"),
        ("Injection, epoetin alfa, (for non-esrd use), 1000 units", "1000 unit"),
        ("Injection, ceftriaxone sodium, per 250 mg", "250 mg"),
        ("Infusion, normal saline solution, 1,000 cc", "1000 cc"),
        ("Injection, filgrastim (g-csf), excludes biosimilars, 1 microgram", "1 microgram"),
        ("Injection, abatacept, 10 mg (code may be used when given under a physician)", "10 mg"),
        ("Per dose", "None"),
        ("Injection, ceftolozane 50 mg and tazobactam 25 mg", "None"),
        ("Injection, nivolumab and relatlimab-rmbw, 3 mg/1 mg", "None"),
        ("Buprenorphine/naloxone, oral, greater than 3 mg, but less than or equal to 6 mg", "None"),
        ("Injection, imipenem 4 mg, cilastatin 4 mg and relebactam 2 mg", "None"),
        ("Infusion, normal saline solution, sterile (500 ml = 1 unit)", "500 ml"),
        ("Injection, piperacillin sodium/tazobactam sodium, 1 gram/0.125 grams (1.125 grams)", "1.125 gram"),
        ("Injection, amount said twice, 1 mg, in all 1000 mcg", "1000 mcg"),
    ],
)
def test_the_billing_unit_is_the_one_amount_of_the_description_or_the_total(text: str, amount: str) -> None:
    assert str(billing_unit(text)) == amount


@pytest.mark.parametrize(
    ("dose", "unit", "units"),
    [("40", "mg", 4), ("41", "mg", 5), ("0.04", "g", 4), ("40000", "mcg", 4), ("1", "", 1), ("40", "ml", None)],
)
def test_a_dose_is_rounded_up_in_whatever_unit_it_is_said(dose: str, unit: str, units: int | None) -> None:
    ten = billing_unit("10 mg")
    assert ten is not None
    assert units_of(Decimal(dose), unit, ten) == units


def test_units_of_the_dose() -> None:
    assert results("drug.units", claim(drug("J3301", units=4, given="40")), TABLES) == {Result.PASS}
    (finding,) = found("drug.units", claim(drug("J3301", units=40, given="40")), TABLES)
    assert finding.result is Result.FAILS
    assert "4 units" in finding.message
    assert results("drug.units", claim(drug("J1885", given="10")), TABLES) == {Result.PASS}  # below one unit is one


def test_what_is_missing_is_asked_for() -> None:
    (finding,) = found("drug.units", claim(line("J3301", units=4)), TABLES)
    assert (finding.result, finding.indicator) == (Result.NOT_RUN, "10 mg")
    assert "dose" in finding.remedy
    assert results("drug.units", claim(drug("J7325", given="1")), TABLES) == {Result.NOT_RUN}
    assert results("drug.units", claim(drug("J9298", units=80, given="240")), TABLES) == {Result.NOT_RUN}
    assert results("drug.units", claim(drug("J3301", given="1", unit="vial")), TABLES) == {Result.NOT_RUN}
    unknown = InventedTables(missing={Dataset.HCPCS})
    assert results("drug.units", claim(drug("J3301", given="40")), unknown) == {Result.NOT_RUN}


@pytest.mark.parametrize(
    ("lines", "result"),
    [
        ([drug("J9035", "JZ", units=10, given="100", wasted="0", single_dose=True)], Result.PASS),
        ([drug("J9035", units=10, given="100", wasted="0", single_dose=True)], Result.FAILS),
        ([drug("J9035", units=10, given="95", wasted="5", single_dose=True)], Result.FAILS),  # within the last unit: JZ
        ([drug("J9035", "JZ", units=10, given="95", wasted="5", single_dose=True)], Result.PASS),
        ([drug("J9035", units=7, given="70", wasted="30", single_dose=True)], Result.FAILS),
        ([drug("J9035", "JZ", units=7, given="70", wasted="30", single_dose=True)], Result.FAILS),
        (
            [drug("J9035", units=7, given="70", wasted="30", single_dose=True), line("J9035", "JW", units=3)],
            Result.PASS,
        ),
        (
            [drug("J9035", units=7, given="70", wasted="30", single_dose=True), line("J9035", "JW", units=2)],
            Result.FAILS,
        ),
        ([drug("J9035", "JZ", units=7, single_dose=True), line("J9035", "JW", units=3)], Result.FAILS),
        ([line("J9035", "JW", units=3)], Result.FAILS),
        ([drug("J9035", "JZ", units=7, single_dose=False)], Result.FAILS),
        ([drug("J9035", units=7, single_dose=False)], Result.PASS),
        ([drug("J9035", units=7, single_dose=True)], Result.FAILS),
        ([drug("J9035", "JZ", units=7, single_dose=True)], Result.WARNING),
        ([line("J9035", units=7)], Result.NOT_RUN),
        ([drug("J9035", units=10, wasted="5", single_dose=True)], Result.NOT_RUN),  # it may lie within the last unit
    ],
)
def test_jw_and_jz(lines: list[ClaimLine], result: Result) -> None:
    assert results("drug.waste", claim(*lines), TABLES) == {result}


def test_jz_was_not_required_before_july_2023() -> None:
    day = date(2023, 6, 30)
    asked = claim(drug("J9035", units=10, given="100", wasted="0", single_dose=True, on=day), on=day)
    assert results("drug.waste", asked, TABLES) == {Result.PASS}


def test_reasons_routes_and_national_drug_codes() -> None:
    assert results("drug.reason", claim(line("J0885")), TABLES) == {Result.FAILS}
    (asked,) = found("drug.reason", claim(line("J0885", "EA")), TABLES)
    assert results("drug.reason", claim(line("J0885", "EB")), TABLES) == {Result.FAILS}
    assert asked.result is Result.NOT_RUN
    assert "hemoglobin" in asked.rationale
    assert results("drug.reason", claim(line("Q4081")), TABLES) == {Result.FAILS, Result.NOT_RUN}
    assert results("drug.reason", claim(line("Q4081", "JA")), TABLES) == {Result.NOT_RUN}
    assert results("drug.ndc", claim(line("J3301"), payer="Medicaid"), TABLES) == {Result.NOT_RUN}
    assert results("drug.ndc", claim(line("J3301")), TABLES) == set()
    assert results("drug.ndc", claim(line("J3490")), TABLES) == {Result.NOT_RUN}


@pytest.mark.parametrize(
    ("code", "modifiers", "measured", "result"),
    [
        ("J0885", ("EA",), {"hemoglobin": "9.9"}, {Result.PASS}),
        ("J0885", ("EA",), {"hemoglobin": "10"}, {Result.FAILS}),
        ("J0885", ("EA",), {"hematocrit": "30"}, {Result.FAILS}),
        ("J0885", ("EC",), {"hemoglobin": "10.5"}, {Result.PASS}),
        ("Q4081", ("JA",), {"hemoglobin": "13"}, set()),
        ("Q4081", ("JA",), {"hemoglobin": "13.1"}, {Result.FAILS}),
        ("Q4081", ("JA", "EE"), {"hematocrit": "39.5"}, set()),
        ("Q4081", (), {"hemoglobin": "11"}, {Result.FAILS}),
    ],
)
def test_hemoglobin_decides_with_the_reason(
    code: str, modifiers: tuple[str, ...], measured: dict[str, str], result: set[Result]
) -> None:
    values: dict[str, Any] = {name: Decimal(value) for name, value in measured.items()}
    given = Drug(**values)
    assert results("drug.reason", claim(line(code, *modifiers, drug=given)), TABLES) == result


@pytest.mark.parametrize(
    ("number", "whole"),
    [
        ("00003029305", None),
        ("N400003-0293-05", None),
        ("0003-0293-05", "00003029305"),
        ("00003-293-05", "00003029305"),
        ("00003-0293-5", "00003029305"),
        ("0003029305", ""),
    ],
)
def test_the_form_of_a_national_drug_code(number: str, whole: str | None) -> None:
    said = found("drug.ndc", claim(line("J3301", drug=Drug(ndc=number))), TABLES)
    assert [finding.result for finding in said] == ([] if whole is None else [Result.FAILS])
    assert all((whole or "5, 4 and 2 digits") in finding.remedy for finding in said)
