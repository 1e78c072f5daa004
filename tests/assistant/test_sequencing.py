"""The order on the claim: notes of the tabular list move codes, all else stays as the record has it."""

import pytest

from assistant.diagnoses.proposals import Proposal
from assistant.diagnoses.sequencing import Sequence, in_claim_order
from codesets import Catalogue
from tests.assistant.test_abbreviations import DAY


def _ordered(catalogue: Catalogue, codes: str) -> Sequence:
    def notes_of(code: str) -> tuple[object, ...]:
        entry = catalogue.entry(code, DAY)
        return entry.notes if entry else ()

    return in_claim_order(tuple(Proposal(code, ()) for code in codes.split()), notes_of)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("found", "ordered", "open_to_lead"),
    [
        ("N18.31 Z79.4 E11.22 I12.9", "E11.22 I12.9 N18.31 Z79.4", "E11.22 I12.9"),
        ("D63.1 I12.9 N18.4", "I12.9 N18.4 D63.1", "I12.9"),
        ("I50.9 J44.9 I11.0", "J44.9 I11.0 I50.9", "J44.9 I11.0"),
        ("K21.9 J44.9", "K21.9 J44.9", "K21.9 J44.9"),
        ("Z79.4", "Z79.4", ""),
    ],
)
def test_order(catalogue: Catalogue, found: str, ordered: str, open_to_lead: str) -> None:
    sequence = _ordered(catalogue, found)
    assert [proposal.code for proposal in sequence.proposals] == ordered.split()
    assert list(sequence.open_to_lead) == open_to_lead.split()


def test_the_note_that_moved_a_code_is_told_once(catalogue: Catalogue) -> None:
    told = {proposal.code: proposal.reason for proposal in _ordered(catalogue, "N18.31 E11.22 I12.9 D63.1").proposals}
    assert told == {
        "E11.22": "",
        "I12.9": "",
        "N18.31": "The notes at E11.22 and I12.9 ask for it as an additional code.",
        "D63.1": "The tabular list says to code N18.31 first.",
    }
