"""The date of service: taken where it is named, told where it is assumed or doubtful."""

from datetime import date

import pytest

from assistant.reading.dates import date_of_service
from tests.assistant.records import RECEIVED, record_of

DAY = date(2026, 8, 12)


@pytest.mark.parametrize(
    "text",
    [
        "DOS 2026-08-12",
        "DOS: 8/12/2026",
        "DOS 08/12/26",
        "date of service: August 12, 2026",
        "Date of Service 12 Aug 2026",
        "seen on 12th August 2026",
        "She was seen Aug. 12, 2026 in clinic",
        "D.O.S. given as dos=12.08.2026",
        "office visit 8-12-2026",
        "12-Aug-2026",
        "DOB 1/2/1950, DOS 8/12/2026",
        "Patient born 3 March 2020. Visit of 12 August 2026.",
        "Last visit 5/1/2026. Date of service 8/12/2026. Next appointment 12/24/2026.",
        "seen on\n12 Aug\n2026",
    ],
)
def test_a_named_date_is_taken(text: str) -> None:
    found = date_of_service(record_of(text))
    assert (found.day, found.assumed) == (DAY, False)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no date at all",
        "DOB 1950-02-01",
        "DOB: 8/12/2020",
        "date of service 2027-01-15",
        "date of service 2026-02-30",
        "Records of 1 May 2026 and of 3 June 2026.",
        "claim 2026-0812, phone 08-12-2026-55",
        "seen in August 2026",
        "version 8.12.2026.1",
    ],
)
def test_without_one_the_day_of_receipt_is_assumed_and_said(text: str) -> None:
    found = date_of_service(record_of(text))
    assert (found.day, found.assumed) == (RECEIVED, True)
    assert "23 Nov 2026" in found.detail


def test_two_dates_of_service_are_told() -> None:
    found = date_of_service(record_of("DOS 2026-08-12 for the first claim, DOS 2026-08-19 for the second."))
    assert (found.day, found.doubt) == (DAY, True)
    assert "19 Aug 2026" in found.detail


def test_the_month_is_read_first_and_doubted_only_where_the_mail_also_writes_the_day_first() -> None:
    plain = date_of_service(record_of("DOS 8/12/2026"))
    assert (plain.day, plain.doubt) == (DAY, False)
    both = date_of_service(
        record_of("DOS 8/12/2026. The laboratory report, which reached us later, is dated 13/8/2026.")
    )
    assert (both.day, both.doubt) == (DAY, True)
    assert "month first" in both.detail
    assert not date_of_service(record_of("DOS 8/13/2026")).doubt
    assert date_of_service(record_of("DOS 13/8/2026")).day == date(2026, 8, 13)


def test_inpatient_claims_take_the_discharge_date() -> None:
    text = "Admitted 28 May 2026, discharged 2 June 2026."
    assert date_of_service(record_of(text), inpatient=True).day == date(2026, 6, 2)
    assert date_of_service(record_of(text)).day == date(2026, 5, 28)
