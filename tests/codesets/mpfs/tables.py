"""Physician fee schedule files in the official layouts: titles, stacked headers, 31 and 32 columns, fixed positions."""

import csv
import io
from collections.abc import Iterable, Sequence

_TITLES = (
    "{year} National Physician Fee Schedule Relative Value File {month} Release",
    "CPT codes and descriptions only are copyright 2024 American Medical Association.  All Rights Reserved.",
    "Dental codes (D codes) are copyright 2025/26 American Dental Association.  All Rights Reserved.",
    " ",
    "RELEASED 09/11/2025",
)
_COLUMNS = (
    "|||HCPCS",
    "|||MOD",
    "|||DESCRIPTION",
    "||STATUS|CODE",
    "NOT USED|FOR|MEDICARE |PAYMENT",
    "||WORK|RVU",
    "||NON-FAC|PE RVU",
    "|NON-FAC|NA|INDICATOR",
    "||FACILITY|PE RVU",
    "|FACILITY |NA|INDICATOR",
    "||MP|RVU",
    "||NON-FACILITY|TOTAL",
    "||FACILITY|TOTAL",
    "||PCTC|IND",
    "||GLOB|DAYS",
    "||PRE|OP",
    "||INTRA|OP",
    "||POST|OP",
    "||MULT|PROC",
    "||BILAT|SURG",
    "||ASST|SURG",
    "||CO-|SURG",
    "||TEAM|SURG",
    "||ENDO|BASE",
    "||CONV|FACTOR",
    "PHYSICIAN|SUPERVISION OF|DIAGNOSTIC|PROCEDURES",
    "||CALCULATION|FLAG",
    "DIAGNOSTIC|IMAGING|FAMILY|INDICATOR",
    "PE USED|FOR OPPS|PAYMENT|AMOUNT",
    "PE USED|FOR OPPS|PAYMENT|AMOUNT",
    "MP USED|FOR OPPS|PAYMENT|AMOUNT",
)
_PRICING = "||PRIC|IND"
"""The column that came in 2026, after the one of team surgery."""
_AFTER_TEAM = 23

COLONOSCOPY = ("45380", "", "Colonoscopy text of the AMA", "A", "3.56", "8.79", "", "1.93", "", "0.47", "0", "000")
VISIT = ("99213", "", "Visit text of the AMA", "A", "1.30", "1.35", "", "0.57", "", "0.10", "0", "XXX")
SURGERY = ("27447", "", "", "A", "19.60", "15.05", "NA", "15.05", "", "4.03", "0", "090")
XRAY = ("71046", "26", "", "A", "0.22", "0.08", "", "0.08", "", "0.01", "1", "XXX")
SCREENING = ("V5364", "", "Dysphagia screening", "N", "0.00", "0.00", "", "0.00", "", "0.00", "9", "XXX")
DENTAL = ("D0120", "", "Dental text of the ADA", "N", "0.00", "0.00", "", "0.00", "", "0.00", "9", "XXX")
ROWS = (SURGERY, COLONOSCOPY, XRAY, VISIT, DENTAL, SCREENING)


def cells(row: Sequence[str], factor: str, *, pricing: bool = False) -> list[str]:
    """The cells of a row in the csv."""
    code, modifier, text, status, work, outside, outside_na, inside, inside_na, risk, parts, days = row
    surgical = days == "090"
    shares = ("0.10", "0.69", "0.21") if surgical else ("0.00", "0.00", "0.00")
    indicators = ["2", "1", "2", "1", "0"] if surgical else ["3", "0", "1", "0", "0"]
    found = [code, modifier, text, status, "", work, outside, outside_na, inside, inside_na, risk, "0.00", "0.00"]
    found += [parts, days, *shares, *indicators, "45378" if code == "45380" else "", factor]
    found += ["09", "0", "99", "0.00", "0.00", "0.00"]
    if pricing:
        found.insert(_AFTER_TEAM, "1")
    return found


def relative_values(
    rows: Iterable[Sequence[str]] = ROWS,
    *,
    year: int = 2025,
    month: str = "October",
    factor: str = "32.3465",
    pricing: bool = False,
) -> bytes:
    """PPRRVU as csv; with `pricing` the 32 columns of 2026."""
    columns = [column.split("|") for column in _COLUMNS]
    if pricing:
        columns.insert(_AFTER_TEAM, _PRICING.split("|"))
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\r\n")
    for title in _TITLES:
        table.writerow(["", "", title.format(year=year, month=month), *[""] * (len(columns) - 3)])
    table.writerow([*[""] * (len(columns) - 3), "NON-FACILITY", "FACILITY", ""])
    table.writerows(zip(*columns, strict=True))
    table.writerows(cells(row, factor, pricing=pricing) for row in rows)
    return written.getvalue().encode()


def fixed(rows: Iterable[Sequence[str]] = ROWS, factor: str = "32.3465") -> bytes:
    """PPRRVU as text of fixed positions, below its header records."""
    lines = ["HDR CPT CODES AND DESCRIPTIONS ONLY ARE COPYRIGHT ", "HDR RESERVED.                                     "]
    for row in rows:
        found = cells(row, factor)
        code, modifier, text, status, _, work, outside, outside_na, inside, inside_na, risk, *_ = found
        parts, days, before, during, after, several, both, assistant, two, team, base = found[13:24]
        lines.append(
            f"{code:5}{modifier:2}{text:50}{status} {work:>6} {outside:>6}{outside_na:2} {inside:>6}{inside_na:2}"
            f" {risk:>5} {'0.00':>6}{'0.00':>6}{parts}{days}{before[1:]}{during[1:]}{after[1:]}"
            f"{several}{both}{assistant}{two}{team}{'':7}{base:5}{factor:>8} 090 99      0.00   0.00   0.00      "
        )
    return "".join(f"{line}\r\n" for line in lines).encode()


INDICES = """ADDENDUM E. FINAL CY 2025 GEOGRAPHIC PRACTICE COST INDICES (GPCIs) BY STATE AND MEDICARE LOCALITY,,,,,,
,,,,,,
Medicare Administrative Contractor (MAC),State,Locality Number,Locality Name,2025 PW GPCI (with 1.0 Floor),2025 PE GPCI,2025 MP GPCI
10112,AL,00,ALABAMA,1,0.869,0.575
02102,AK,01,ALASKA*,1.5,1.081,0.592
9102,FL,4,MIAMI,1,1.027,2.5
"MAC Assignments as of November 22, 2023",,,,,,
,,,,,,
*Work GPCI reflects a 1.5 floor in Alaska established by the MIPPA.,,,,,,
"""  # noqa: E501 - the header is one line of the file
COUNTIES = """COUNTIES INCLUDED IN 2025 LOCALITIES. (ALPHABETICALLY BY STATE AND LOCALITY NAME WITHIN STATE),,,,
,,,,
Medicare Adminstrative Contractor,Locality Number,State ,Fee Schedule Area ,Counties
,,,,
10112,0,ALABAMA ,STATEWIDE ,ALL COUNTIES
,,,,
9102,3,FLORIDA ,FORT LAUDERDALE,"BROWARD, COLLIER, AND ST. LUCIE"
9102,4,,MIAMI,DADE AND MONROE
,,,,
*  Payment locality is serviced by two carriers.,,,,
"""
