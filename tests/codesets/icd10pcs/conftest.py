"""ICD-10-PCS of a made-up year in the four official layouts; the bounds of real files are lowered for them."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from codesets import Shelf, icd10pcs, import_file, importing, open_shelf
from codesets.stores.installing import nothing

ORDER = (
    ("001", 0, "Made-up nerves, Bypass", "Made-up nerves, Bypass"),
    ("0016070", 1, "Bypass of vent, open", "Bypass of the ventricle with own tissue, open approach"),
    ("0016071", 1, "Bypass of vent, perc", "Bypass of the ventricle with own tissue, percutaneous approach"),
    ("002", 0, "Made-up nerves, Repair", "Made-up nerves, Repair"),
    ("00260ZZ", 1, "Repair vent, open", "Repair of the ventricle, open approach"),
)
TABLES = """<?xml version="1.0" encoding="utf-8"?>
<ICD10PCS.tabular><version>2020</version><title>Made-up tables</title>
<pcsTable>
  <axis pos="1" values="1"><title>Section</title><label code="0">Surgical</label></axis>
  <axis pos="2" values="1"><title>Body System</title><label code="0">Nerves</label></axis>
  <axis pos="3" values="1"><title>Operation</title><label code="1">Bypass</label>
    <definition>Another way</definition></axis>
  <pcsRow codes="2">
    <axis pos="4" values="1"><title>Body Part</title><label code="6">Ventricle</label></axis>
    <axis pos="5" values="1"><title>Approach</title><label code="0">Open</label></axis>
    <axis pos="6" values="1"><title>Device</title><label code="7">Own tissue</label></axis>
    <axis pos="7" values="2"><title>Qualifier</title><label code="0">Nose</label><label code="1">Mastoid</label></axis>
  </pcsRow>
  <pcsRow codes="1">
    <axis pos="4" values="1"><title>Body Part</title><label code="U">Canal</label></axis>
    <axis pos="5" values="1"><title>Approach</title><label code="3">Percutaneous</label></axis>
    <axis pos="6" values="1"><title>Device</title><label code="Z">No Device</label></axis>
    <axis pos="7" values="1"><title>Qualifier</title><label code="2">Atrium</label></axis>
  </pcsRow>
</pcsTable>
</ICD10PCS.tabular>
"""
INDEX = """<?xml version="1.0" encoding="utf-8"?>
<ICD10PCS.index><version>2020</version><title>Made-up index</title>
<letter><title>A</title>
  <mainTerm><title>Abdominal plexus</title><use>Nerve, Sympathetic</use></mainTerm>
  <mainTerm><title>Abdominohysterectomy</title>
    <term level="1"><see>Excision, Uterus<codes>0UB9</codes></see></term>
    <term level="1"><see>Resection, Uterus<codes>0UT9</codes></see></term>
  </mainTerm>
  <mainTerm><title>Abortion</title>
    <term level="1"><title>Laminaria</title><code>10A07ZW</code></term>
    <term level="1"><title>Products</title><term level="2"><title>Retained</title><codes>10A0</codes></term></term>
  </mainTerm>
</letter></ICD10PCS.index>
"""
DEFINITIONS = """<?xml version="1.0" encoding="utf-8"?>
<ICD10PCS.definitions><version>2020</version><title>Made-up definitions</title>
<section code="0"><title>Surgical</title><axis pos="3"><title>Operation</title>
  <terms><title>Bypass</title><definition>Another  way</definition><explanation>Round about</explanation>
    <includes>Shunt</includes><includes>Detour</includes></terms>
</axis></section></ICD10PCS.definitions>
"""


def order_lines(codes: tuple[tuple[str, int, str, str], ...] = ORDER) -> str:
    return "".join(
        f"{number:05} {code:<7} {flag} {short:<60} {long}\n"
        for number, (code, flag, short, long) in enumerate(codes, 1)
    )


@pytest.fixture(autouse=True)
def small_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        importing, "LAYOUTS", [replace(layout, at_least=1, lacks=nothing) for layout in icd10pcs.LAYOUTS]
    )


@pytest.fixture
def pcs_shelf(tmp_path: Path) -> Iterator[Shelf]:
    for name, text in (
        ("icd10pcs_order_2020.txt", order_lines()),
        ("icd10pcs_tables_2020.xml", TABLES),
        ("icd10pcs_index_2020.xml", INDEX),
        ("icd10pcs_definitions_2020.xml", DEFINITIONS),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
        import_file(tmp_path / "stores", tmp_path / name)
    with open_shelf(tmp_path / "stores") as shelf:
        yield shelf
