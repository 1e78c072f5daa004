"""What stands beside a case for its consultant alone: earlier answers like it, and what left for a language model."""

from datetime import date

from accounts.clients import add_organisation
from consultations.model_use import DeskLedger
from consultations.ports import Departure
from tests.desks import Bench
from tests.web.browser import Browser


def test_earlier_answers_stand_beside_a_case_as_hints(bench: Bench, mara: Browser) -> None:
    first = bench.ask("Is E11.22 right for nephropathy?").number
    assert "Earlier answers" not in mara.get(f"/review/{first}").text
    bench.approve(first)
    bench.work()
    page = mara.get(f"/review/{bench.ask('And is E11.22 right here?').number}").text
    hint = page.partition("Earlier answers like this one")[2].partition("</section>")[0]
    assert f'<a href="/review/{first}">{first}</a>, Lakeside. Diagnosis coding: E11.22. &ldquo;' in hint
    assert "<time datetime=" in hint


def test_an_earlier_answer_of_another_practice_is_no_more_than_its_codes(bench: Bench, mara: Browser) -> None:
    with bench.desk.transaction() as session:
        bench.organisation(session).shares_precedents = True
        add_organisation(session, "Hillside", "enterprise", ("lee@hillside.example",), date(2026, 1, 2))
    bench.approve(bench.ask("Is E11.22 right for nephropathy?").number)
    bench.work()
    page = mara.get(f"/review/{bench.ask('And is E11.22 right?', from_='lee@hillside.example').number}").text
    hint = page.partition("Earlier answers like this one")[2].partition("</section>")[0]
    assert "<span></span><span>Another practice. Diagnosis coding: E11.22</span>" in hint


def test_a_case_shows_what_left_for_a_model_in_its_own_words(bench: Bench, mara: Browser) -> None:
    number, ledger = bench.ask().number, DeskLedger(bench.desk)
    nothing = "No language model is set up, and nothing of this case was sent to one."
    assert nothing in mara.get(f"/review/{number}").text
    entry = ledger.leaving(Departure(number, "point", "openai/some", "[NAME-1] has <b>gout</b>"))
    page = mara.get(f"/review/{number}").text
    assert "openai/some, asked to point: nothing came back" in page
    assert "[NAME-1] has &lt;b&gt;gout&lt;/b&gt;" in page
    ledger.returned(entry, "answered", 812, 40)
    page = mara.get(f"/review/{number}").text
    assert "asked to point: answered (812 tokens sent, 40 answered)" in page
    assert nothing not in page
