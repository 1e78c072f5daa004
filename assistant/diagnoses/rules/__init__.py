"""The rules, in the order in which they are applied. One rule, one class, one file."""

from assistant.diagnoses.proposals import Rule
from assistant.diagnoses.rules.angina import CoronaryDiseaseWithAngina
from assistant.diagnoses.rules.both_sides import BothSides
from assistant.diagnoses.rules.chronic_lung import LungDiseaseWithInfection
from assistant.diagnoses.rules.chronic_pain import ChronicPain
from assistant.diagnoses.rules.diabetes_complications import DiabetesWithComplication
from assistant.diagnoses.rules.diabetes_kidney import DiabetesWithKidneyDisease
from assistant.diagnoses.rules.hypertension import HypertensionWithHeartOrKidneyDisease
from assistant.diagnoses.rules.incidental_pregnancy import IncidentalPregnancy
from assistant.diagnoses.rules.level_of_detail import LevelOfDetail
from assistant.diagnoses.rules.one_code_for_both import OneCodeForBoth
from assistant.diagnoses.rules.symptoms import IntegralSymptoms

RULES: tuple[Rule, ...] = (
    BothSides(),
    LevelOfDetail(),
    DiabetesWithKidneyDisease(),
    DiabetesWithComplication(),
    HypertensionWithHeartOrKidneyDisease(),
    CoronaryDiseaseWithAngina(),
    LungDiseaseWithInfection(),
    OneCodeForBoth(),
    IncidentalPregnancy(),
    IntegralSymptoms(),
    ChronicPain(),
)
