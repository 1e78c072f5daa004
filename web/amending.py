"""The draft as form fields, and form fields as an amended answer. Checking what was written is the assistant's.

Fields are flat, so that a form without JavaScript can carry them: `headline`, `summary`, `date`, `before`, and a row a
code line: `d-0-code`, `d-0-order`, `d-0-reason`, `d-0-remove`; services are `s-…` with `modifiers` and `units`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from consultations.answers import Answer, CodeLine, Facts, Result, System

Fields = Mapping[str, str]

BLANK_ROWS = 2
"""Empty rows at the end of each table for codes to add; saving brings new ones."""

MOST_ROWS = 60
"""More than any claim form holds (12 diagnoses on a CMS-1500, 25 on a UB-04)."""

_CODE = re.compile(r"[A-Z0-9]{3}\.?[A-Z0-9]{0,4}")
_CPT = re.compile(r"[0-9]{4}[0-9A-Z]")
_MODIFIER = re.compile(r"[A-Z0-9]{2}")
_LONGEST_PROSE = 20_000
_MOST_UNITS = 9_999


class FormError(Exception):
    """A field cannot be read; the message names it and says what belongs there."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table as the form shows it; `line` is the draft's code line that it stands for, None when added."""

    prefix: str
    code: str
    order: str
    reason: str
    modifiers: str
    units: str
    remove: bool
    line: CodeLine | None


def fields_of(answer: Answer) -> dict[str, str]:
    """The form as it stands before anybody touches it."""
    fields = {
        "headline": answer.headline,
        "summary": answer.summary,
        "date": answer.facts.date_of_service.isoformat(),
        "before": "\n".join(answer.before_you_send),
    }
    for table, lines in (("d", answer.diagnoses), ("s", answer.services)):
        for index, line in enumerate(lines):
            fields |= {
                f"{table}-{index}-code": line.code,
                f"{table}-{index}-order": str(index + 1),
                f"{table}-{index}-reason": line.reason,
                f"{table}-{index}-modifiers": " ".join(line.modifiers),
                f"{table}-{index}-units": str(line.units),
            }
    return fields


def rows(fields: Fields, table: str, lines: tuple[CodeLine, ...]) -> list[Row]:
    """The rows of a table (`d` or `s`): the draft's lines, then those being added, then blank ones."""
    count = len(lines)
    while count < MOST_ROWS and fields.get(f"{table}-{count}-code"):
        count += 1
    return [_row(fields, f"{table}-{index}", lines, index) for index in range(min(count + BLANK_ROWS, MOST_ROWS))]


def _row(fields: Fields, prefix: str, lines: tuple[CodeLine, ...], index: int) -> Row:
    return Row(
        prefix=prefix,
        code=fields.get(f"{prefix}-code", ""),
        order=fields.get(f"{prefix}-order", ""),
        reason=fields.get(f"{prefix}-reason", ""),
        modifiers=fields.get(f"{prefix}-modifiers", ""),
        units=fields.get(f"{prefix}-units", ""),
        remove=bool(fields.get(f"{prefix}-remove")),
        line=lines[index] if index < len(lines) else None,
    )


def amended(answer: Answer, fields: Fields) -> Answer:
    """The answer as the form has it; raises FormError. A code that was put in or changed has no title yet."""
    return replace(
        answer,
        headline=_prose(fields, "headline", "The headline"),
        summary=_prose(fields, "summary", "The summary"),
        facts=_facts(answer.facts, fields.get("date", "")),
        diagnoses=_lines(fields, "d", answer.diagnoses),
        services=_lines(fields, "s", answer.services),
        before_you_send=tuple(line.strip() for line in fields.get("before", "").splitlines() if line.strip()),
    )


def differs(answer: Answer, fields: Fields) -> bool:
    """Whether the form says anything else than the draft; white space at the ends does not count."""
    return amended(answer, fields) != amended(answer, fields_of(answer))


def _prose(fields: Fields, name: str, called: str) -> str:
    text = fields.get(name, "").strip()
    if not text and name == "headline":
        raise FormError(f"{called} is empty. Write the answer in one sentence.")
    if len(text) > _LONGEST_PROSE:
        raise FormError(f"{called} has {len(text)} characters; an answer holds {_LONGEST_PROSE} at most.")
    return text


def _facts(facts: Facts, given: str) -> Facts:
    try:
        day = date.fromisoformat(given.strip())
    except ValueError:
        raise FormError("The date of service is not a date. Write it as year-month-day, such as 2026-09-30.") from None
    return facts if day == facts.date_of_service else replace(facts, date_of_service=day, date_assumed=False)


def _lines(fields: Fields, table: str, lines: tuple[CodeLine, ...]) -> tuple[CodeLine, ...]:
    kept: list[tuple[int, int, CodeLine]] = []
    for index, row in enumerate(rows(fields, table, lines)):
        if row.remove or not row.code.strip():
            continue
        line = _line(row, table)
        if line.code in {other.code for _, _, other in kept} and table == "d":
            raise FormError(f"{line.code} stands twice among the diagnoses. Remove one of the rows.")
        kept.append((_number(row.order or str(index + 1), f"The order of {line.code}", MOST_ROWS), index, line))
    return tuple(line for _, _, line in sorted(kept, key=lambda entry: entry[:2]))


def _line(row: Row, table: str) -> CodeLine:
    """The draft's line with its row's words, or a new line when the code is another one."""
    code = row.code.strip().upper()
    reason = row.reason.strip()
    if row.line is not None and code == row.line.code:
        line = replace(row.line, reason=reason)
    elif _CODE.fullmatch(code):
        line = CodeLine(system=_system(code, table), code=code, title="", result=Result.NOT_RUN, reason=reason)
    else:
        raise FormError(f"{row.code.strip()} is not shaped like a code. Write it as E11.22, J0881 or 99213.")
    if table == "d":
        return line
    return replace(
        line, modifiers=_modifiers(row, code), units=_number(row.units or "1", f"Units of {code}", _MOST_UNITS)
    )


def _system(code: str, table: str) -> System:
    if table == "d":
        return System.ICD10CM
    return System.CPT if _CPT.fullmatch(code) else System.HCPCS


def _modifiers(row: Row, code: str) -> tuple[str, ...]:
    modifiers = tuple(row.modifiers.upper().replace(",", " ").split())
    for modifier in modifiers:
        if not _MODIFIER.fullmatch(modifier):
            raise FormError(f"{modifier} on {code} is not a modifier. A modifier has two characters, such as 25 or EC.")
    return modifiers


def _number(text: str, called: str, most: int) -> int:
    digits = text.strip()
    if digits.isascii() and digits.isdigit() and len(digits) <= len(str(most)) and 1 <= int(digits) <= most:
        return int(digits)
    raise FormError(f"{called} must be a whole number from 1 to {most}.")
