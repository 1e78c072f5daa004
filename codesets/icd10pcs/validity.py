"""Whether an ICD-10-PCS code is valid on a day, said in a sentence. Codes have seven characters and no dot."""

from datetime import date

from codesets.icd10pcs import lookup
from codesets.icd10pcs.order import CODE_LENGTH
from codesets.stores.shelf import Shelf
from codesets.values import Choice, Dataset, NotLoaded, Release, Status, System, Validity, spoken_day

_LISTED = 6


def check(shelf: Shelf, code: str, on: date) -> Validity:
    """The validity of the code on that day; an incomplete one names what may follow, where the tables are loaded."""
    asked = lookup.spelled(code)
    if not shelf.stores(Dataset.ICD10PCS):
        return _plain(Status.NOT_LOADED, asked, f"{asked} was not checked: ICD-10-PCS is not loaded here.")
    found = lookup.entry(shelf, asked, on)
    if isinstance(found, NotLoaded):
        return _outside(shelf, asked, on)
    covering = shelf.covering(Dataset.ICD10PCS, on)[0].release
    if found and found.billable:
        sentence = f"{asked} is in {_named(covering)}."
        return Validity(
            Status.VALID, System.ICD10PCS, asked, sentence, title=found.long, release=covering, billable=True
        )
    axis = lookup.following(shelf, asked, on) if len(asked) < CODE_LENGTH else None
    if found or isinstance(axis, lookup.Axis):
        return _incomplete(asked, found.long if found else "", covering, axis)
    holder = next((store.release for store in shelf.stores(Dataset.ICD10PCS) if lookup.held(store, asked)), None)
    elsewhere = f"; {_named(holder)} holds it" if holder else ""
    return _plain(Status.NOT_HELD, asked, f"{asked} is not in {_named(covering)}{elsewhere}.")


def _incomplete(code: str, title: str, release: Release, axis: "lookup.Axis | NotLoaded | None") -> Validity:
    sentence = f"{code} has {len(code)} of the seven characters of a code in {_named(release)}"
    choices: tuple[Choice, ...] = ()
    if isinstance(axis, lookup.Axis):
        choices = tuple(Choice(code + value.code, value.title) for value in axis.values)
        listed = ", ".join(f"{value.code} ({value.title})" for value in axis.values[:_LISTED])
        more = f" and {len(choices) - _LISTED} more" if len(choices) > _LISTED else ""
        sentence += f"; next comes {axis.title}: {listed}{more}"
    return Validity(Status.HEADER, System.ICD10PCS, code, sentence + ".", title=title, release=release, choices=choices)


def _outside(shelf: Shelf, code: str, on: date) -> Validity:
    for store in shelf.stores(Dataset.ICD10PCS):
        found = lookup.held(store, code)
        if found:
            sentence = (
                f"No loaded release of ICD-10-PCS covers {spoken_day(on)}, so {code} was not checked for that date."
                f" The last one that holds it is {_named(store.release)}."
            )
            return Validity(
                Status.NOT_LOADED_FOR_DATE,
                System.ICD10PCS,
                code,
                sentence,
                title=found.long,
                release=store.release,
                billable=found.billable,
            )
    sentence = f"No loaded release of ICD-10-PCS holds {code}, and none covers {spoken_day(on)}."
    return _plain(Status.NOT_HELD, code, sentence)


def _plain(status: Status, code: str, sentence: str) -> Validity:
    return Validity(status, System.ICD10PCS, code, sentence)


def _named(release: Release) -> str:
    return f"{release.name}, in force {release.in_force}"
