"""Whether a CPT code is valid on a day, said in a sentence that names who says so.

The licensed file decides. Without it, Medicare's fee schedule names most codes, so a code that stands in it exists;
that a code does not stand in it proves nothing.
"""

from collections.abc import Callable, Sequence
from datetime import date

from codesets.cpt.lookup import CptCode, entry
from codesets.shapes import undotted
from codesets.stores.shelf import Shelf
from codesets.values import NotLoaded, Release, Status, System, Validity, spoken_day

HeldBy = Callable[[Shelf, str, date], Release | NotLoaded | None]
"""Asks another dataset for a code on a day: the release that holds it as a current code, or None."""


def check(shelf: Shelf, code: str, on: date, others: Sequence[HeldBy] = ()) -> Validity:
    """The validity of the code on that day, by the licensed file, or else by the first of the others that holds it."""
    asked = undotted(code)
    found = entry(shelf, asked, on)
    if isinstance(found, CptCode):
        sentence = f"{asked} is in {_named(found.release)} (the licensed file)."
        return _valid(asked, sentence, found.release, found.title)
    if found is None:
        sentence = f"{asked} is not in the licensed file of CPT that is in force on {spoken_day(on)}."
        return Validity(Status.NOT_HELD, System.CPT, asked, sentence)
    return _by_others(shelf, asked, on, found, others)


def _by_others(shelf: Shelf, code: str, on: date, licensed: NotLoaded, others: Sequence[HeldBy]) -> Validity:
    without = (
        f"the licensed file of CPT does not cover {spoken_day(on)}"
        if licensed.nearest
        else "the licensed file of CPT is not loaded here"
    )
    answers = [held_by(shelf, code, on) for held_by in others]
    holder = next((answer for answer in answers if isinstance(answer, Release)), None)
    if holder:
        return _valid(code, f"{code} is in {_named(holder)}; {without}.", holder, "")
    status = Status.NOT_LOADED_FOR_DATE if licensed.nearest else Status.NOT_LOADED
    absent = " Medicare's fee schedule does not list it, but does not list every code." if None in answers else ""
    sentence = f"{code} was not checked: CPT is not loaded here." if not licensed.nearest else ""
    sentence = sentence or f"{code} was not checked for {spoken_day(on)}: {without}."
    return Validity(status, System.CPT, code, sentence + absent, release=licensed.nearest)


def _valid(code: str, sentence: str, release: Release, title: str) -> Validity:
    return Validity(Status.VALID, System.CPT, code, sentence, title=title, release=release, billable=True)


def _named(release: Release) -> str:
    return f"{release.name}, in force {release.in_force}"
