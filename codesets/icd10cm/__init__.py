"""ICD-10-CM: the tabular list of NCHS and CMS, read, stored, searched and checked."""

import re
import sqlite3
from pathlib import Path

from codesets.files.sources import Member
from codesets.icd10cm import writing
from codesets.icd10cm.guidelines import GUIDELINES
from codesets.icd10cm.index_layouts import INDEX
from codesets.icd10cm.order import ORDER, compare
from codesets.icd10cm.releases import bundled, known, release_of
from codesets.icd10cm.search import INDEXES, prepare_all
from codesets.icd10cm.tabular import read
from codesets.layouts import Layout, Recognised
from codesets.stores import installing
from codesets.stores.installing import Contents, Report, silent
from codesets.stores.shelf import open_shelf
from codesets.values import Dataset, Release

__all__ = [
    "GUIDELINES",
    "INDEX",
    "INDEXES",
    "ORDER",
    "TABULAR",
    "compare_orders",
    "install",
    "install_release",
    "prepare_search",
]

_VERSION = re.compile(rb"<ICD10CM\.tabular>.*?<version>\s*([^<]*?)\s*</version>", re.DOTALL)


def install(folder: Path, report: Report = silent) -> Path:
    """Make sure that the store of the bundled release lies in the folder; returns its path.

    Takes some seconds the first time and some milliseconds afterwards; `report` gets a sentence for each step.
    Raises SourceMissingError, UnknownSourceError, IncompleteSourceError, and OSError where the folder is not writable.
    """
    source = bundled()
    store_path = install_release(folder, source, release_of(source), report)
    prepare_search(folder, report)
    return store_path


def install_release(folder: Path, source: Path, release: Release, report: Report = silent) -> Path:
    """The same for a tabular XML of your own and the release that it is."""
    member = Member(source, source.name)
    contents = Contents(writing.SCHEMA, lambda database: _write(database, member), writing.INDEXES)
    return installing.install(folder, release, contents, report)


def prepare_search(folder: Path, report: Report = silent) -> None:
    """Make sure that every release in the folder can be searched, with the indexes that are loaded for it.

    Takes some ten seconds after an import of either, and milliseconds else.
    """
    with open_shelf(folder) as shelf:
        prepare_all(shelf, report)


def compare_orders(folder: Path, report: Report = silent) -> None:
    """Say for each tabular list whether the order file of the same days, where one is loaded, has the same codes."""
    with open_shelf(folder) as shelf:
        compare(shelf, report)


def _recognise(member: Member, head: bytes) -> Recognised | None:
    version = _VERSION.search(head)
    if version is None:
        return None
    release = known(member.digest())
    if release is None:
        name = f"ICD-10-CM FY{version[1].decode('ascii', 'replace')}"
        return Recognised(Dataset.ICD10CM, name)
    return Recognised(release.dataset, release.name, release.first_day, release.last_day, rows=release.rows)


def _write(database: sqlite3.Connection, member: Member) -> int:
    with member.open() as stream:
        return writing.write(database, read(stream))


TABULAR = Layout(_recognise, writing.SCHEMA, _write, writing.INDEXES, at_least=60_000)
