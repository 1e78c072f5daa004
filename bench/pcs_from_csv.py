"""Writes the official files of ICD-10-PCS from tables that hold the same facts: they are published as XML and text.

    python -m bench.pcs_from_csv order    pcs2024_order.csv.gz       icd10pcs_order_2024.txt
    python -m bench.pcs_from_csv tabular  pcs2024_table.csv.gz       icd10pcs_tables_2024.xml       --year 2024
    python -m bench.pcs_from_csv index    pcs2024_index.csv.gz       icd10pcs_index_2024.xml
    python -m bench.pcs_from_csv definitions pcs2024_definitions.csv.gz icd10pcs_definitions_2024.xml

The flattened XML has a line for each element and one for each of its attributes: element, its number, attribute,
text or value, and the names of the elements that it stands in.
"""

import argparse
import csv
import gzip
import xml.etree.ElementTree as ET
from pathlib import Path


def order_file(source: Path, target: Path) -> None:
    """order, code, valid, description_short, description_long → the fixed positions of the order file."""
    with gzip.open(source, "rt", encoding="utf-8", newline="") as rows, target.open("w", encoding="utf-8") as lines:
        for row in csv.DictReader(rows):
            short, long = row["description_short"], row["description_long"]
            lines.write(f"{int(row['order']):05} {row['code']:<7} {row['valid']} {short[:60]:<60} {long}\n")


def unflattened(source: Path, target: Path, kind: str, year: str) -> None:
    """The elements of the flattened file, nested as its level columns say; `year` where it has no version."""
    root = ET.Element(f"ICD10PCS.{kind}")
    if year:
        ET.SubElement(root, "version").text = year
    with gzip.open(source, "rt", encoding="utf-8", newline="") as rows:
        open_elements = [root]
        last = ""
        for row in csv.DictReader(rows):
            path = [value for name, value in sorted(row.items()) if name.startswith("level") and value]
            if path[0] == root.tag:
                path = path[1:]
            if not path:
                continue
            if row["elemid"] != last:
                del open_elements[len(path) :]
                open_elements.append(ET.SubElement(open_elements[-1], row["elem"]))
                last = row["elemid"]
            if row["attr"]:
                open_elements[-1].set(row["attr"], row["value"])
            elif row["value"]:
                open_elements[-1].text = row["value"]
    ET.ElementTree(root).write(target, encoding="utf-8", xml_declaration=True)


def main() -> None:
    """Convert one file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=("order", "tabular", "index", "definitions"))
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--year", default="")
    asked = parser.parse_args()
    if asked.kind == "order":
        order_file(asked.source, asked.target)
    else:
        unflattened(asked.source, asked.target, asked.kind, asked.year)


if __name__ == "__main__":
    main()
