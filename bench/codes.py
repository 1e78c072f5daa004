"""How long it takes to look codes up, to search them and to check a claim, in one process with everything loaded.

`make bench-codes`: 181,258 codes and 1,669,820 edits in force on one day (`bench/standins.py`). Beside it, in
the same run: a plain full-text query of SQLite (FTS5) over the titles, and the look-up of simple-icd-10-cm, which holds
its tree in memory. Times are of single calls in random order, each asked once, so no answer is remembered. The last
column is processor time, which other work on the machine does not lengthen.
"""

import gc
import json
import random
import sqlite3
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterable
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import Any

from bench.measured import peak
from bench.standins import DAY, made
from codesets import Catalogue, Dataset, open_catalogue
from codesets.claims.checking import check_claim
from codesets.claims.loaded import LoadedTables
from codesets.claims.reading import claim_of
from codesets.mpfs import schedule
from codesets.ncci import add_on, mue, ptp
from codesets.ncci.packing import day_number, spelled
from tests.reference import REFERENCE

CALLS = 2_000
OPENINGS = 20
LINES = 6
FOLDER = Path(tempfile.gettempdir()) / "caseconsultant-bench-codes"
_IN_FORCE = """
FROM edit JOIN kind ON id = kind WHERE first_day <= ? AND last_day >= ? AND indicator <> 9
"""
_ONE_IN_200 = "AND (column1 * 7919 + column2) % 200 = 0"


def main() -> None:
    """Print the figures."""
    stores = made(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
    chance = random.Random(0)
    _report("open the store", _each(_opened, [stores] * OPENINGS), 50)
    with open_catalogue(stores) as catalogue:
        codes, pairs = _codes(catalogue), _pairs(catalogue)
        chance.shuffle(pairs)
        terms = chance.sample(_terms(), CALLS)
        asked = chance.sample([code for code, _ in codes], CALLS)
        print(f"{_count(catalogue):,} codes, {_edits(catalogue):,} edits in force; {CALLS:,} calls each")
        print(f"{'':46} p50      p95     most  p95 of the processor")
        _ours(catalogue, asked, terms, pairs)
    print(peak())
    print("beside it:")
    _plain_full_text(codes, terms)
    _simple_icd(asked)
    print(f"{peak()}, with simple-icd-10-cm")


def _ours(catalogue: Catalogue, asked: list[str], terms: list[str], pairs: list[tuple[str, str]]) -> None:
    shelf, tables = catalogue.shelf, LoadedTables(catalogue)
    of_pairs = pairs[:CALLS]
    singles = [one for one, _ in of_pairs]
    _report("show: the page of an ICD-10-CM code", _each(lambda code: catalogue.page(code, DAY), asked), 1)
    _report("pair edit, either direction", _each(lambda pair: ptp.edit(shelf, pair[1], pair[0], DAY), of_pairs), 1)
    _report("the first 100 edits of a code", _each(lambda code: ptp.partners(shelf, code, DAY), singles), None)
    _report("units of service", _each(lambda code: mue.limit(shelf, code, DAY), singles), 1)
    _report("add-on code", _each(lambda code: add_on.add_on(shelf, code, DAY), singles), 1)
    _report("fee schedule", _each(lambda code: schedule.fee(shelf, code, DAY), singles), 1)
    _report("search: the first", _each(lambda term: catalogue.search(term, DAY), terms[:1]), None)
    _report("search: all others", _each(lambda term: catalogue.search(term, DAY), terms[1:]), 10)
    claims = [claim_of(_claim(number, asked, pairs)) for number in range(CALLS // 2)]
    _report(f"check: a claim of {LINES} lines", _each(lambda claim: check_claim(claim, tables), claims), 5)


def _plain_full_text(codes: list[tuple[str, str]], terms: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder, closing(sqlite3.connect(Path(folder) / "plain.sqlite")) as database:
        database.execute("CREATE VIRTUAL TABLE plain USING fts5(code UNINDEXED, title, tokenize='porter')")
        database.executemany("INSERT INTO plain VALUES (?, ?)", codes)
        database.commit()
        found = "SELECT code, title FROM plain WHERE plain MATCH ? ORDER BY rank LIMIT 10"

        def ask(term: str) -> list[Any]:
            words = ("".join(filter(str.isalnum, word)) for word in term.split())
            return database.execute(found, (" OR ".join(f'"{word}"' for word in words if word),)).fetchall()

        _report("FTS5 over the titles of ICD-10-CM", _each(ask, terms), None)


def _simple_icd(asked: list[str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _report("simple-icd-10-cm: import", _each(import_module, ["simple_icd_10_cm"]), None)
    simple = import_module("simple_icd_10_cm")
    known = [code for code in asked if simple.is_valid_item(code)]
    _report(
        f"simple-icd-10-cm: get_full_data ({len(known):,} codes)",
        _each(lambda code: simple.get_full_data(code, search_in_ancestors=True), known),
        None,
    )


def _opened(stores: Path) -> None:
    with open_catalogue(stores):
        pass


def _each(call: Callable[[Any], object], arguments: Iterable[Any]) -> list[tuple[float, float]]:
    """Seconds of each call, and of the processor."""
    found = []
    gc.disable()
    for argument in arguments:
        worked, started = time.thread_time(), time.perf_counter()
        call(argument)
        found.append((time.perf_counter() - started, time.thread_time() - worked))
    gc.enable()
    return found


def _report(name: str, calls: list[tuple[float, float]], bound: float | None) -> None:
    """One line in milliseconds; `bound` is what the 95th percentile must stay below."""
    walls, workings = (sorted(second * 1000 for second in column) for column in zip(*calls, strict=True))
    p50, p95, worked = walls[len(walls) // 2], walls[int(len(walls) * 0.95)], workings[int(len(workings) * 0.95)]
    verdict = "" if bound is None else f"   p95 < {bound:g} ms: {'yes' if p95 < bound else 'NO'}"
    print(f"{name:<42} {p50:8.3f} {p95:8.3f} {walls[-1]:8.3f} {worked:8.3f} ms{verdict}")


def _codes(catalogue: Catalogue) -> list[tuple[str, str]]:
    (tabular,) = catalogue.shelf.covering(Dataset.ICD10CM, DAY)
    return [(code, title) for code, title in tabular.rows("SELECT code, title FROM node WHERE billable = 1")]


def _count(catalogue: Catalogue) -> int:
    """Codes of the sets that are looked up; the fee schedule lists the CPT codes."""
    sets = (Dataset.ICD10CM, Dataset.ICD10PCS, Dataset.HCPCS, Dataset.MPFS)
    return sum(store.release.rows for dataset in sets for store in catalogue.shelf.covering(dataset, DAY))


def _edits(catalogue: Catalogue) -> int:
    day = day_number(DAY)
    stores = catalogue.shelf.covering(Dataset.PTP_PRACTITIONER, DAY)
    return sum(int(store.rows(f"SELECT count(*) {_IN_FORCE}", (day, day))[0][0]) for store in stores)


def _pairs(catalogue: Catalogue) -> list[tuple[str, str]]:
    """A sample of the edits in force."""
    day = day_number(DAY)
    stores = catalogue.shelf.covering(Dataset.PTP_PRACTITIONER, DAY)
    query = f"SELECT column1, column2 {_IN_FORCE} {_ONE_IN_200}"
    return [(spelled(one), spelled(two)) for store in stores for one, two in store.rows(query, (day, day))]


def _terms() -> list[str]:
    lines = (REFERENCE / "eval" / "synonyms_icd10cm.tsv").read_text(encoding="utf-8").splitlines()
    return [line.split("\t")[0] for line in lines[1:]]


def _claim(number: int, diagnoses: list[str], pairs: list[tuple[str, str]]) -> dict[str, Any]:
    """A claim of three pairs that have an edit, and four diagnoses."""
    codes = [code for pair in pairs[number * 3 : number * 3 + LINES // 2] for code in pair]
    four = [diagnoses[(number * 4 + place) % len(diagnoses)] for place in range(4)]
    lines = [{"code": code, "units": 1, "diagnoses": four[:2]} for code in codes]
    claim = {"id": str(number), "dos": DAY.isoformat(), "lines": lines, "diagnoses": four, "age": 50, "sex": "F"}
    read: dict[str, Any] = json.loads(json.dumps(claim))
    return read


if __name__ == "__main__":
    main()
