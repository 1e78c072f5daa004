"""modifier.legality: modifiers that cannot stand on this kind of code, or beside each other.

Source: Medicare Claims Processing Manual chapters 4 (hospitals), 12 (practitioners), 14 (ASCs) and 17 (drugs); NCCI
Policy Manual chapter I section E; which kinds of code each stands with is the table of modifiers in our own words.
"""

from collections.abc import Iterator

from codesets import own_words
from codesets.claims.code_kinds import is_visit, kinds
from codesets.claims.lists import DISTINCT
from codesets.claims.modifier_conflicts import CONTRADICTIONS
from codesets.claims.rules.base import Rule
from codesets.claims.tables import Tables
from codesets.claims.values import Claim, ClaimLine, Finding
from codesets.own_words import CodeKind
from codesets.values import Status

_VISITS_ONLY = frozenset({"24", "25", "27", "57", "FS", "FT"})
_NEVER_VISITS = frozenset(
    {CodeKind.ANESTHESIA, CodeKind.DRUG, CodeKind.IMAGING, CodeKind.LABORATORY, CodeKind.PROCEDURE, CodeKind.SUPPLY}
)
_OUT_OF_FORCE = frozenset({Status.TERMINATED, Status.NOT_YET_VALID})
_AT_MOST = 4
_FOR_DRUGS = frozenset({"JW", "JZ", "EA", "EB", "EC", "JA", "JB"})


class ModifierLegality(Rule):
    """Modifiers by kind of code and beside each other, and the order of a line's modifiers."""

    id = "modifier.legality"
    source = "Medicare Claims Processing Manual, chapters 4, 12, 14 and 17; NCCI Policy Manual, chapter I section E"

    def check(self, claim: Claim, tables: Tables) -> Iterator[Finding]:
        """What is wrong with each line's modifiers; one pass for a line with modifiers and nothing wrong."""
        for line in claim.lines:
            if line.modifiers:
                found = [*self._itself(line, tables), *self._together(line)]
                yield from found or [
                    self.passes((line.code, *line.modifiers), f"{', '.join(line.modifiers)} may stand on {line.code}.")
                ]

    def _itself(self, line: ClaimLine, tables: Tables) -> Iterator[Finding]:
        """Each modifier and the kind of code it stands on."""
        kind = kinds(line.code)
        for modifier in dict.fromkeys(line.modifiers):
            known = own_words.modifier(modifier)
            codes = (line.code, modifier)
            listed = tables.modifier(modifier, line.on)
            if listed.status in _OUT_OF_FORCE:
                yield self.fails(
                    codes, listed.sentence, "Take it off, or use what replaced it.", release=listed.release
                )
            elif known is None and listed.status is not Status.VALID:
                yield self.warns(
                    codes,
                    f"{modifier} is not in our table of modifiers.",
                    "Check its spelling in the payer's list of that date.",
                )
            elif known is None:
                yield self.passes(codes, listed.sentence, release=listed.release)
            elif modifier in DISTINCT and is_visit(line.code):
                yield self.fails(
                    codes,
                    f"{modifier} never stands on a visit ({line.code}).",
                    "On visits 24, 25, 27 or 57 say what was separate.",
                )
            elif modifier in _VISITS_ONLY and kind & _NEVER_VISITS:
                yield self.fails(
                    codes,
                    f"{modifier} stands on visits only; {line.code} is none.",
                    "Move it to the visit, or take it off.",
                )
            elif modifier in _FOR_DRUGS and kind and CodeKind.DRUG not in kind:
                yield self.fails(
                    codes, f"{modifier} stands on drugs only; {line.code} is none.", "Take it off this line."
                )
            elif kind and not any(known.may_stand_with(one) for one in kind):
                yield self.warns(
                    codes,
                    f"{modifier} is not meant for the kind of service that {line.code} is.",
                    "Check what it should say.",
                )

    def _together(self, line: ClaimLine) -> Iterator[Finding]:
        """The line's modifiers among each other: contradictions, repetition, number and order."""
        for contradiction in CONTRADICTIONS if len(line.modifiers) > 1 else ():
            if clash := contradiction.met_by(line.modifiers):
                pair = sorted(clash)
                yield self.fails(
                    (line.code, *pair),
                    f"{pair[0]} and {pair[1]} contradict each other: {contradiction.why}.",
                    "Keep the one that is so.",
                )
        if len(set(line.modifiers)) < len(line.modifiers):
            yield self.fails((line.code,), "A modifier stands twice on one line.", "Keep it once.")
        if len(line.modifiers) > _AT_MOST:
            yield self.fails(
                (line.code,),
                f"{len(line.modifiers)} modifiers; a line has room for {_AT_MOST}.",
                "Use 99 as the payer wants, or drop some.",
            )
        if late := _late_pricing(line):
            yield self.warns(
                (line.code, *late),
                f"{late[1]} changes the amount and stands behind {late[0]}, which does not.",
                "Put modifiers that change the amount first.",
            )


def _late_pricing(line: ClaimLine) -> tuple[str, str] | None:
    """The first pricing modifier that stands behind one that does not price."""
    before = ""
    for modifier in line.modifiers:
        known = own_words.modifier(modifier)
        if known is None:
            continue
        if known.pricing and before:
            return before, modifier
        before = before or ("" if known.pricing else modifier)
    return None
