"""ncci.add_on: a code that is paid only beside its primary, of the same practitioner on the same date.

Source: NCCI add-on code edits (types 1 to 3) and Medicare Claims Processing Manual chapter 12 section 30 D. The list is
not all: codes with global period ZZZ in the physician fee schedule are add-ons too, and some of them (G2211 …) stand in
no list; what those need is from the fee schedule's final rules.
"""

from collections.abc import Iterable, Iterator

from codesets.claims.days import by_day, codes_of
from codesets.claims.lists import HOME_VISITS, HOME_VISITS_FROM, OFFICE_VISITS
from codesets.claims.rules.base import Rule, fetch, lacking
from codesets.claims.tables import Tables, day_within
from codesets.claims.values import Claim, ClaimLine, Finding, Setting
from codesets.mpfs.schedule import Fee
from codesets.ncci.add_on import AddOn
from codesets.values import Dataset, NotLoaded, spoken_day

UNLISTED = {
    "G2211": OFFICE_VISITS,
    "G2213": frozenset({"99281", "99282", "99283", "99284", "99285"}),
    "G3003": frozenset({"G3002"}),
    "96131": frozenset({"96130"}),
    "96133": frozenset({"96132"}),
    "96137": frozenset({"96136"}),
    "96139": frozenset({"96138"}),
}
"""ZZZ codes outside NCCI's list, with their primaries; to G2211 the visits at home came in 2026."""

_LISTED_ONLY, _CONTRACTOR = 1, 2
_PRIMARIES_SHOWN = 5


class AddOnCodes(Rule):
    """Add-on codes without their primary."""

    id = "ncci.add_on"
    source = "NCCI add-on code edits; Medicare physician fee schedule (global period ZZZ)"

    def check(self, claim: Claim, tables: Tables) -> Iterator[Finding]:
        """One finding for each add-on code, one for the day where there is none."""
        if claim.setting is Setting.INPATIENT:
            return
        for day, lines in by_day(claim):
            codes = codes_of(lines)
            release = tables.release(Dataset.ADD_ON, day)
            found = [finding for code in codes if (finding := self._of_code(code, lines, tables))]
            yield from found
            if isinstance(release, NotLoaded):
                yield self._outside(codes, tables, release)
            elif not found:
                yield self.passes(
                    codes, f"None of {', '.join(codes)} is an add-on code in {release.name}.", release=release
                )

    def _outside(self, codes: tuple[str, ...], tables: Tables, missing: NotLoaded) -> Finding:
        rationale = lacking(missing, "The list of add-on codes")
        if missing.nearest:
            near = day_within(missing.nearest, missing.on)
            named = [code for code in codes if tables.add_on(code, near)]
            shown = f"{_some(named)} stood in it" if named else "none of these codes stood in it"
            rationale += f" There, {shown}: an indication, not a result."
        return self.not_run(codes, rationale, fetch(missing.on, Dataset.ADD_ON))

    def _of_code(self, code: str, lines: tuple[ClaimLine, ...], tables: Tables) -> Finding | None:
        day = lines[0].on
        others = frozenset(codes_of(lines)) - {code}
        entry = tables.add_on(code, day)
        if entry is not None:
            return self._listed(entry, others, tables, lines)
        fee = tables.fee(code, day)
        if code in UNLISTED:
            at_home = HOME_VISITS if code == "G2211" and day >= HOME_VISITS_FROM else frozenset()
            return self._unlisted(code, UNLISTED[code] | at_home, others, fee)
        if fee is not None and fee.global_days == "ZZZ":
            loaded = not isinstance(tables.release(Dataset.ADD_ON, day), NotLoaded)
            return self._by_text(fee, others, loaded=loaded)
        return None

    def _listed(self, entry: AddOn, others: frozenset[str], tables: Tables, lines: tuple[ClaimLine, ...]) -> Finding:
        code, shown, release, day = entry.code, f"type {entry.kind}", entry.release, lines[0].on
        if present := sorted(others & set(entry.primaries)):
            return self.passes(
                (code, *present), f"{code} stands with its primary {present[0]}.", indicator=shown, release=release
            )
        wanted = (
            f"{code} is an add-on code, and none of its primaries ({_some(entry.primaries)}) is on {spoken_day(day)}."
        )
        if entry.kind == _LISTED_ONLY and self._is_primary_here(code, others, tables, lines):
            return self.not_run(
                (code,),
                f"{wanted} It is here as the primary of another add-on code, so its own may stand on another claim.",
                f"Send the claim of that day with {_some(entry.primaries)}; without one, neither is paid.",
                indicator=shown,
                release=release,
            )
        if entry.kind == _LISTED_ONLY or not others:
            remedy = "Add the primary that was done, or take the add-on off; it is never paid alone."
            return self.fails(
                (code,), wanted if entry.primaries else _alone(code), remedy, indicator=shown, release=release
            )
        if entry.kind == _CONTRACTOR:
            return self.not_run(
                (code,),
                f"{code} is an add-on code for which the contractor names the primaries; the list has none.",
                f"Ask the contractor whether {_some(others)} is one.",
                indicator=shown,
                release=release,
            )
        return self.warns(
            (code,),
            wanted,
            f"The contractor may accept others: ask whether {_some(others)} is one.",
            indicator=shown,
            release=release,
        )

    def _is_primary_here(self, code: str, others: frozenset[str], tables: Tables, lines: tuple[ClaimLine, ...]) -> bool:
        entries = (tables.add_on(other, lines[0].on) for other in others)
        return any(entry is not None and code in entry.primaries for entry in entries)

    def _unlisted(self, code: str, primaries: frozenset[str], others: frozenset[str], fee: Fee | None) -> Finding:
        release = fee.release if fee else None
        if present := sorted(others & primaries):
            said = f"{code} stands with {present[0]}."
            return self.passes((code, *present), said, indicator="ZZZ", release=release)
        rationale = (
            f"{code} is an add-on code (global period ZZZ, though not in NCCI's list), and none of its primaries"
            f" ({_some(primaries)}) is on that day."
        )
        remedy = "Add the primary that was done, or take the add-on off."
        return self.fails((code,), rationale, remedy, indicator="ZZZ", release=release)

    def _by_text(self, fee: Fee, others: frozenset[str], *, loaded: bool) -> Finding:
        code = fee.code
        silent = "does not name its primaries" if loaded else "of that day, which names its primaries, is not loaded"
        if not others:
            return self.fails(
                (code,), _alone(code), "Add the primary that was done.", indicator="ZZZ", release=fee.release
            )
        return self.not_run(
            (code,),
            f"{code} has global period ZZZ, so it is an add-on code, but NCCI's list {silent}.",
            f"The code's own words say whether {_some(others)} is one.",
            indicator="ZZZ",
            release=fee.release,
        )


def _alone(code: str) -> str:
    return f"{code} is an add-on code and stands alone on that day."


def _some(codes: Iterable[str]) -> str:
    shown = sorted(codes)
    more = f" and {len(shown) - _PRIMARIES_SHOWN} more" if len(shown) > _PRIMARIES_SHOWN else ""
    return ", ".join(shown[:_PRIMARIES_SHOWN]) + more
