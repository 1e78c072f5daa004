"""What the record makes of the lines as they were written: units by the dose, and the modifiers that it documents.

A modifier is put on a line only where words of the record support it; where they do not, it is asked for. Each change
says why, and where the rule stands.
"""

from dataclasses import dataclass

from assistant.services.changes import Change, Step
from assistant.services.circumstances import Circumstances
from assistant.services.drug_lines import doses, reasons
from assistant.services.known import KnownTables
from assistant.services.notice_lines import notices
from assistant.services.performer_lines import anesthetist, assisting, shared, teaching
from assistant.services.procedure_lines import after_surgery, pairs, parts, sides_once, unneeded
from assistant.services.screening_lines import same_day_mammograms, screened
from assistant.services.therapy_lines import discipline, therapy
from assistant.services.visit_lines import by_video, sound_alone, visits
from codesets.claims import Claim, ClaimLine

STEPS: tuple[Step, ...] = (
    doses,
    reasons,
    sides_once,
    parts,
    visits,
    assisting,
    anesthetist,
    after_surgery,
    pairs,
    unneeded,
    screened,
    same_day_mammograms,
    therapy,
    discipline,
    teaching,
    shared,
    sound_alone,
    by_video,
    notices,
)
"""Pricing comes before what only informs, so parts and sides stand before 25 and 59."""


@dataclass(frozen=True, slots=True)
class Advised:
    """The lines as we would bill them, with what was changed."""

    lines: tuple[ClaimLine, ...]
    changes: tuple[Change, ...]


def advised(claim: Claim, told: Circumstances, tables: KnownTables) -> Advised:
    """The claim's lines after every step, in the order of the mail."""
    lines, changes = claim.lines, []
    for step in STEPS:
        for old, new, change in step(lines, claim, told, tables):
            if old in lines:
                place = lines.index(old)
                lines = (*lines[:place], *new, *lines[place + 1 :])
                changes.append(change)
    return Advised(lines, tuple(changes))
