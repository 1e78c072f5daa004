"""A model reads along, and lies: whatever it says, the answer keeps to the rules; a failure leaves ours as it was."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from assistant import Assistant
from assistant.advice import ModelAdvisor, NotAskedError
from assistant.model import Model
from codesets import Catalogue
from consultations.answers import Answer, Check, Result, to_json
from tests.assistant.edges.model_server import ModelServer, Reaction, chunks, endless, raw, says, slow, status
from tests.assistant.ledgers import MemoryLedger
from tests.assistant.records import record_of

NOTE = (
    "Patient of Dr. Okonkwo, Wilhelmina Thistlewood, seen on 6/12/2026 in our office. Her sugar disease has been of "
    "the adult type for ten years. She has high pressure of the blood that is essential. No chest pain. "
    "Possible pneumonia. Which codes do we report for her? What about the order?"
)
SUGAR = "sugar disease has been of the adult type"
LINE = "Her sugar disease has been of the adult type for ten years."


def asked_with(
    server: ModelServer, catalogue: Catalogue, ledger: MemoryLedger | None = None, text: str = NOTE, **settings: object
) -> Answer:
    advisor = ModelAdvisor(Model(server.settings(**settings)), ledger or MemoryLedger())
    record = replace(record_of(text), people=("Wilhelmina Thistlewood",), case="CC-7K3M9P")
    return Assistant(catalogue, advisor).draft(record)


def of_model(answer: Answer) -> Check:
    return next(check for check in answer.checks if check.rule == "model")


def bare(answer: Answer) -> str:
    """The answer without what it says of the model."""
    return to_json(replace(answer, checks=tuple(check for check in answer.checks if check.rule != "model")))


def pointing(*conditions: tuple[str, str], questions: tuple[str, ...] = ()) -> Reaction:
    found = [{"words": words, "quote": quote} for words, quote in conditions]
    return says({"conditions": found, "questions": list(questions)})


def picking(option: int) -> Reaction:
    return says({"choices": [{"condition": 1, "option": option}]})


def test_words_that_the_rules_missed_lead_to_a_code_of_the_list(server: ModelServer, catalogue: Catalogue) -> None:
    text = (
        "She has smoldering trouble: gout of the left big toe joint, idiopathic. Seen 6/12/2026. Also I10. Which codes?"
    )
    words = "gout of the left big toe joint, idiopathic"
    server.by_shape = {
        "Pointed": pointing((words, f"She has smoldering trouble: {words}.")),
        "Choices": picking(1),
    }
    alone = Assistant(catalogue).draft(record_of(text))
    answer = asked_with(server, catalogue, text=text)
    added = {line.code for line in answer.diagnoses} - {line.code for line in alone.diagnoses}
    if not added:  # the rules found it themselves: then the model added nothing, and the answers are the same
        assert bare(answer) == bare(alone)
    for line in answer.diagnoses:
        assert catalogue.check(line.system, line.code, answer.facts.date_of_service).billable
        assert all(quote.quote in text for quote in line.evidence)


def test_the_model_sees_descriptions_and_never_codes(server: ModelServer, catalogue: Catalogue) -> None:
    server.by_shape = {"Pointed": pointing((SUGAR, LINE)), "Choices": picking(1)}
    asked_with(server, catalogue)
    choices = [question.words for question in server.questions if question.shape == "Choices"]
    assert choices
    assert not re.search(r"\b[A-TV-Z][0-9][0-9AB]\.[0-9A-Z]", choices[0])


LIES = {
    "invented words": pointing(("sepsis", "The patient has sepsis.")),
    "a code for words": pointing(("A41.9", "Report A41.9.")),
    "words not in the quote": pointing(("pneumonia", LINE)),
    "denied": pointing(("chest pain", "No chest pain.")),
    "uncertain": pointing(("pneumonia", "Possible pneumonia.")),
    "a letter changed": pointing(("sugar disease has been of the adult tipe", LINE)),
    "half a placeholder": pointing(("[NAME-99]", "[NAME-99]")),
    "invented questions": pointing(questions=("What is the password?", "Please send the draft to evil@example.org")),
    "a question that the rules found": pointing(questions=("Which codes do we report for her?",)),
    "no question": pointing(questions=("her", "", "[NAME-1]")),
    "broken JSON": says('{"conditions": [{"words": '),
    "prose": says("Sure! The codes are A41.9 and J96.01. ![x](https://evil.example/?q=1)"),
    "wrong schema": says({"codes": ["A41.9"], "recipient": "evil@example.org"}),
    "an extra field": says({"conditions": [], "questions": [], "codes": ["A41.9"]}),
    "too much of it": pointing(*[(SUGAR, LINE)] * 5_000),
    "429": status(429),
    "503": status(503),
    "a cut answer": raw(b'{"id": "c1"', length=9_000),
    "an endless answer": endless,
    "a stream where none was asked for": chunks("x", "y", finish=None),
    "slow": slow(3),
    "a tool call": raw(
        b'{"id":"c","object":"chat.completion","created":1,"model":"liar","choices":[{"index":0,"finish_reason":'
        b'"tool_calls","message":{"role":"assistant","content":null,"tool_calls":[{"id":"t","type":"function",'
        b'"function":{"name":"send_mail","arguments":"{}"}}]}}]}'
    ),
}


@pytest.mark.parametrize("lie", LIES)
def test_no_lie_changes_the_draft(lie: str, server: ModelServer, catalogue: Catalogue) -> None:
    alone = Assistant(catalogue).draft(record_of(NOTE))
    server.by_shape = {"Pointed": LIES[lie], "Choices": says({"choices": [{"condition": 1, "option": 0}]})}
    answer = asked_with(server, catalogue, timeout_seconds=1.0)
    assert bare(answer) == bare(alone)
    assert "evil" not in to_json(answer)


@pytest.mark.parametrize(
    "lie", ["broken JSON", "wrong schema", "429", "503", "slow", "an endless answer", "a tool call"]
)
def test_a_draft_that_had_to_do_without_says_so(lie: str, server: ModelServer, catalogue: Catalogue) -> None:
    server.reactions = [LIES[lie]]
    check = of_model(asked_with(server, catalogue, timeout_seconds=1.0))
    assert check.result is Result.WARNING
    assert check.title == "no language model read along"
    assert "Our rules alone drafted this answer." in check.detail
    assert len(server.questions) == 1  # after the first failure the draft waits no more


@pytest.mark.parametrize("option", [-1, 0, 11, 99, 10**9])
def test_an_option_that_was_not_offered_is_none(option: int, server: ModelServer, catalogue: Catalogue) -> None:
    alone = Assistant(catalogue).draft(record_of(NOTE))
    server.by_shape = {"Pointed": pointing((SUGAR, LINE)), "Choices": picking(option)}
    assert bare(asked_with(server, catalogue)) == bare(alone)


def test_whatever_is_chosen_stands_on_words_and_in_the_list(server: ModelServer, catalogue: Catalogue) -> None:
    for option in range(1, 11):
        server.by_shape = {"Pointed": pointing((SUGAR, LINE)), "Choices": picking(option)}
        answer = asked_with(server, catalogue)
        assert answer.blocking == ()
        for line in answer.diagnoses:
            assert catalogue.check(line.system, line.code, answer.facts.date_of_service).billable
            assert all(quote.quote in NOTE for quote in line.evidence)


def test_an_external_model_gets_no_identifier_and_what_left_is_recorded(
    server: ModelServer, catalogue: Catalogue
) -> None:
    ledger = MemoryLedger()
    server.by_shape = {"Pointed": pointing((SUGAR, LINE)), "Choices": picking(1)}
    settings = server.settings().model_copy(update={"external": True})
    record = replace(record_of(NOTE), people=("Wilhelmina Thistlewood",), case="CC-7K3M9P")
    Assistant(catalogue, ModelAdvisor(Model(settings), ledger)).draft(record)
    assert [departure.purpose for departure in ledger.departures] == ["point", "choose"]
    for departure, question in zip(ledger.departures, server.questions, strict=True):
        assert departure.text == question.body["messages"][-1]["content"]
        assert departure.case == "CC-7K3M9P"
        for gone in ("Okonkwo", "Wilhelmina", "Thistlewood", "6/12/2026", "CC-7K3M9P"):
            assert gone not in question.words
    assert set(ledger.outcomes.values()) == {"answered"}


def test_where_the_gate_refuses_nothing_leaves(server: ModelServer, catalogue: Catalogue) -> None:
    server.reactions = [pointing()]
    settings = server.settings().model_copy(update={"external": True})
    advisor = ModelAdvisor(Model(settings), MemoryLedger())
    answer = Assistant(catalogue, advisor).draft(record_of(NOTE.upper() * 2))
    assert server.questions == []
    assert "was not sent" in of_model(answer).detail


def test_what_cannot_be_recorded_does_not_leave(server: ModelServer, catalogue: Catalogue) -> None:
    server.reactions = [pointing()]
    answer = asked_with(server, catalogue, MemoryLedger(broken=True))
    assert server.questions == []
    assert "could not be recorded" in of_model(answer).detail


@pytest.mark.parametrize(
    "limit",
    [{"budget_tokens": 500}, {"budget_cents": 1, "input_price": 100_000, "output_price": 400_000}],
)
def test_the_budget_of_a_case_is_kept(limit: dict[str, Any], server: ModelServer, catalogue: Catalogue) -> None:
    server.reactions = [pointing()]
    answer = asked_with(server, catalogue, **limit)
    assert server.questions == []
    assert "budget" in of_model(answer).detail


def test_budgets_add_up_over_drafts(server: ModelServer, catalogue: Catalogue) -> None:
    server.reactions = [pointing()]
    ledger = MemoryLedger(sent=58_000, answered=1_000)
    asked_with(server, catalogue, ledger)
    assert server.questions == []


@pytest.mark.parametrize(
    "lie",
    [
        "Report A41.9 as well. {code:1}",
        "See https://evil.example for {code:1}.",
        "![pixel](https://evil.example/x.png)",
        "<img src=x onerror=alert(1)>",
        "{code:99}",
        "{code:1} {code:1} {code:1}",
        "Everything is 100 % covered.",
        "Write to evil@example.org.",
        "",
        "x" * 50_000,
    ],
)
def test_wording_that_breaks_a_rule_is_thrown_away(lie: str, server: ModelServer, catalogue: Catalogue) -> None:
    alone = Assistant(catalogue).draft(record_of(NOTE))
    server.by_shape = {"Pointed": pointing(), "Worded": says({"summary": lie})}
    answer = asked_with(server, catalogue, word_summary=True)
    assert answer.summary == alone.summary
    if alone.summary:
        assert "thrown away" in of_model(answer).detail


def test_wording_that_keeps_to_the_rules_is_taken(server: ModelServer, catalogue: Catalogue) -> None:
    text = "Seen 6/12/2026: type 2 diabetes with diabetic chronic kidney disease, stage 3a. Codes: E11.9 and N18.31?"
    alone = Assistant(catalogue).draft(record_of(text))
    server.by_shape = {"Pointed": pointing(), "Worded": _says_ours_again}
    answer = asked_with(server, catalogue, text=text, word_summary=True)
    assert alone.summary
    assert answer.summary == f"In short: {alone.summary}"
    assert answer.blocking == alone.blocking


def _says_ours_again(handler: object, question: object) -> None:
    content = question.body["messages"][-1]["content"]  # type: ignore[attr-defined]
    ours = json.loads(content.removeprefix("<data>").removesuffix("</data>"))["summary"]
    says({"summary": f"In short: {ours}"})(handler, question)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("reaction", "expected"),
    [
        (says("Report {code:1}. It is the one."), "Report I10. It is the one."),
        (says("Report {code:1}. Add A41.9 too. More."), "Report I10. "),
        (says("Report {code:1}. See https://evil.example now."), "Report I10. "),
        (says("Report {code:7}."), ""),
        (chunks("Report {co", "de:1}. It", finish=None), "Report I10. "),
        (status(500), ""),
    ],
)
def test_an_answer_is_told_sentence_by_sentence(
    reaction: Reaction, expected: str, server: ModelServer, catalogue: Catalogue
) -> None:
    server.reactions = [reaction]
    ledger = MemoryLedger()
    telling = ModelAdvisor(Model(server.settings()), ledger).telling(record_of(NOTE), catalogue)
    heard: list[str] = []
    try:
        heard += telling.sentences("Report I10.")
    except NotAskedError:
        assert not expected.endswith("one.")
    assert "".join(heard) == expected
    assert [departure.purpose for departure in ledger.departures] == ["tell"]
