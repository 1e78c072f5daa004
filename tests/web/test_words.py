"""Times in words, evidence marks, differences, and forms as values."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.answers import Answer, Check, CodeLine, Evidence, Facts, Reply, Result, System
from consultations.case_view import Event
from consultations.records import Document
from web import wording
from web.amending import _CODE, FormError, amended, differs, entered, fields_of, rows
from web.changes import changes, pieces
from web.marks import Marker

NEW_YORK = ZoneInfo("America/New_York")
NOON = datetime(2026, 11, 18, 17, 0, tzinfo=UTC)


def line(code: str, *quotes: str, **more: object) -> CodeLine:
    evidence = tuple(Evidence(quote, "note.txt") for quote in quotes)
    made = CodeLine(System.ICD10CM, code, f"Title of {code}", Result.PASS, evidence=evidence)
    return replace(made, **more)  # type: ignore[arg-type]


ANSWER = Answer(
    topic="Diagnosis codes",
    headline="Report E11.22.",
    summary="One.\n\nTwo.",
    facts=Facts(date(2026, 8, 12), date_assumed=True),
    diagnoses=(line("E11.22", "CKD due to T2DM"), line("N18.31", "eGFR 52")),
    services=(replace(line("J0881"), system=System.HCPCS, modifiers=("EC",), units=60),),
    before_you_send=("Look at the date.",),
)


RECORD = (Document("your mail", "Is D63.1 right?"), Document("note.txt", "Anemia of CKD,\nHgb 9.4 (08/10)."))


@pytest.mark.parametrize(
    ("minutes", "words", "pressing"),
    [
        (38, "38 min", "soon"),
        (0, "1 min late", "late"),
        (-12, "12 min late", "late"),
        (-65, "1 h 05 late", "late"),
        (-60 * 24 * 3, "3 days late", "late"),
        (59, "59 min", "soon"),
        (65, "1 h 05", "later"),
        (405, "6 h 45", "later"),
        (60 * 11, "11 h 00", "later"),
        (60 * 13, "Tomorrow", "later"),
        (60 * 24 * 8, "Thu 26 Nov", "later"),
    ],
)
def test_time_left_in_words(minutes: int, words: str, pressing: str) -> None:
    at = NOON + timedelta(minutes=minutes)
    assert wording.due(at, NOON, NEW_YORK) == wording.Due(words, pressing)


def test_moments_are_said_in_local_time() -> None:
    assert wording.moment(datetime(2026, 11, 19, 2, 5, tzinfo=UTC), NEW_YORK) == "18 Nov at 21:05"


@pytest.mark.parametrize(
    ("action", "email", "details", "words"),
    [
        ("approved", "mara@desk.example", {}, "You approved the answer"),
        ("approved", "sam@desk.example", {}, "Sam Reyes approved the answer"),
        ("draft_written", "assistant", {"version": 1}, "Draft 1 by the assistant"),
        ("draft_written", "mara@desk.example", {"version": 2}, "Draft 2 by you"),
        ("mail_sent", "service", {"kind": "question"}, "Our question was sent"),
        ("a_new_thing", "service", {}, "A new thing"),
    ],
)
def test_history_in_words(action: str, email: str, details: dict[str, str | int], words: str) -> None:
    who = {"sam@desk.example": "Sam Reyes"}.get(email, email)
    assert wording.happened(Event(NOON, email, who, action, details), "mara@desk.example") == words


def test_checks_are_tallied_worst_first() -> None:
    checks = [Check("a", result, "") for result in (Result.PASS, Result.NOT_RUN, Result.PASS, Result.FAILS)]
    assert wording.tally(checks) == "1 fails, 1 not run, 2 pass"


def test_a_quote_is_marked_where_it_stands_and_numbered_by_code_line() -> None:
    marker = Marker(ANSWER)
    found = marker.segments("note.txt", "Assessment: eGFR 52, CKD due to T2DM.")
    assert [(part.text, part.numbers) for part in found] == [
        ("Assessment: ", ()),
        ("eGFR 52", (2,)),
        (", ", ()),
        ("CKD due to T2DM", (1,)),
        (".", ()),
    ]
    assert marker.anchored(1)
    assert marker.segments("note.txt", "eGFR 52")[0].anchors == (), "an anchor stands once on a page"
    assert [part.numbers for part in Marker(ANSWER).segments("other.txt", "eGFR 52")] == [()]


@given(st.text(alphabet="ab<>&", max_size=40), st.lists(st.text(alphabet="ab<>&", min_size=1, max_size=6), max_size=5))
def test_marks_never_change_the_text(text: str, quotes: list[str]) -> None:
    marker = Marker(replace(ANSWER, diagnoses=(line("E11.22", *quotes),)))
    assert "".join(part.text for part in marker.segments("note.txt", text)) == text


@given(st.text(alphabet="ab \n", max_size=30), st.text(alphabet="ab \n", max_size=30))
def test_a_difference_holds_both_texts(old: str, new: str) -> None:
    found = pieces(old, new)
    assert "".join(piece.text for piece in found if piece.kind != "added") == old
    assert "".join(piece.text for piece in found if piece.kind != "removed") == new


def test_a_long_text_is_compared_quickly() -> None:
    assert len(pieces("word " * 20_000, "other " * 20_000)) == 2


def test_changes_are_sentences() -> None:
    changed = replace(
        ANSWER,
        headline="Report both.",
        facts=replace(ANSWER.facts, date_of_service=date(2026, 8, 13)),
        diagnoses=(line("N18.31"), line("I12.9")),
        services=(replace(ANSWER.services[0], modifiers=("EC", "JZ"), units=30, reason="None wasted."),),
    )
    assert [change.what for change in changes(ANSWER, changed)] == [
        "I12.9 was added: Title of I12.9",
        "E11.22 was removed: Title of E11.22",
        "J0881: modifiers EC became EC JZ",
        "J0881: 60 units became 30",
        "J0881: reason",
        "The date of service 2026-08-12 became 2026-08-13",
        "Headline",
    ]
    swapped = replace(ANSWER, diagnoses=ANSWER.diagnoses[::-1])
    assert [change.what for change in changes(ANSWER, swapped)] == [
        "The order of the codes is now N18.31, E11.22, J0881"
    ]
    quoted = replace(ANSWER, diagnoses=(line("E11.22", "CKD due to T2DM", "A1c 9"), ANSWER.diagnoses[1]))
    assert [change.what for change in changes(ANSWER, quoted)] == ["E11.22 now rests on “A1c 9” too"]
    assert changes(ANSWER, ANSWER) == ()


def test_an_untouched_form_is_the_answer() -> None:
    assert amended(ANSWER, fields_of(ANSWER), RECORD) == ANSWER
    assert not differs(ANSWER, fields_of(ANSWER), RECORD)


def test_rows_keep_what_was_added_and_offer_blank_ones() -> None:
    fields = {**fields_of(ANSWER), "d-2-code": "I10"}
    assert [row.code for row in rows(fields, "d", ANSWER.diagnoses)] == ["E11.22", "N18.31", "I10", "", ""]


def test_a_form_changes_codes_order_modifiers_and_units() -> None:
    fields = {
        **fields_of(ANSWER),
        "d-0-remove": "1",
        "d-2-code": " i12.9 ",
        "d-2-order": "1",
        "s-0-modifiers": "ec, jz",
        "s-0-units": "30",
        "s-1-code": "99214",
        "date": "2026-08-13",
    }
    answer = amended(ANSWER, fields, RECORD)
    assert [entry.code for entry in answer.diagnoses] == ["I12.9", "N18.31"]
    assert answer.diagnoses[0].title == "", "the catalogue gives the title, not the form"
    assert answer.diagnoses[1] == ANSWER.diagnoses[1]
    assert (answer.services[0].modifiers, answer.services[0].units) == (("EC", "JZ"), 30)
    assert (answer.services[1].system, answer.services[1].units) == (System.CPT, 1)
    assert answer.facts == Facts(date(2026, 8, 13), date_assumed=False)


def test_what_was_entered_is_what_differs_with_its_label() -> None:
    fields = {**fields_of(ANSWER), "headline": "Mine", "d-0-quote": "eGFR 52", "token": "secret", "d-0-x": "y"}
    assert entered(ANSWER, fields) == (("Headline", "Mine"), ("Quote of E11.22", "eGFR 52"))


def test_a_quote_is_kept_as_the_record_has_it() -> None:
    fields = {**fields_of(ANSWER), "d-2-code": "D63.1", "d-2-quote": " Anemia of  CKD, Hgb 9.4 (08/10). "}
    added = amended(ANSWER, fields, RECORD).diagnoses[2]
    assert added.evidence == (Evidence("Anemia of CKD,\nHgb 9.4 (08/10).", "note.txt"),)
    assert differs(ANSWER, {**fields_of(ANSWER), "d-0-quote": "Anemia of CKD"}, RECORD)


@pytest.mark.parametrize("quote", ["anemia of ckd", "Hgb 9.4 .08/10", "x" * 501, ".*"])
def test_a_quote_that_does_not_stand_in_the_record_is_refused(quote: str) -> None:
    with pytest.raises(FormError, match=r"The quote for E11\.22"):
        amended(ANSWER, {**fields_of(ANSWER), "d-0-quote": quote}, RECORD)


def test_another_code_in_a_row_keeps_nothing_of_the_old_one() -> None:
    changed = amended(ANSWER, {**fields_of(ANSWER), "d-0-code": "E11.21"}, RECORD).diagnoses[0]
    assert (changed.code, changed.title, changed.evidence, changed.sources) == ("E11.21", "", (), ())


@given(
    st.dictionaries(st.sampled_from([*fields_of(ANSWER), "d-2-code", "s-1-code", "s-1-units"]), st.text(max_size=12))
)
def test_any_form_gives_an_answer_or_a_sentence(fields: dict[str, str]) -> None:
    with suppress(FormError):
        answer = amended(ANSWER, {**fields_of(ANSWER), **fields}, RECORD)
        assert all(_CODE.fullmatch(entry.code) for entry in answer.code_lines)
        assert all(1 <= entry.units <= 9_999 for entry in answer.services)


def test_replies_and_questions_are_amended_as_text() -> None:
    replies = (Reply("Is 25 needed?", "your mail", "Yes."), Reply("And 59?", "your mail", "No."))
    answer = replace(ANSWER, replies=replies, questions=("Which side?",))
    assert amended(answer, fields_of(answer), RECORD) == answer
    fields = {
        **fields_of(answer),
        "reply-0": "Only with a visit of its own.",
        "reply-1": "",
        "questions": "Who?\n\nWhen?",
    }
    changed = amended(answer, fields, RECORD)
    assert [(one.asked, one.answer) for one in changed.replies] == [("Is 25 needed?", "Only with a visit of its own.")]
    assert changed.questions == ("Who?", "When?")
    assert ("Answer to question 1", "Only with a visit of its own.") in entered(answer, fields)
    assert {change.what for change in changes(answer, changed)} == {
        "Answer to \u201cIs 25 needed?\u201d",
        "The answer to \u201cAnd 59?\u201d was removed",
        "Questions to the client",
    }
