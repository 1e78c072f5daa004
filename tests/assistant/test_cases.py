"""Case mails of our own with the answer that a coder expects beside them: `cases/NAME.txt` and `cases/NAME.toml`."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant
from consultations.answers import Answer, Result, Role
from consultations.records import CaseRecord, Document

CASES = sorted((Path(__file__).parent / "cases").glob("*.txt"))
RECEIVED = date(2026, 11, 23)


@pytest.fixture(params=CASES, ids=lambda path: path.stem)
def case(request: pytest.FixtureRequest, assistant: Assistant) -> tuple[Answer, dict[str, Any], CaseRecord]:
    path: Path = request.param
    expected = tomllib.loads(path.with_suffix(".toml").read_text(encoding="utf-8"))
    documents = [Document("your mail", path.read_text(encoding="utf-8"))]
    if "note" in expected:
        documents.append(Document("note.txt", expected["note"]))
    record = CaseRecord(RECEIVED, tuple(documents), subject=expected.get("subject", ""))
    return assistant.draft(record), expected, record


def _all_prose(answer: Answer) -> str:
    reasons = (f"{line.code}: {line.why}" for line in answer.code_lines)
    return "\n".join((answer.headline, answer.summary, *answer.before_you_send, *reasons))


def test_the_answer_is_the_expected_one(case: tuple[Answer, dict[str, Any], CaseRecord]) -> None:
    answer, expected, _ = case
    codes = [line.code for line in answer.code_lines]
    assert codes == expected["codes"]
    assert answer.facts.date_of_service == expected.get("date_of_service", RECEIVED)
    assert answer.facts.date_assumed is expected.get("assumed", False)
    assert not set(expected.get("absent", ())) & set(codes)
    assert [line.code for line in answer.unchecked_lines] == expected.get("not_run", [])
    assert answer.headline == expected.get("headline", answer.headline)
    assert answer.topic == expected.get("topic", answer.topic)
    for said in expected.get("says", ()):
        assert said in _all_prose(answer)
    for unsaid in expected.get("silent", ()):
        assert unsaid.lower() not in _all_prose(answer).lower()
    assert answer.facts.payer == expected.get("payer", "")
    assert answer.facts.state == expected.get("state", "")
    assert answer.facts.setting == expected.get("setting", "")
    for role in (Role.REJECTED, Role.QUOTED, Role.NOT_A_CODE):  # what our own sentences name besides is free
        named = [mention.code for mention in answer.mentions if mention.role is role]
        assert sorted(named) == sorted(expected.get(role, []))
    warned = {check.rule for check in answer.checks if check.result is Result.WARNING}
    assert set(expected.get("warnings", ())) <= warned


def test_nothing_blocks_a_draft_and_verifying_it_again_changes_nothing(
    case: tuple[Answer, dict[str, Any], CaseRecord], assistant: Assistant
) -> None:
    answer, _, record = case
    assert answer.blocking == ()
    assert assistant.verify(answer, record) == answer


def test_every_line_has_its_title_its_source_and_words_of_the_record(
    case: tuple[Answer, dict[str, Any], CaseRecord],
) -> None:
    answer, _, record = case
    text = " ".join(" ".join(document.text for document in record.documents).split())
    for line in answer.code_lines:
        assert line.title
        assert answer.sources[line.sources[0] - 1].title.startswith("ICD-10-CM FY2026")
        assert line.code in answer.sources[line.sources[0] - 1].locator
        assert line.evidence
        assert all(evidence.quote in f"{text} {record.subject}" for evidence in line.evidence)
