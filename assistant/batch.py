"""Cases as lines of JSON in, drafts as lines of JSON out.

    {"id": "1", "text": "Which codes for …?", "subject": "", "received": "2026-05-20", "dos": "2026-05-15",
     "setting": "practitioner", "payer": "Medicare", "state": "TX"}

Only `id` and `text` must be there; what the text says wins over `dos`, `setting`, `payer` and `state`.
"""

import json
import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.reading import encounter
from codesets.claims import Setting
from consultations.answers import Answer, Check, CodeLine
from consultations.ports import Assistant
from consultations.records import CaseRecord, Document, Given

DOCUMENT = "your text"
"""How evidence names the text of a line."""
_SETTINGS = {
    Setting.PRACTITIONER: "",
    Setting.ASC: encounter.SURGERY_CENTER,
    Setting.OUTPATIENT: encounter.OUTPATIENT_HOSPITAL,
    Setting.INPATIENT: encounter.INPATIENT,
}
"""What the setting of a claim says of the encounter; a practitioner sees patients anywhere."""


class UnreadableCaseError(ValueError):
    """The line is no case; its text says why in a sentence."""


class CaseLine(BaseModel):
    """One case, as a line of the batch gives it."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)

    id: str
    text: str
    subject: str = ""
    received: date | None = None
    dos: date | None = None
    setting: Setting = Setting.PRACTITIONER
    payer: str = ""
    state: str = ""

    def record(self, today: date) -> CaseRecord:
        """The case as the assistant reads it; without a day of receipt it came today, or on its date of service."""
        received = self.received or max(filter(None, (today, self.dos)))
        given = Given(self.dos, _SETTINGS[self.setting], self.payer, self.state)
        return CaseRecord(received, (Document(DOCUMENT, self.text),), subject=self.subject, given=given)


def read_case(text: str, defaults: dict[str, Any]) -> CaseLine:
    """One JSON object, its gaps filled from `defaults`. Raises UnreadableCaseError with a sentence."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableCaseError(f"This is not JSON ({error}).") from None
    if not isinstance(found, dict):
        raise UnreadableCaseError('A case is a JSON object such as {"id": "1", "text": "..."}.')
    try:
        return CaseLine.model_validate(
            {**defaults, **{name: value for name, value in found.items() if value is not None}}
        )
    except ValidationError as error:
        raise UnreadableCaseError(_sentence(error)) from None


def _sentence(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    name = ".".join(str(part) for part in first["loc"])
    if first["type"] == "missing":
        return f'A case needs "{name}".'
    if first["type"] == "extra_forbidden":
        return f'"{name}" is no key of a case; it has {", ".join(CaseLine.model_fields)}.'
    return f'"{name}" of the case cannot be read: {first["msg"][:1].lower()}{first["msg"][1:]}.'


def drafted_line(line: str, assistant: Assistant, today: date, defaults: dict[str, Any]) -> str:
    """The draft of one case under its own id. A line that is no case yields an `error` and no codes."""
    try:
        case = read_case(line, defaults)
    except UnreadableCaseError as error:
        empty: dict[str, Any] = {"codes": [], "questions": [], "findings": [], "answer": ""}
        return json.dumps({"id": _id(line), **empty, "error": str(error)}, ensure_ascii=False)
    answer = assistant.draft(case.record(today))
    return json.dumps({"id": case.id, **as_json(answer, case.text)}, ensure_ascii=False)


def _id(line: str) -> str | int | float | None:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    said = found.get("id") if isinstance(found, dict) else None
    return said if isinstance(said, str | int | float) else None


def as_json(answer: Answer, text: str) -> dict[str, Any]:
    """A draft in the form that the commands print; evidence with its place in the text, in characters."""
    return {
        "codes": [_code(line, place, text) for place, line in enumerate(answer.code_lines, start=1)],
        "questions": list(answer.questions),
        "findings": [_finding(check) for check in answer.checks],
        "answer": "\n\n".join(
            filter(None, (answer.headline, answer.summary, *_replies(answer), *answer.before_you_send))
        ),
    }


def _replies(answer: Answer) -> Iterable[str]:
    return (reply.answer for reply in answer.replies)


def _code(line: CodeLine, sequence: int, text: str) -> dict[str, Any]:
    places = (_place(quote.quote, text) for quote in line.evidence)
    return {
        "system": str(line.system),
        "code": line.code,
        "modifiers": list(line.modifiers),
        "units": line.units,
        "sequence": sequence,
        "result": str(line.result),
        "evidence": [{"start": a, "end": b, "quote": text[a:b]} for a, b in filter(None, places)],
    }


def _place(quote: str, text: str) -> tuple[int, int] | None:
    """Where a quote stands; the words are the same there, the white space between them may not be."""
    found = re.search(r"\s+".join(re.escape(word) for word in quote.split()), text)
    return found.span() if found else None


def _finding(check: Check) -> dict[str, Any]:
    return {
        "rule": check.rule,
        "result": str(check.result),
        "codes": list(check.codes),
        "message": f"{check.title}. {check.detail}".rstrip(". ") + ".",
        "remedy": check.remedy,
    }
