"""`codes update` against a server that publishes made-up files: what is fetched, left out, found under another name."""

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from codesets import Dataset, open_shelf
from codesets.updating.addresses import SOURCES, Source, half_yearly, quarterly, weekly
from codesets.updating.fetching import Patience
from codesets.updating.updates import Consent, update
from tests.codesets.edges.publisher import Publisher, publishing
from tests.codesets.hcpcs.lists import lines, text

DAY = date(2025, 11, 3)
QUICK = Patience(attempts=2, pause_seconds=0, timeout_seconds=5)


@pytest.fixture
def published() -> Iterator[Publisher]:
    with publishing() as publisher:
        yield publisher


@pytest.fixture(scope="module")
def hcpcs_zip(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return _zip(tmp_path_factory.mktemp("zips"), "HCPC2025_OCT_ANWEB.txt")


def test_the_edition_of_the_day_is_fetched_once(tmp_path: Path, published: Publisher, hcpcs_zip: bytes) -> None:
    published.files["/files/october-2025-hcpcs.zip"] = hcpcs_zip
    said: list[str] = []
    for _ in range(2):
        failures = update(
            tmp_path / "stores", tmp_path / "files", DAY, said.append, sources=[_hcpcs(published)], patience=QUICK
        )
        assert failures == []
    assert len(published.asked) == 1
    assert said[-1] == "HCPCS Level II: the edition of that day is loaded already"
    with open_shelf(tmp_path / "stores") as shelf:
        assert shelf.covering(Dataset.HCPCS, DAY)


def test_a_file_under_another_name_is_found_on_its_page(tmp_path: Path, published: Publisher, hcpcs_zip: bytes) -> None:
    page = '<a href="/files/july-2025-hcpcs.zip">July</a> <a href="/license/ama?file=/files/october-2025-hcpcs-v2.zip">'
    published.files = {"/page": page.encode(), "/files/october-2025-hcpcs-v2.zip": hcpcs_zip}
    assert update(tmp_path / "s", tmp_path / "f", DAY, sources=[_hcpcs(published)], patience=QUICK) == []
    assert [path for path, _ in published.asked][-1] == "/files/october-2025-hcpcs-v2.zip"


def test_each_failure_is_a_sentence_and_stops_nothing(tmp_path: Path, published: Publisher, hcpcs_zip: bytes) -> None:
    published.files = {
        "/page": b"nothing here",
        "/files/october-2025-hcpcs.zip": hcpcs_zip,
        "/html.zip": b"<html>Please agree</html>",
        "/other.zip": hcpcs_zip,
    }
    sources = [
        replace(_hcpcs(published), what="Missing", address=f"{published.address}/none.zip", datasets=(Dataset.MPFS,)),
        replace(_hcpcs(published), what="Gated", terms=True),
        replace(_hcpcs(published), what="A page", address=f"{published.address}/html.zip", datasets=(Dataset.MPFS,)),
        _hcpcs(published),
    ]
    failures = update(tmp_path / "s", tmp_path / "f", DAY, sources=sources, patience=QUICK)
    assert [failure.partition(" ")[0] for failure in failures] == ["Missing:", "Gated", "A"]
    assert "not published yet, or under another name" in failures[0]
    assert "--accept-terms" in failures[1]
    assert "most likely a web page" in failures[2]
    assert not (tmp_path / "f" / "html.zip").exists()
    with open_shelf(tmp_path / "s") as shelf:
        assert shelf.stores(Dataset.HCPCS)


def test_a_file_of_another_quarter_is_told_of(tmp_path: Path, published: Publisher) -> None:
    published.files["/files/october-2025-hcpcs.zip"] = _zip(tmp_path, "HCPC2025_JUL_ANWEB.txt")
    (failure,) = update(tmp_path / "s", tmp_path / "f", DAY, sources=[_hcpcs(published)], patience=QUICK)
    assert "made.zip" not in failure
    assert failure.endswith("october-2025-hcpcs.zip was loaded, but it is not of the days that were asked for")


def test_terms_that_were_accepted_let_the_file_in(tmp_path: Path, published: Publisher, hcpcs_zip: bytes) -> None:
    published.files["/files/october-2025-hcpcs.zip"] = hcpcs_zip
    gated = replace(_hcpcs(published), terms=True)
    consent = Consent(terms=True)
    assert update(tmp_path / "s", tmp_path / "f", DAY, consent=consent, sources=[gated], patience=QUICK) == []


@pytest.mark.parametrize(
    ("day", "first", "last", "names"),
    [
        (date(2026, 2, 1), date(2026, 1, 1), date(2026, 3, 31), ("january", "1", "a", "320")),
        (date(2025, 12, 31), date(2025, 10, 1), date(2025, 12, 31), ("october", "4", "d", "313")),
    ],
)
def test_quarters(day: date, first: date, last: date, names: tuple[str, ...]) -> None:
    edition = quarterly(day)
    assert edition.days == (first, last)
    assert tuple(edition.names[name] for name in ("month", "quarter", "letter", "version")) == names


@pytest.mark.parametrize(
    ("day", "first", "last", "prefix"),
    [
        (date(2025, 10, 1), date(2025, 10, 1), date(2026, 3, 31), "2026-"),
        (date(2026, 3, 31), date(2025, 10, 1), date(2026, 3, 31), "2026-"),
        (date(2026, 4, 1), date(2026, 4, 1), date(2026, 9, 30), "april-1-2026-"),
    ],
)
def test_half_years(day: date, first: date, last: date, prefix: str) -> None:
    edition = half_yearly(day)
    assert (edition.days, edition.names["prefix"]) == ((first, last), prefix)


def test_every_address_is_official_and_complete() -> None:
    for source in SOURCES:
        for day in (date(2026, 2, 1), date(2026, 7, 1)):
            names = source.edition(day).names
            for address in (source.address, source.page):
                made = address.format_map(names)
                assert not made or made.startswith(
                    ("https://www.cms.gov/", "https://downloads.cms.gov/", "https://ftp.cdc.gov/")
                )
            assert source.link.format_map(names) or not source.page
    assert weekly(DAY).days is None
    ptp = next(source for source in SOURCES if source.datasets == (Dataset.PTP_HOSPITAL,))
    assert ptp.address.format_map(quarterly(date(2026, 5, 1)).names) == (
        "https://www.cms.gov/files/zip/medicare-ncci-2026q2-hospital-ptp-edits-ccioph-v321r0-f1.zip"
    )


def _hcpcs(published: Publisher) -> Source:
    return Source(
        what="HCPCS Level II",
        datasets=(Dataset.HCPCS,),
        edition=quarterly,
        address=published.address + "/files/{month}-{year}-hcpcs.zip",
        page=published.address + "/page",
        link=r"/files/{month}-{year}-hcpcs[^\"']*\.zip",
    )


def _zip(folder: Path, name: str) -> bytes:
    path = folder / "made.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, text(lines()))
    return path.read_bytes()
