"""Scores an answer by points: a point for each thing that a coder expects of it.

A line counts with its code, its modifiers in any order, and its units. Beside the points stand what no answer may do:
recommend a wrong code, or repeat an identifier.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import attrgetter

from assistant.evaluation.case_mails import CaseMail
from consultations.answers import Answer, CodeLine

_SPEC = re.compile(r"(?P<code>[^-\s]+)(?P<modifiers>(?:-[0-9A-Z]{2})*)(?: x(?P<units>[0-9]+))?")


@dataclass(frozen=True, slots=True)
class Score:
    """Points of those possible; `missed` says which were not made."""

    name: str
    kind: str
    points: int
    possible: int
    missed: tuple[str, ...]
    wrong: tuple[str, ...]
    repeated: tuple[str, ...]


def score(case: CaseMail, answer: Answer) -> Score:
    """Compare an answer with what is expected of it."""
    judged = list(_judged(case, answer))
    missed = tuple(what for what, made in judged if not made)
    codes = {line.code for line in answer.code_lines}
    said = said_in(answer)
    return Score(
        case.name,
        case.kind,
        sum(made for _, made in judged),
        len(judged),
        missed,
        tuple(code for code in case.wrong if code in codes),
        tuple(one for one in case.identifiers if one.lower() in said.lower()),
    )


def share(scores: Iterable[Score]) -> float:
    """Points made of those possible, 0 to 1."""
    every = list(scores)
    possible = sum(one.possible for one in every)
    return sum(one.points for one in every) / possible if possible else 1.0


def by_kind(scores: Iterable[Score]) -> dict[str, list[Score]]:
    """The scores of each kind of question."""
    found: dict[str, list[Score]] = {}
    for one in sorted(scores, key=attrgetter("kind")):
        found.setdefault(one.kind, []).append(one)
    return found


def said_in(answer: Answer) -> str:
    """All the prose that the client reads, without the client's own words."""
    lines = (
        f"{'-'.join((line.code, *line.modifiers))} {line.title} {line.why} {line.reason}" for line in answer.code_lines
    )
    checks = (f"{check.title} {check.detail} {check.remedy}" for check in answer.checks)
    sources = (f"{source.title} {source.edition} {source.locator}" for source in answer.sources)
    mentions = (f"{mention.code} {mention.status}" for mention in answer.mentions)
    replies = (reply.answer for reply in answer.replies)
    queries = (f"{query.title} {query.question} {' '.join(query.options)}" for query in answer.queries)
    own = (answer.headline, answer.summary, *answer.before_you_send, *answer.questions)
    return "\n".join((*own, *replies, *queries, *lines, *checks, *sources, *mentions))


def _judged(case: CaseMail, answer: Answer) -> Iterator[tuple[str, bool]]:
    if case.codes is not None:
        yield from _codes(case.codes, answer.code_lines)
    if case.services is not None:
        yield from _codes(case.services, answer.services)
    codes = {line.code for line in answer.code_lines}
    for code in case.wrong:
        yield f"{code} is not recommended", code not in codes
    if case.first:
        yield f"the headline says {case.first}", _has(case.first, answer.headline)
    said, asked = said_in(answer), "\n".join(answer.questions)
    for pattern in case.must:
        yield f"says {pattern}", _has(pattern, said)
    for pattern in case.must_not:
        yield f"does not say {pattern}", not _has(pattern, said)
    for pattern in case.asks:
        yield f"asks {pattern}", _has(pattern, asked)
    for one in case.identifiers:
        yield f"does not repeat {one}", one.lower() not in said.lower()


def _codes(expected: tuple[str, ...], lines: tuple[CodeLine, ...]) -> Iterator[tuple[str, bool]]:
    """A point a line, one for nothing beyond them, and one for the order where there are several."""
    places = [next((place for place, line in enumerate(lines) if _is(line, spec)), None) for spec in expected]
    for spec, place in zip(expected, places, strict=True):
        yield f"reports {spec}", place is not None
    wanted = {found["code"] for spec in expected for one in spec.split("|") if (found := _SPEC.fullmatch(one))}
    beyond = [line.code for line in lines if line.code not in wanted]
    yield f"reports nothing beyond, found {beyond}", not beyond
    made = [place for place in places if place is not None]
    if len(expected) > 1:
        yield "keeps the order", made == sorted(made) and len(made) == len(expected)


def _is(line: CodeLine, spec: str) -> bool:
    for one in spec.split("|"):
        found = _SPEC.fullmatch(one.strip())
        if found and line.code == found["code"]:
            modifiers = set(filter(None, found["modifiers"].split("-")))
            if set(line.modifiers) == modifiers and line.units == int(found["units"] or 1):
                return True
    return False


def _has(pattern: str, text: str) -> bool:
    return bool(re.search(pattern, text, re.IGNORECASE))
