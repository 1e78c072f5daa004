"""What became of a code from one loaded release to the next."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from codesets.icd10cm.nodes import Row, Tabular
from codesets.values import Release


class Happened(StrEnum):
    """The kinds of change."""

    ADDED = "added"
    DELETED = "deleted"
    REVISED = "revised"
    BECAME_HEADER = "became a header"
    BECAME_BILLABLE = "became billable"


@dataclass(frozen=True, slots=True)
class Change:
    """A change that `release` made to a code since the loaded release before it, `since`.

    `was` and `title` are the titles before and after, empty where the code is not held.
    """

    happened: Happened
    release: Release
    since: Release
    was: str
    title: str


def history(code: str, lists: Sequence[Tabular]) -> tuple[Change, ...]:
    """The changes of a code over the loaded releases (given newest first), the latest first."""
    found = []
    for newer, older in pairwise(lists):
        before, after = older.node(code), newer.node(code)
        for happened in _between(before, after):
            was, title = (row.title if row else "" for row in (before, after))
            found.append(Change(happened, newer.release, older.release, was, title))
    return tuple(found)


def _between(before: Row | None, after: Row | None) -> Iterator[Happened]:
    if before is None or after is None:
        if before or after:
            yield Happened.ADDED if after else Happened.DELETED
        return
    if before.title != after.title:
        yield Happened.REVISED
    if before.billable != after.billable:
        yield Happened.BECAME_BILLABLE if after.billable else Happened.BECAME_HEADER
