"""The Official Guidelines for Coding and Reporting (PDF of CMS and NCHS), cut into their numbered sections.

    Section I > C. > 9. > a. > 2) > (a)      is the section "I.C.9.a.2.a"

A line is a heading only if its number follows the one before it: lists and years in the text do not start sections.
"""

import io
import re
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from pypdf import PdfReader

from codesets.errors import BrokenSourceError
from codesets.files.sources import Member
from codesets.icd10cm.exclusions import mentioned
from codesets.layouts import Layout, Recognised
from codesets.stores.shelf import Shelf
from codesets.values import Dataset, NotLoaded, Release

_TITLE = re.compile(r"Official\s+Guidelines\s+for\s+Coding\s+and\s+Reporting", re.IGNORECASE)
_YEAR = re.compile(r"FY\s*(20[0-9]{2})")
_DAY = r"([A-Z][a-z]+ [0-9]{1,2}, 20[0-9]{2})"
_IN_FORCE = re.compile(rf"{_DAY}\s*[-\u2013\u2014]\s*{_DAY}")
_CONTENTS = re.compile(r"\.{4,}\s*[0-9]*\s*$")
"""A line of the table of contents, with its leader of dots."""
_FURNITURE = re.compile(
    r"ICD-10-CM Official Guidelines for Coding and Reporting|FY 20[0-9]{2}|Page [0-9]+ of [0-9]+|[0-9]{1,3}"
)
"""What stands at the top and the foot of every page, each in a line of its own."""

_HEADINGS = (
    re.compile(r"Section (?P<mark>I{1,3}|IV)\.\s+(?P<title>[A-Z].+)"),
    re.compile(r"(?P<mark>[A-Z])\.\s+(?P<title>.+)"),
    re.compile(r"(?P<mark>[0-9]{1,2})\.\s+(?P<title>.+)"),
    re.compile(r"(?P<mark>[a-z])\.\s+(?P<title>.+)"),
    re.compile(r"(?P<mark>[0-9]{1,2})\)\s*(?P<title>.+)"),
    re.compile(r"\((?P<mark>[a-z])\)\s*(?P<title>.+)"),
    re.compile(r"\((?P<mark>[0-9]{1,2})\)\s*(?P<title>.+)"),
)
"""The levels, from the outermost. Any may be skipped: Section II has "A." and goes no deeper."""
_FIRST = ("I", "A", "1", "a", "1", "a", "1")
_BEGINNING = (0, "I")
_SECTIONS = ("I", "II", "III", "IV")

_SCHEMA = """
CREATE TABLE section (place INTEGER PRIMARY KEY, number TEXT, title TEXT, text TEXT, page INTEGER);
CREATE TABLE mention (first TEXT, last TEXT, place INTEGER, PRIMARY KEY (first, last, place)) WITHOUT ROWID;
"""
_INDEXES = "CREATE UNIQUE INDEX section_number ON section (number);"
_END, _TAIL = b"%%EOF", 1024
"""How every PDF ends; a reader that mends damaged ones would take a half one for whole."""
_NAMING = """
SELECT number, title, text, page FROM (
    SELECT place, min(first <> last) AS wide, max(length(first)) AS narrow FROM mention
    WHERE first <= ? AND (last >= ? OR substr(?, 1, length(last)) = last)
        AND (first <> last OR substr(?, 1, length(first)) = first) GROUP BY place
) JOIN section USING (place) ORDER BY wide, narrow DESC, place
"""
_LEAST = 100
"""The guidelines of FY2026 have more than 400 sections."""


@dataclass(frozen=True, slots=True)
class Guideline:
    """A section with its text, without those below it; `page` is that of the PDF on which it begins."""

    number: str
    title: str
    text: str
    page: int
    release: Release


def guideline(shelf: Shelf, number: str, on: date) -> Guideline | NotLoaded | None:
    """The section of that number ("I.C.9.a.2") in the guidelines of the day; None where they have no such section."""
    stores = shelf.covering(Dataset.ICD10CM_GUIDELINES, on)
    if not stores:
        return shelf.not_loaded(Dataset.ICD10CM_GUIDELINES, on)
    wanted = number.strip().rstrip(".")
    rows = stores[0].rows("SELECT number, title, text, page FROM section WHERE number = ?", (wanted,))
    return next((Guideline(*row, release=stores[0].release) for row in rows), None)  # type: ignore[misc]


def naming(shelf: Shelf, code: str, on: date) -> list[Guideline] | NotLoaded:
    """The sections that name the code, what stands above it, or a range that holds it; the narrowest first."""
    stores = shelf.covering(Dataset.ICD10CM_GUIDELINES, on)
    if not stores:
        return shelf.not_loaded(Dataset.ICD10CM_GUIDELINES, on)
    rows = stores[0].rows(_NAMING, (code, code, code, code))
    return [Guideline(*row, release=stores[0].release) for row in rows]  # type: ignore[misc]


def sections(pages: Iterable[str]) -> list[tuple[str, str, str, int]]:
    """Number, title, text and page of every section, in order. Each page is its text, a line a line.

    Where Section I begins a second time, the first was in the table of contents, and is forgotten.
    """
    marks: list[tuple[int, str]] = []
    found: list[tuple[str, str, list[str], int]] = []
    for page, text in enumerate(pages, start=1):
        for line in map(str.strip, text.splitlines()):
            if not line or _FURNITURE.fullmatch(line) or _CONTENTS.search(line):
                continue
            heading = _heading(line, marks)
            if heading:
                level, mark, title = heading
                marks = [one for one in marks if one[0] < level] + [(level, mark)]
                found = [] if heading[:2] == _BEGINNING else found
                found.append((".".join(one for _, one in marks), title, [], page))
            elif found:
                found[-1][2].append(line)
    return [(number, title, " ".join(lines), page) for number, title, lines, page in found]


def _heading(line: str, marks: list[tuple[int, str]]) -> tuple[int, str, str] | None:
    """Level, mark and title where the line starts the section that comes next at its level, or the first below."""
    at = dict(marks)
    deepest = marks[-1][0] if marks else -1
    for level, pattern in enumerate(_HEADINGS):
        match = pattern.fullmatch(line)
        if match is None:
            continue
        mark = match["mark"]
        if (level, mark) == _BEGINNING:
            return level, mark, match["title"].strip()
        follows = mark == _after(at[level]) if level in at else level > deepest and mark == _FIRST[level]
        if follows and marks:
            return level, mark, match["title"].strip()
    return None


def _after(mark: str) -> str:
    if mark in _SECTIONS:
        return _SECTIONS[_SECTIONS.index(mark) + 1] if mark != _SECTIONS[-1] else ""
    return str(int(mark) + 1) if mark.isdigit() else chr(ord(mark) + 1)


def _pages(member: Member) -> list[str]:
    """The text of every page. Raises BrokenSourceError for what is no PDF, or not a whole one."""
    with member.open() as stream:
        data = stream.read()
    if _END not in data[-_TAIL:]:
        raise BrokenSourceError(f"{member.name} is a PDF that ends too early; get the file again")
    try:
        return [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]
    except Exception as error:  # noqa: BLE001 - a damaged PDF raises whatever its bytes lead the reader to
        raise BrokenSourceError(f"{member.name} is damaged ({error}); get the file again") from None


def _recognise(member: Member, head: bytes) -> Recognised | None:
    if not head.startswith(b"%PDF-"):
        return None
    cover = " ".join(_pages(member)[:1])
    if not _TITLE.search(cover):
        return None
    year, days = _YEAR.search(cover), _IN_FORCE.search(cover)
    edition = f" FY{year[1]}" if year else ""
    first_day, last_day = (_day(days[1]), _day(days[2])) if days else (None, None)
    return Recognised(Dataset.ICD10CM_GUIDELINES, f"ICD-10-CM Official Guidelines{edition}", first_day, last_day)


def _day(spoken: str) -> date | None:
    try:
        return datetime.strptime(spoken, "%B %d, %Y").date()  # noqa: DTZ007 - a day has no time zone
    except ValueError:
        return None


def _write(database: sqlite3.Connection, member: Member) -> int:
    count = 0
    for place, (number, title, text, page) in enumerate(sections(_pages(member))):
        try:
            database.execute("INSERT INTO section VALUES (?, ?, ?, ?, ?)", (place, number, title, text, page))
        except (sqlite3.IntegrityError, UnicodeError) as error:
            raise BrokenSourceError(f"Page {page} of {member.name} is damaged ({error}); get the file again") from None
        database.executemany(
            "INSERT OR IGNORE INTO mention VALUES (?, ?, ?)",
            [(first, last, place) for first, last in mentioned(f"{title} {text}")],
        )
        count += 1
    return count


GUIDELINES = Layout(_recognise, _SCHEMA, _write, _INDEXES, at_least=_LEAST)
