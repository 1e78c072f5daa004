"""The claim check: every rule of the table looks at the claim, in the order of their value to a practice."""

from collections.abc import Iterator
from dataclasses import replace

from codesets.claims.rules import RULES, Rule
from codesets.claims.tables import Tables
from codesets.claims.values import Claim, ClaimLine, Finding, Payer, Result


def check_claim(claim: Claim, tables: Tables) -> tuple[Finding, ...]:
    """What the rules find, each finding once, rule by rule. The order of the lines makes no difference.

    A rule that does not concern the claim says nothing; one that misses a fact or a table says "not run". What breaks
    an edit of Medicare's is a warning where another payer was named.
    """
    ordered = replace(claim, lines=tuple(sorted(claim.lines, key=_place)))
    return tuple(dict.fromkeys(finding for rule in RULES for finding in _said(rule, ordered, tables)))


def _said(rule: Rule, claim: Claim, tables: Tables) -> Iterator[Finding]:
    others = rule.medicare and claim.paid_by in {Payer.OTHER, Payer.MEDICAID}
    for finding in rule.check(claim, tables):
        yield replace(finding, result=Result.WARNING) if others and finding.result is Result.FAILS else finding


def _place(line: ClaimLine) -> tuple[object, ...]:
    return (line.on, line.code, line.modifiers, line.units, repr(line))
