"""Whether a code is valid on a day, said in a sentence."""

import re
from collections.abc import Sequence
from datetime import date

from codesets.icd10cm.near_misses import suggestions
from codesets.icd10cm.nodes import Row, Tabular
from codesets.values import SPOKEN, Choice, Release, Status, System, Validity, spoken_day

_LISTED = 6
"""How many choices a sentence names before it only counts the rest."""
_SIDE = re.compile(r"\b(?:right|left|bilateral)\b")


def in_release(code: str, tabular: Tabular, others: Sequence[Tabular], on: date) -> Validity:
    """The validity of a code, spelled as the set spells it, in the release that covers the day."""
    node = _find(code, tabular)
    if node is None:
        return _not_held(code, tabular, others, on)
    return _held(node, tabular)


def outside(code: str, day: str, lists: Sequence[Tabular]) -> Validity:
    """The validity of a code on a day that no loaded release covers; `lists` newest first."""
    for tabular in lists:
        node = _find(code, tabular)
        if node is not None:
            held = _held(node, tabular)
            kind = "" if held.billable else ", where it is not billable"
            sentence = (
                f"No loaded release of ICD-10-CM covers {day}, so {node.code} was not checked for that date."
                f" The last one that holds it is {_named(tabular.release)}{kind}."
            )
            return Validity(
                Status.NOT_LOADED_FOR_DATE,
                System.ICD10CM,
                node.code,
                sentence,
                title=node.title,
                release=tabular.release,
                billable=held.billable,
            )
    return Validity(
        Status.NOT_HELD, System.ICD10CM, code, f"No loaded release of ICD-10-CM holds {code}, and none covers {day}."
    )


def not_loaded(system: System, code: str) -> Validity:
    """A code of a set of which nothing is loaded."""
    sentence = f"{code} was not checked: {SPOKEN[system]} is not loaded here."
    return Validity(Status.NOT_LOADED, system, code, sentence)


def _find(code: str, tabular: Tabular) -> Row | None:
    """The code, or the one that it pads with X up to a missing 7th character: `W19.XX` is W19, `J44.1X` nothing."""
    found = tabular.node(code)
    if found is None and code.endswith("X"):
        padded = tabular.node(code.rstrip("X").rstrip("."))
        below = tabular.below(padded) if padded else ()
        found = padded if below and below[0].seventh else None
    return found


def _held(node: Row, tabular: Tabular) -> Validity:
    where = _named(tabular.release)
    if node.billable:
        status = Status.VALID
        choices: tuple[Choice, ...] = ()
        sentence = f"{node.code} is in {where}, and billable."
    else:
        below = tabular.below(node)
        choices = tuple(row.choice for row in below)
        more = f" and {len(choices) - _LISTED} more" if len(choices) > _LISTED else ""
        if below[0].seventh:
            status = Status.MISSING_SEVENTH
            listed = ", ".join(choice.code for choice in choices[:_LISTED])
            sentence = f"{node.code} needs its 7th character in {where}: {listed}{more}."
        else:
            status = Status.HEADER
            listed = ", ".join(f"{choice.code} ({choice.title})" for choice in choices[:_LISTED])
            lacking = "; its side is missing" if _lacks_side(node, below) else ""
            sentence = f"{node.code} is a header in {where}, not billable{lacking}; below it stand {listed}{more}."
    return Validity(
        status,
        System.ICD10CM,
        node.code,
        sentence,
        title=node.title,
        release=tabular.release,
        choices=choices,
        billable=node.billable,
    )


def _lacks_side(node: Row, below: Sequence[Row]) -> bool:
    """Whether what stands below says a side that the header leaves open."""
    sides = {side for row in below for side in _SIDE.findall(row.title.lower())}
    return {"right", "left"} <= sides and not _SIDE.search(node.title.lower())


def _not_held(code: str, tabular: Tabular, others: Sequence[Tabular], on: date) -> Validity:
    """Deleted, not yet valid, or in no loaded release at all; with what may be reported instead."""
    sentence = f"{code} is not in {_named(tabular.release)}"
    holders = [other for other in others if other.node(code)]
    earlier = next((other for other in holders if other.release.last_day < on), None)
    later = next((other for other in reversed(holders) if other.release.first_day > on), None)
    if earlier:
        sentence += f"; it was deleted after {spoken_day(earlier.release.last_day)}: {_named(earlier.release)} holds it"
    elif later:
        sentence += f"; it is not yet valid: {_named(later.release)} holds it"
    elif holders:
        sentence += f"; {_named(holders[0].release)} holds it"
    may_be, why = suggestions(code, tabular)
    if why:
        sentence += f"; {why}"
    return Validity(Status.NOT_HELD, System.ICD10CM, code, sentence + ".", suggestions=may_be)


def _named(release: Release) -> str:
    return f"{release.name}, in force {release.in_force}"
