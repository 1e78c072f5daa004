"""The rules, each by itself, on proposals as the guidelines have them."""

import pytest

from assistant.diagnoses.proposals import Proposal, Rule, TitleOf
from assistant.diagnoses.rules.both_sides import BothSides
from assistant.diagnoses.rules.chronic_lung import LungDiseaseWithInfection
from assistant.diagnoses.rules.diabetes_kidney import DiabetesWithKidneyDisease
from assistant.diagnoses.rules.hypertension import HypertensionWithHeartOrKidneyDisease
from assistant.diagnoses.rules.incidental_pregnancy import IncidentalPregnancy
from assistant.diagnoses.rules.level_of_detail import LevelOfDetail
from assistant.diagnoses.rules.one_code_for_both import OneCodeForBoth
from assistant.diagnoses.rules.symptoms import IntegralSymptoms
from codesets import Catalogue, System
from consultations.answers import Evidence
from tests.assistant.test_abbreviations import DAY

KIDNEY, PRESSURE = DiabetesWithKidneyDisease(), HypertensionWithHeartOrKidneyDisease()
DETAIL, SYMPTOMS = LevelOfDetail(), IntegralSymptoms()
BOTH, INCIDENTAL, LUNG = OneCodeForBoth(), IncidentalPregnancy(), LungDiseaseWithInfection()
SIDES = BothSides()


@pytest.fixture(scope="module")
def title_of(catalogue: Catalogue) -> TitleOf:
    return lambda code: catalogue.check(System.ICD10CM, code, DAY).title


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        (KIDNEY, "E11.9 N18.31", "E11.22 N18.31"),
        (KIDNEY, "N18.4 J44.9 E10.9", "E10.22 N18.4 J44.9"),
        (KIDNEY, "E11.9 J44.9", "E11.9 J44.9"),
        (KIDNEY, "E11.9 E11.22 N18.4", "E11.22 N18.4"),
        (KIDNEY, "E11.9 E10.9 N18.4", "E11.9 E10.9 N18.4"),
        (KIDNEY, "E11.65 N18.4", "E11.65 E11.22 N18.4"),
        (PRESSURE, "I10 N18.31", "I12.9 N18.31"),
        (PRESSURE, "I10 N18.6", "I12.0 N18.6"),
        (PRESSURE, "J44.9 I50.9 I10", "J44.9 I11.0 I50.9"),
        (PRESSURE, "I10 I50.9 N18.4", "I13.0 I50.9 N18.4"),
        (PRESSURE, "I10 I50.9 N18.5", "I13.2 I50.9 N18.5"),
        (PRESSURE, "I10 E11.9", "I10 E11.9"),
        (DETAIL, "N18.9 N18.31", "N18.31"),
        (DETAIL, "E11.9 E11.22", "E11.22"),
        (DETAIL, "M54.50 M54.16", "M54.50 M54.16"),
        (DETAIL, "I50.9 I10", "I50.9 I10"),
        (DETAIL, "N18.9 N18.9", "N18.9 N18.9"),
        (DETAIL, "S52.501A S52.512A", "S52.501A S52.512A"),
        (SYMPTOMS, "R05.9 J18.9", "J18.9"),
        (SYMPTOMS, "R05.9 R50.9", "R05.9 R50.9"),
        (SYMPTOMS, "R05.9 Z87.891", "R05.9 Z87.891"),
        (SYMPTOMS, "N40.1 R35.1 R39.12", "N40.1 R35.1 R39.12"),
        (BOTH, "M54.50 M54.32", "M54.42"),
        (BOTH, "M51.27 M54.10", "M51.17"),
        (BOTH, "M51.27 M54.17", "M51.17"),
        (BOTH, "E03.9 E06.3", "E06.3"),
        (BOTH, "N40.0 R35.1 R39.12", "N40.1 R35.1 R39.12"),
        (BOTH, "N20.0 N20.1", "N20.2"),
        (BOTH, "N20.1 N13.30", "N13.2"),
        (BOTH, "K80.20 K81.0", "K80.00"),
        (BOTH, "G30.1 F03.B0", "F02.B0 G30.1"),
        (BOTH, "K70.31 I85.00", "I85.10 K70.31"),
        (BOTH, "S32.019A M81.0", "M80.08XA"),
        (BOTH, "N30.00 R31.9", "N30.01"),
        (BOTH, "K21.9 N20.0", "K21.9 N20.0"),
        (INCIDENTAL, "O24.410 Z33.1", "O24.410"),
        (INCIDENTAL, "S93.401A Z33.1", "S93.401A Z33.1"),
        (SIDES, "H66.91 H66.92 J06.9", "H66.93 J06.9"),
        (SIDES, "H66.92 M25.561 H66.91", "H66.93 M25.561"),
        (SIDES, "M25.561 M25.562", "M25.561 M25.562"),
        (SIDES, "S93.401A S93.402A", "S93.401A S93.402A"),
        (LUNG, "J44.1 J20.9", "J44.1 J44.0 J20.9"),
        (LUNG, "J44.9 J18.9", "J44.0 J18.9"),
        (LUNG, "J44.1 F17.210", "J44.1 F17.210"),
    ],
)
def test_rule(rule: Rule, before: str, after: str, title_of: TitleOf) -> None:
    found = tuple(Proposal(code, (Evidence(code, "your mail"),)) for code in before.split())
    ruling = rule.apply(found, title_of)
    assert [proposal.code for proposal in ruling.proposals] == after.split()
    gone = set(before.split()) - set(after.split())
    assert {one.proposal.code for one in ruling.dropped} == gone
    for proposal in ruling.proposals:
        if proposal.code not in before.split():
            assert proposal.source == rule.source
            assert gone <= {evidence.quote for evidence in proposal.evidence}


def test_a_symptom_that_the_client_wrote_is_not_left_out(title_of: TitleOf) -> None:
    asked = tuple(Proposal(code, (), asked=True) for code in ("N18.31", "R05.9"))
    assert SYMPTOMS.apply(asked, title_of).proposals == asked


def test_a_lesser_code_gives_way_though_the_client_wrote_it(title_of: TitleOf) -> None:
    asked = tuple(Proposal(code, (), asked=True) for code in ("N18.9", "N18.31"))
    ruling = DETAIL.apply(asked, title_of)
    assert [proposal.code for proposal in ruling.proposals] == ["N18.31"]
    assert ruling.dropped[0].sentence == "N18.31 says more about the same condition than N18.9."


def test_words_that_a_more_detailed_title_has_too_add_no_code_of_another_category(title_of: TitleOf) -> None:
    kidney, stage = Proposal("N28.9", (), named="kidney disease"), Proposal("N18.31", (), named="CKD 3a")
    assert DETAIL.apply((kidney, stage), title_of).proposals == (stage,)
    other = Proposal("N28.9", (), named="disorder of ureter")
    assert DETAIL.apply((other, stage), title_of).proposals == (other, stage)
