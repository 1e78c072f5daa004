"""A code as its page shows it: validity, hierarchy, neighbours, notes and history."""

from collections.abc import Sequence
from dataclasses import dataclass

from codesets.facts import Fact
from codesets.icd10cm.history import Change, history
from codesets.icd10cm.nodes import Row, Tabular
from codesets.values import Choice, Note, Release, Validity


@dataclass(frozen=True, slots=True)
class CodePage:
    """A code in `release`. `validity` is that of the day asked for; `release` may be another where none covers it.

    `hierarchy` runs from the chapter down to the code above this one. `previous` and `following` stand beside it in
    the list, at its own level. `notes` are its own first, then those of what stands above it, nearest first. `facts`
    are what other tables say of the code, in the order of the page; `not_loaded` names those that would say more.
    """

    validity: Validity
    code: str
    title: str
    billable: bool
    release: Release
    hierarchy: tuple[Choice, ...]
    children: tuple[Choice, ...]
    previous: Choice | None
    following: Choice | None
    notes: tuple[Note, ...]
    changes: tuple[Change, ...]
    facts: tuple[Fact, ...] = ()
    not_loaded: tuple[str, ...] = ()


def page(node: Row, tabular: Tabular, validity: Validity, lists: Sequence[Tabular]) -> CodePage:
    """The page of a node; `lists` are all loaded releases, newest first."""
    line = tabular.line(node)
    beside = tabular.below(line[1]) if len(line) > 1 else (node,)
    place = beside.index(node)
    return CodePage(
        validity=validity,
        code=node.code,
        title=node.title,
        billable=node.billable,
        release=tabular.release,
        hierarchy=tuple(one.choice for one in reversed(line[1:])),
        children=tuple(row.choice for row in tabular.below(node)),
        previous=beside[place - 1].choice if place else None,
        following=beside[place + 1].choice if place + 1 < len(beside) else None,
        notes=tuple(note for one in line for note in tabular.notes(one)),
        changes=history(node.code, lists),
    )
