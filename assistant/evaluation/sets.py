"""Reads an evaluation set: cases as lines of JSON, each with the codes that a certified coder would report.

    {"id": "1", "text": "…", "dos": "2026-05-15", "codes": ["E11.22", "N18.31"], "topic": "Diagnosis coding"}

A line has the keys of a case (`assistant.batch`) and `codes`; `topic` is optional. A set of notes may say `note` for
`text`, and `icd10cm` for `codes` where it holds diagnoses alone. Other keys say where a case is from, and are unread.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.batch import CaseLine, UnreadableCaseError, read_case
from codesets import normalise

_DIAGNOSES = "icd10cm"
_OTHER_NAMES = {"note": "text", _DIAGNOSES: "codes"}


class UnreadableSetError(ValueError):
    """The file is no evaluation set; its text names the line and says why."""


@dataclass(frozen=True, slots=True)
class EvaluationCase:
    """A case and the codes that are right for it, in any order.

    `only_diagnoses`: the set says nothing of procedures, so that a draft's service lines are neither right nor wrong.
    """

    case: CaseLine
    codes: frozenset[str]
    only_diagnoses: bool
    topic: str = ""


def read_set(path: Path, defaults: dict[str, Any]) -> Iterator[EvaluationCase]:
    """The cases of a file, gaps filled from `defaults`. Raises UnreadableSetError at the first line that is none."""
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                try:
                    yield _case(line, defaults)
                except (UnreadableCaseError, UnreadableSetError) as error:
                    raise UnreadableSetError(f"{path}, line {number}: {error}") from None


def _case(line: str, defaults: dict[str, Any]) -> EvaluationCase:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UnreadableSetError(f"this is not JSON ({error}).") from None
    if not isinstance(found, dict):
        raise UnreadableSetError('a case is a JSON object such as {"id": "1", "text": "...", "codes": ["I10"]}.')
    only_diagnoses = _DIAGNOSES in found
    found = {_OTHER_NAMES.get(name, name): value for name, value in found.items()}
    codes = found.get("codes")
    if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
        raise UnreadableSetError('"codes" must be a list of codes, such as ["I10"].')
    known = {name: value for name, value in found.items() if name in CaseLine.model_fields}
    case = read_case(json.dumps(known), defaults)
    return EvaluationCase(case, frozenset(map(normalise, codes)), only_diagnoses, str(found.get("topic", "")))
