"""The rules of the claim check: one a file, each with its public source."""

from codesets.claims.rules.base import Rule
from codesets.claims.rules.bilateral_units import BilateralUnits
from codesets.claims.rules.claim_counts import Counts
from codesets.claims.rules.claim_duplicates import Duplicates
from codesets.claims.rules.claim_keys import UnreadKeys
from codesets.claims.rules.coverage_foot_care import FootCare
from codesets.claims.rules.coverage_frequency import CoverageFrequency
from codesets.claims.rules.coverage_lcd import LocalCoverage
from codesets.claims.rules.coverage_ncd import NationalCoverage
from codesets.claims.rules.coverage_notice import CoverageNotice
from codesets.claims.rules.drug_ndc import DrugNumber
from codesets.claims.rules.drug_reason import DrugReason
from codesets.claims.rules.drug_units import DrugUnits
from codesets.claims.rules.drug_waste import DrugWaste
from codesets.claims.rules.global_modifiers import GlobalModifiers
from codesets.claims.rules.global_package import GlobalPackage
from codesets.claims.rules.hcpcs_validity import ProcedureValidity
from codesets.claims.rules.icd10cm_age_sex import AgeAndSex
from codesets.claims.rules.icd10cm_combination import Combinations
from codesets.claims.rules.icd10cm_excludes1 import Excludes1
from codesets.claims.rules.icd10cm_first_listed import FirstListed
from codesets.claims.rules.icd10cm_pairing import DiagnosisPairing
from codesets.claims.rules.icd10cm_uncertain import UncertainDiagnoses
from codesets.claims.rules.icd10cm_validity import DiagnosisValidity
from codesets.claims.rules.icd10pcs_validity import InpatientProcedures
from codesets.claims.rules.inpatient_hac import HospitalAcquired
from codesets.claims.rules.inpatient_poa import PresentOnAdmission
from codesets.claims.rules.medicare_substitutes import MedicareSubstitutes
from codesets.claims.rules.modifier_legality import ModifierLegality
from codesets.claims.rules.modifier_provider import ModifierProvider
from codesets.claims.rules.modifier_setting import ModifierSetting
from codesets.claims.rules.modifier_site import ModifierSite
from codesets.claims.rules.mpfs_assistant import FeeAssistant
from codesets.claims.rules.mpfs_multiple import MultipleProcedures
from codesets.claims.rules.mpfs_pc_tc import FeeParts
from codesets.claims.rules.mpfs_status import FeeStatus
from codesets.claims.rules.ncci_add_on import AddOnCodes
from codesets.claims.rules.ncci_mue import UnitEdits
from codesets.claims.rules.ncci_ptp import PairEdits
from codesets.claims.rules.pos_legality import PlaceOfServiceLegality
from codesets.claims.rules.telehealth_place import TelehealthPlace
from codesets.claims.rules.time_anesthesia import AnesthesiaTime
from codesets.claims.rules.time_based import TimeBased
from codesets.claims.rules.time_infusion import InfusionTime
from codesets.claims.rules.time_units import TherapyMinutes
from codesets.claims.rules.visit_complexity import VisitComplexity

RULES: tuple[Rule, ...] = (
    UnreadKeys(),
    DiagnosisValidity(),
    ProcedureValidity(),
    PairEdits(),
    UnitEdits(),
    AddOnCodes(),
    GlobalPackage(),
    GlobalModifiers(),
    ModifierLegality(),
    ModifierSetting(),
    ModifierSite(),
    ModifierProvider(),
    DrugUnits(),
    DrugWaste(),
    DrugReason(),
    DrugNumber(),
    BilateralUnits(),
    NationalCoverage(),
    LocalCoverage(),
    CoverageNotice(),
    CoverageFrequency(),
    FootCare(),
    FirstListed(),
    DiagnosisPairing(),
    Combinations(),
    Excludes1(),
    UncertainDiagnoses(),
    AgeAndSex(),
    FeeStatus(),
    VisitComplexity(),
    MedicareSubstitutes(),
    FeeParts(),
    FeeAssistant(),
    MultipleProcedures(),
    PlaceOfServiceLegality(),
    TelehealthPlace(),
    TherapyMinutes(),
    TimeBased(),
    InfusionTime(),
    AnesthesiaTime(),
    InpatientProcedures(),
    PresentOnAdmission(),
    HospitalAcquired(),
    Counts(),
    Duplicates(),
)
"""In the order of their value to a practice: what denies most claims first."""

__all__ = ["RULES", "Rule"]
