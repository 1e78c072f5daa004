"""What was given into a vein, a muscle or under the skin, by route and time, and the codes for giving it.

Source: Medicare Claims Processing Manual chapter 12 section 30.5 and chapter 4 section 230.2: one initial service of an
encounter, chemotherapy before other drugs before hydration, infusion before push; 15 minutes or less are a push; a
further hour counts from its 31st minute; hydration needs more than 30 minutes of its own.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from assistant.reading.clock import minutes, spans
from assistant.reading.passages import Passage


class Way(IntEnum):
    """How it was given, the highest of the hierarchy first."""

    STRONG_INFUSION = 0
    STRONG_PUSH = 1
    INFUSION = 2
    PUSH = 3
    HYDRATION = 4
    INJECTION = 5


_INITIAL = {
    Way.STRONG_INFUSION: "96413",
    Way.STRONG_PUSH: "96409",
    Way.INFUSION: "96365",
    Way.PUSH: "96374",
    Way.HYDRATION: "96360",
}
_NEXT = {
    Way.STRONG_INFUSION: "96417",
    Way.STRONG_PUSH: "96411",
    Way.INFUSION: "96367",
    Way.PUSH: "96375",
    Way.HYDRATION: "96361",
    Way.INJECTION: "96372",
}
_HOUR = {Way.STRONG_INFUSION: "96415", Way.INFUSION: "96366", Way.HYDRATION: "96361"}
_CONCURRENT = "96368"
_PUSH_AT_MOST, _HYDRATION_OVER = 15, 30
_PIECES = re.compile(
    r"[;\n]|,(?![0-9]{3})|\.\s|\bthen\b|\bfollowed by\b|\bplus\b|\s\+\s|\band\b(?=[^,;]*[0-9])", re.IGNORECASE
)
_IS_PUSH = re.compile(r"\bpush(?:ed)?\b|\bivp\b", re.IGNORECASE)
_IS_INJECTION = re.compile(r"\b(?:(?-i:IM|SQ|SC)|sub-?q|subcut\w*|intramuscular\w*)\b", re.IGNORECASE)
_IS_FLUID = re.compile(
    r"\b(?:hydration|normal saline|saline|(?-i:NS|LR|D5\w*)|lactated ringers?|ringers?|iv fluids?|fluids?)\b",
    re.IGNORECASE,
)
_IS_INFUSION = re.compile(r"\b(?:infus\w+|ivpb|piggyback|drip|(?-i:IV)|over|hung|ran|run)\b", re.IGNORECASE)
_DOSE = re.compile(r"\b[0-9.,]+ ?(?:mg|mcg|g|gm|grams?|units?|meq)\b", re.IGNORECASE)
_STRONG = re.compile(r"\bchemo\w*|\b\w+mab\b|\bJ9[0-9]{3}\b|\b\w+(?:platin|taxel|rubicin)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Given:
    """One thing given. `time` in minutes, None where it is not told; `begins` and `ends` in minutes of the day."""

    way: Way
    time: int | None
    begins: int | None = None
    ends: int | None = None

    @property
    def spoken(self) -> str:
        """In a few words, without the client's."""
        told = f" of {self.time} minutes" if self.time and self.way not in {Way.PUSH, Way.INJECTION} else ""
        return {
            Way.STRONG_INFUSION: "the infusion",
            Way.STRONG_PUSH: "the push",
            Way.INFUSION: "the infusion",
            Way.PUSH: "the push",
            Way.HYDRATION: "the hydration",
            Way.INJECTION: "the injection",
        }[self.way] + told


def given(passages: Iterable[Passage]) -> list[Given]:
    """Everything that the record tells of, in its order."""
    return [one for passage in passages for piece in _PIECES.split(passage.text) if (one := _given(piece))]


def _given(piece: str) -> Given | None:
    time, clock = minutes(piece), spans(piece)
    begins, ends = clock[0] if clock else (None, None)
    dose, fluid = bool(_DOSE.search(piece)), bool(_IS_FLUID.search(piece))
    strong = bool(_STRONG.search(piece))
    if _IS_INJECTION.search(piece) and dose:
        return Given(Way.INJECTION, None)
    if _IS_PUSH.search(piece):
        return Given(Way.STRONG_PUSH if strong else Way.PUSH, time, begins, ends)
    if time is not None and fluid and not dose:
        return Given(Way.HYDRATION, time, begins, ends)
    if time is None or not (_IS_INFUSION.search(piece) or (dose and clock)):
        return None
    ways = (Way.STRONG_PUSH, Way.PUSH) if time <= _PUSH_AT_MOST else (Way.STRONG_INFUSION, Way.INFUSION)
    return Given(ways[0] if strong else ways[1], time, begins, ends)


def administration_codes(everything: list[Given]) -> Iterator[tuple[str, int, Given]]:
    """Code, units and what it is for, the initial service first; hydration that is too short has none."""
    ranked = sorted(everything, key=lambda one: one.way)
    into_a_vein = [one for one in ranked if one.way is not Way.INJECTION and not _too_short(one, everything)]
    initial = into_a_vein[0] if into_a_vein else None
    for one in ranked:
        if one.way is Way.INJECTION:
            yield _NEXT[one.way], 1, one
        elif one in into_a_vein:
            yield from _of_one(one, everything, first=one is initial)


def _of_one(one: Given, everything: list[Given], *, first: bool) -> Iterator[tuple[str, int, Given]]:
    time = _own_time(one, everything) or 0
    further = (time - 60 + 29) // 60 if time > 90 else 0  # noqa: PLR2004 - as the rule says
    if not first and one.way is Way.HYDRATION:
        yield _NEXT[one.way], 1 + further, one
        return
    if not first and one.way is Way.INFUSION and _within_another(one, everything):
        yield _CONCURRENT, 1, one
        return
    yield (_INITIAL if first else _NEXT)[one.way], 1, one
    if further and one.way in _HOUR:
        yield _HOUR[one.way], further, one


def _too_short(one: Given, everything: list[Given]) -> bool:
    return one.way is Way.HYDRATION and (_own_time(one, everything) or 0) <= _HYDRATION_OVER


def _own_time(one: Given, everything: list[Given]) -> int | None:
    """The minutes; of hydration those in which no drug ran."""
    if one.way is not Way.HYDRATION or one.begins is None or one.ends is None or one.time is None:
        return one.time
    drugs = [x for x in everything if x.way < Way.PUSH and x.begins is not None and x.ends is not None]
    return one.time - sum(max(0, min(one.ends, x.ends or 0) - max(one.begins, x.begins or 0)) for x in drugs)


def _within_another(one: Given, everything: list[Given]) -> bool:
    """Whether it ran while another drug's infusion did."""
    if one.begins is None or one.ends is None:
        return False
    others = [x for x in everything if x is not one and x.way <= Way.INFUSION and x.begins is not None]
    return any(min(one.ends, x.ends or 0) - max(one.begins, x.begins or 0) > 0 for x in others)
