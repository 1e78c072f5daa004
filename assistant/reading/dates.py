"""Finds the date of service. It is never guessed in silence: what is assumed, or in doubt, is said.

American practices write the month first, and so figures are read, without a word unless the mail writes otherwise too.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.reading.passages import documents_of
from codesets import spoken_day
from consultations.records import CaseRecord

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("jan", "january"),
            ("feb", "february"),
            ("mar", "march"),
            ("apr", "april"),
            ("may",),
            ("jun", "june"),
            ("jul", "july"),
            ("aug", "august"),
            ("sep", "sept", "september"),
            ("oct", "october"),
            ("nov", "november"),
            ("dec", "december"),
        ),
        start=1,
    )
    for name in names
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATE = re.compile(
    r"(?<![\w/.-])(?:"
    r"(?P<iso>(?P<iy>20[0-9]{2})-(?P<im>[0-9]{1,2})-(?P<id>[0-9]{1,2}))"
    r"|(?P<num>(?P<na>[0-9]{1,2})(?P<sep>[/.-])(?P<nb>[0-9]{1,2})(?P=sep)(?P<ny>20[0-9]{2}|[0-9]{2}))"
    rf"|(?P<dmy>(?P<dd>[0-9]{{1,2}})(?:st|nd|rd|th)?(?:\s|-|\sof\s)(?P<dm>{_MONTH})\.?,?(?:\s|-)(?P<dy>20[0-9]{{2}}))"
    rf"|(?P<mdy>(?P<mm>{_MONTH})\.?\s(?P<md>[0-9]{{1,2}})(?:st|nd|rd|th)?,?\s(?P<my>20[0-9]{{2}}))"
    r")(?![\w/-])",
    re.IGNORECASE,
)
_SERVICE = re.compile(
    r"\b(?:dos|dates? of (?:service|visit|encounter|discharge)|service dates?|seen|visit(?:ed)?|encounter|presented"
    r"|evaluated|saw|(?:taken|took|brought|went)(?: (?:the )?(?:pt|patient|him|her))? back|injected|given"
    r"|administered|examined|treated|performed|admitted|discharged?"
    r"|came in|office|clinic|appointment|today)\b",
    re.IGNORECASE,
)
_DISCHARGE = re.compile(r"\bdischarged?\b", re.IGNORECASE)
_OTHER_MATTER = re.compile(
    r"\b(?:dob|d\.o\.b|born|birth(?:date|day)?|birth date|lmp|edd|since|diagnosed|onset|sent|wrote|printed|received"
    r"|effective|expires?|submitted|filed|billed|faxed|processed|denied|denial|paid|last|previous|prior"
    r"|scheduled|next|due)\b[^.;0-9]{0,20}$"
    r"|\blast (?:seen|visit\w*|saw|appt|appointment|ov)\b[^.;?]{0,45}$",
    re.IGNORECASE,
)
_EARLIER = re.compile(
    r"\b(?:had|s/p|status post|underwent|(?:original|initial|first|previous|prior|earlier)(?:ly)? (?:surg\w*|operation"
    r"|procedure|op|repair|replacement))\b(?:(?!\b(?:dos|date of service|seen|saw)\b)[^.;?]){0,45}$",
    re.IGNORECASE,
)
"""Words of an operation before the service that is asked about."""
_AT_SERVICE = re.compile(
    r"(?:\b[0-9]{5}(?:-[0-9A-Z]{2})*|\b(?:right|left|rt|lt|od|os)\b(?: [a-z]+){0,2})[\s,(:-]{0,3}(?:on |dos )?$",
    re.IGNORECASE,
)
"""A procedure's code or a side right before a date: one of the days on which something was done."""
_BEFORE = 60
_AFTER = 15
_OLDEST = timedelta(days=365 * 10)
"""A claim older than this is nobody's question; such a date is another matter's."""
_CENTURY = 2000
_MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class ServiceDate:
    """The date to check on; `detail` is the sentence that says where it comes from.

    `assumed`: nobody gave one. `doubt`: one was taken where the words allow another, and the detail says so.
    """

    day: date
    assumed: bool
    detail: str
    doubt: bool = False


@dataclass(frozen=True, slots=True)
class _Found:
    day: date
    cued: bool
    earlier: bool
    at_service: bool
    discharge: bool
    two_ways: bool
    day_first: bool


def date_of_service(record: CaseRecord, *, inpatient: bool = False) -> ServiceDate:
    """The date of service that the record gives, else the day of receipt, marked as assumed.

    A date counts when words such as "DOS" or "seen on" stand by it; else the one told beside the record does, else the
    only date. Inpatient facility claims take the discharge date. A date after the day of receipt is never taken.
    """
    earliest = record.received_on - _OLDEST
    every = [one for one in _dates(record) if earliest <= one.day <= record.received_on]
    found = [one for one in every if not one.earlier] or every
    cued = list({one.day: one for one in reversed(found) if one.cued}.values())[::-1]
    if inpatient:
        cued = [one for one in cued if one.discharge] or cued
    given = record.given.date_of_service
    if given and not cued:
        return ServiceDate(given, assumed=False, detail=f"The date of service is {spoken_day(given)}, as given.")
    lone = found[0] if len({one.day for one in found}) == 1 else None
    chosen = cued[0] if cued else lone
    done = [one for one in found if one.at_service]
    if chosen is None and done:
        chosen = max(found, key=lambda one: one.day)
        detail = (
            f"Your mail names several dates; we took the latest, {spoken_day(chosen.day)}, for the date of service."
        )
        return ServiceDate(chosen.day, assumed=False, detail=detail, doubt=True)
    if chosen is None:
        said = "several dates and does not say which is the" if found else "no"
        detail = f"Your mail names {said} date of service, so we checked on the day it came"
        return ServiceDate(record.received_on, assumed=True, detail=f"{detail}, {spoken_day(record.received_on)}.")
    said = spoken_day(chosen.day)
    if len(cued) > 1:
        others = ", ".join(spoken_day(other.day) for other in cued[1:])
        return ServiceDate(
            chosen.day,
            assumed=False,
            detail=f"Your mail names more than one date of service; we checked on {said}, not on {others}.",
            doubt=True,
        )
    if chosen.two_ways and any(one.day_first for one in found):
        return ServiceDate(
            chosen.day,
            assumed=False,
            detail=f"We read the date of service as {said}, month first, though your mail also writes the day first.",
            doubt=True,
        )
    return ServiceDate(chosen.day, assumed=False, detail=f"The date of service is {said}, as your mail says.")


def _dates(record: CaseRecord) -> Iterator[_Found]:
    for document in documents_of(record):
        text = " ".join(document.text.split())
        for match in _DATE.finditer(text):
            before = text[max(0, match.start() - _BEFORE) : match.start()]
            read = _read(match)
            if read is None or _OTHER_MATTER.search(before):
                continue
            after = re.split(r"[.;?!]", text[match.end() : match.end() + _AFTER])[0]
            around = before + " # " + after
            yield _Found(
                read[0],
                cued=bool(_SERVICE.search(around)),
                earlier=bool(_EARLIER.search(before)),
                at_service=bool(_AT_SERVICE.search(before)),
                discharge=bool(_DISCHARGE.search(before)),
                two_ways=read[1],
                day_first=_day_first(match),
            )


def _day_first(match: re.Match[str]) -> bool:
    """Whether the figures can only be read with the day first: 13/8/2026."""
    return bool(match["num"]) and int(match["na"]) > _MONTHS_A_YEAR


def _read(match: re.Match[str]) -> tuple[date, bool] | None:
    """The day, and whether the figures allow another reading; None where there is no such day."""
    two_ways = False
    if match["iso"]:
        year, month, day = int(match["iy"]), int(match["im"]), int(match["id"])
    elif match["dmy"]:
        year, month, day = int(match["dy"]), _MONTHS[match["dm"].lower()], int(match["dd"])
    elif match["mdy"]:
        year, month, day = int(match["my"]), _MONTHS[match["mm"].lower()], int(match["md"])
    else:
        year, month, day = int(match["ny"]), int(match["na"]), int(match["nb"])
        year += _CENTURY if year < 100 else 0  # noqa: PLR2004 - two figures
        if month > _MONTHS_A_YEAR or match["sep"] == ".":  # 13/8/2026, and 12.08.2026 as Europe writes it
            month, day = day, month
        two_ways = match["sep"] != "." and month <= _MONTHS_A_YEAR and day <= _MONTHS_A_YEAR and month != day
    try:
        return date(year, month, day), two_ways
    except ValueError:
        return None
