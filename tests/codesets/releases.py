"""Stores that hold nothing but the word that they are a release."""

import hashlib
from datetime import date
from pathlib import Path

from codesets import Dataset, Release
from codesets.stores.installing import Contents, install


def installed(folder: Path, dataset: Dataset, first_day: date, last_day: date, part: str = "") -> Path:
    """An empty store of that release; its digest is made of what it is."""
    digest = hashlib.sha256(f"{dataset}-{first_day}-{last_day}-{part}".encode()).hexdigest()
    release = Release(dataset, f"{dataset} {first_day}", first_day, last_day, 1, digest, part)
    return install(folder, release, Contents("CREATE TABLE row (number INTEGER);", lambda _database: 1))
