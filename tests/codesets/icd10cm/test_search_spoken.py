"""What billers write in other words than the list: each phrase here once led to a code of another matter."""

import pytest

from codesets.icd10cm.search import spoken
from codesets.icd10cm.search.phrases import Kind, Places
from codesets.icd10cm.tabular import Level, Node


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("L4-L5 disc herniation", "lumbar region disc herniation"),
        ("l5-s1 radiculopathy", "lumbosacral region radiculopathy"),
        ("lumbar stenosis l3-4", "lumbar stenosis lumbar region"),
        ("cervical disc herniation c5-6", "cervical disc herniation cervical C5-C6"),
        ("l1 compression fracture", "first lumbar vertebra compression fracture"),
        ("t12 compression fracture", "t12 compression fracture"),
        ("stage IV ckd", "stage 4 ckd"),
        ("ckd4", "chronic kidney disease stage 4"),
        ("ckd stage 3b", "chronic kidney disease stage 3b"),
        ("bmi 40", "body mass index 40.0-44.9 adult"),
        ("BMI of 35.7", "body mass index 35.0-35.9 adult"),
        ("bmi 18", "body mass index 19.9 or less adult"),
        ("bmi 71", "body mass index 70 or greater adult"),
        ("dx code for hypertension", "hypertension"),
        ("What is the ICD-10 code for gout", "gout"),
    ],
)
def test_the_lists_own_words_are_written(asked: str, written: str) -> None:
    assert spoken.written(asked) == written


@pytest.mark.parametrize(
    "asked",
    [
        "t2 dm",
        "T1 diabetes",
        "hepatitis C",
        "code blue",
        "c4 deficiency",
        "vitamin b12 deficiency",
        "encounter for flu",
        "iv drug use",
    ],
)
def test_what_is_no_level_and_no_stage_stays(asked: str) -> None:
    assert spoken.written(asked) == asked


def test_limbs_are_what_the_list_calls_them() -> None:
    assert spoken.limbs("cellulitis left leg") == "cellulitis left lower limb"
    assert spoken.limbs("pain in both arms") == "pain in both upper limb"
    assert spoken.limbs("alarm") == "alarm"


def _node(code: str, title: str, parent: int | None, *, billable: bool) -> Node:
    return Node(Level.CODE, code, title, parent, billable=billable, notes=(), seventh=False)


def test_a_line_of_the_index_that_names_a_child_of_its_header_leads_to_the_child() -> None:
    """The index writes "Ulcer, pressure, stage 4, sacral region" with L89.15-."""
    places = Places(
        [
            _node("L89.15", "Pressure ulcer of sacral region", None, billable=False),
            _node("L89.154", "Pressure ulcer of sacral region, stage 4", 0, billable=True),
            _node("L89.159", "Pressure ulcer of sacral region, unspecified stage", 0, billable=True),
        ]
    )
    named = places.phrase("Ulcer pressure stage 4 sacral region", 0, Kind.INDEX)
    open_one = places.phrase("Ulcer pressure sacral region", 0, Kind.INDEX)
    assert named is not None
    assert open_one is not None
    assert (named.leads_to, open_one.leads_to) == (1, 2)
