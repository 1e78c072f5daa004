"""Texts that are hard for one pattern, made from the pattern itself.

Backtracking costs most where a repeat can take much in many ways and what follows it is missing: so each repeat is
pumped behind what comes before it, alone, and together with its beginning over and over, and spoiled at the end. Beside
these stand runs of what mail is full of.
"""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain
from re import _compiler, _constants, _parser  # type: ignore[attr-defined]
from typing import Any

_ONE = {_constants.LITERAL, _constants.NOT_LITERAL, _constants.ANY, _constants.IN}
_REPEATS = {_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT}
_LARGE = 10  # a repeat of fewer rounds than this costs no more than a few more letters in the pattern
_PALETTE = " \n0aA.->\t\r_=*#~|/:;,@<()[]{}\"'&%$+!?\\^`xzZ19é—\x1f"
_SPOILERS = ("\x00", "")
_RUNS = (
    *' \n0aA.->_=*(<":,',
    "a ",
    "0 ",
    " \n",
    "\n ",
    "> ",
    "a.",
    "0.",
    "a\n",
    "-a",
    "a@",
    "> \n",
    "<a",
    "[a",
    "0/",
    "a, ",
)


def _repeated(before: str, unit: str, spoiler: str, length: int) -> str:
    return before + unit * (length // len(unit) + 1) + spoiler


def _inside(operation: Any, argument: Any) -> Any:
    """What a group holds, or what a look behind wants; nothing for what takes no text."""
    if operation is _constants.SUBPATTERN:
        return argument[3]
    if operation is _constants.ATOMIC_GROUP:
        return argument
    return argument[1] if operation is _constants.ASSERT and argument[0] < 0 else ()


class Worst:
    """The texts for one pattern; `shapes` gives them in any length."""

    def __init__(self, pattern: str, flags: int) -> None:
        self.flags = flags
        self.known: dict[str, str] = {}
        self.tree = _parser.parse(pattern, flags & ~_constants.SRE_FLAG_DEBUG)

    def shapes(self, *, briefly: bool = False) -> Iterator[Callable[[int], str]]:
        """Each shape once: given a length in characters, its text of about that length. Briefly: the most telling."""
        seen = set()
        runs = () if briefly else (("", run) for run in _RUNS)
        for before, unit in chain(self._pumped(), () if briefly else self._whole(), runs):
            for spoiler in _SPOILERS[: 1 if briefly else None]:
                if unit and (before, unit, spoiler) not in seen:
                    seen.add((before, unit, spoiler))
                    yield partial(_repeated, before, unit, spoiler)

    def _whole(self) -> Iterator[tuple[str, str]]:
        for choice in range(3):
            whole = self._sample(self.tree, choice)
            yield "", whole
            yield "", whole[:-1]
            yield "", whole[:-1] + "\x00"
            yield "", whole + " "

    def _pumped(self) -> Iterator[tuple[str, str]]:
        for before, item in self._repeats(self.tree, ""):
            for pump in self._pumps(item, before):
                yield before, pump
                yield "", pump
                yield "", before + pump
                yield "", before + pump * 5 + "\x00"
            yield "", before

    def _repeats(self, nodes: Any, before: str) -> Iterator[tuple[str, Any]]:
        """Each large repeat, with a text that leads to it."""
        for node in nodes:
            operation, argument = node
            if operation in _REPEATS:
                most, item = argument[1], argument[2]
                if most >= _LARGE:
                    yield before, item
                yield from self._repeats(item, before)
            elif operation is _constants.BRANCH:
                for branch in argument[1]:
                    yield from self._repeats(branch, before)
            elif operation is _constants.SUBPATTERN:
                yield from self._repeats(argument[3], before)
            elif operation is _constants.ATOMIC_GROUP:
                yield from self._repeats(argument, before)
            elif operation in {_constants.ASSERT, _constants.ASSERT_NOT}:
                yield from self._repeats(argument[1], before)
            before += self._sample([node], 0)

    def _pumps(self, item: Any, before: str) -> set[str]:
        """What one round of a repeat can take: samples, and each common character that it accepts."""
        pumps = {self._sample(item, choice) for choice in range(3)}
        if len(item) == 1 and item[0][0] in _ONE:
            accepted = self._accepted(item[0])
            first = self._sample(self.tree, 0)[:1]
            pumps |= set(accepted[:4]) | {first if first and first in accepted else ""}
        return pumps - {""}

    def _accepted(self, node: Any) -> str:
        key = str(node)
        if key in self.known:
            return self.known[key]
        one = _compiler.compile(_parser.SubPattern(self.tree.state, [node]), self.flags)
        self.known[key] = "".join(
            sign for sign in _PALETTE if one.fullmatch(sign if self._text else sign.encode("latin-1", "replace"))
        )
        return self.known[key]

    @property
    def _text(self) -> bool:
        return isinstance(self.tree.state.str, str)

    def _sample(self, nodes: Any, choice: int) -> str:
        return "".join(self._one(node, choice) for node in nodes)

    def _one(self, node: tuple[Any, Any], choice: int) -> str:
        operation, argument = node
        if operation is _constants.LITERAL:
            return chr(argument)
        if operation in _ONE:
            accepted = self._accepted(node)
            return accepted[choice % len(accepted)] if accepted else self._rare(node)
        if operation in _REPEATS:
            least, most, item = argument
            rounds: int = max(least, 1) if most and choice < 2 else least
            return self._sample(item, choice) * rounds
        if operation is _constants.BRANCH:
            return self._sample(argument[1][choice % len(argument[1])], choice)
        if inner := _inside(operation, argument):
            return self._sample(inner, choice)
        return ""

    def _rare(self, node: tuple[Any, Any]) -> str:
        """A character of a class that holds none of the common ones."""
        for kind, value in node[1] if node[0] is _constants.IN else ():
            if kind is _constants.LITERAL:
                return chr(value)
            if kind is _constants.RANGE:
                return chr(value[0])
        return ""
