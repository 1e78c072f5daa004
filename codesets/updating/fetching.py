"""Fetches one file over HTTP: goes on where it broke off, tries again, and keeps only what is whole.

What has come so far lies beside the file as `.part`, with the server's tag of that version (ETag or Last-Modified) in
`.tag`: a file that changed on the server in the meantime is begun anew (RFC 9110, If-Range), never patched together.
"""

import http.client
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from urllib.parse import unquote, urlsplit

from codesets.errors import DownloadError, NotPublishedError
from codesets.files.archives import MAX_BYTES
from codesets.stores.installing import Report, silent

_CHUNK = 256 * 1024
_MEGABYTE = 1_000_000
_TOLD_EVERY = 10 * _MEGABYTE
_AGENT = "CaseConsultant (codes update)"
_GONE = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
_OF_USE = {
    HTTPStatus.NOT_MODIFIED,
    HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.TOO_MANY_REQUESTS,
}
"""Answers that tell us to keep what we have, to begin anew, or to wait; others below 500 do not change by waiting."""
_BROKEN = (urllib.error.URLError, http.client.HTTPException, ConnectionError, TimeoutError, ssl.SSLError)


@dataclass(frozen=True, slots=True)
class Patience:
    """How often an address is tried without getting any further, how long between (doubled each time), the timeout."""

    attempts: int = 5
    pause_seconds: float = 2.0
    timeout_seconds: float = 60.0
    sleep: Callable[[float], None] = time.sleep


class _Broken(Exception):  # noqa: N818 - caught in this file alone
    """The connection ended before the file did."""


def fetch(url: str, folder: Path, report: Report = silent, patience: Patience | None = None) -> Path:
    """Fetch the file into the folder, under its own name; returns its path. A file that has not changed is kept.

    Raises NotPublishedError where the address does not exist, DownloadError where it cannot be had whole.
    """
    patience = patience or Patience()
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / _name(url)
    tries, pause = 0, patience.pause_seconds
    while True:
        before = _size(_part(target))
        try:
            _continue(url, target, report, patience)
        except (_Broken, *_BROKEN) as error:
            if _size(_part(target)) > before:
                tries, pause = 0, patience.pause_seconds
            tries += 1
            if tries >= patience.attempts:
                raise DownloadError(
                    f"{url} could not be fetched ({error}); what has come is kept, and `caseconsultant codes update`"
                    " goes on from there"
                ) from None
            report(f"{target.name} broke off ({error}); trying again")
            patience.sleep(pause)
            pause *= 2
        else:
            return target


def read_page(url: str, patience: Patience) -> str:
    """The text of a page; raises NotPublishedError or DownloadError."""
    try:
        with _open(url, {}, patience) as response:
            text: bytes = response.read(20 * _MEGABYTE)
            return text.decode("utf-8", "replace")
    except _BROKEN as error:
        raise DownloadError(f"{url} could not be read ({error}); try again later") from None


def _continue(url: str, target: Path, report: Report, patience: Patience) -> None:
    part, tag = _part(target), target.with_name(target.name + ".tag")
    have = _size(part)
    headers: dict[str, str] = {}
    known = tag.read_text(encoding="utf-8") if tag.exists() else ""
    if have and known:
        headers = {"Range": f"bytes={have}-", "If-Range": known}
    elif target.exists() and known:
        headers = {"If-None-Match" if known.startswith('"') else "If-Modified-Since": known}
    try:
        opened = _open(url, headers, patience)
    except urllib.error.HTTPError as error:
        if error.code == HTTPStatus.NOT_MODIFIED:
            report(f"{target.name} has not changed")
            return
        if error.code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            part.unlink(missing_ok=True)
        raise
    with opened as response:
        have = have if response.status == HTTPStatus.PARTIAL_CONTENT else 0
        total = _total(response, have)
        tag.write_text(_tag(response), encoding="utf-8")
        _save(response, part, have, total, report)
    part.replace(target)
    report(f"{target.name} is here, {_size(target) / _MEGABYTE:.1f} MB")


def _save(response: http.client.HTTPResponse, part: Path, have: int, total: int | None, report: Report) -> None:
    told = have
    with part.open("ab" if have else "wb") as file:
        while chunk := response.read(_CHUNK):
            file.write(chunk)
            have += len(chunk)
            if have > MAX_BYTES:
                raise DownloadError(f"{part.stem} is larger than any official file; it was not kept")
            if have - told >= _TOLD_EVERY:
                told = have
                of = f" of {total / _MEGABYTE:.0f}" if total else ""
                report(f"{part.stem}: {have / _MEGABYTE:.0f}{of} MB")
    if total is not None and have != total:
        raise _Broken(f"{have:,} of {total:,} bytes came")


def _open(url: str, headers: dict[str, str], patience: Patience) -> http.client.HTTPResponse:
    if urlsplit(url).scheme not in {"http", "https"}:
        raise DownloadError(f"{url} is no web address")
    request = urllib.request.Request(url, headers={"User-Agent": _AGENT, **headers})  # noqa: S310 - checked above
    try:
        response: http.client.HTTPResponse = urllib.request.urlopen(  # noqa: S310
            request, timeout=patience.timeout_seconds
        )
    except urllib.error.HTTPError as error:
        with error:
            if error.code in _GONE:
                raise NotPublishedError(f"There is nothing at {url}") from None
            if error.code < HTTPStatus.INTERNAL_SERVER_ERROR and error.code not in _OF_USE:
                raise DownloadError(
                    f"{url} answers {error.code} {error.reason}; fetch it by hand and import it"
                ) from None
            raise
    return response


def _total(response: http.client.HTTPResponse, have: int) -> int | None:
    """How many bytes the whole file has; None where the server does not say."""
    ranged = response.headers.get("Content-Range", "").rpartition("/")[2]
    if ranged.isdecimal():
        return int(ranged)
    length = response.headers.get("Content-Length", "")
    return have + int(length) if length.isdecimal() else None


def _tag(response: http.client.HTTPResponse) -> str:
    """A strong ETag, or else the time of the change: If-Range takes no weak ones."""
    tag = response.headers.get("ETag", "")
    return tag if tag.startswith('"') else response.headers.get("Last-Modified", "")


def _name(url: str) -> str:
    name = unquote(urlsplit(url).path).rpartition("/")[2].replace("\\", "").strip(". ")
    return name or "download"


def _part(target: Path) -> Path:
    return target.with_name(target.name + ".part")


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
