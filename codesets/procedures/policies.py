"""Which coverage documents name a code: local determinations, their articles, and the national determinations."""

from collections.abc import Iterator
from datetime import date

from codesets.coverage import lookup, national
from codesets.coverage.lookup import Policy
from codesets.coverage.national import Level
from codesets.facts import Fact, Place
from codesets.stores.shelf import Shelf
from codesets.values import Dataset, NotLoaded

_LEVELS = {
    Level.FULL: "covered",
    Level.RESTRICTED: "covered with restrictions",
    Level.NONE: "not covered",
    Level.UNSAID: "the level of coverage is not said",
}


def coverage_facts(shelf: Shelf, code: str, on: date, state: str = "") -> Iterator[Fact]:
    """The documents in force on that day for a state ("TX"), or how many there are of all states.

    National determinations carry no codes: those are told that the documents with the code refer to.
    """
    found = lookup.policies(shelf, code, state, on)
    if isinstance(found, NotLoaded):
        return
    copies = " and ".join(store.release.name for store in shelf.stores(Dataset.COVERAGE))
    if state:
        for policy in found:
            yield Fact("coverage policy", _told(policy), policy.release.name, Place.COVERAGE)
        if not found:
            said = f"none that is in force for {state.upper()} names the code"
            yield Fact("coverage policies", said, copies, Place.COVERAGE)
    else:
        said = f"{len(found)} of all states name the code; ask for those of one (--state TX)" if found else "none"
        yield Fact("coverage policies", said, copies, Place.COVERAGE)
    ids = {number for policy in found for number in policy.national}
    determinations = national.of_ids(shelf, ids, on)
    for one in [] if isinstance(determinations, NotLoaded) else determinations:
        said = f"NCD {one.section} {one.title}: {_LEVELS[one.level]}"
        yield Fact("national determination", said, one.release.name, Place.COVERAGE)


def _told(policy: Policy) -> str:
    related = f", with {', '.join(policy.related)}" if policy.related else ""
    return f"{policy.number} {policy.title} ({'; '.join(policy.contractors)}{related})"
