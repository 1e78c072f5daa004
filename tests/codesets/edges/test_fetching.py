"""A file is fetched whole or not at all, however often the connection breaks off."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from codesets.errors import DownloadError, NotPublishedError
from codesets.updating.fetching import Patience, fetch
from tests.codesets.edges.publisher import Publisher, publishing

CONTENT = os.urandom(700_000)
QUICK = Patience(attempts=3, pause_seconds=0, timeout_seconds=5)


@pytest.fixture
def published() -> Iterator[Publisher]:
    with publishing() as publisher:
        publisher.files["/files/codes.zip"] = CONTENT
        yield publisher


def test_a_file_is_fetched_and_kept(tmp_path: Path, published: Publisher) -> None:
    said: list[str] = []
    path = fetch(f"{published.address}/files/codes.zip", tmp_path, said.append, QUICK)
    assert (path.name, path.read_bytes() == CONTENT) == ("codes.zip", True)
    assert said == ["codes.zip is here, 0.7 MB"]
    fetch(f"{published.address}/files/codes.zip", tmp_path, said.append, QUICK)
    assert said[-1] == "codes.zip has not changed"
    published.etag, published.files["/files/codes.zip"] = '"2"', b"new"
    assert fetch(f"{published.address}/files/codes.zip", tmp_path, said.append, QUICK).read_bytes() == b"new"


def test_a_connection_that_ends_half_way_is_resumed(tmp_path: Path, published: Publisher) -> None:
    published.break_after = [300_000, 200_000]
    said: list[str] = []
    path = fetch(f"{published.address}/files/codes.zip", tmp_path, said.append, QUICK)
    assert path.read_bytes() == CONTENT
    assert [begin for _, begin in published.asked] == ["", "bytes=300000-", "bytes=500000-"]
    assert "300,000 of 700,000 bytes came" in said[0]
    assert not list(tmp_path.glob("*.part"))


def test_the_next_command_goes_on_where_this_one_gave_up(tmp_path: Path, published: Publisher) -> None:
    published.break_after = [400_000, 0, 0, 0]
    with pytest.raises(DownloadError, match="goes on from there"):
        fetch(f"{published.address}/files/codes.zip", tmp_path, patience=QUICK)
    assert not (tmp_path / "codes.zip").exists()
    published.break_after = []
    assert fetch(f"{published.address}/files/codes.zip", tmp_path, patience=QUICK).read_bytes() == CONTENT
    assert published.asked[-1][1] == "bytes=400000-"


def test_a_file_that_changed_in_between_is_begun_anew(tmp_path: Path, published: Publisher) -> None:
    published.break_after = [400_000, 0, 0, 0]
    with pytest.raises(DownloadError):
        fetch(f"{published.address}/files/codes.zip", tmp_path, patience=QUICK)
    published.etag, published.break_after = '"2"', []
    published.files["/files/codes.zip"] = other = os.urandom(500_000)
    assert fetch(f"{published.address}/files/codes.zip", tmp_path, patience=QUICK).read_bytes() == other


def test_a_server_without_ranges_sends_it_again(tmp_path: Path, published: Publisher) -> None:
    published.ranges, published.break_after = False, [300_000]
    assert fetch(f"{published.address}/files/codes.zip", tmp_path, patience=QUICK).read_bytes() == CONTENT


def test_a_part_that_is_longer_than_the_file_is_thrown_away(tmp_path: Path, published: Publisher) -> None:
    (tmp_path / "codes.zip.part").write_bytes(CONTENT + b"more")
    (tmp_path / "codes.zip.tag").write_text(published.etag, encoding="utf-8")
    assert fetch(f"{published.address}/files/codes.zip", tmp_path, patience=QUICK).read_bytes() == CONTENT


def test_a_busy_server_is_asked_again(tmp_path: Path, published: Publisher) -> None:
    published.statuses = [503, 429]
    assert fetch(f"{published.address}/files/codes.zip", tmp_path, patience=QUICK).read_bytes() == CONTENT
    assert len(published.asked) == 3


def test_what_waiting_does_not_mend_is_said_at_once(tmp_path: Path, published: Publisher) -> None:
    with pytest.raises(NotPublishedError, match="There is nothing at"):
        fetch(f"{published.address}/files/none.zip", tmp_path, patience=QUICK)
    published.statuses = [403]
    with pytest.raises(DownloadError, match="answers 403"):
        fetch(f"{published.address}/files/codes.zip", tmp_path, patience=QUICK)
    assert len(published.asked) == 2
    with pytest.raises(DownloadError, match="no web address"):
        fetch("file:///etc/hostname", tmp_path, patience=QUICK)


def test_nobody_answers(tmp_path: Path) -> None:
    with publishing() as publisher:
        address = publisher.address
    waits: list[float] = []
    with pytest.raises(DownloadError, match="could not be fetched"):
        fetch(f"{address}/codes.zip", tmp_path, patience=Patience(3, 1.0, 5, waits.append))
    assert waits == [1.0, 2.0]
