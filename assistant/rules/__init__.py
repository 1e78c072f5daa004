"""The rules, in the order in which they are applied. One rule, one class, one file."""

from assistant.proposals import Rule
from assistant.rules.diabetes_kidney import DiabetesWithKidneyDisease
from assistant.rules.hypertension import HypertensionWithHeartOrKidneyDisease
from assistant.rules.level_of_detail import LevelOfDetail
from assistant.rules.symptoms import IntegralSymptoms

RULES: tuple[Rule, ...] = (
    LevelOfDetail(),
    DiabetesWithKidneyDisease(),
    HypertensionWithHeartOrKidneyDisease(),
    IntegralSymptoms(),
)
