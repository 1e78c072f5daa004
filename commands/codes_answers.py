"""What `codes show`, `search` and `validate` answer, as JSON that scripts may rely on."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

import typer

from codesets import Catalogue, CodePage, Hit, NotLoaded, ProcedurePage, Release, Status, System, Validity

_STATUS = {
    Status.VALID: "valid",
    Status.HEADER: "header",
    Status.MISSING_SEVENTH: "header",
    Status.NOT_HELD: "invalid",
    Status.NOT_LOADED: "not_loaded",
    Status.NOT_LOADED_FOR_DATE: "not_loaded",
}
"""A code that lacks its 7th character is a header too: the order file flags it so."""


def system(name: str) -> System | None:
    """The code set of that name; None where none is said."""
    if name and name not in set(System):
        raise typer.BadParameter(f"{name!r} is no code set; write one of {', '.join(System)}.")
    return System(name) if name else None


def hit(found: Hit, of: System) -> dict[str, Any]:
    """One hit of a search."""
    return {
        "system": of.value,
        "code": found.code,
        "title": found.title,
        "billable": found.billable,
        "score": found.score,
        "matched": found.matched,
        "understood": found.understood,
    }


def validity(found: Validity, on: date, catalogue: Catalogue) -> dict[str, Any]:
    """Whether a code is valid, why, and what may be reported instead."""
    outside = found.system is System.ICD10CM and not catalogue.covers(on)
    return {
        "code": found.code,
        "date": on.isoformat(),
        "status": "not_loaded" if outside else _STATUS[found.status],
        "reason": found.sentence,
        "replacements": [choice.code for choice in (*found.choices, *found.suggestions)],
    }


def page(found: CodePage, on: date, catalogue: Catalogue) -> dict[str, Any]:
    """Everything that the page of a diagnosis shows, in its order."""
    return {
        "system": System.ICD10CM.value,
        "code": found.code,
        "title": found.title,
        "billable": found.billable,
        "release": plain(found.release),
        "validity": validity(found.validity, on, catalogue),
        "hierarchy": plain(found.hierarchy),
        "children": plain(found.children),
        "neighbours": {"previous": plain(found.previous), "next": plain(found.following)},
        "notes": plain(found.notes),
        "history": [
            {
                "change": change.happened.value,
                "release": plain(change.release),
                "since": plain(change.since),
                "was": change.was,
                "title": change.title,
            }
            for change in found.changes
        ],
    }


def procedure(found: ProcedurePage, on: date, catalogue: Catalogue) -> dict[str, Any]:
    """Everything that the page of a procedure shows."""
    answer: dict[str, Any] = plain(found)
    answer["title"] = found.validity.title or found.label
    answer["validity"] = validity(found.validity, on, catalogue)
    return answer


def plain(value: object) -> Any:
    """A value as JSON has it: days and decimals as text, a table that is not loaded as what it is."""
    answer: Any = value
    if isinstance(value, NotLoaded):
        answer = {"not_loaded": value.dataset.value, "nearest": value.nearest.name if value.nearest else None}
    elif isinstance(value, Release):
        answer = {"name": value.name, "first_day": value.first_day.isoformat(), "last_day": value.last_day.isoformat()}
    elif isinstance(value, Enum):
        answer = value.value
    elif isinstance(value, date):
        answer = value.isoformat()
    elif isinstance(value, Decimal):
        answer = str(value)
    elif isinstance(value, Mapping):
        answer = {plain(key): plain(one) for key, one in value.items()}
    elif isinstance(value, list | tuple):
        answer = [plain(one) for one in value]
    elif is_dataclass(value):
        answer = {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    return answer
