"""What the rules work on: codes proposed for the answer, before their validity is written down."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from consultations.answers import Evidence, Source

TitleOf = Callable[[str], str]
"""The catalogue's title of a code; empty where it holds no such code."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A code with its evidence. `asked`: the client wrote the code; else it was found by the words of the record.

    `named` are the words that led to it. `reason` says why the code is reported, or why in this place; `source` is
    the paragraph of the guidelines that a rule rests on. `listed`: the record lists it as a problem of its own.
    """

    code: str
    evidence: tuple[Evidence, ...]
    asked: bool = False
    named: str = ""
    reason: str = ""
    source: Source | None = None
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Dropped:
    """A proposal that a rule took away, and the sentence that says why."""

    proposal: Proposal
    sentence: str


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a rule leaves, in claim order, and what it took away."""

    proposals: tuple[Proposal, ...]
    dropped: tuple[Dropped, ...] = ()


class Rule(Protocol):
    """One rule of the official guidelines, looked at once for a whole case."""

    @property
    def source(self) -> Source:
        """The paragraph that the rule rests on."""
        ...

    def apply(self, proposals: tuple[Proposal, ...], title_of: TitleOf) -> Ruling:
        """The proposals with the rule applied; unchanged where it does not bear on them."""
        ...


def combine(
    proposals: tuple[Proposal, ...], replaced: tuple[Proposal, ...], followed_by: tuple[Proposal, ...], one: Proposal
) -> Ruling:
    """Put the combination code, once, where the first of its parts stood, and behind it the codes that complete it."""
    there = tuple(proposal for proposal in proposals if proposal.code == one.code)
    one = replace(
        one, evidence=evidence_of((*there, one)), asked=one.asked or any(proposal.asked for proposal in there)
    )
    parts = replaced + followed_by + there
    place = min(proposals.index(part) for part in parts)
    others = [proposal for proposal in proposals if proposal not in parts]
    before = [proposal for proposal in proposals[:place] if proposal in others]
    behind = [proposal for proposal in others if proposal not in before]
    dropped = tuple(Dropped(part, f"{one.code} replaces {part.code}. {one.reason}") for part in replaced)
    return Ruling((*before, one, *followed_by, *behind), dropped)


def evidence_of(proposals: tuple[Proposal, ...]) -> tuple[Evidence, ...]:
    """The evidence of several proposals, without repeats."""
    return tuple(dict.fromkeys(evidence for proposal in proposals for evidence in proposal.evidence))
