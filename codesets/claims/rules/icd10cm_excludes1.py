"""icd10cm.excludes1: two diagnoses of which a note says that they are not coded together.

Source: ICD-10-CM Official Guidelines I.A.12.a. A warning, because the two may be unrelated conditions; if that is not
clear, the provider is asked.
"""

from collections.abc import Iterator
from itertools import permutations

from codesets.claims.days import coding_day
from codesets.claims.rules.base import Rule
from codesets.claims.tables import Tables
from codesets.claims.values import Claim, Finding
from codesets.icd10cm.exclusions import excluding
from codesets.values import Status


class Excludes1(Rule):
    """Excludes1 notes at either code, or at what stands above it."""

    id = "icd10cm.excludes1"
    source = "ICD-10-CM Official Guidelines I.A.12.a"
    medicare = False

    def check(self, claim: Claim, tables: Tables) -> Iterator[Finding]:
        """One finding a pair with a note; one pass where there is none."""
        day = coding_day(claim)
        listed = dict.fromkeys(diagnosis.code for diagnosis in claim.diagnoses)
        found = {code: tables.diagnosis(code, day) for code in listed}
        held = [
            code
            for code, validity in found.items()
            if validity.status in {Status.VALID, Status.HEADER, Status.MISSING_SEVENTH}
        ]
        unknown = tuple(code for code, validity in found.items() if validity.status is Status.NOT_LOADED_FOR_DATE)
        if unknown and len(listed) > 1:
            yield self.not_run(
                unknown,
                "No loaded release covers the day, so its notes were not read.",
                "Import the tabular list of that date.",
            )
        if len(held) < 2:  # noqa: PLR2004 - a pair
            return
        notes = {code: tables.notes(code, day) for code in held}
        release = found[held[0]].release
        clear = True
        seen: set[frozenset[str]] = set()
        for code, other in permutations(held, 2):
            note = excluding(notes[code], other)
            if note and frozenset((code, other)) not in seen:
                seen.add(frozenset((code, other)))
                clear = False
                yield self.warns(
                    (code, other),
                    f'{note.at} has the Excludes1 note "{note.text}", which names {other}.',
                    "Report both only if the record shows two unrelated conditions; if that is unclear, query the"
                    " provider."
                    " Many payers deny the pair all the same.",
                    indicator=note.at,
                    release=release,
                )
        if clear:
            yield self.passes(tuple(held), "No Excludes1 note stands between the diagnoses.", release=release)
