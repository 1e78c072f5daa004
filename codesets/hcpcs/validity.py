"""Whether a code or modifier of HCPCS Level II is valid on a day, said in a sentence."""

from datetime import date

from codesets.hcpcs.codes import HcpcsCode
from codesets.hcpcs.lookup import held
from codesets.shapes import undotted
from codesets.stores.shelf import Shelf
from codesets.values import Choice, Dataset, Release, Status, System, Validity, spoken_day


def check(shelf: Shelf, code: str, on: date) -> Validity:
    """The validity of the code on that day; terminated codes name what the list says to use instead."""
    asked = undotted(code)
    stores = shelf.stores(Dataset.HCPCS)
    if not stores:
        return _without(Status.NOT_LOADED, asked, f"{asked} was not checked: HCPCS Level II is not loaded here.")
    covering = shelf.covering(Dataset.HCPCS, on)
    if not covering:
        return _outside(shelf, asked, on)
    found = held(covering[0], asked)
    if found is None:
        return _not_held(shelf, asked, covering[0].release)
    return _held(found, covering[0].release, on)


def _held(code: HcpcsCode, release: Release, on: date) -> Validity:
    where, day = _named(release), spoken_day(on)
    kind = "modifier " if code.modifier else ""
    if code.added and on < code.added:
        status = Status.NOT_YET_VALID
        sentence = f"{code.code} was added on {spoken_day(code.added)}; it is not valid on {day} ({where})."
    elif code.terminated and code.terminated < on:
        status = Status.TERMINATED
        instead = f" The list names {' and '.join(code.see)} in its place." if code.see else ""
        sentence = (
            f"{code.code} was terminated on {spoken_day(code.terminated)}; it is not valid on {day} ({where}).{instead}"
        )
    else:
        status = Status.VALID
        until = f", until {spoken_day(code.terminated)}" if code.terminated else ""
        sentence = f"{kind.capitalize()}{code.code} is in {where}, and valid on {day}{until}."
    return Validity(
        status,
        System.HCPCS,
        code.code,
        sentence,
        title=code.long,
        release=release,
        choices=tuple(Choice(other, "") for other in code.see) if status is Status.TERMINATED else (),
        billable=status is Status.VALID,
    )


def _outside(shelf: Shelf, code: str, on: date) -> Validity:
    """No release covers the day: the nearest one tells what it knows, and nothing is concluded from it."""
    releases = [store.release for store in shelf.stores(Dataset.HCPCS)]
    day = spoken_day(on)
    for store in shelf.stores(Dataset.HCPCS):
        found = held(store, code)
        if found:
            ended = f", terminated on {spoken_day(found.terminated)}" if found.terminated else ""
            sentence = (
                f"No loaded release of HCPCS Level II covers {day}, so {code} was not checked for that date."
                f" The last one that holds it is {_named(store.release)}{ended}."
            )
            return Validity(
                Status.NOT_LOADED_FOR_DATE,
                System.HCPCS,
                code,
                sentence,
                title=found.long,
                release=store.release,
                billable=found.in_force(min(on, store.release.last_day)),
            )
    listed = ", ".join(release.name for release in releases)
    return _without(
        Status.NOT_HELD, code, f"No loaded release of HCPCS Level II ({listed}) holds {code}, and none covers {day}."
    )


def _not_held(shelf: Shelf, code: str, release: Release) -> Validity:
    others = (store for store in shelf.stores(Dataset.HCPCS) if store.release != release)
    holder = next((store.release for store in others if held(store, code)), None)
    elsewhere = f"; {_named(holder)} holds it" if holder else ""
    return _without(Status.NOT_HELD, code, f"{code} is not in {_named(release)}{elsewhere}.")


def _without(status: Status, code: str, sentence: str) -> Validity:
    return Validity(status, System.HCPCS, code, sentence)


def _named(release: Release) -> str:
    return f"{release.name}, in force {release.in_force}"
