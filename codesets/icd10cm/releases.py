"""Which official files we know, and the days on which each is in force.

The tabular XML says only "2026", so the effective range comes from this table, keyed by the file's content.
"""

import hashlib
from datetime import date
from importlib.util import find_spec
from pathlib import Path

from codesets.errors import SourceMissingError, UnknownSourceError
from codesets.values import Dataset, Release

KNOWN = (
    # CMS, "2025 ICD-10-CM, April 1, 2025 update": simple-icd-10-cm 1.4.0
    Release(
        dataset=Dataset.ICD10CM,
        name="ICD-10-CM FY2025, April 1 2025 update",
        first_day=date(2025, 4, 1),
        last_day=date(2025, 9, 30),
        rows=74_260,
        digest="d6cdf5283f35a102d77ead236ec8c8929f22ba7f3356dbadff18ede01a3a3de5",
    ),
    # CMS, "2026 ICD-10-CM, April 1, 2026 update": simple-icd-10-cm 1.5.0
    Release(
        dataset=Dataset.ICD10CM,
        name="ICD-10-CM FY2026, April 1 2026 update",
        first_day=date(2026, 4, 1),
        last_day=date(2026, 9, 30),
        rows=74_719,
        digest="f161f8182aff3ce3a2a78e202f8259c08eaee2c670a9e45b0072445c52302935",
    ),
)
"""A fiscal year's code set is updated on 1 April; the range is that of the update, not of the year."""


def bundled() -> Path:
    """The tabular XML inside the installed package simple-icd-10-cm.

    The package is looked up and never imported: importing it builds its own tree (2.2 s, 198 MB).
    Raises SourceMissingError.
    """
    spec = find_spec("simple_icd_10_cm")
    folders = spec.submodule_search_locations if spec else None
    for folder in folders or ():
        for path in sorted(Path(folder, "data").glob("*tabular*.xml")):
            return path
    raise SourceMissingError(
        "The ICD-10-CM tabular list is not installed; run `make install`, which brings the package simple-icd-10-cm"
    )


def known(digest: str) -> Release | None:
    """The release whose tabular XML has that sha256 (hex), where this version knows it."""
    return next((release for release in KNOWN if release.digest == digest), None)


def release_of(source: Path) -> Release:
    """The release that a tabular XML is; raises UnknownSourceError where its content is not in the table."""
    with source.open("rb") as file:
        release = known(hashlib.file_digest(file, "sha256").hexdigest())
    if release:
        return release
    raise UnknownSourceError(
        f"{source.name} is no tabular list that this version knows, so the days on which it is in force are not known;"
        " install the package versions that requirements.lock names"
    )
