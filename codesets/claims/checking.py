"""The claim check: every rule of the table looks at the claim, in the order of their value to a practice."""

from dataclasses import replace

from codesets.claims.rules import RULES
from codesets.claims.tables import Tables
from codesets.claims.values import Claim, ClaimLine, Finding


def check_claim(claim: Claim, tables: Tables) -> tuple[Finding, ...]:
    """What the rules find, each finding once, rule by rule. The order of the lines makes no difference.

    A rule that does not concern the claim says nothing; one that misses a fact or a table says "not run".
    """
    ordered = replace(claim, lines=tuple(sorted(claim.lines, key=_place)))
    return tuple(dict.fromkeys(finding for rule in RULES for finding in rule.check(ordered, tables)))


def _place(line: ClaimLine) -> tuple[object, ...]:
    return (line.on, line.code, line.modifiers, line.units, repr(line))
