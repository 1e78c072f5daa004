"""Where CMS and NCHS publish each file. Names change a little from year to year ("…-updated-12-30-2025.zip").

So each source has the address that a file has mostly, and the page or folder that lists it with a pattern to find it
there. In both, `{year}`, `{month}` (january), `{quarter}` (1 to 4), `{letter}` (a to d), `{version}` (of the NCCI: 320
in the first quarter of 2026) and `{fiscal}` stand for the edition.
"""

from calendar import month_name
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from codesets.calendars import fiscal_year, quarter_of
from codesets.values import Dataset

_FILES = "https://www.cms.gov/files/zip"
_CODING = "https://www.cms.gov/medicare/coding-billing"
_NCCI = f"{_CODING}/national-correct-coding-initiative-ncci-edits"
_ICD = f"{_CODING}/icd-10-codes"
_NCHS = "https://ftp.cdc.gov/pub/Health_Statistics/NCHS/Publications/ICD10CM"
_COVERAGE = "https://downloads.cms.gov/medicare-coverage-database/downloads/exports"
_OCTOBER, _APRIL = 10, 4


@dataclass(frozen=True, slots=True)
class Edition:
    """The first and last day that an edition is in force; None where the file itself must say."""

    days: tuple[date, date] | None
    names: dict[str, str]


@dataclass(frozen=True, slots=True)
class Source:
    """One file to fetch: what it holds, where it is, and which edition of it covers a day.

    `terms` marks files that hold CPT codes, for which CMS asks everyone who fetches them to accept the AMA's terms.
    """

    what: str
    datasets: tuple[Dataset, ...]
    edition: Callable[[date], Edition]
    address: str
    page: str = ""
    link: str = ""
    part: str = ""
    terms: bool = False


def quarterly(on: date) -> Edition:
    """Calendar quarters: HCPCS, NCCI, the fee schedule."""
    quarter = quarter_of(on)
    names = {
        "year": str(on.year),
        "short": f"{on.year % 100:02}",
        "month": month_name[quarter.first_day.month].lower(),
        "quarter": str(quarter.number),
        "letter": "abcd"[quarter.number - 1],
        "version": f"{on.year - 1994}{quarter.number - 1}",  # 32.0 in the first quarter of 2026
    }
    return Edition((quarter.first_day, quarter.last_day), names)


def half_yearly(on: date) -> Edition:
    """ICD-10-CM and -PCS: from 1 October, updated on 1 April."""
    fiscal = fiscal_year(on)
    updated = _APRIL <= on.month < _OCTOBER
    names = {
        "fiscal": str(fiscal),
        "folder": f"{fiscal}-update" if updated else str(fiscal),
        "prefix": f"april-1-{fiscal}-" if updated else f"{fiscal}-",
    }
    if updated:
        return Edition((date(fiscal, _APRIL, 1), date(fiscal, 9, 30)), names)
    return Edition((date(fiscal - 1, _OCTOBER, 1), date(fiscal, 3, 31)), names)


def weekly(_on: date) -> Edition:
    """The coverage database: the copy of the day, whichever day is asked for."""
    return Edition(None, {})


def _ptp(dataset: Dataset, who: str, name: str, number: int) -> Source:
    file = f"medicare-ncci-{{year}}q{{quarter}}-{who}-ptp-edits-{name}-v{{version}}r"
    return Source(
        what=f"NCCI PTP edits, {who}, part {number}",
        datasets=(dataset,),
        edition=quarterly,
        address=f"{_FILES}/{file}0-f{number}.zip",
        page=f"{_NCCI}/medicare-ncci-procedure-procedure-ptp-edits",
        link=rf"/files/zip/{file}[0-9]+-f{number}[^\"']*\.zip",
        part=str(number),
        terms=True,
    )


def _mue(dataset: Dataset, who: str) -> Source:
    file = f"medicare-ncci-{{year}}-q{{quarter}}-{who}-services-mue-table"
    return Source(
        what=f"NCCI MUE, {who}",
        datasets=(dataset,),
        edition=quarterly,
        address=f"{_FILES}/{file}.zip",
        page=f"{_NCCI}/medicare-ncci-medically-unlikely-edits",
        link=rf"/files/zip/{file}[^\"']*\.zip",
        terms=True,
    )


def _pcs(what: str, dataset: Dataset, file: str) -> Source:
    return Source(
        what=what,
        datasets=(dataset,),
        edition=half_yearly,
        address=f"{_FILES}/{{prefix}}{file}.zip",
        page=_ICD,
        link=rf"/files/zip/(?:april-1-)?{{fiscal}}-{file}[^\"']*\.zip",
    )


SOURCES: tuple[Source, ...] = (
    Source(
        what="ICD-10-CM tabular list and index",
        datasets=(Dataset.ICD10CM, Dataset.ICD10CM_INDEX),
        edition=half_yearly,
        address=f"{_FILES}/{{prefix}}code-tables-tabular-and-index.zip",
        page=f"{_NCHS}/{{folder}}/",
        link=r"icd10cm-table[^\"']*\.zip",
    ),
    Source(
        what="ICD-10-CM order file",
        datasets=(Dataset.ICD10CM_ORDER,),
        edition=half_yearly,
        address=f"{_FILES}/{{prefix}}code-descriptions-tabular-order.zip",
        page=f"{_NCHS}/{{folder}}/",
        link=r"icd10cm-(?:code-?descriptions|order)[^\"']*\.zip",
    ),
    _pcs("ICD-10-PCS order file", Dataset.ICD10PCS, "icd-10-pcs-order-file-long-and-abbreviated-titles"),
    _pcs("ICD-10-PCS tables and index", Dataset.ICD10PCS_TABLES, "icd-10-pcs-code-tables-and-index"),
    Source(
        what="HCPCS Level II",
        datasets=(Dataset.HCPCS,),
        edition=quarterly,
        address=f"{_FILES}/{{month}}-{{year}}-alpha-numeric-hcpcs-file.zip",
        page=f"{_CODING}/healthcare-common-procedure-system/quarterly-update",
        link=r"/files/zip/{month}-{year}-alpha-numeric-hcpcs-file[^\"']*\.zip",
    ),
    *(_ptp(Dataset.PTP_PRACTITIONER, "practitioner", "ccipra", number) for number in range(1, 5)),
    *(_ptp(Dataset.PTP_HOSPITAL, "hospital", "ccioph", number) for number in range(1, 5)),
    _mue(Dataset.MUE_PRACTITIONER, "practitioner"),
    _mue(Dataset.MUE_OUTPATIENT, "facility-outpatient-hospital"),
    _mue(Dataset.MUE_DME, "dme-supplier"),
    Source(
        what="NCCI add-on codes",
        datasets=(Dataset.ADD_ON,),
        edition=quarterly,
        address="",
        page=f"{_NCCI}/medicare-ncci-add-code-edits",
        link=r"/files/zip/[^\"']*(?:add-on|aoc)[^\"']*{year}[^\"']*\.zip",
        terms=True,
    ),
    Source(
        what="Physician Fee Schedule, relative values",
        datasets=(Dataset.MPFS,),
        edition=quarterly,
        address=f"{_FILES}/rvu{{short}}{{letter}}.zip",
        page="https://www.cms.gov/medicare/payment/fee-schedules/physician/pfs-relative-value-files/rvu{short}{letter}",
        link=r"/files/zip/rvu{short}{letter}[^\"']*\.zip",
        terms=True,
    ),
    Source("Coverage: LCDs", (Dataset.COVERAGE,), weekly, f"{_COVERAGE}/current_lcd.zip", part="lcd", terms=True),
    Source(
        "Coverage: articles",
        (Dataset.COVERAGE,),
        weekly,
        f"{_COVERAGE}/current_article.zip",
        part="article",
        terms=True,
    ),
    Source("Coverage: national determinations", (Dataset.COVERAGE_NATIONAL,), weekly, f"{_COVERAGE}/ncd.zip"),
)
"""What `codes update` fetches, in this order."""
