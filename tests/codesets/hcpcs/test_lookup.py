"""Validity on a day, prefix and term search, of a list of 2019."""

from datetime import date
from pathlib import Path

import pytest

from codesets import Catalogue, NotLoaded, Shelf, Status, System
from codesets.hcpcs import lookup, validity
from codesets.stores.store import Store

DAY = date(2019, 6, 1)


@pytest.mark.parametrize(
    ("code", "day", "status", "sentence"),
    [
        (
            " j0881",
            DAY,
            Status.VALID,
            "J0881 is in HCPCS Level II 2019, in force 1 Jan 2019 to 31 Dec 2019, and valid on",
        ),
        ("lt", DAY, Status.VALID, "Modifier LT is in HCPCS Level II 2019"),
        ("A0021", DAY, Status.TERMINATED, "A0021 was terminated on 31 Dec 2017; it is not valid on 1 Jun 2019"),
        ("ZB", DAY, Status.TERMINATED, "ZB was terminated on 31 Mar 2018"),
        ("Q5199", date(2019, 3, 31), Status.NOT_YET_VALID, "Q5199 was added on 1 Apr 2019"),
        ("Q5199", date(2019, 4, 1), Status.VALID, "Q5199 is in HCPCS Level II 2019"),
        ("J9999", DAY, Status.NOT_HELD, "J9999 is not in HCPCS Level II 2019, in force 1 Jan 2019 to 31 Dec 2019."),
        (
            "J0881",
            date(2020, 1, 1),
            Status.NOT_LOADED_FOR_DATE,
            "No loaded release of HCPCS Level II covers 1 Jan 2020",
        ),
        ("J9999", date(2020, 1, 1), Status.NOT_HELD, "No loaded release of HCPCS Level II (HCPCS Level II 2019) holds"),
        ("", DAY, Status.NOT_HELD, " is not in"),
    ],
)
def test_validity(hcpcs_shelf: Shelf, code: str, day: date, status: Status, sentence: str) -> None:
    found = validity.check(hcpcs_shelf, code, day)
    assert (found.status, found.billable) == (
        status,
        status is Status.VALID or (status is Status.NOT_LOADED_FOR_DATE),
    )
    assert found.sentence.startswith(sentence)


def test_a_terminated_code_names_what_replaces_it(hcpcs_shelf: Shelf) -> None:
    found = validity.check(hcpcs_shelf, "A0021", DAY)
    assert [choice.code for choice in found.choices] == ["A0030"]
    assert found.sentence.endswith("The list names A0030 in its place.")


def test_the_catalogue_asks_the_list(hcpcs_folder: Path, codes_folder: Path) -> None:
    stores = [Store(path) for folder in (hcpcs_folder, codes_folder) for path in folder.glob("*.sqlite")]
    with Catalogue(Shelf(stores)) as catalogue:
        assert catalogue.check(System.HCPCS, "j0881", DAY).status is Status.VALID


def test_codes_that_begin_so(hcpcs_shelf: Shelf) -> None:
    found = lookup.beginning(hcpcs_shelf, "j08", DAY)
    assert not isinstance(found, NotLoaded)
    assert [code.code for code in found] == ["J0881"]
    first = lookup.beginning(hcpcs_shelf, "A", DAY, limit=2)
    assert not isinstance(first, NotLoaded)
    assert [code.code for code in first] == ["A1000", "A1001"]
    assert isinstance(lookup.beginning(hcpcs_shelf, "A", date(2031, 1, 1)), NotLoaded)


def test_terms(hcpcs_shelf: Shelf) -> None:
    found = lookup.search(hcpcs_shelf, "darbepoetin injections", DAY)
    assert not isinstance(found, NotLoaded)
    assert (found[0].code, found[0].coverage) == ("J0881", 1.0)
    ended = lookup.search(hcpcs_shelf, "ambulance", DAY)
    assert ended == []
    assert lookup.search(hcpcs_shelf, '" OR *', DAY) == []
    assert isinstance(lookup.search(hcpcs_shelf, "ambulance", date(2031, 1, 1)), NotLoaded)
