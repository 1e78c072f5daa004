"""Reads evaluation sets: a file of JSON lines, or a folder of TOML files, each case with what is right for it.

    {"id": "1", "text": "…", "dos": "2026-05-15", "codes": ["E11.22", "N18.31"], "topic": "Diagnosis coding"}

A line has the keys of a case (`assistant.batch`) and `codes`; `topic` is optional. A set of notes may say `note` for
`text`, and `icd10cm` for `codes` where it holds diagnoses alone. Other keys say where a case is from, and are unread.
A TOML file with `mail` is a case mail (`case_mails`), which earns points; any other holds cases as tables, each with
the keys of such a line and its id for a name.
"""

import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from assistant.batch import CaseLine, UnreadableCaseError, read_case
from assistant.evaluation import case_mails
from assistant.evaluation.case_mails import CaseMail
from codesets import normalise
from consultations.records import CaseRecord

_DIAGNOSES = "icd10cm"
_OTHER_NAMES = {"note": "text", _DIAGNOSES: "codes"}


class UnreadableSetError(ValueError):
    """The file is no evaluation set; its text names the place and says why."""


@dataclass(frozen=True, slots=True)
class EvaluationCase:
    """A case and the codes that are right for it, in any order; None where several codes would do as well, or any.

    `only_diagnoses`: the set says nothing of procedures, so that a draft's service lines are neither right nor wrong.
    `mail` says for what else an answer earns points.
    """

    id: str
    record: CaseRecord
    codes: frozenset[str] | None
    only_diagnoses: bool = False
    topic: str = ""
    mail: CaseMail | None = None


def read_set(path: Path, defaults: dict[str, Any], today: date) -> Iterator[EvaluationCase]:
    """The cases of a file or folder, gaps filled from `defaults`. Raises UnreadableSetError at the first that is none.

    A case that does not say when it came came `today`.
    """
    if path.is_dir():
        files = sorted(path.glob("*.toml"))
        if not files:
            raise UnreadableSetError(f"{path} holds no TOML files.")
        for file in files:
            yield from _of_toml(file, defaults, today)
        return
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                try:
                    yield _case(_object(line), defaults, today)
                except (UnreadableCaseError, UnreadableSetError) as error:
                    raise UnreadableSetError(f"{path}, line {number}: {error}") from None


def _of_toml(path: Path, defaults: dict[str, Any], today: date) -> Iterator[EvaluationCase]:
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
        if "mail" in found:
            yield _mail(case_mails.of(path.stem, found))
            return
        for name, case in found.items():
            yield _case(_table(name, case), defaults, today)
    except (tomllib.TOMLDecodeError, UnreadableCaseError, UnreadableSetError) as error:
        raise UnreadableSetError(f"{path}: {error}") from None


def _table(name: str, case: object) -> dict[str, Any]:
    if not isinstance(case, dict):
        raise UnreadableSetError(f"{name} is neither a mail nor a table with the text and codes of a case.")
    return {"id": name, **case}


def _mail(mail: CaseMail) -> EvaluationCase:
    return EvaluationCase(mail.name, mail.record, mail.plain_codes, topic=mail.kind, mail=mail)


def _object(line: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UnreadableSetError(f"this is not JSON ({error}).") from None
    if not isinstance(found, dict):
        raise UnreadableSetError('a case is a JSON object such as {"id": "1", "text": "...", "codes": ["I10"]}.')
    return found


def _case(found: dict[str, Any], defaults: dict[str, Any], today: date) -> EvaluationCase:
    only_diagnoses = _DIAGNOSES in found
    found = {_OTHER_NAMES.get(name, name): value for name, value in found.items()}
    codes = found.get("codes")
    if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
        raise UnreadableSetError('"codes" must be a list of codes, such as ["I10"].')
    known = {name: value for name, value in found.items() if name in CaseLine.model_fields}
    case = read_case(json.dumps(known, default=str), defaults)
    right = frozenset(map(normalise, codes))
    return EvaluationCase(case.id, case.record(today), right, only_diagnoses, str(found.get("topic", "")))
