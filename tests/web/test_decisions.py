"""The decisions, taken by the forms that the page really holds."""

import re
from html import unescape

import pytest

from consultations import review
from consultations.answers import Answer
from consultations.case_view import case_view
from tests.desks import Bench
from tests.web.browser import Browser, forms


@pytest.fixture
def number(bench: Bench) -> str:
    return bench.ask("Is E11.22 right with I10?").number


def newest(bench: Bench, number: str) -> tuple[int, Answer]:
    with bench.desk.database.reading() as session:
        draft = case_view(bench.desk, session, number).draft
    assert draft is not None
    return draft.number, draft.answer


def alert(page: str) -> str:
    found = re.search(r'<div class="notice bad" role="alert".*?<strong>(.*?)</strong>', page, re.DOTALL)
    return unescape(found.group(1)) if found else ""


def test_an_approval_sends_the_answer_to_the_client(bench: Bench, mara: Browser, number: str) -> None:
    page = mara.press(f"/review/{number}", "decision", "Approve and send")
    assert page.url.path == f"/review/{number}"
    assert "Approved. The answer is on its way." in page.text
    bench.work()
    assert bench.case(number).state == "answered"
    content, recipients = bench.transport.delivered[-1]
    assert recipients == ("dana@lakeside.example",)
    assert b"E11.22" in content
    assert "You approved the answer" in mara.get(f"/review/{number}").text


def test_the_page_says_who_gets_the_answer(mara: Browser, number: str) -> None:
    assert "To dana@lakeside.example, in thread." in mara.get(f"/review/{number}").text


def test_a_draft_that_somebody_amended_meanwhile_is_not_approved_and_the_difference_is_shown(
    bench: Bench, mara: Browser, number: str
) -> None:
    stale = forms(mara.get(f"/review/{number}").text)["decision"].fields
    mara.press(f"/review/{number}", "decision", "Save changes", headline="Report E11.22 alone", d_1_remove="1")
    page = mara.post(f"/review/{number}/approve", stale)
    assert page.status_code == 409
    assert "changed: draft 2" in alert(page.text)
    assert "I10 was removed" in page.text
    assert "<ins>" in page.text
    form = forms(page.text)["decision"].fields
    assert form["headline"] == "Report E11.22 alone"
    assert form["draft"] != stale["draft"]
    assert bench.case(number).state == "in_review"
    assert [mail.kind for mail in bench.outbound()] == ["acknowledgement"]


def test_words_typed_for_a_draft_that_was_overtaken_are_shown_to_be_copied(mara: Browser, number: str) -> None:
    stale = forms(mara.get(f"/review/{number}").text)["decision"].fields
    mara.press(f"/review/{number}", "decision", "Save changes", headline="Theirs")
    page = mara.post(f"/review/{number}/amend", {**stale, "headline": "Mine, typed at length"})
    assert page.status_code == 409
    assert re.search(r"<dt>Headline</dt><dd[^>]*>Mine, typed at length</dd>", page.text)
    assert "<dt>Summary</dt>" not in page.text, "what was not touched is not repeated"
    assert forms(page.text)["decision"].fields["headline"] == "Theirs"


def test_a_newer_mail_forbids_approval_until_it_was_read(bench: Bench, mara: Browser, number: str) -> None:
    fields = forms(mara.get(f"/review/{number}").text)["decision"].fields
    first = bench.mail("Also I10?", in_reply_to="<m1@lakeside.example>", references="<m1@lakeside.example>")
    bench.take_in(first)
    bench.work()
    page = mara.post(f"/review/{number}/approve", fields)
    assert page.status_code == 409
    assert bench.case(number).state == "in_review"


def test_what_was_typed_and_not_saved_is_not_approved_over(bench: Bench, mara: Browser, number: str) -> None:
    page = mara.press(f"/review/{number}", "decision", "Approve", summary="A better summary.")
    assert page.status_code == 422
    assert "Save the changes first" in alert(page.text)
    assert forms(page.text)["decision"].fields["summary"] == "A better summary."
    assert bench.case(number).state == "in_review"


def test_a_failing_code_disables_approval_and_the_server_refuses_it_too(
    bench: Bench, mara: Browser, number: str
) -> None:
    page = mara.press(f"/review/{number}", "decision", "Save changes", d_0_code="Z99.99")
    assert "Z99.99: No table holds this code." in page.text
    form = forms(page.text)["decision"]
    label = next(label for label in form.buttons if label.startswith("Approve"))
    assert form.buttons[label][1], "the button is disabled"
    refused = mara.post(f"/review/{number}/approve", form.fields)
    assert refused.status_code == 422
    assert "cannot be approved until it is amended" in alert(refused.text)
    assert bench.case(number).state == "in_review"


def test_a_code_that_could_not_be_checked_needs_a_reason(bench: Bench, mara: Browser, number: str) -> None:
    mara.press(f"/review/{number}", "decision", "Save changes", d_0_code="U07.1")
    page = mara.press(f"/review/{number}", "decision", "Approve", reason="  ")
    assert page.status_code == 422
    assert "U07.1 could not be checked" in alert(page.text)
    page = mara.press(f"/review/{number}", "decision", "Approve", reason="The release of April holds it.")
    assert page.status_code == 200
    assert bench.case(number).state == "approved"


def test_an_amendment_is_a_new_version_checked_afresh(bench: Bench, mara: Browser) -> None:
    number = bench.ask("Is E11.22 right?").number
    page = mara.press(
        f"/review/{number}",
        "decision",
        "Save changes",
        headline="Report both.",
        d_1_code="i10",
        d_1_order="1",
        d_0_order="2",
        d_1_quote="Is E11.22 right?",
        before="Look at the date.\r\n\r\nSign it.",
    )
    assert "Saved as a new draft" in page.text
    version, answer = newest(bench, number)
    assert version == 2
    assert answer.headline == "Report both."
    assert [(line.code, line.title) for line in answer.diagnoses] == [
        ("I10", "Essential hypertension"),
        ("E11.22", "Type 2 diabetes mellitus with diabetic chronic kidney disease"),
    ]
    assert [part.quote for part in answer.diagnoses[0].evidence] == ["Is E11.22 right?"]
    assert answer.before_you_send == ("Look at the date.", "Sign it.")
    changes = mara.get(f"/review/{number}?view=changes").text
    assert "I10 was added: Essential hypertension" in changes
    assert "Draft 2 by you" in changes


def test_a_form_that_changes_nothing_makes_no_version(bench: Bench, mara: Browser, number: str) -> None:
    page = mara.press(f"/review/{number}", "decision", "Save changes")
    assert "Nothing was changed" in page.text
    assert newest(bench, number)[0] == 1


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"headline": "  "}, "The headline is empty."),
        ({"d_0_code": "not a code"}, "not a code is not shaped like a code."),
        ({"d_0_order": "first"}, "The order of E11.22 must be a whole number"),
        ({"date": "30 September"}, "The date of service is not a date."),
        ({"s_0_code": "J0881", "s_0_units": "many"}, "Units of J0881 must be a whole number"),
        ({"s_0_code": "J0881", "s_0_modifiers": "EC JZZ"}, "JZZ on J0881 is not a modifier."),
        ({"d_1_code": "E11.22"}, "E11.22 stands twice"),
        ({"d_0_quote": "The client never said this"}, "The quote for E11.22 does not stand in the record."),
    ],
)
def test_what_cannot_be_read_is_said_and_stays_in_the_form(
    bench: Bench, mara: Browser, number: str, changed: dict[str, str], sentence: str
) -> None:
    page = mara.press(f"/review/{number}", "decision", "Save changes", **changed)
    assert page.status_code == 422
    assert sentence in alert(page.text)
    fields = forms(page.text)["decision"].fields
    assert {name: fields[name.replace("_", "-")] for name in changed} == changed
    assert newest(bench, number)[0] == 1


def test_a_question_goes_to_the_client_and_the_case_waits(bench: Bench, mara: Browser, number: str) -> None:
    address = f"/review/{number}/ask"
    page = mara.press(f"/review/{number}", address, "Send", question="Which stage is the kidney disease?")
    assert "The question is on its way" in page.text
    bench.work()
    assert bench.case(number).state == "waiting_for_client"
    assert b"Which stage is the kidney disease?" in bench.transport.delivered[-1][0]
    assert number in mara.get("/review?tab=waiting").text


def test_an_empty_question_is_refused_and_its_panel_stays_open(bench: Bench, mara: Browser, number: str) -> None:
    page = mara.press(f"/review/{number}", f"/review/{number}/ask", "Send", question=" ")
    assert page.status_code == 422
    assert "Write the question" in alert(page.text)
    assert re.search(r'<details class="up" id="ask" open>', page.text)
    assert bench.case(number).state == "in_review"


def test_declining_tells_the_client_why_and_gives_the_consultation_back(
    bench: Bench, mara: Browser, number: str
) -> None:
    address = f"/review/{number}/decline"
    fields = forms(mara.get(f"/review/{number}").text)[address].fields
    refused = mara.post(address, fields)
    assert refused.status_code == 422
    page = mara.post(address, {**fields, "decline_reason": "Inpatient coding is not ours."})
    assert "Declined." in page.text
    bench.work()
    assert bench.case(number).state == "closed"
    assert b"Inpatient coding is not ours." in bench.transport.delivered[-1][0]
    assert "0 of 60 used" in mara.get(f"/review/{number}").text


def test_an_approval_is_undone_while_the_answer_is_here(bench: Bench, mara: Browser, number: str) -> None:
    mara.press(f"/review/{number}", "decision", "Approve")
    page = mara.press(f"/review/{number}", f"/review/{number}/undo", "Undo")
    assert "The approval was taken back" in page.text
    bench.work()
    assert bench.case(number).state == "in_review"
    assert len(bench.transport.delivered) == 1, "only the acknowledgement"


def test_an_answer_that_has_left_cannot_be_undone(bench: Bench, mara: Browser, number: str) -> None:
    mara.press(f"/review/{number}", "decision", "Approve")
    fields = forms(mara.get(f"/review/{number}").text)[f"/review/{number}/undo"].fields
    bench.work()
    page = mara.post(f"/review/{number}/undo", fields)
    assert page.status_code == 409
    assert "no answer that could still be taken back" in alert(page.text)


def test_a_redraft_makes_the_assistant_read_again(bench: Bench, mara: Browser, number: str) -> None:
    page = mara.press(f"/review/{number}", f"/review/{number}/redraft", "Redraft")
    assert "The assistant reads the record again." in page.text
    assert "Being drafted" in page.text
    bench.work()
    assert newest(bench, number)[0] == 2
    assert bench.case(number).state == "in_review"


def test_a_decision_about_a_case_that_is_answered_is_refused(bench: Bench, mara: Browser, number: str) -> None:
    stale = forms(mara.get(f"/review/{number}").text)
    bench.approve(number)
    bench.work()
    for name in ("amend", "approve", "decline", "ask", "redraft"):
        fields = {**stale["decision"].fields, "headline": "x", "question": "x", "decline_reason": "x"}
        page = mara.post(f"/review/{number}/{name}", fields if name != "approve" else stale["decision"].fields)
        assert page.status_code == 409, name
        assert "answered" in alert(page.text), name
    assert bench.case(number).state == "answered"


def test_the_draft_of_another_case_cannot_be_approved_here(bench: Bench, mara: Browser, number: str) -> None:
    other = bench.ask("Is I10 right?").number
    theirs = forms(mara.get(f"/review/{other}").text)["decision"].fields
    page = mara.post(f"/review/{number}/approve", theirs)
    assert page.status_code == 409
    assert bench.case(number).state == "in_review"


@pytest.mark.parametrize("draft", ["", "x", "0", "-1", "9" * 30, "²"])
def test_a_draft_that_does_not_exist_is_refused(bench: Bench, mara: Browser, number: str, draft: str) -> None:
    fields = forms(mara.get(f"/review/{number}").text)["decision"].fields
    assert mara.post(f"/review/{number}/approve", {**fields, "draft": draft}).status_code == 409
    assert mara.post(f"/review/{number}/approve", {**fields, "sha256": "0" * 64}).status_code == 409
    assert bench.case(number).state == "in_review"


def test_the_preview_is_the_mail_that_leaves(bench: Bench, mara: Browser, number: str) -> None:
    page = mara.get(f"/review/{number}/preview")
    assert f'src="/review/{number}/preview/mail"' in page.text
    assert 'sandbox=""' in page.text
    mail = mara.get(f"/review/{number}/preview/mail")
    assert "Report E11.22 and I10." in mail.text
    assert "Mara Okafor" in mail.text
    assert mail.headers["content-security-policy"].startswith("sandbox; default-src 'none';")
    page = mara.press(f"/review/{number}/preview", "decision", "Approve")
    assert bench.case(number).state == "approved"


def test_the_page_notices_when_the_case_moves_on(bench: Bench, mara: Browser, number: str) -> None:
    found = re.search(r'data-hx-get="(/review/[^"]*/news[^"]*)"', mara.get(f"/review/{number}").text)
    assert found
    address = unescape(found.group(1))
    assert mara.get(address).status_code == 204
    mara.press(f"/review/{number}", "decision", "Save changes", headline="Another")
    assert "This case changed" in mara.get(address).text


def test_review_decisions_are_in_the_audit_trail_of_the_case(bench: Bench, mara: Browser, number: str) -> None:
    mara.press(f"/review/{number}", "decision", "Approve")
    with bench.desk.database.reading() as session:
        history = case_view(bench.desk, session, number).history
        assert (history[0].action, history[0].who) == ("approved", "Mara Okafor")
        assert review.preview(bench.desk, session, number, bench.person(session)) is not None
