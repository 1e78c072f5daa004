"""The edits of 2024 Q3 as CMS published them, where the reference material lies beside the project."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bench import aoc_from_csv, edits_quality
from bench.load_reference import DATA, unpacked
from codesets import Shelf, import_file, install, open_catalogue, open_shelf
from codesets.claims.batch import as_json
from codesets.claims.checking import check_claim
from codesets.claims.loaded import LoadedTables
from codesets.claims.reading import claim_of
from codesets.ncci import mue, ptp
from tests.reference import REFERENCE

DAY = date(2024, 7, 15)

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ncci")
    unpacked(DATA / "ncci" / "ccipra-2024q3-practitioner.txt.gz", folder / "ccipra-2024q3-practitioner.txt")
    import_file(folder / "stores", folder / "ccipra-2024q3-practitioner.txt")
    aoc_from_csv.convert(DATA / "ncci" / "aoc-2024.csv", folder / "AOC_V2024Q1-MCR.txt")
    import_file(folder / "stores", folder / "AOC_V2024Q1-MCR.txt")
    for table in sorted((DATA / "ncci").glob("MCR_MUE_*.csv")):
        import_file(folder / "stores", table)
    install(folder / "stores")
    return folder / "stores"


@pytest.fixture(scope="module")
def shelf(stores: Path) -> Iterator[Shelf]:
    with open_shelf(stores) as opened:
        yield opened


def test_every_row_is_there(shelf: Shelf) -> None:
    rows = {release.name: release.rows for release in shelf.releases()}
    assert rows["NCCI PTP edits, practitioner, 2024 Q3"] == 2_546_017
    assert rows["NCCI MUE, practitioner, 2024 Q3"] == 14_677
    assert rows["NCCI add-on codes, 2024 Q1"] == 7_465


def test_what_is_known_by_heart(shelf: Shelf) -> None:
    pairs = {"80053 80048": 0, "29881 29877": 0, "45385 45380": 1, "11042 97597": 1, "93306 93308": 1}
    for pair, indicator in pairs.items():
        code, other = pair.split()
        found = ptp.edit(shelf, code, other, DAY)
        assert isinstance(found, ptp.PtpEdit)
        assert found.indicator == indicator
    for code, expected in {"99213": (2, 3), "G0439": (1, 2), "J3301": (16, 3)}.items():
        limit = mue.limit(shelf, code, DAY)
        assert isinstance(limit, mue.Mue)
        assert (limit.units, limit.indicator) == expected


def test_every_claim_is_judged_as_the_answer_key_does(stores: Path) -> None:
    asked = list(edits_quality.cases(REFERENCE / "eval"))
    assert len(asked) > 800
    with open_catalogue(stores) as catalogue:
        tables = LoadedTables(catalogue)
        for case in asked:
            findings = [as_json(finding) for finding in check_claim(claim_of(case.claim), tables)]
            assert edits_quality.judged(findings, case) in case.right, (case, findings)
