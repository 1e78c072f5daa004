"""Turns the Alphabetic Index as a table (RowID, Letter, Level, Term, See, SeeAlso, NonEssModif, Code) back into XML.

    python -m bench.index_from_csv ICD10CM_2025_Index.csv icd10cm-index-April-2025.xml

The reference copy of the main index is such a table, made from the official XML; the importer reads the official
layout only. The year stands in the first four digits of the CSV's name.
"""

import csv
import re
import sys
import xml.etree.ElementTree as ET
from itertools import groupby
from pathlib import Path


def convert(source: Path, target: Path) -> int:
    """Write the XML; returns how many terms it has."""
    year = re.search(r"\d{4}", source.name)
    root = ET.Element("ICD10CM.index")
    ET.SubElement(root, "version").text = year[0] if year else ""
    ET.SubElement(root, "title").text = "ICD-10-CM INDEX TO DISEASES and INJURIES"
    with source.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for letter, terms in groupby(rows, lambda row: row["Letter"]):
        element = ET.SubElement(root, "letter")
        ET.SubElement(element, "title").text = letter
        line = [element]
        for row in terms:
            level = int(row["Level"])
            del line[level + 1 :]
            line.append(_term(line[level], row, level))
    ET.indent(root)
    ET.ElementTree(root).write(target, encoding="utf-8", xml_declaration=True)
    return len(rows)


def _term(above: ET.Element, row: dict[str, str], level: int) -> ET.Element:
    element = ET.SubElement(above, "term", level=str(level)) if level else ET.SubElement(above, "mainTerm")
    title = ET.SubElement(element, "title")
    title.text = row["Term"]
    for tag, column, parent in (
        ("nemod", "NonEssModif", title),
        ("code", "Code", element),
        ("see", "See", element),
        ("seeAlso", "SeeAlso", element),
    ):
        if row[column].strip():
            ET.SubElement(parent, tag).text = row[column].strip()
    return element


if __name__ == "__main__":
    print(f"{convert(Path(sys.argv[1]), Path(sys.argv[2])):,} terms")
