"""Which codes a note names: single ones, categories, and ranges in every way that the tabular list writes them."""

import pytest

from codesets import names


@pytest.mark.parametrize(
    ("text", "code", "named"),
    [
        ("type 2 diabetes mellitus (E11.-)", "E11.22", True),
        ("type 2 diabetes mellitus (E11.-)", "E10.9", False),
        ("stage of chronic kidney disease (N18.1-N18.6)", "N18.31", True),
        ("stage of chronic kidney disease (N18.1-N18.4, N18.9)", "N18.31", True),
        ("stage of chronic kidney disease (N18.1-N18.4, N18.9)", "N18.5", False),
        ("intracranial injury (S06.1- to S06.6-)", "S06.3X0A", True),
        ("cerebrovascular diseases (I60-I69)", "I69.30", True),
        ("cerebrovascular diseases (I60-I69)", "I70.0", False),
        ("insulin resistance as in E11.9", "E11.9", False),
    ],
)
def test_names(text: str, code: str, named: bool) -> None:  # noqa: FBT001
    assert names(text, code) is named
