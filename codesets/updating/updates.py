"""Brings the loaded code sets up to the edition of a day: fetches what is missing, imports it, says what failed."""

import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import unescape
from pathlib import Path
from urllib.parse import urljoin

from codesets.errors import CodeSetError, DownloadError, NotPublishedError
from codesets.importing import import_file
from codesets.stores.installing import Report, silent
from codesets.stores.shelf import open_shelf
from codesets.updating.addresses import SOURCES, Edition, Source
from codesets.updating.fetching import Patience, fetch, read_page

_GATE = "/license/ama?file="
"""CMS's links to files with CPT codes lead over a page on which the AMA's terms are accepted."""


@dataclass(frozen=True, slots=True)
class Consent:
    """What the operator has agreed to: CMS's terms for files with CPT codes, and who holds a licence for CPT itself."""

    terms: bool = False
    cpt_licence: str = ""


def update(
    folder: Path,
    downloads: Path,
    on: date,
    report: Report = silent,
    *,
    consent: Consent | None = None,
    sources: Sequence[Source] = SOURCES,
    patience: Patience | None = None,
) -> list[str]:
    """Fetch and import every source's edition of that day; returns a sentence for each that could not be had.

    What is loaded already is not fetched again, but the coverage database, which is asked whether it has changed.
    A source that fails does not stop the others.
    """
    consent, patience = consent or Consent(), patience or Patience()
    failures = []
    for source in sources:
        edition = source.edition(on)
        if _loaded(folder, source, edition):
            report(f"{source.what}: the edition of that day is loaded already")
        elif source.terms and not consent.terms:
            failures.append(
                f"{source.what} was left out: it holds CPT codes, and CMS asks for agreement to the AMA's terms"
                " (www.cms.gov/license/ama); read them, and say --accept-terms"
            )
        else:
            try:
                file = _fetched(source, edition, downloads, report, patience)
                _imported(file, folder, edition, report, consent)
                if edition.days and not _loaded(folder, source, edition):
                    failures.append(
                        f"{source.what}: {file.name} was loaded, but it is not of the days that were asked for"
                    )
            except CodeSetError as error:
                failures.append(f"{source.what}: {error}")
    return failures


def _loaded(folder: Path, source: Source, edition: Edition) -> bool:
    if edition.days is None:
        return False
    with open_shelf(folder) as shelf:
        loaded = {
            release.dataset
            for release in shelf.releases()
            if release.first_day == edition.days[0] and (not source.part or release.part == source.part)
        }
    return loaded.issuperset(source.datasets)


def _imported(file: Path, folder: Path, edition: Edition, report: Report, consent: Consent) -> None:
    """Import what was fetched; what is no good is removed, or the server would say for ever that it has not changed."""
    try:
        if file.suffix.lower() == ".zip" and not zipfile.is_zipfile(file):
            raise DownloadError(
                f"{file.name} came as something else than a zip, most likely a web page; fetch it with a browser, and"
                " import it with `caseconsultant codes import`"
            )
        import_file(folder, file, report=report, assumed=edition.days, cpt_licence=consent.cpt_licence)
    except CodeSetError:
        file.unlink()
        raise


def _fetched(source: Source, edition: Edition, downloads: Path, report: Report, patience: Patience) -> Path:
    """The file at its usual address, or else at the one that the page of it names."""
    usual = source.address.format_map(edition.names)
    if usual:
        try:
            return fetch(usual, downloads, report, patience)
        except NotPublishedError:
            if not source.page:
                raise
    page = source.page.format_map(edition.names)
    wanted = re.compile(source.link.format_map(edition.names), re.IGNORECASE)
    for address in re.findall(r"href=[\"']([^\"']+)", read_page(page, patience)):
        plain = unescape(address).replace(_GATE, "")
        if wanted.search(plain):
            return fetch(urljoin(page, plain), downloads, report, patience)
    raise NotPublishedError(f"It is not published yet, or under another name; look at {page}, and import the file")
