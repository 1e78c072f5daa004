"""NCCI files in the official layouts, with the edits of 2024 Q3 that are known by heart and some made-up ones."""

import csv
import io
from collections.abc import Iterable, Sequence

from tests.codesets.workbooks import workbook

POLICY = "2 Date of Service Edit: Policy"
CLINICAL = "3 Date of Service Edit: Clinical"

PTP_NAME = "ccipra-v302r0-f1.txt"
PTP_HEADER = (
    ("CPT only copyright 2023 American Medical Association.  All rights reserved.", "", "", "", "", "", ""),
    ("Column1/Column2 Edits", "", "", "", "", "", ""),
    ("Column 1", "Column 2", "*=in existence", "Effective", "Deletion", "Modifier", "PTP Edit Rationale"),
    ("", "", "prior to 1996", "Date", "Date", "0=not allowed", ""),
    ("", "", "", "", "*=no data", "1=allowed", ""),
    ("", "", "", "", "", "9=not applicable", ""),
)
PTP_EDITS = (
    ("11042", "97597", "", "20150101", "*", "1", "CPT Manual or CMS manual coding instruction"),
    ("29881", "29877", "*", "19960101", "*", "0", "Misuse of Column Two code with Column One code"),
    ("45385", "45380", "*", "19960101", "*", "1", "More extensive procedure"),
    ("64400", "12001", "", "20100101", "20191231", "0", "Standards of medical/surgical practice"),
    ("64400", "12001", "", "20220401", "*", "1", "Standards of medical/surgical practice"),
    ("64400", "12002", "", "20240701", "20240701", "9", "Misuse of Column Two code with Column One code"),
    ("64400", "12004", "", "20240101", "20240630", "1", "Standards of medical/surgical practice"),
    ("80053", "80048", "*", "19960101", "*", "0", "CPT Manual or CMS manual coding instruction"),
    ("93306", "93308", "", "20090101", "99991231", "1", "HCPCS/CPT procedure code definition"),
)

MUE_NAME = "MCR_MUE_PractitionerServices_Eff_07-01-2024.csv"
MUE_LIMITS = (
    ("0001U", "1", POLICY, "Code Descriptor / CPT Instruction"),
    ("99213", "2", CLINICAL, "Clinical: Data"),
    ("A4206", "0", CLINICAL, "CMS Policy"),
    ("G0439", "1", POLICY, "Code Descriptor / CPT Instruction"),
    ("J3301", "16", CLINICAL, "Prescribing Information"),
    ("K0001", "2", "1 Line Edit", "CMS Policy"),
)

AOC_NAME = "AOC_V2024Q3-MCR.txt"
AOC_HEADER = (
    "AOC_Edit_Type",
    "Add-On_Code",
    "AOC_DelDT",
    "Primary_Code",
    "Primary_Code_DelDT",
    "AOC_Edit_EffDT",
    "AOC_Edit_DelDT",
    "Special_Instruction_Notes",
)
AOC_EDITS = (
    ("2", "0054T", "", "CCCCC", "", "2013001", "", "Contractor Defined Primary Codes"),
    ("1", "22634", "", "22633", "", "2013001", "", ""),
    ("1", "96121", "", "96116", "", "2019001", "", ""),
    ("1", "G2212", "", "99205", "", "2021001", "", ""),
    ("1", "G2212", "", "99215", "", "2021001", "2024182", ""),
    ("3", "33924", "", "33470", "2022365", "2013001", "", ""),
    ("3", "33924", "", "33471", "", "2013001", "", ""),
    ("3", "33924", "", "CCCCC", "", "2013001", "", "Contractor Defined Primary Codes"),
)


def ptp(edits: Iterable[Sequence[str]] = PTP_EDITS) -> bytes:
    """A PTP file as text."""
    return "".join("\t".join(cells) + "\r\n" for cells in (*PTP_HEADER, *edits)).encode()


def ptp_workbook(edits: Iterable[Sequence[str]] = PTP_EDITS) -> bytes:
    """The same as a workbook."""
    return workbook((*PTP_HEADER, *edits))


def mue(limits: Iterable[Sequence[str]] = MUE_LIMITS, service: str = "Practitioner") -> bytes:
    """An MUE table: a disclaimer in one cell of several lines, and a header whose first cell has two."""
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\r\n")
    table.writerow(["CPT codes are copyright.\nAll rights reserved.", "", "", ""])
    table.writerow(
        ["HCPCS/\nCPT Code", f"{service} Services MUE Values", "MUE Adjudication Indicator", "MUE Rationale"]
    )
    table.writerows(limits)
    return written.getvalue().encode()


def add_ons(edits: Iterable[Sequence[str]] = AOC_EDITS) -> bytes:
    """The add-on code file as fixed-width text."""
    return "".join(
        f"{kind}{code}{code_deleted:7}{primary}{primary_deleted:7}{first:7}{last:7}{note}\r\n"
        for kind, code, code_deleted, primary, primary_deleted, first, last, note in edits
    ).encode()


def add_ons_workbook(edits: Iterable[Sequence[str]] = AOC_EDITS) -> bytes:
    """The same as a workbook, below a copyright line."""
    return workbook((["CPT codes are copyright."], AOC_HEADER, *edits))
