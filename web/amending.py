"""The draft as form fields, and form fields as an amended answer. Checking what was written is the assistant's.

Fields are flat, so that a form without JavaScript can carry them: `headline`, `summary`, `date`, `before`, `questions`,
`reply-0` for the answer to the first question, and a row a code line: `d-0-code`, `d-0-order`, `d-0-quote`,
`d-0-remove`; services are `s-…` with `modifiers` and `units`. A quote adds evidence. A line's reason is not a field: it
says what the check showed, and is made anew with every version.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from consultations.answers import Answer, CodeLine, Evidence, Facts, Reply, Result, System
from consultations.records import Document

Fields = Mapping[str, str]

BLANK_ROWS = 2
"""Empty rows at the end of each table for codes to add; saving brings new ones."""

MOST_ROWS = 60
"""More than any claim form holds (12 diagnoses on a CMS-1500, 25 on a UB-04)."""

_CODE = re.compile(r"[A-Z0-9]{3}\.?[A-Z0-9]{0,4}")
_CPT = re.compile(r"[0-9]{4}[0-9A-Z]")
_MODIFIER = re.compile(r"[A-Z0-9]{2}")
_FIELD = re.compile(
    r"headline|summary|date|before|questions|reply-[0-9]{1,2}|[ds]-[0-9]{1,2}-(code|order|quote|modifiers|units|remove)"
)
_LABELS = {
    "headline": "Headline",
    "summary": "Summary",
    "date": "Date of service",
    "before": "Before you send",
    "questions": "Questions to the client",
    "code": "Code",
    "order": "Position",
    "quote": "Quote",
    "modifiers": "Modifiers",
    "units": "Units",
    "remove": "Removal",
}
_LONGEST_PROSE = 20_000
_LONGEST_QUOTE = 500
_MOST_UNITS = 9_999


class FormError(Exception):
    """A field cannot be read; the message names it and says what belongs there."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table as the form shows it; `line` is the draft's code line that it stands for, None when added."""

    prefix: str
    code: str
    order: str
    quote: str
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
        "questions": "\n".join(answer.questions),
    } | {f"reply-{index}": reply.answer for index, reply in enumerate(answer.replies)}
    for table, lines in (("d", answer.diagnoses), ("s", answer.services)):
        for index, line in enumerate(lines):
            fields |= {
                f"{table}-{index}-code": line.code,
                f"{table}-{index}-order": str(index + 1),
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
        quote=fields.get(f"{prefix}-quote", ""),
        modifiers=fields.get(f"{prefix}-modifiers", ""),
        units=fields.get(f"{prefix}-units", ""),
        remove=bool(fields.get(f"{prefix}-remove")),
        line=lines[index] if index < len(lines) else None,
    )


def amended(answer: Answer, fields: Fields, documents: Sequence[Document]) -> Answer:
    """The answer as the form has it; raises FormError. A code that was put in or changed has no title yet.

    Quotes are looked for in `documents`, the record of the case.
    """
    return replace(
        answer,
        headline=_prose(fields, "headline", "The headline"),
        summary=_prose(fields, "summary", "The summary"),
        facts=_facts(answer.facts, fields.get("date", "")),
        diagnoses=_lines(fields, "d", answer.diagnoses, documents),
        services=_lines(fields, "s", answer.services, documents),
        before_you_send=_one_a_line(fields.get("before", "")),
        questions=_one_a_line(fields.get("questions", "")),
        replies=_replies(fields, answer.replies),
    )


def _one_a_line(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _replies(fields: Fields, replies: tuple[Reply, ...]) -> tuple[Reply, ...]:
    """The replies as the form has them; one whose answer was emptied is left out."""
    told = (
        replace(reply, answer=_prose(fields, f"reply-{index}", f"The answer to question {index + 1}"))
        for index, reply in enumerate(replies)
    )
    return tuple(reply for reply in told if reply.answer)


def differs(answer: Answer, fields: Fields, documents: Sequence[Document]) -> bool:
    """Whether the form says anything else than the draft; white space at the ends does not count."""
    return amended(answer, fields, documents) != amended(answer, fields_of(answer), documents)


def entered(answer: Answer, fields: Fields) -> tuple[tuple[str, str], ...]:
    """What the form says otherwise than the draft, with labels, for a person to copy from."""
    as_it_was = fields_of(answer)
    return tuple(
        (_label(name, fields), value)
        for name, value in fields.items()
        if _FIELD.fullmatch(name) and value.strip() and value.strip() != as_it_was.get(name, "").strip()
    )


def _label(name: str, fields: Fields) -> str:
    if name.startswith("reply-"):
        return f"Answer to question {int(name.removeprefix('reply-')) + 1}"
    row, _, part = name.rpartition("-")
    if not row or part == "code":
        return _LABELS[part]
    return f"{_LABELS[part]} of {fields.get(f'{row}-code', '').strip() or 'a code'}"


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


def _lines(
    fields: Fields, table: str, lines: tuple[CodeLine, ...], documents: Sequence[Document]
) -> tuple[CodeLine, ...]:
    kept: list[tuple[int, int, CodeLine]] = []
    for index, row in enumerate(rows(fields, table, lines)):
        if row.remove or not row.code.strip():
            continue
        line = _with_quote(_line(row, table), row.quote, documents)
        if line.code in {other.code for _, _, other in kept} and table == "d":
            raise FormError(f"{line.code} stands twice among the diagnoses. Remove one of the rows.")
        kept.append((_number(row.order or str(index + 1), f"The order of {line.code}", MOST_ROWS), index, line))
    return tuple(line for _, _, line in sorted(kept, key=lambda entry: entry[:2]))


def _line(row: Row, table: str) -> CodeLine:
    """The draft's line with its row's words, or a new line when the code is another one."""
    code = row.code.strip().upper()
    if row.line is not None and code == row.line.code:
        line = row.line
    elif _CODE.fullmatch(code):
        line = CodeLine(system=_system(code, table), code=code, title="", result=Result.NOT_RUN)
    else:
        raise FormError(f"{row.code.strip()} is not shaped like a code. Write it as E11.22, J0881 or 99213.")
    if table == "d":
        return line
    return replace(
        line, modifiers=_modifiers(row, code), units=_number(row.units or "1", f"Units of {code}", _MOST_UNITS)
    )


def _with_quote(line: CodeLine, quote: str, documents: Sequence[Document]) -> CodeLine:
    """The line with one more quote, taken from the record as it stands there; line breaks count as spaces."""
    words = quote.split()
    if not words:
        return line
    if len(quote) > _LONGEST_QUOTE:
        raise FormError(f"The quote for {line.code} has {len(quote)} characters; {_LONGEST_QUOTE} are enough.")
    pattern = re.compile(r"\s+".join(re.escape(word) for word in words))
    for document in documents:
        if found := pattern.search(document.text):
            evidence = Evidence(found.group(), document.name)
            return line if evidence in line.evidence else replace(line, evidence=(*line.evidence, evidence))
    raise FormError(f"The quote for {line.code} does not stand in the record. Copy the client's words as they are.")


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
