"""Asks the loaded coverage documents: which policies name a code in a state on a day, and do they list a diagnosis."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from codesets.coverage.copies import copy_for
from codesets.coverage.local import KINDS, Kind
from codesets.shapes import normalise
from codesets.stores.shelf import Shelf
from codesets.stores.store import Store
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
    an LCD. The codes of an LCD stand mostly in its articles. `national` are the ids of the national determinations that
    it refers to.
    """

    number: str
    version: int
    title: str
    first_day: date
    last_day: date
    contractors: tuple[str, ...]
    related: tuple[str, ...]
    release: Release
    national: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Support:
    """What a policy says of a diagnosis. Which of its codes a list belongs to stands in its text alone: read it."""

    policy: Policy
    listing: Listing


_IN_FORCE = """
JOIN document USING (id, version)
WHERE code = ? AND first_day <= ? AND (last_day IS NULL OR last_day >= ?) ORDER BY id, version DESC
"""
_NAMING_CODE = f"SELECT id, version, title, first_day, last_day FROM hcpcs {_IN_FORCE}"  # noqa: S608 - constants
_NAMING_DIAGNOSIS = f"SELECT DISTINCT id, version, title, first_day, last_day FROM diagnosis {_IN_FORCE}"  # noqa: S608


def policies(shelf: Shelf, code: str, state: str, on: date) -> list[Policy] | NotLoaded:
    """The policies in force on that day that name the HCPCS or CPT code, for a state ("TX"). Articles come first.

    Without a state those of all states.
    """
    found = _found(shelf, _NAMING_CODE, _spelled(code), state, on)
    return found if isinstance(found, NotLoaded) else [policy for policy, _, _ in found]


def supports(shelf: Shelf, code: str, diagnosis: str, state: str, on: date) -> list[Support] | NotLoaded:
    """What each policy that names the code says of an ICD-10-CM diagnosis."""
    found = _found(shelf, _NAMING_CODE, _spelled(code), state, on)
    if isinstance(found, NotLoaded):
        return found
    asked = normalise(diagnosis)
    return [Support(policy, _listing(store, number, policy.version, asked)) for policy, store, number in found]


def listing(shelf: Shelf, diagnosis: str, state: str, on: date) -> list[Support] | NotLoaded:
    """The policies in force on that day, for a state, that list an ICD-10-CM diagnosis, and what they say of it."""
    asked = normalise(diagnosis)
    found = _found(shelf, _NAMING_DIAGNOSIS, asked, state, on)
    if isinstance(found, NotLoaded):
        return found
    return [Support(policy, _listing(store, number, policy.version, asked)) for policy, store, number in found]


def _found(shelf: Shelf, naming: str, code: str, state: str, on: date) -> list[tuple[Policy, Store, int]] | NotLoaded:
    copies = [(kind, copy_for(shelf, Dataset.COVERAGE, on, kind.part)) for kind in reversed(KINDS)]
    loaded = [(kind, store) for kind, store in copies if store]
    if not loaded:
        return shelf.not_loaded(Dataset.COVERAGE, on)
    return [one for kind, store in loaded for one in _in_copy(store, kind, naming, code, state, on)]


def _in_copy(
    store: Store, kind: Kind, naming: str, code: str, state: str, on: date
) -> Iterable[tuple[Policy, Store, int]]:
    asked_state = state.strip().upper()
    newest: set[int] = set()
    for number, version, title, first, last in store.rows(naming, (code, on.isoformat(), on.isoformat())):
        contractors = store.rows(
            "SELECT DISTINCT name FROM contractor WHERE id = ? AND version = ? AND (state = ? OR ? = '') ORDER BY name",
            (number, version, asked_state, asked_state),
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
            national=_national(store, number, version),
            release=store.release,
        )
        yield policy, store, number


def _related(store: Store, kind: Kind, number: int, version: int) -> tuple[str, ...]:
    other = next(one.letter for one in KINDS if one is not kind)
    rows = store.rows("SELECT other FROM related WHERE id = ? AND version = ? ORDER BY other", (number, version))
    return tuple(f"{other}{related}" for (related,) in rows)


def _national(store: Store, number: int, version: int) -> tuple[str, ...]:
    rows = store.rows("SELECT ncd FROM related_national WHERE id = ? AND version = ? ORDER BY ncd", (number, version))
    return tuple(ncd for (ncd,) in rows)


def _spelled(code: str) -> str:
    return "".join(code.split()).upper()


def _listing(store: Store, number: int, version: int, diagnosis: str) -> Listing:
    rows = store.rows(
        "SELECT covered FROM diagnosis WHERE id = ? AND version = ? AND code = ?", (number, version, diagnosis)
    )
    if rows:
        return Listing.SUPPORTS if (1,) in rows else Listing.DENIES
    lists = store.rows("SELECT 1 FROM diagnosis WHERE id = ? AND version = ? AND covered LIMIT 1", (number, version))
    return Listing.NOT_LISTED if lists else Listing.NO_LIST
