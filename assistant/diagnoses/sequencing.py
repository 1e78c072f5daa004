"""The order of the diagnoses on the claim, as far as the notes of the tabular list fix it.

"Use additional code" and "code first" put one code behind another (guidelines I.A.13 and I.A.17). Beside them the
guidelines fix ranks: encounters that may only be first-listed (I.C.21.c.16), chapter 15 (I.C.15.a.1), a sequela behind
the condition it left (I.B.10), status codes behind diagnoses, external causes never first (I.C.20.a.6). What all that
leaves open stays in the order of the record: which condition was chiefly responsible is a person's judgement (IV.G).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from assistant.diagnoses.proposals import Proposal
from assistant.wording import listed
from codesets import Note, NoteKind, names

NotesOf = Callable[[str], tuple[Note, ...]]
"""The notes of the tabular list at a code and at what stands above it."""
_RANKS = (
    (re.compile(r"[VWXY].*"), 6),
    (re.compile(r"Z79.*"), 5),
    (re.compile(r"Z(?:00|01|02|04|33\.2|31\.8[1-4]|34|38|39|40|42|51\.0|51\.1|52|76\.[12]|99\.12).*"), 0),
    (re.compile(r"Z(?:3A|1[5-8]|2[12]|6[6-8]|7[2478]|[89]).*"), 4),
    (re.compile(r"[ST].{6}S"), 3),
    (re.compile(r"O.*"), 1),
    (re.compile(r"B20|A40.*|A41.*"), 1),
)
"""The rank of a code in an order that no note fixes: encounters that lead, obstetrics, HIV disease (I.C.1.a.2) and
sepsis (I.C.1.d.4) before what goes with them, then all else, sequelae, status, drugs in use, external causes."""
_ORDINARY = 2
_LEADS = 3
"""Ranks up to this one may lead a claim."""
_MOST = 60
"""Codes that are looked at pair by pair; a claim holds no more than 25."""


@dataclass(frozen=True, slots=True)
class Sequence:
    """Proposals in claim order; `open_to_lead` are the codes that no note puts behind another."""

    proposals: tuple[Proposal, ...]
    open_to_lead: tuple[str, ...]


def in_claim_order(proposals: tuple[Proposal, ...], notes_of: NotesOf) -> Sequence:
    """Move codes behind those that must precede them, then keep to the ranks and to the order of the record."""
    looked_at = proposals[:_MOST]
    notes = {one.code: _ordering(notes_of(one.code)) for one in looked_at}
    before = {
        one: {other: note for other in notes if other != one and (note := _puts_behind(one, other, notes))}
        for one in notes
    }
    waiting = sorted(looked_at, key=lambda one: _rank(one.code))
    placed: list[Proposal] = []
    while waiting:
        left = {proposal.code for proposal in waiting}
        ready = (one for one in waiting if not (before[one.code].keys() & left))
        chosen = next(ready, waiting[0])  # two notes that point at each other leave the order as it was
        waiting.remove(chosen)
        placed.append(_explained(chosen, before[chosen.code]))
    free = tuple(one.code for one in placed if not before[one.code] and _rank(one.code) <= _LEADS)
    return Sequence((*placed, *proposals[_MOST:]), free)


def _rank(code: str) -> int:
    return next((rank for pattern, rank in _RANKS if pattern.fullmatch(code)), _ORDINARY)


def _ordering(notes: tuple[Note, ...]) -> tuple[Note, ...]:
    return tuple(note for note in notes if note.kind in {NoteKind.USE_ADDITIONAL, NoteKind.CODE_FIRST})


def _puts_behind(code: str, other: str, notes: dict[str, tuple[Note, ...]]) -> Note | None:
    """The note at `other` that asks for `code` as an additional one, else the one at `code` that puts `other` first."""
    both = ((other, NoteKind.USE_ADDITIONAL, code), (code, NoteKind.CODE_FIRST, other))
    found = (note for at, kind, named in both for note in notes[at] if note.kind is kind and names(note.text, named))
    return next(found, None)


def _explained(proposal: Proposal, before: dict[str, Note]) -> Proposal:
    """The proposal with the notes that put it here; what another rule said of it comes first."""
    asking = [code for code, note in before.items() if note.kind is NoteKind.USE_ADDITIONAL]
    if asking:
        notes = "The note at {} asks" if len(asking) == 1 else "The notes at {} ask"
        said = f"{notes.format(listed(asking))} for it as an additional code."
    elif before:
        said = f"The tabular list says to code {listed(list(before))} first."
    else:
        return proposal
    return replace(proposal, reason=f"{proposal.reason} {said}".strip())
