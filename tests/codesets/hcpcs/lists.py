"""A HCPCS list in the official layout: made-up codes, as many as a list has at the least, and a few that matter."""

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.codesets.workbooks import workbook

DISCLAIMER = (
    "***Disclaimers\t\t\t\r\n\t\t\t\r\n"
    "*Inclusion or exclusion of a procedure does not imply any coverage or reimbursement policy.\xa0\t\t\r\n"
)
_NAMES = (
    "HCPC,SEQNUM,RECID,LONG DESCRIPTION,SHORT DESCRIPTION,PRICE1,PRICE2,PRICE3,PRICE4,MULT_PI,XREF1,XREF2,XREF3,XREF4,"
    "XREF5,COV,OPPS,BETOS,TOS1,TOS2,TOS3,TOS4,TOS5,ADD DT,ACT EFF DT,TERM DT,ACTION CD"
)
HEADER = _NAMES.split(",")


@dataclass(frozen=True)
class Line:
    """One code of the list and how its description is cut into pieces of 80 characters."""

    code: str
    pieces: Sequence[str]
    short: str = ""
    see: str = ""
    coverage: str = "C"
    added: str = "20100101"
    terminated: str = ""
    price: str = "51"

    def records(self) -> Iterator[str]:
        modifier = len(self.code) == 2
        for number, piece in enumerate(self.pieces, start=1):
            kind = ("7" if modifier else "3") if number == 1 else ("8" if modifier else "4")
            line = f"{self.code:>5}{number:03}00{kind}{piece:<80}"
            if number > 1:
                yield line.ljust(320)
                continue
            line += f"{self.short:<28}{self.price:<8}A"
            line = f"{line:<204}{self.see:<25}{self.coverage}"
            line = f"{line:<256}O1E 1L"
            yield f"{line:<268}{self.added}{self.added}{self.terminated:<8}N".ljust(320)

    def row(self) -> list[str]:
        record = "7" if len(self.code) == 2 else "3"
        long = " ".join("".join(f"{piece:<80}" for piece in self.pieces).split())
        days = [self.added, self.added, self.terminated, "N"]
        blanks = [""] * 4
        return [
            *(self.code.rjust(5), "0010", record, long, self.short, self.price, "", "", "", "A", self.see, *blanks),
            *(self.coverage, "", "O1E", "1", "L", "", "", "", *days),
        ]


SPECIAL = (
    Line("LT", ["Left side (used to identify procedures performed on the left side of the body)"], "Left side"),
    Line("ZB", ["Made-up maker of a biosimilar"], "Maker", added="20160701", terminated="20180331"),
    Line("A0021", ["Made-up ambulance service, outside state"], "Outside state", see="A0030", terminated="20171231"),
    # A word is broken at the end of the first piece; a blank stands at the end of the second.
    Line(
        "G0270", ["x" * 70 + " reassessm", "ent of the diet " + "y" * 62 + ".", "each 15 minutes"], "Diet", coverage="D"
    ),
    Line("J0881", ["Injection, darbepoetin alfa, 1 microgram (non-esrd use)"], "Darbepoetin alfa", added="20060101"),
    Line("Q5199", ["Made-up biosimilar \xb5g"], "Biosimilar", added="20190401"),
    Line("D0120", ["Text of the dental association"], "Dental text"),
    Line("V5364", ["Made-up dysphagia screening"], "Dysphagia"),
)


def lines(count: int = 6_000) -> list[Line]:
    made = [
        Line(f"A{number}", [f"Made-up dressing of size {number}"], "Dressing") for number in range(1000, count + 1000)
    ]
    return sorted((*made, *SPECIAL), key=lambda line: line.code.rjust(5))


def text(listed: Sequence[Line]) -> bytes:
    records = (record for line in listed for record in line.records())
    return (DISCLAIMER + "".join(f"{record}\r\n" for record in records)).encode("latin-1")


def sheet(listed: Sequence[Line]) -> bytes:
    return workbook([["***Disclaimers"], [], ["*No coverage is implied"], HEADER, *(line.row() for line in listed)])


def zipped(path: Path, listed: Sequence[Line], year: int = 2019) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"HCPC{year}_Trans_Alpha.xlsx", workbook([["HCPCS/MOD", "TYPE OF CHANGE"], ["   CO", "ADD"]]))
        archive.writestr(f"HCPC{year}_CONTR_ANWEB.xlsx", sheet(listed))
        archive.writestr(f"HCPC{year}_CONTR_ANWEB.txt", text(listed))
        archive.writestr(f"HCPC{year}_README.txt", "What is in the list")
    return path
