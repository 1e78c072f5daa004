"""Writes HCPCS lists in the columns of CMS's ANWEB table from two reference copies that have other columns.

    python -m bench.hcpcs_from_csv hcpcs_lvl2_2024jul.csv hcpcs_2025_10_rebuilt.csv FOLDER

The copy of July 2024 has days and no descriptions; that of October 2025 has descriptions, modifiers and the day a code
was added, but not the day it ended. Each lends the other what it lacks, so the list of October 2025 does not know what
ended after July 2024: good for descriptions and benchmarks, never for validity.
"""

import csv
import sys
from collections.abc import Iterable
from pathlib import Path

_COLUMNS = {
    "HCPC": "code",
    "SEQNUM": "",
    "RECID": "record",
    "LONG DESCRIPTION": "long",
    "SHORT DESCRIPTION": "short",
    "PRICE1": "price",
    "MULT_PI": "multi",
    "XREF1": "xref",
    "COV": "coverage",
    "BETOS": "betos",
    "ADD DT": "added",
    "ACT EFF DT": "changed",
    "TERM DT": "ended",
    "ACTION CD": "action",
}
"""The names in the header, and by which names the cells are gathered here."""
_CODE, _MODIFIER = "3", "7"
_TAIL_OF_CODE = slice(8, 16)
"""Where the day a code was added stands in what is left of its line; a modifier's line begins with it."""
_TAIL_OF_MODIFIER = slice(8)


def convert(of_2024: Path, of_2025: Path, folder: Path) -> list[Path]:
    """Write both lists; returns their paths."""
    old = {row["hcpcs_code"]: row for row in _rows(of_2024)}
    new = {row["hcpcs"]: row for row in _rows(of_2025)}
    july, october = folder / "HCPC2024_JUL_ANWEB.csv", folder / "HCPC2025_OCT_ANWEB.csv"
    _write(july, (_of_2024(row, new.get(code)) for code, row in sorted(old.items())))
    _write(october, (_of_2025(row, old.get(code)) for code, row in sorted(new.items(), key=_modifiers_first)))
    return [july, october]


def _of_2024(row: dict[str, str], named: dict[str, str] | None) -> dict[str, str]:
    return {
        "code": row["hcpcs_code"],
        "record": _CODE,
        "long": named["long"] if named else "Not described in this copy",
        "short": named["short"] if named else "Not described",
        "coverage": row["cov"],
        "added": row["date_added"].replace("-", ""),
        "changed": row["date_action"].replace("-", ""),
        "ended": row["date_term"].replace("-", ""),
        **{name: row[name] for name in ("price", "multi", "xref", "betos", "action")},
    }


def _of_2025(row: dict[str, str], dated: dict[str, str] | None) -> dict[str, str]:
    modifier = row["kind"] == "modifier"
    added = row["dates_tail"][_TAIL_OF_MODIFIER if modifier else _TAIL_OF_CODE].strip()
    return {
        "code": row["hcpcs"],
        "record": _MODIFIER if modifier else _CODE,
        "coverage": row["coverage"][:1],
        "added": added,
        "changed": added,
        "ended": dated["date_term"].replace("-", "") if dated else "",
        **{name: row[name] for name in ("long", "short", "betos")},
    }


def _modifiers_first(item: tuple[str, dict[str, str]]) -> tuple[bool, str]:
    return item[1]["kind"] != "modifier", item[0]


def _rows(source: Path) -> list[dict[str, str]]:
    with source.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _write(target: Path, rows: Iterable[dict[str, str]]) -> None:
    with target.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(_COLUMNS)
        table.writerows([row.get(name, "") for name in _COLUMNS.values()] for row in rows)


if __name__ == "__main__":
    print(*convert(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])), sep="\n")
