"""What a step of the advice yields: a line, what comes in its place, and why."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from assistant.citing import manual
from assistant.services.circumstances import Circumstances
from assistant.services.known import KnownTables
from codesets.claims import Claim, ClaimLine
from codesets.claims.lists import DISTINCT
from consultations.answers import Evidence, Source

GLOBAL_SOURCE = manual("chapter 12 section 40", "global surgery")


@dataclass(frozen=True, slots=True)
class Change:
    """What was changed on a line, why, and the rule for it."""

    code: str
    why: str
    source: Source
    evidence: Evidence | None = None


Changes = Iterator[tuple[ClaimLine, tuple[ClaimLine, ...], Change]]
"""Each line to replace, the lines in its place (none, one or two), and the change."""
Step = Callable[
    [tuple[ClaimLine, ...], Claim, Circumstances, KnownTables],
    Changes,
]
"""Looks at the lines, and yields each line to replace, what comes in its place, and the change."""


def with_modifier(line: ClaimLine, modifier: str) -> ClaimLine:
    """The line with one more modifier behind; one of 59 and the X modifiers takes the place of another."""
    kept = tuple(one for one in line.modifiers if not (modifier in DISTINCT and one in DISTINCT))
    return replace(line, modifiers=(*kept, modifier))


def with_first(line: ClaimLine, modifier: str) -> ClaimLine:
    """The line with a modifier that changes the amount, which stands first."""
    return replace(line, modifiers=(modifier, *line.modifiers))
