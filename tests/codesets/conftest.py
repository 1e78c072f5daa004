"""The bundled release, opened once a test run, and a small release of our own for the tests that make stores."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from codesets import Catalogue, Dataset, Release, open_catalogue

SMALL = """<?xml version="1.0" encoding="utf-8"?>
<ICD10CM.tabular><version>1</version>
<chapter><name>1</name><desc>Made-up diseases (A00-A09)</desc>
<excludes1><note>made-up injuries (S00-S99)</note></excludes1>
<section id="A00-A09"><desc>Colours (A00-A09)</desc>
<diag><name>A00</name><desc>Blueness</desc>
  <excludes1><note>redness (A01.-)</note></excludes1>
  <diag><name>A00.0</name><desc>Blueness with spots</desc></diag>
  <diag><name>A00.9</name><desc>Blueness, unspecified</desc><inclusionTerm><note>Cyanosis NOS</note></inclusionTerm>
  </diag>
</diag>
<diag><name>A01</name><desc>Redness</desc>
  <sevenChrNote><note>Add a 7th character</note></sevenChrNote>
  <sevenChrDef><extension char="A">initial encounter</extension><extension char="S">sequela</extension></sevenChrDef>
  <diag><name>A01.1</name><desc>Redness of nose</desc></diag>
</diag>
</section></chapter>
</ICD10CM.tabular>
"""


@pytest.fixture(scope="session")
def catalogue(codes_folder: Path) -> Iterator[Catalogue]:
    with open_catalogue(codes_folder) as opened:
        yield opened


@pytest.fixture
def small_source(tmp_path: Path) -> Path:
    source = tmp_path / "tabular.xml"
    source.write_text(SMALL, encoding="utf-8")
    return source


@pytest.fixture
def small_release() -> Release:
    return Release(Dataset.ICD10CM, "Made-up FY2020", date(2019, 10, 1), date(2020, 9, 30), 4, "0" * 64)
