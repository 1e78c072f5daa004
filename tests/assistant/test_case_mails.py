"""Case mails over every kind of question, with points for what a certified coder expects of the answer.

Those that rest on the bundled ICD-10-CM run everywhere; the others need the reference tables, which
`make codes-reference` loads, and are measured where those lie.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.evaluation.case_mails import CaseMail, read_case
from assistant.evaluation.scoring import Score, score, share
from bench.load_reference import FOLDER, load
from codesets import open_catalogue
from consultations.answers import Answer

MAILS = [read_case(path) for path in sorted((Path(__file__).parent / "mails").glob("*.toml"))]
ENOUGH = 0.9
STORES = Path(os.environ.get("REFERENCE_STORES", FOLDER))
"""Where `make codes-reference` keeps its stores from run to run."""


@pytest.fixture(scope="module")
def with_tables() -> Iterator[Assistant]:
    if not list((STORES / "codesets").glob("mpfs-20*.sqlite")):
        assert all(one.right for one in load(STORES))
    with open_catalogue(STORES / "codesets") as catalogue:
        yield Assistant(catalogue)


def scored(assistant: Assistant, mails: list[CaseMail]) -> list[tuple[Score, Answer]]:
    answers = [(mail, assistant.draft(mail.record)) for mail in mails]
    for mail, answer in answers:
        assert assistant.verify(answer, mail.record) == answer, mail.name
    return [(score(mail, answer), answer) for mail, answer in answers]


def judge(found: list[tuple[Score, Answer]]) -> None:
    scores = [one for one, _ in found]
    assert [one.name for one in scores if one.wrong] == [], "recommends a wrong code"
    assert [one.name for one in scores if one.repeated] == [], "repeats an identifier"
    assert [(one.name, answer.blocking) for one, answer in found if answer.blocking] == []
    assert share(scores) >= ENOUGH, [(one.name, one.missed) for one in scores if one.missed]


def test_mails_on_the_bundled_release(assistant: Assistant) -> None:
    judge(scored(assistant, [mail for mail in MAILS if mail.tables == "bundled"]))


@pytest.mark.shared
def test_mails_on_the_tables_of_medicare(with_tables: Assistant) -> None:
    judge(scored(with_tables, [mail for mail in MAILS if mail.tables == "reference"]))


def test_every_kind_of_question_has_a_mail() -> None:
    """The 25 kinds that people mail; 'what is this code' and 'which modifier' stand among their wordings."""
    kinds = {mail.kind for mail in MAILS}
    expected = {
        *("pairs", "visit_with_procedure", "global_period", "distinct_service", "both_sides", "drug_units"),
        *("procedure_code", "visit_level", "new_or_established", "denial", "note_diagnoses", "sequence"),
        *("code_validity", "laterality", "screening", "preventive_and_problem", "telehealth", "coverage", "notice"),
        *("professional_technical", "who_did_it", "units_over_limit", "crosswalk", "records", "timed_services"),
    }
    assert expected <= kinds
    assert len(MAILS) >= 185
