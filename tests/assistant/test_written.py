"""Service lines as people write them, doses, and the questions of a mail."""

from datetime import date
from decimal import Decimal

import pytest

from assistant.reading.passages import passages
from assistant.reading.sentences import apart
from assistant.services.amounts import drug_given
from assistant.services.lines import _SILENT, TITLES
from assistant.services.sites import two_sites
from assistant.services.stated import stated
from assistant.topics.asking import questions
from codesets.claims.rules import RULES as EVERY_RULE
from tests.assistant.records import record_of

DAY = date(2026, 5, 15)


def read(text: str) -> list[tuple[str, tuple[str, ...], int]]:
    found = stated(apart(passages(record_of(text))), DAY)
    return [(one.line.code, one.line.modifiers, one.line.units) for one in found.services]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("99214-25", [("99214", ("25",), 1)]),
        ("We billed 45385 + 45380-59.", [("45385", (), 1), ("45380", ("59",), 1)]),
        ("Bill J0881 x 100", [("J0881", (), 100)]),
        ("20610 RT and LT", [("20610", ("RT",), 1), ("20610", ("LT",), 1)]),
        ("96372 x2", [("96372", (), 2)]),
        ("99214 25, 93000", [("99214", ("25",), 1), ("93000", (), 1)]),
        ("2 units of 97110", [("97110", (), 2)]),
        ("99213 with modifier 24 and 20610", [("99213", ("24",), 1), ("20610", (), 1)]),
        ("45385/45380", [("45385", (), 1), ("45380", (), 1)]),
        ("97110 45 minutes", [("97110", (), 1)]),
        ("J3301 25 mg", [("J3301", (), 1)]),
        ("99213 PT came in today", [("99213", (), 1)]),
        ("Do I need 25 on 99214?", [("99214", (), 1)]),
        ("Is it 20610 or 20611?", []),
        ("NDC 55513-0098-04 for J0881", [("J0881", (), 1)]),
    ],
)
def test_lines(text: str, lines: list[tuple[str, tuple[str, ...], int]]) -> None:
    assert read(text) == lines


def test_what_was_done_before_is_no_line() -> None:
    found = stated(apart(passages(record_of("Visit 99213 today. He had 27447 on 5/1/2026 by the same surgeon."))), DAY)
    assert [one.line.code for one in found.services] == ["99213"]
    assert [(one.code, one.on) for one in found.earlier] == [("27447", date(2026, 5, 1))]


@pytest.mark.parametrize(
    ("text", "given", "wasted", "single"),
    [
        ("gave 380 mg, discarded 20 mg from the single dose vial", "380", "20", True),
        ("80 mg of a 100 mg vial, rest wasted", "80", "20", True),
        ("60 mcg from a 60 mcg single-dose syringe, nothing wasted", "60", "0", True),
        ("40 mg from a multi-dose vial", "40", None, False),
        ("1,000 units given", "1000", None, None),
    ],
)
def test_doses(text: str, given: str, wasted: str | None, *, single: bool | None) -> None:
    drug = drug_given(text)
    assert drug.given == Decimal(given)
    assert drug.wasted == (None if wasted is None else Decimal(wasted))
    assert drug.single_dose is single


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Hi, how are you?\n\nIs 45385 valid?", ["Is 45385 valid?"]),
        ("Do I need 25 on 99214, and can 96372 go with it?", ["Do I need 25 on 99214", "can 96372 go with it?"]),
        ("Please advise which modifier to use on 20610.", ["Please advise which modifier to use on 20610."]),
        ("The claim was paid. Thank you!", []),
        ("what replaced M54.5", ["what replaced M54.5"]),
    ],
)
def test_questions(text: str, asked: list[str]) -> None:
    assert [one.asked for one in questions(passages(record_of(text)))] == asked


def test_a_question_is_quoted_without_the_person() -> None:
    (one,) = questions(passages(record_of("Can we bill 99213 for Marlene Voss, MRN 4471902, on the same day?")))
    assert one.asked.startswith("Can we bill 99213")
    assert "Voss" not in one.asked
    assert "4471902" not in one.asked


def test_every_rule_of_the_claim_check_has_a_title() -> None:
    assert {rule.id for rule in EVERY_RULE} <= set(TITLES) | _SILENT


@pytest.mark.parametrize(
    ("sentence", "apart_"),
    [
        ("Polyp in the sigmoid by snare and biopsy in the cecum.", True),
        ("Hot snare of a transverse colon polyp, cold forceps biopsies of the rectum.", True),
        ("Snare polypectomy in the sigmoid, and the same polyp was biopsied.", False),
        ("Biopsies of the cecum and the rectum.", False),
        ("Shave of the left cheek, excision from the right cheek.", True),
        ("Polyps seen in cecum and sigmoid.", False),
    ],
)
def test_two_things_done_at_two_places_are_apart(sentence: str, *, apart_: bool) -> None:
    assert (two_sites(sentence) is not None) is apart_
