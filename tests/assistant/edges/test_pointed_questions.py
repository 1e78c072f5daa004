"""Questions that only the model heard reach the draft in the client's words; what it makes up does not."""

import pytest

from assistant import Assistant
from assistant.advice import ModelAdvisor
from assistant.model import Model
from codesets import Catalogue
from consultations.answers import Answer, Result
from tests.assistant.edges.model_server import ModelServer, says
from tests.assistant.ledgers import MemoryLedger
from tests.assistant.records import record_of

UNHEARD = "Billing insists on E11.9, our coder says that one was deleted."
MAIL = f"Seen 6/12/2026. {UNHEARD} Is I10 valid?"
NOTE = f"{MAIL}\n\nASSESSMENT:\n1. Essential hypertension, coder says well controlled."


def drafted(server: ModelServer, catalogue: Catalogue, text: str, *questions: str) -> Answer:
    server.by_shape = {"Pointed": says({"conditions": [], "questions": list(questions)})}
    return Assistant(catalogue, ModelAdvisor(Model(server.settings()), MemoryLedger())).draft(record_of(text))


def asked(answer: Answer) -> list[str]:
    return [reply.asked for reply in answer.replies]


def test_a_question_that_the_rules_missed_is_answered_by_them(server: ModelServer, catalogue: Catalogue) -> None:
    assert asked(Assistant(catalogue).draft(record_of(MAIL))) == ["Is I10 valid?"]
    answer = drafted(server, catalogue, MAIL, UNHEARD)
    assert asked(answer) == [UNHEARD, "Is I10 valid?"]
    assert "E11.9" in answer.replies[0].answer
    assert answer.blocking == ()
    (check,) = (check for check in answer.checks if check.rule == "model")
    assert (check.result, check.detail) == (
        Result.WARNING,
        "It pointed at questions that our rules had not heard (1); our rules answered them.",
    )


@pytest.mark.parametrize(
    "lie",
    ["Is A41.9 valid?", "Billing insists on E11.65", "Is I10 valid?", "coder says well controlled", "I10", "says that"],
)
def test_what_the_client_did_not_ask_is_no_question(lie: str, server: ModelServer, catalogue: Catalogue) -> None:
    alone = Assistant(catalogue).draft(record_of(NOTE))
    answer = drafted(server, catalogue, NOTE, lie)
    heard = [one for one in asked(answer) if one not in asked(alone)]
    assert all(lie in one and one in NOTE for one in heard)
    assert len(heard) == (lie == "says that")
    assert [line.code for line in answer.code_lines] == [line.code for line in alone.code_lines]
