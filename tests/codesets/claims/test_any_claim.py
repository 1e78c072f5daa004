"""Whatever the claim: no rule raises, the same claim has the same findings, and the order of its lines is no matter."""

import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codesets import own_words
from codesets.claims import (
    Claim,
    ClaimLine,
    Diagnosis,
    Drug,
    EarlierProcedure,
    Result,
    Setting,
    Sex,
    as_json,
    check_claim,
)
from codesets.claims.rules import RULES
from codesets.values import Dataset, NoteKind, Status
from tests.codesets.claims.invented import DAY, InventedTables

CODES = st.sampled_from(
    [
        *("99213", "99214", "99291", "G2211", "G0439", "45385", "45380", "20610", "25600", "11043", "11046", "97110"),
        *("J3301", "J0885", "Q4081", "0054T", "80053", "80048", "72148", "99417", "A0428", "ABC", "00100", "1234F"),
        *("59400", "92014", "96360", "96365", "96366", "96413", "J3490"),
        *("29877", "29881", "01968", "G0121"),
    ]
)
DIAGNOSES = st.sampled_from(
    [
        "I10",
        "E11.9",
        "E10.9",
        "Z79.4",
        "O09.02",
        "Z3A.20",
        "Z00.00",
        "S52.501S",
        "W19.XXXA",
        "Y92.009",
        "B20",
        "H28",
        "I12.0",
        "N18.31",
        "I50.9",
        "A41.9",
        "T40.2X1A",
        "L89.153",
        "X",
        "",
    ]
)
MODIFIERS = st.sampled_from([*sorted(own_words.modifiers()), "", "0Z", "é"])
DAYS = st.integers(-200, 1500).map(lambda days: DAY + timedelta(days=days)) | st.sampled_from([date.min, date.max])
AMOUNTS = st.none() | st.decimals(0, 10**8, allow_nan=False, places=2)
FEE_FIELDS = {
    "status": st.sampled_from([*"ABCDEFGHIJMNPQRTX", ""]),
    "pc_tc": st.sampled_from([*"0123456789", ""]),
    "global_days": st.sampled_from(["000", "010", "090", "MMM", "XXX", "YYY", "ZZZ", ""]),
    "multiple": st.sampled_from([*"0123459", ""]),
    "bilateral": st.sampled_from([*"01239", ""]),
    "assistant": st.sampled_from([*"0129", ""]),
    "co_surgeons": st.sampled_from([*"0129", ""]),
    "team": st.sampled_from([*"0129", ""]),
    "facility_na": st.booleans(),
    "nonfacility_na": st.booleans(),
}
LINES = st.builds(
    ClaimLine,
    code=CODES,
    on=DAYS | st.just(DAY),
    modifiers=st.lists(MODIFIERS, max_size=5).map(tuple),
    units=st.integers(0, 10**6),
    through=st.none() | DAYS,
    diagnoses=st.lists(DIAGNOSES, max_size=5).map(tuple),
    place_of_service=st.sampled_from(["", "11", "21", "24", "77", "é"]),
    minutes=st.none() | st.integers(0, 10**6),
    drug=st.builds(
        Drug,
        given=AMOUNTS,
        wasted=AMOUNTS,
        unit=st.sampled_from(["", "mg", "g", "units", "vial"]),
        single_dose=st.none() | st.booleans(),
        ndc=st.sampled_from(["", "0003-0293-05", "é"]),
        hemoglobin=AMOUNTS,
        hematocrit=AMOUNTS,
    ),
)
CLAIMS = st.builds(
    Claim,
    on=DAYS,
    lines=st.lists(LINES, min_size=1, max_size=6).map(tuple),
    diagnoses=st.lists(st.builds(Diagnosis, DIAGNOSES, st.booleans()), max_size=14).map(tuple),
    setting=st.sampled_from(Setting),
    payer=st.sampled_from(["", "Medicare", "Medicaid", "Aetna"]),
    state=st.sampled_from(["", "TX"]),
    sex=st.none() | st.sampled_from(Sex),
    place_of_service=st.sampled_from(["", "11", "19", "22", "99"]),
    provider=st.sampled_from(["", "7"]),
    specialty=st.sampled_from(["", "20"]),
    earlier=st.none()
    | st.lists(
        st.builds(
            EarlierProcedure,
            CODES,
            DAYS,
            st.lists(MODIFIERS, max_size=2).map(tuple),
            st.sampled_from(["", "7", "8"]),
            st.just("20"),
        ),
        max_size=3,
    ).map(tuple),
    discharge=st.none() | DAYS,
)
TABLES = st.builds(
    InventedTables,
    pairs=st.dictionaries(
        st.tuples(CODES, CODES).filter(lambda pair: pair[0] != pair[1]), st.sampled_from([0, 1]), max_size=8
    ),
    limits=st.dictionaries(
        st.tuples(CODES, st.sampled_from([Dataset.MUE_PRACTITIONER, Dataset.MUE_OUTPATIENT])),
        st.tuples(st.integers(0, 5), st.integers(1, 3)),
        max_size=8,
    ),
    add_ons=st.dictionaries(CODES, st.tuples(st.integers(1, 3), st.lists(CODES, max_size=3).map(tuple)), max_size=4),
    fees=st.dictionaries(CODES, st.fixed_dictionaries(FEE_FIELDS), max_size=12),
    drugs=st.dictionaries(CODES, st.sampled_from(["Injection, 10 mg", "0 mg", "per dose", "1,000 units"]), max_size=4),
    invalid=st.dictionaries(DIAGNOSES | CODES, st.sampled_from(Status), max_size=4),
    noted=st.dictionaries(
        DIAGNOSES,
        st.lists(
            st.tuples(st.sampled_from(NoteKind), st.sampled_from(["made up (E10.-)", "none", "(I10-I1A)"])), max_size=2
        ),
        max_size=4,
    ),
    missing=st.sets(st.sampled_from(Dataset), max_size=4),
)


@settings(max_examples=200, deadline=None)
@given(CLAIMS, TABLES, st.randoms(use_true_random=False))
def test_no_rule_raises_and_the_order_of_lines_is_no_matter(asked: Claim, tables: InventedTables, random: Any) -> None:
    first = check_claim(asked, tables)
    shuffled = list(asked.lines)
    random.shuffle(shuffled)
    again = check_claim(Claim(**{**_fields(asked), "lines": tuple(shuffled)}), tables)
    assert first == again
    assert check_claim(asked, tables) == first
    assert len(set(first)) == len(first)
    for finding in first:
        json.dumps(as_json(finding))
        assert finding.rationale.endswith((".", "?"))
        assert bool(finding.remedy) is (finding.result is not Result.PASS)
        assert finding.source


def _fields(asked: Claim) -> dict[str, Any]:
    return {name: getattr(asked, name) for name in Claim.__dataclass_fields__}


def test_every_rule_has_a_name_and_a_source_of_its_own() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert all(rule.source for rule in RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_names_its_source_where_it_is_written(rule: Any) -> None:
    module = __import__(type(rule).__module__, fromlist=["__doc__"])
    assert (module.__doc__ or "").startswith(f"{rule.id}: ")
    assert "Source: " in (module.__doc__ or "")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_what_rests_on_a_manual_of_medicares_says_so_in_every_finding(rule: Any) -> None:
    assert rule.medicare or not re.search("Medicare|NCCI", rule.source)
    said = rule.warns((), "Why.", "What.")
    assert said.authority.endswith("Medicare edit; another payer may differ") is rule.medicare


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_is_found_in_the_file_of_its_name(rule: Any) -> None:
    assert type(rule).__module__.endswith(f".{rule.id.replace('.', '_')}")
