"""How well and how fast ICD-10-CM is searched, with the default install and with the Alphabetic Index loaded.

    make bench-search

Measured over billable codes: the common diseases and the typing errors of tests/codesets, and, where the reference
material lies beside the project (CASECONSULTANT_SHARED), its synonyms and inclusion terms, which are a measure only.
The index is taken from the reference material too: a table through `bench.index_from_csv`, the rest as published.
"""

import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from bench.index_from_csv import convert
from codesets import Catalogue, import_file, install, open_catalogue
from tests.codesets.diseases import common_diseases
from tests.codesets.typing_errors import typing_errors
from tests.reference import REFERENCE

DAY = date(2026, 5, 15)
_DEEP = 50

Asked = Sequence[tuple[str, str]]
"""Terms with their codes."""


def main() -> None:
    """Measure with the tabular list alone, then with the index."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    with tempfile.TemporaryDirectory() as made:
        codes = folder or Path(made)
        install(codes, print)
        _measured("default install", codes)
        indexes = list(_indexes(Path(made)))
        for source in indexes:
            import_file(codes, source)
        if indexes:
            install(codes)  # prepares the search with them
            _measured("with the Alphabetic Index", codes)


def _measured(title: str, codes: Path) -> None:
    started = time.perf_counter()
    with open_catalogue(codes) as catalogue:
        opened = time.perf_counter() - started
        catalogue.search("migraine", DAY)
        first = time.perf_counter() - started
        print(f"\n{title}: opened in {opened * 1e3:.0f} ms, first answer after {first * 1e3:.0f} ms")
        print(f"{'':24}{'terms':>7}{'top-1':>8}{'top-5':>8}{'@50':>8}{'p50 ms':>9}{'p95 ms':>9}")
        for name, asked in _sets():
            _line(name, asked, catalogue)


def _sets() -> Iterator[tuple[str, Asked]]:
    diseases = common_diseases()
    codes = {disease.term: disease.code for disease in diseases}
    yield "common diseases", [(disease.term, disease.code) for disease in diseases]
    yield "typing errors", [(error.typed, codes[error.meant]) for error in typing_errors(list(codes))]
    for name in ("synonyms", "inclusion_terms"):
        path = REFERENCE / "eval" / f"{name}_icd10cm.tsv"
        if path.exists():
            lines = path.read_text(encoding="utf-8").splitlines()
            yield name.replace("_", " "), [(term, code) for term, code in (line.split("\t")[:2] for line in lines)]


def _line(name: str, asked: Asked, catalogue: Catalogue) -> None:
    first = five = deep = 0
    taken = []
    for term, code in asked:
        started = time.perf_counter()
        codes = [hit.code for hit in catalogue.search(term, DAY, _DEEP)]
        taken.append(time.perf_counter() - started)
        first += codes[:1] == [code]
        five += code in codes[:5]
        deep += code in codes
    taken.sort()
    shares = "".join(f"{count / len(asked):8.3f}" for count in (first, five, deep))
    times = "".join(f"{taken[int(len(taken) * part)] * 1e3:9.2f}" for part in (0.5, 0.95))
    print(f"{name:24}{len(asked):7,}{shares}{times}")


def _indexes(folder: Path) -> Iterator[Path]:
    official = REFERENCE / "data" / "icd10cm"
    for table in official.glob("*Index.csv"):
        target = folder / "icd10cm-index-April-1-XML.xml"
        convert(table, target)
        yield target
    yield from sorted(official.glob("*.xml"))


if __name__ == "__main__":
    main()
