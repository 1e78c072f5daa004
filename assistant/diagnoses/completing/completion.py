"""Each proposal found by words, completed from the record; what the record leaves open becomes a question."""

import re
from dataclasses import dataclass, replace

from assistant.diagnoses.completing.encounters import Encounter, encounter_of, seventh
from assistant.diagnoses.completing.families import Families, Side, side_said
from assistant.diagnoses.completing.sides import has_sides, on_side, side_in_record
from assistant.diagnoses.proposals import Proposal, TitleOf
from assistant.reading.passages import Passage
from assistant.wording import lower_start
from consultations.answers import Evidence

_SEVENTH = 8
"""Characters of a code with a 7th character, its dot among them."""
_BY_ENCOUNTER = re.compile(r"[STM].*|[VWXY].*")
_CHARACTERS = "ABCDEFGHJKMNPQRS"
_NONDISPLACED = re.compile(r"\b(?:non-?|un|not |minimally )displaced\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask the client, and the code that hangs on it: where a rule takes that away, nobody need ask."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Completed:
    """The proposals, several where a condition is coded once a side, and what to ask the client."""

    proposals: tuple[Proposal, ...]
    questions: tuple[Question, ...]


def completed(
    proposals: tuple[Proposal, ...], passages: list[Passage], families: Families, title_of: TitleOf
) -> Completed:
    """Codes that the client wrote stay as they are: whether they are right is looked at elsewhere."""
    work = _Completion(passages, families, title_of)
    done: list[Proposal] = []
    questions: list[Question] = []
    for proposal in proposals:
        if proposal.asked or not title_of(proposal.code):
            done.append(proposal)
            continue
        one = replace(proposal, code=work.displaced(proposal))
        sided, ask = work.sided(one)
        for each in sided:
            final, more = work.encountered(each)
            questions += [_of(final, each.code, asked) for asked in ask] + more
            done.append(final)
    return Completed(_once(done), tuple(dict.fromkeys(questions)))


@dataclass(frozen=True, slots=True)
class _Completion:
    passages: list[Passage]
    families: Families
    title_of: TitleOf

    def displaced(self, one: Proposal) -> str:
        """A fracture not said to be displaced or not is displaced (I.C.19.c); the words of the record go before."""
        title = self.title_of(one.code)
        if not title.startswith("Displaced ") or not _NONDISPLACED.search(self._told(one)):
            return one.code
        return self.families.titled(one.code, title.replace("Displaced", "Nondisplaced", 1)) or one.code

    def sided(self, one: Proposal) -> tuple[list[Proposal], list[Question]]:
        """The proposal on its side, or once a side; with the question where the record does not say it."""
        title = self.title_of(one.code)
        if not has_sides(one.code, title, self.families):
            return [one], []
        side, evidence = self._side(one, title)
        codes = on_side(one.code, title, side, self.families, self._record()) if side is not Side.NONE else ()
        if not codes:
            return self._unsaid(one, title)
        more = (evidence,) if evidence and evidence not in one.evidence else ()
        return [replace(one, code=code, evidence=(*one.evidence, *more)) for code in codes], []

    def _side(self, one: Proposal, title: str) -> tuple[Side, Evidence | None]:
        for words in (one.named, *(evidence.quote for evidence in one.evidence)):
            said = side_said(words)
            if said is not Side.NONE:
                return said, None
        return side_in_record(title, self.passages)

    def _unsaid(self, one: Proposal, title: str) -> tuple[list[Proposal], list[Question]]:
        """The code for the side that is not known, and the question; of a guessed side the unspecified one (I.B.13)."""
        family = self.families.by_side(one.code, title)
        unknown = family.get(Side.NONE, [])
        code = unknown[0][0] if unknown else one.code
        named = lower_start(one.named) or lower_start(title)
        ask = (
            f"Which side is it: {named}? {code} is the code while no side is documented."
            " Notes of any clinician of the encounter may supply it."
        )
        return [replace(one, code=code)], [Question(code, ask)]

    def encountered(self, one: Proposal) -> tuple[Proposal, list[Question]]:
        """The proposal with the 7th character of the encounter, and the question where the record does not say it."""
        if len(one.code) != _SEVENTH or not _BY_ENCOUNTER.fullmatch(one.code) or one.code[-1] not in _CHARACTERS:
            return one, []
        allowed = frozenset(letter for letter in _CHARACTERS if self.title_of(one.code[:-1] + letter))
        if "A" not in allowed or "D" not in allowed:
            return one, []
        told = encounter_of(self.passages, " ".join((one.named, *(evidence.quote for evidence in one.evidence))))
        letter = seventh(told.encounter, self._told(one), allowed)
        code = one.code[:-1] + letter if letter else one.code
        if told.encounter is not Encounter.UNSAID:
            return replace(one, code=code), []
        ask = (
            f"Was {lower_start(one.named)} still under active treatment at this visit, or seen for routine care while"
            f" healing? {code} stands for active treatment; the 7th character follows the answer."
        )
        return replace(one, code=code), [Question(code, ask)]

    def _told(self, one: Proposal) -> str:
        """The words about a condition: its own, and the passages that name the same kind of thing."""
        own = " ".join((one.named, *(evidence.quote for evidence in one.evidence)))
        kind = re.search(r"\bfracture", own, re.IGNORECASE)
        near = (
            passage.text
            for passage in self.passages
            if re.search(r"\b(?:fractur|displaced|gustilo|union|healing)", passage.text, re.IGNORECASE)
        )
        return " ".join((own, *near)) if kind else own

    def _record(self) -> str:
        return " ".join(passage.text for passage in self.passages)


def _of(final: Proposal, before: str, question: Question) -> Question:
    """The question about the code as it is in the end."""
    return Question(final.code, question.text.replace(before, final.code))


def _once(proposals: list[Proposal]) -> tuple[Proposal, ...]:
    found: dict[str, Proposal] = {}
    for proposal in proposals:
        found.setdefault(proposal.code, proposal)
    return tuple(found.values())
