"""Asks the loaded coverage documents: which policies name a code in a state on a day, and do they list a diagnosis."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from codesets.coverage.copies import copy_for
from codesets.coverage.local import KINDS, Kind
from codesets.opened import Store
from codesets.shapes import normalise
from codesets.shelf import Shelf
from codesets.values import Dataset, NotLoaded, Release


class Listing(StrEnum):
    """What a policy says of a diagnosis."""

    SUPPORTS = "supports"
    """The diagnosis is in a list of those that support medical necessity."""
    DENIES = "denies"
    """It is in a list of those that do not."""
    NOT_LISTED = "not_listed"
    """The policy lists diagnoses that support necessity, and this is none of them."""
    NO_LIST = "no_list"
    """The policy lists no diagnoses."""


@dataclass(frozen=True, slots=True)
class Policy:
    """A local determination ("L33829") or an article ("A57606") that names the code.

    `contractors` are those whose jurisdiction has the state. `related` are the LCDs of an article, or the articles of
    an LCD. The codes of an LCD stand mostly in its articles.
    """

    number: str
    version: int
    title: str
    first_day: date
    last_day: date
    contractors: tuple[str, ...]
    related: tuple[str, ...]
    release: Release


@dataclass(frozen=True, slots=True)
class Support:
    """What a policy says of a diagnosis. Which of its codes a list belongs to stands in its text alone: read it."""

    policy: Policy
    listing: Listing


def policies(shelf: Shelf, code: str, state: str, on: date) -> list[Policy] | NotLoaded:
    """The policies in force on that day that name the HCPCS or CPT code, for a state ("TX"). Articles come first."""
    found = _found(shelf, code, state, on)
    return found if isinstance(found, NotLoaded) else [policy for policy, _, _ in found]


def supports(shelf: Shelf, code: str, diagnosis: str, state: str, on: date) -> list[Support] | NotLoaded:
    """What each policy that names the code says of an ICD-10-CM diagnosis."""
    found = _found(shelf, code, state, on)
    if isinstance(found, NotLoaded):
        return found
    asked = normalise(diagnosis)
    return [Support(policy, _listing(store, number, policy.version, asked)) for policy, store, number in found]


def _found(shelf: Shelf, code: str, state: str, on: date) -> list[tuple[Policy, Store, int]] | NotLoaded:
    copies = [(kind, copy_for(shelf, Dataset.COVERAGE, on, kind.part)) for kind in reversed(KINDS)]
    loaded = [(kind, store) for kind, store in copies if store]
    if not loaded:
        return shelf.not_loaded(Dataset.COVERAGE, on)
    return [one for kind, store in loaded for one in _in_copy(store, kind, code, state, on)]


def _in_copy(store: Store, kind: Kind, code: str, state: str, on: date) -> Iterable[tuple[Policy, Store, int]]:
    rows = store.rows(
        "SELECT id, version, title, first_day, last_day FROM hcpcs JOIN document USING (id, version)"
        " WHERE code = ? AND first_day <= ? AND (last_day IS NULL OR last_day >= ?) ORDER BY id, version DESC",
        ("".join(code.split()).upper(), on.isoformat(), on.isoformat()),
    )
    newest: set[int] = set()
    for number, version, title, first, last in rows:
        contractors = store.rows(
            "SELECT DISTINCT name FROM contractor WHERE id = ? AND version = ? AND state = ? ORDER BY name",
            (number, version, state.strip().upper()),
        )
        if number in newest or not contractors:
            continue
        newest.add(number)
        policy = Policy(
            number=f"{kind.letter}{number}",
            version=version,
            title=title,
            first_day=date.fromisoformat(first),
            last_day=date.fromisoformat(last) if last else date.max,
            contractors=tuple(name for (name,) in contractors),
            related=_related(store, kind, number, version),
            release=store.release,
        )
        yield policy, store, number


def _related(store: Store, kind: Kind, number: int, version: int) -> tuple[str, ...]:
    other = next(one.letter for one in KINDS if one is not kind)
    rows = store.rows("SELECT other FROM related WHERE id = ? AND version = ? ORDER BY other", (number, version))
    return tuple(f"{other}{related}" for (related,) in rows)


def _listing(store: Store, number: int, version: int, diagnosis: str) -> Listing:
    rows = store.rows(
        "SELECT covered FROM diagnosis WHERE id = ? AND version = ? AND code = ?", (number, version, diagnosis)
    )
    if rows:
        return Listing.SUPPORTS if (1,) in rows else Listing.DENIES
    lists = store.rows("SELECT 1 FROM diagnosis WHERE id = ? AND version = ? AND covered LIMIT 1", (number, version))
    return Listing.NOT_LISTED if lists else Listing.NO_LIST
