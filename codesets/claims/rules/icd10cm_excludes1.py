"""icd10cm.excludes1: two diagnoses of which a note says that they are not coded together.

Source: ICD-10-CM Official Guidelines I.A.12.a. A warning, because the two may be unrelated conditions; if that is not
clear, the provider is asked.
"""

from collections.abc import Iterator
from datetime import date
from itertools import combinations

from codesets.claims.days import coding_day
from codesets.claims.rules.base import Rule, fetch, lacking
from codesets.claims.tables import Tables, day_within
from codesets.claims.values import Claim, Finding
from codesets.icd10cm.exclusions import excluding
from codesets.values import Dataset, Note, NotLoaded

_A_PAIR = 2


class Excludes1(Rule):
    """Excludes1 notes at either code, or at what stands above it."""

    id = "icd10cm.excludes1"
    source = "ICD-10-CM Official Guidelines I.A.12.a"
    medicare = False

    def check(self, claim: Claim, tables: Tables) -> Iterator[Finding]:
        """One finding a pair with a note; one pass where there is none."""
        codes = tuple(dict.fromkeys(diagnosis.code for diagnosis in claim.diagnoses))
        day = coding_day(claim)
        release = tables.release(Dataset.ICD10CM, day)
        if len(codes) < _A_PAIR:
            return
        if isinstance(release, NotLoaded):
            yield self._outside(codes, release, tables)
            return
        found = list(_excluding(codes, day, tables))
        for code, other, note in found:
            yield self.warns(
                (code, other),
                f'{note.at} has the Excludes1 note "{note.text}", which names {other}.',
                "Report both only if the record shows two unrelated conditions; if that is unclear, query the provider."
                " Many payers deny the pair all the same.",
                indicator=note.at,
                release=release,
            )
        if not found:
            yield self.passes(codes, "No Excludes1 note stands between the diagnoses.", release=release)

    def _outside(self, codes: tuple[str, ...], missing: NotLoaded, tables: Tables) -> Finding:
        rationale = lacking(missing, "The tabular list")
        if missing.nearest:
            pairs = _excluding(codes, day_within(missing.nearest, missing.on), tables)
            named = ", ".join(f"{note.at} had an Excludes1 note for {code} and {other}" for code, other, note in pairs)
            rationale += f" There, {named or 'no Excludes1 note stood between them'}: an indication, not a result."
        return self.not_run(codes, rationale, fetch(missing.on, Dataset.ICD10CM))


def _excluding(codes: tuple[str, ...], day: date, tables: Tables) -> Iterator[tuple[str, str, Note]]:
    """Pairs of codes with the note at the first that names the second; each pair once."""
    notes = {code: tables.notes(code, day) for code in codes}
    for code, other in combinations(codes, 2):
        for at, named in ((code, other), (other, code)):
            if note := excluding(notes[at], named):
                yield at, named, note
                break
