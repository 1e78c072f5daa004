"""Validity against a list of codes that changed between two fiscal years, and codes that models have invented."""

import json
from datetime import date

import pytest

from codesets import Catalogue, Status, System
from tests.reference import REFERENCE

DAY = date(2026, 5, 15)

pytestmark = pytest.mark.shared


def test_every_code_of_the_loaded_release_is_judged_right(catalogue: Catalogue) -> None:
    lines = (REFERENCE / "eval" / "dos_validity.jsonl").read_text(encoding="utf-8").splitlines()
    judged = 0
    for asked in map(json.loads, lines):
        day = date.fromisoformat(asked["dos"])
        found = catalogue.check(System.ICD10CM, asked["code"], day)
        if catalogue.releases()[0].covers(day):
            assert (found.status is Status.VALID) is (asked["expect"] == "valid"), asked
            judged += 1
        else:
            assert found.status in {Status.NOT_LOADED_FOR_DATE, Status.NOT_HELD}
    assert judged > 100


def test_invented_codes_are_not_held(catalogue: Catalogue) -> None:
    codes = (REFERENCE / "eval" / "invented_icd_codes.txt").read_text(encoding="utf-8").split()
    assert codes
    assert {catalogue.check(System.ICD10CM, code, DAY).status for code in codes} == {Status.NOT_HELD}
