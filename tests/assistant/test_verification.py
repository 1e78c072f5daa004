"""What verification says of an answer that a person has amended."""

from dataclasses import replace
from datetime import date

import pytest

from assistant import Assistant
from consultations.answers import (
    Answer,
    Check,
    CodeLine,
    CodeMention,
    Evidence,
    Result,
    Role,
    Source,
    System,
    from_json,
    to_json,
)
from tests.assistant.records import record_of

RECORD = record_of("Seen on 12 Aug 2026 for   migraine\nand gout. We bill J0881.")


@pytest.fixture(scope="module")
def drafted(assistant: Assistant) -> Answer:
    return assistant.draft(RECORD)


def _line(code: str, quote: str = "migraine and gout", document: str = "your mail") -> CodeLine:
    return CodeLine(System.ICD10CM, code, "a title of mine", Result.PASS, evidence=(Evidence(quote, document),))


def test_a_draft_survives_its_json(drafted: Answer) -> None:
    assert from_json(to_json(drafted)) == drafted


@pytest.mark.parametrize(
    ("code", "result", "title"),
    [
        ("E11.22", Result.PASS, "Type 2 diabetes mellitus with diabetic chronic kidney disease"),
        ("e1122", Result.PASS, "Type 2 diabetes mellitus with diabetic chronic kidney disease"),
        ("G35", Result.FAILS, "Multiple sclerosis"),
        ("S72.90", Result.FAILS, "Unspecified fracture of unspecified femur"),
        ("A08.12", Result.FAILS, ""),
    ],
)
def test_an_added_code_is_looked_up(
    assistant: Assistant, drafted: Answer, code: str, result: Result, title: str
) -> None:
    amended = replace(drafted, diagnoses=(*drafted.diagnoses, _line(code)))
    line = assistant.verify(amended, RECORD).diagnoses[-1]
    assert (line.result, line.title) == (result, title)
    assert bool(line.reason) is (result is not Result.PASS)
    assert bool(assistant.verify(amended, RECORD).blocking) is (result is Result.FAILS)


def test_a_date_outside_every_release_makes_lines_not_run(assistant: Assistant, drafted: Answer) -> None:
    facts = replace(drafted.facts, date_of_service=date(2024, 1, 1))
    moved = assistant.verify(replace(drafted, facts=facts), RECORD)
    assert moved.unchecked_lines == moved.diagnoses
    assert all("1 Apr 2026 to 30 Sep 2026" in line.reason for line in moved.diagnoses)
    (check,) = (check for check in moved.checks if check.rule == "valid_on_date")
    assert check.codes == tuple(line.code for line in moved.diagnoses)
    assert check.remedy == "Look them up in the ICD-10-CM release for 1 Jan 2024, or ask your payer."
    unheld = assistant.verify(replace(moved, diagnoses=(_line("A08.12"),)), RECORD)
    assert unheld.diagnoses[0].result is Result.FAILS


def test_a_quote_that_the_record_does_not_hold_blocks(assistant: Assistant, drafted: Answer) -> None:
    for line in (_line("M10.9", "severe gout"), _line("M10.9", "migraine", "note.txt")):
        amended = assistant.verify(replace(drafted, diagnoses=(*drafted.diagnoses, line)), RECORD)
        assert [check.rule for check in amended.checks if check.result is Result.FAILS] == ["verbatim"]
        assert line.evidence[0].quote in amended.blocking[0]


def test_what_is_not_loaded_tells_the_client_what_to_do(drafted: Answer) -> None:
    (check,) = (check for check in drafted.checks if check.rule == "not_loaded")
    assert (check.result, check.codes) == (Result.NOT_RUN, ("J0881",))
    assert check.remedy == "Look it up in HCPCS Level II for the date of service, or ask your payer."


@pytest.mark.parametrize("field", ["headline", "summary", "before_you_send"])
def test_a_code_in_prose_needs_a_line_or_a_mention(assistant: Assistant, drafted: Answer, field: str) -> None:
    for code, system in (("E78.5", System.ICD10CM), ("G0439", System.HCPCS), ("99214", System.CPT)):
        text = f"Also report {code}."
        prose = (text,) if field == "before_you_send" else text
        amended = assistant.verify(replace(drafted, **{field: prose}), RECORD)  # type: ignore[arg-type]
        assert any(code in sentence for sentence in amended.blocking)
        named = CodeMention(code, Role.QUOTED, "your code", system)
        told = assistant.verify(replace(amended, mentions=(*amended.mentions, named)), RECORD)
        assert told.blocking == ()


def test_a_service_line_of_a_set_that_is_not_loaded_is_not_run(assistant: Assistant, drafted: Answer) -> None:
    service = CodeLine(System.HCPCS, "j0881", "own words", Result.PASS, units=60)
    line = assistant.verify(replace(drafted, services=(service,)), RECORD).services[0]
    assert (line.code, line.title, line.result) == ("J0881", "own words", Result.NOT_RUN)


def test_what_a_person_added_stays_and_sources_are_renumbered(assistant: Assistant, drafted: Answer) -> None:
    mine, article = Check("my_rule", Result.PASS, "I looked"), Source("An article", "2026", "page 3")
    line = replace(_line("M10.9"), sources=(len(drafted.sources) + 1,))
    amended = replace(drafted, diagnoses=(line,), checks=(mine, *drafted.checks), sources=(*drafted.sources, article))
    once = assistant.verify(amended, RECORD)
    assert once.checks[-1] == mine
    assert [once.sources[number - 1] for number in once.diagnoses[0].sources][1:] == [article]
    assert once.sources[0].locator == "M10.9"
    assert assistant.verify(once, RECORD) == once


def test_an_attachment_that_could_not_be_read_is_said(assistant: Assistant) -> None:
    answer = assistant.draft(record_of("Seen 12 Aug 2026 for gout.", unread=("E11.22 99214.pdf",)))
    (check,) = [check for check in answer.checks if check.rule == "unread"]
    assert (check.result, check.title) == (Result.NOT_RUN, "E11.22 99214.pdf could not be read")
    assert answer.blocking == ()


def test_a_code_in_the_subject_has_the_subject_as_its_evidence(assistant: Assistant) -> None:
    answer = assistant.draft(record_of("Thank you!", subject="Is E11.22 valid, DOS 12 Aug 2026?"))
    assert answer.headline == "Yes: E11.22 is valid on 12 Aug 2026"
    assert answer.diagnoses[0].evidence[0].document == "the subject of your mail"
    assert answer.blocking == ()


def test_a_reason_that_names_a_removed_code_goes_with_it(assistant: Assistant) -> None:
    record = record_of("Seen 12 Aug 2026 for type 2 diabetes with diabetic chronic kidney disease, stage 3a.")
    answer = assistant.draft(record)
    assert [bool(line.why) for line in answer.diagnoses] == [False, True]
    alone = assistant.verify(replace(answer, headline="N18.31", diagnoses=answer.diagnoses[1:]), record)
    assert (alone.diagnoses[0].why, alone.blocking) == ("", ())


def test_two_codes_that_exclude_each_other_are_told_once(assistant: Assistant) -> None:
    answer = assistant.draft(record_of("May E10.9 and E11.9 go together on 12 Aug 2026?"))
    assert len([check for check in answer.checks if check.rule == "excludes1"]) == 1


def test_valid_codes_are_told_in_one_check(assistant: Assistant) -> None:
    answer = assistant.draft(record_of("Seen 12 Aug 2026 for migraine and GERD."))
    assert [check.title for check in answer.checks if check.rule == "valid_on_date"] == ["2 codes valid on 12 Aug 2026"]
