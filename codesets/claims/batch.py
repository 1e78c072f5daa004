"""Claims as lines of JSON in, findings as lines of JSON out."""

import json
from decimal import Decimal
from typing import Any

from codesets.claims.checking import check_claim
from codesets.claims.errors import UnreadableClaimError
from codesets.claims.reading import claim_of, parsed
from codesets.claims.tables import Tables
from codesets.claims.values import Finding


def checked_line(line: str, tables: Tables) -> str:
    """One claim's findings, under its own id: `{"id", "findings": [{"rule", "result", "codes", …}]}`.

    A line that is no claim yields no findings, and an `error` with a sentence that says what is wrong with it.
    """
    found: Any = None
    try:
        found = parsed(line)
        findings = check_claim(claim_of(found), tables)
    except UnreadableClaimError as error:
        return _line({"id": _id(found), "findings": [], "error": str(error)})
    return _line({"id": _id(found), "findings": [as_json(finding) for finding in findings]})


def as_json(finding: Finding) -> dict[str, Any]:
    """A finding in the form that the command prints."""
    return {
        "rule": finding.rule,
        "result": str(finding.result),
        "codes": list(finding.codes),
        "indicator": finding.indicator,
        "message": finding.message,
        "source": finding.authority,
    }


def _id(found: Any) -> Any:
    """The id as the sender wrote it: a text, a number, or nothing."""
    said = found.get("id") if isinstance(found, dict) else None
    return str(said) if isinstance(said, Decimal) else said


def _line(answer: dict[str, Any]) -> str:
    return json.dumps(answer, default=str)
