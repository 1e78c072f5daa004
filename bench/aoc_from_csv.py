"""Writes NCCI's add-on code file from a table of primary, add-on and type: the reference copy is one without its days.

    python -m bench.aoc_from_csv aoc-2024.csv AOC_V2024Q1-MCR.txt

Every pair gets the first day of 2013, when CMS began the list, and no deletion date.
"""

import csv
import sys
from pathlib import Path

_FIRST_DAY = "2013001"


def convert(source: Path, target: Path) -> int:
    """Write the fixed-width text; returns how many pairs it has."""
    with source.open(encoding="utf-8-sig", newline="") as file:
        pairs = [(row["aoc_edit_type"], row["add_on_code"], row["primary_code"]) for row in csv.DictReader(file)]
    lines = (f"{kind}{code}{'':7}{primary}{'':7}{_FIRST_DAY}{'':7}\r\n" for kind, code, primary in pairs)
    target.write_text("".join(lines), encoding="ascii", newline="")
    return len(pairs)


if __name__ == "__main__":
    print(f"{convert(Path(sys.argv[1]), Path(sys.argv[2])):,} pairs")
