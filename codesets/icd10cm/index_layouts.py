"""How the Alphabetic Index, the external cause index and the tables of neoplasms and drugs are recognised."""

import re
from datetime import date

from codesets.files.sources import Member
from codesets.icd10cm import index_reading
from codesets.layouts import Layout, Recognised
from codesets.values import Dataset

_ROOT = re.compile(rb"<ICD10CM\.index>\s*<version>\s*(20\d\d)\s*</version>(?P<heading>.{0,600})", re.DOTALL)
_HEADINGS = (
    (rb'<head col="1">\s*Neoplasm', Dataset.ICD10CM_NEOPLASMS, "Table of Neoplasms"),
    (rb'<head col="1">\s*Substance', Dataset.ICD10CM_DRUGS, "Table of Drugs and Chemicals"),
    (rb"<title>[^<]*EXTERNAL CAUSE", Dataset.ICD10CM_EXTERNAL_CAUSES, "External Cause Index"),
    (rb"<title>[^<]*INDEX TO DISEASES", Dataset.ICD10CM_INDEX, "Alphabetic Index"),
)


def fiscal_year(year: int, name: str) -> tuple[date, date, str]:
    """First and last day, and the name, of an edition: the file says the year, and only its name says "April".

    An edition of 1 October stands until the update of 1 April, which is in force later and so goes before it.
    """
    if re.search(r"apr(?:il)?", name, re.IGNORECASE):
        return date(year, 4, 1), date(year, 9, 30), f"FY{year}, April 1 {year} update"
    return date(year - 1, 10, 1), date(year, 9, 30), f"FY{year}"


def _recognise(member: Member, head: bytes) -> Recognised | None:
    root = _ROOT.search(head)
    if root is None:
        return None
    for pattern, dataset, spoken in _HEADINGS:
        if re.search(pattern, root["heading"], re.IGNORECASE):
            first_day, last_day, edition = fiscal_year(int(root[1]), member.name)
            return Recognised(dataset, f"ICD-10-CM {spoken} {edition}", first_day, last_day)
    return None


INDEX = Layout(_recognise, index_reading.SCHEMA, index_reading.write, index_reading.INDEXES, at_least=1_000)
"""One layout for all four; the least of them, the Table of Neoplasms, has 1,940 terms."""
