"""The plans that ship, and how a plans file of one's own goes wrong."""

from pathlib import Path

import pytest

from config import plans
from config.settings import SettingsError

PLAN = """
[solo]
label = "Solo"
consultations = 10
follow_up_days = 14
code_page_views = 200
assistant_questions_a_day = 20
review_minutes = 1440
attachment_bytes = 10000000
seats = 1
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "plans.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_plans_that_ship() -> None:
    shipped = plans.load()
    assert list(shipped) == ["guest", "free", "solo", "practice", "enterprise"]
    assert [plan.consultations for plan in shipped.values()] == [0, 2, 10, 60, plans.UNLIMITED]
    assert [plan.code_page_views for plan in shipped.values()][:2] == [1, 5]


def test_plans_of_ones_own(tmp_path: Path) -> None:
    assert plans.load(written(tmp_path, PLAN))["solo"].review_minutes == 1440


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (PLAN.replace("seats = 1\n", ""), "Plan solo in the plans file: seats is missing or unknown; a plan has "),
        (PLAN + "colour = 3\n", "Plan solo in the plans file: colour is missing or unknown; a plan has "),
        (
            PLAN.replace("consultations = 10", 'consultations = "ten"'),
            "Plan solo in the plans file: consultations must be a whole number, not 'ten'.",
        ),
        (
            PLAN.replace("seats = 1", "seats = true"),
            "Plan solo in the plans file: seats must be a whole number, not True.",
        ),
        (
            PLAN.replace("seats = 1", "seats = -2"),
            "Plan solo in the plans file: seats is -2; a count is 0 or more, or -1 for unlimited.",
        ),
        (PLAN.replace('"Solo"', "7"), "Plan solo in the plans file: label must be text, not 7."),
        ("solo = 3\n", "Plan solo in the plans file: "),
    ],
)
def test_a_wrong_plan_is_named(text: str, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        plans.load(written(tmp_path, text))
    assert str(caught.value).startswith(sentence)


@pytest.mark.parametrize("text", ["[solo", None])
def test_a_file_that_cannot_be_read_is_named(text: str | None, tmp_path: Path) -> None:
    path = tmp_path / "plans.toml" if text is None else written(tmp_path, text)
    with pytest.raises(SettingsError, match=r"^Setting plans_file: .*plans\.toml cannot be read: .*Mend the file"):
        plans.load(path)
