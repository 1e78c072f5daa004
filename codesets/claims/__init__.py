"""The claim check: a claim with its lines against the loaded tables, rule by rule.

`check_claim(claim, tables)` says what the rules find; `read_claim(text)` reads a claim from JSON.
"""

from codesets.claims.batch import as_json, checked_line
from codesets.claims.checking import check_claim
from codesets.claims.errors import UnreadableClaimError
from codesets.claims.loaded import LoadedTables
from codesets.claims.reading import claim_of, read_claim
from codesets.claims.tables import Tables
from codesets.claims.values import (
    MEDICARE_EDIT,
    Claim,
    ClaimLine,
    Diagnosis,
    Drug,
    EarlierProcedure,
    Finding,
    Payer,
    Result,
    Setting,
    Sex,
    UnknownKey,
)

__all__ = [
    "MEDICARE_EDIT",
    "Claim",
    "ClaimLine",
    "Diagnosis",
    "Drug",
    "EarlierProcedure",
    "Finding",
    "LoadedTables",
    "Payer",
    "Result",
    "Setting",
    "Sex",
    "Tables",
    "UnknownKey",
    "UnreadableClaimError",
    "as_json",
    "check_claim",
    "checked_line",
    "claim_of",
    "read_claim",
]
