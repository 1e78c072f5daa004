"""The patterns that are asked about bounded texts only: how long those are at most, and the test that says so."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bound:
    """The most characters that a pattern is given, and where they are cut."""

    characters: int
    cut: str


BOUNDS = {
    "mailer/bounce_signs.py _NEWS": Bound(1_000, "test_no_more_of_a_subject_is_searched_than_a_line"),
}

MADE_LATER = {
    "assistant/batch.py _place": "the escaped words of a quote, which has a limit",
    "assistant/diagnoses/beside/infectious_agents.py _of_organism": "a table in the code",
    "assistant/diagnoses/beside/medications.py _of_others": "a table in the code",
    "assistant/diagnoses/completing/sides.py parts_of": "a table in the code, asked about the title of a code",
    "assistant/diagnoses/findings.py _confirmed": "the escaped words of a diagnosis, cut from a passage",
    "assistant/diagnoses/queries.py _said": "called while its module is imported",
    "assistant/diagnoses/rules/one_code_for_both.py _found": "a table in the code, asked about a code",
    "assistant/evaluation/scoring.py _has": "the key of an evaluation, written by who runs it",
    "assistant/reading/encounter.py _named": "a table in the code",
    "assistant/redaction/gate.py _known": "the escaped words of a name, with at most three blanks between them",
    "assistant/topics/drug_names.py _drugs": "a word, at the beginning of a code's title",
    "assistant/topics/values.py words": "called while its module is imported",
    "codesets/claims/sites.py _part": "called while its module is imported",
    "codesets/icd10cm/index_layouts.py _recognise": "a table in the code, asked about a heading of an official file",
    "codesets/icd10cm/search/building.py _sides": "a word, in the title of a code",
    "codesets/own_words/shorthand.py _said": "called while its module is imported",
    "codesets/updating/updates.py _fetched": "the operator's setting, asked about one link of a page at a time",
    "web/amending.py _with_quote": "the escaped words of a quote, which has a limit",
}
"""Functions that put a pattern together (`file function`), and why none is slow."""
