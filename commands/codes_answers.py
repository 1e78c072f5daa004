"""What `codes show`, `search` and `validate` answer, as JSON that scripts may rely on."""

from datetime import date
from typing import Any

from codesets import Catalogue, Choice, CodePage, Hit, Release, Status, System, Validity
from codesets.facts import Fact
from codesets.procedures import ProcedurePage

_STATUS = {
    Status.VALID: "valid",
    Status.HEADER: "header",
    Status.MISSING_SEVENTH: "header",
    Status.NOT_HELD: "invalid",
    Status.TERMINATED: "invalid",
    Status.NOT_YET_VALID: "invalid",
    Status.NOT_LOADED: "not_loaded",
    Status.NOT_LOADED_FOR_DATE: "not_loaded",
}
"""A code that lacks its 7th character is a header too: the order file flags it so."""


def hit(found: Hit, system: System) -> dict[str, Any]:
    """One hit of a search."""
    return {
        "system": system.value,
        "code": found.code,
        "title": found.title,
        "billable": found.billable,
        "score": found.score,
        "matched": why(found),
    }


def why(found: Hit) -> str:
    """The phrase that led to a code; where the question was changed, also how it was read."""
    return f"{found.matched} ({found.understood})" if found.understood else found.matched


def unread(code: str, day: str, error: str) -> dict[str, Any]:
    """A line whose day cannot be read: nothing was checked, so no status but "not_loaded" is true of it."""
    return {"code": code, "date": day, "status": "not_loaded", "reason": error, "replacements": [], "error": error}


def validity(found: Validity, on: date, catalogue: Catalogue) -> dict[str, Any]:
    """Whether a code is valid, why, and what may be reported instead."""
    outside = found.status is Status.NOT_HELD and not catalogue.covers(on, found.system)
    return {
        "code": found.code,
        "date": on.isoformat(),
        "status": "not_loaded" if outside else _STATUS[found.status],
        "reason": found.sentence,
        "replacements": [choice.code for choice in (*found.choices, *found.suggestions)],
    }


def page(found: CodePage, on: date, catalogue: Catalogue) -> dict[str, Any]:
    """Everything that a code's page shows, in its order."""
    return {
        "system": System.ICD10CM.value,
        "code": found.code,
        "title": found.title,
        "billable": found.billable,
        "release": release(found.release),
        "validity": validity(found.validity, on, catalogue),
        "hierarchy": [_choice(one) for one in found.hierarchy],
        "children": [_choice(one) for one in found.children],
        "neighbours": {
            "previous": _choice(found.previous) if found.previous else None,
            "next": _choice(found.following) if found.following else None,
        },
        "notes": [{"kind": note.kind.value, "text": note.text, "at": note.at} for note in found.notes],
        "history": [
            {
                "change": change.happened.value,
                "release": release(change.release),
                "since": release(change.since),
                "was": change.was,
                "title": change.title,
            }
            for change in found.changes
        ],
        "facts": [fact(one) for one in found.facts],
        "not_loaded": list(found.not_loaded),
    }


def procedure_page(found: ProcedurePage, on: date, catalogue: Catalogue) -> dict[str, Any]:
    """Everything that is loaded of a code that is no diagnosis, in the order of its page."""
    return {
        "system": found.system.value,
        "code": found.code,
        "title": found.title,
        "billable": found.validity.billable,
        "release": release(found.validity.release) if found.validity.release else None,
        "validity": validity(found.validity, on, catalogue),
        "facts": [fact(one) for one in found.facts],
        "not_loaded": list(found.not_loaded),
    }


def fact(found: Fact) -> dict[str, str]:
    """A fact of a page: what is said, the release that says it, and where on the page it stands."""
    return {"place": found.place.value, "what": found.what, "text": found.text, "source": found.source}


def _choice(one: Choice) -> dict[str, str]:
    return {"code": one.code, "title": one.title}


def release(one: Release) -> dict[str, str | None]:
    """A release and its days; an open end is null."""
    last_day = None if one.last_day == date.max else one.last_day.isoformat()
    return {"name": one.name, "first_day": one.first_day.isoformat(), "last_day": last_day}
