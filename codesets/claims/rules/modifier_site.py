"""modifier.site: the place on the body that a modifier names against that of the diagnoses that the line points to.

Source: ICD-10-CM Official Guidelines I.B.13 (laterality); NCCI Policy Manual chapter I section E (anatomic modifiers:
E1 to E4 eyelids, FA to F9 fingers, TA to T9 toes, LC, LD, LM, RC and RI coronary arteries).
"""

from collections.abc import Iterator

from codesets.claims import sites
from codesets.claims.rules.base import Rule
from codesets.claims.tables import Tables
from codesets.claims.values import Claim, ClaimLine, Finding


class ModifierSite(Rule):
    """Side, eyelid, finger, toe and coronary artery, by the titles of the release in force."""

    id = "modifier.site"
    source = "ICD-10-CM Official Guidelines I.B.13; HCPCS Level II modifiers"
    medicare = False

    def check(self, claim: Claim, tables: Tables) -> Iterator[Finding]:
        """One finding for each line that names a place and points to diagnoses that name one."""
        for line in claim.lines:
            if sites.side_of(line.modifiers) or line.has(*sites.CORONARY):
                wrong = [*self._side(line, tables), *self._part(line, tables)]
                yield from wrong or self._agreed(line, tables)

    def _side(self, line: ClaimLine, tables: Tables) -> Iterator[Finding]:
        side, sided = sites.side_of(line.modifiers), _sided(line, tables)
        if side and sided and not {side, "bilateral"} & set(sided.values()):
            yield self.fails(
                (line.code, *sided),
                f"{line.code} is marked as {side}, and {', '.join(sided)} is the other side.",
                "Correct the modifier or the diagnosis, as the record says.",
                release=tables.diagnosis(next(iter(sided)), line.on).release,
            )

    def _part(self, line: ClaimLine, tables: Tables) -> Iterator[Finding]:
        for parts in sites.KINDS:
            meant = {part.name for part in parts if part.modifiers & set(line.modifiers)}
            named = {
                code: part.name
                for code in line.diagnoses
                for part in parts
                if part.words.search(tables.diagnosis(code, line.on).title)
            }
            if meant and named and not meant & set(named.values()):
                yield self.fails(
                    (line.code, *named),
                    f"{line.code} is marked as {' and '.join(sorted(meant))}, and {', '.join(named)} is of"
                    f" {' and '.join(sorted(set(named.values())))}.",
                    "Correct the modifier or the diagnosis, as the record says.",
                    release=tables.diagnosis(next(iter(named)), line.on).release,
                )

    def _agreed(self, line: ClaimLine, tables: Tables) -> Iterator[Finding]:
        side, sided = sites.side_of(line.modifiers), _sided(line, tables)
        if side and sided:
            yield self.passes(
                (line.code, *sided),
                f"{line.code} and its diagnoses name the same side, {side}.",
                release=tables.diagnosis(next(iter(sided)), line.on).release,
            )


def _sided(line: ClaimLine, tables: Tables) -> dict[str, str]:
    """The diagnoses of a line whose titles name a side, with it."""
    found = {code: sites.side_in(tables.diagnosis(code, line.on).title) for code in line.diagnoses}
    return {code: side for code, side in found.items() if side}
