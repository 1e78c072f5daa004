"""Reads the official ICD-10-CM tabular list (XML of NCHS and CMS) into nodes, parents before children.

The parser of the standard library is safe here: it fetches nothing, and expat stops entities that grow.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path
from typing import IO

from codesets.errors import BrokenSourceError
from codesets.shapes import ICD10CM
from codesets.values import NoteKind

_NOTE_TAGS = {kind.value: kind for kind in NoteKind}
_LEVELS = {"chapter", "section", "diag"}
CODE_LENGTH = 8
"""A code with its dot and its 7th character: `S72.301A`."""


class Level(IntEnum):
    """What a node of the tabular list is. B20, F99, P84, R99 and Z66 are both a block and a code."""

    CHAPTER = 1
    BLOCK = 2
    CODE = 3


@dataclass(frozen=True, slots=True)
class Node:
    """A chapter, block or code. `parent` is a position in the list that the nodes come in, None for a chapter."""

    level: Level
    code: str
    title: str
    parent: int | None
    billable: bool
    notes: tuple[tuple[NoteKind, str], ...] = ()
    seventh: bool = field(default=False)


def read(source: Path | IO[bytes]) -> list[Node]:
    """Every chapter, block and code of the file, with the 7th-character codes that it only describes.

    Raises BrokenSourceError where the file breaks off, or has something else in the place of a code.
    """
    nodes: list[Node] = []
    try:
        for _, element in ET.iterparse(source, events=("end",)):  # noqa: S314 - see above
            if element.tag == "chapter":
                _walk(element, None, {}, nodes)
                element.clear()  # the tree of a chapter is large, and is not needed again
    except ET.ParseError as error:
        raise BrokenSourceError(
            f"The tabular list breaks off or is damaged at line {error.position[0]:,} ({error}); get the file again"
        ) from None
    except (ValueError, LookupError) as error:  # of an encoding that the file does not have
        raise BrokenSourceError(f"The tabular list is damaged ({error}); get the file again") from None
    return nodes


def _walk(element: ET.Element, parent: int | None, inherited: Mapping[str, str], nodes: list[Node]) -> None:
    """Add the element and what stands below it. Only the 7th characters are inherited; notes stay where they stand."""
    seventh = _seventh_characters(element) or inherited
    below = [child for child in element if child.tag in _LEVELS]
    code = element.get("id") or _text(element.find("name"))
    level = {"chapter": Level.CHAPTER, "section": Level.BLOCK, "diag": Level.CODE}[element.tag]
    if not code or (level is Level.CODE and not ICD10CM.fullmatch(code)):
        raise BrokenSourceError(f"{code!r} in the tabular list is no code; get the file again")
    extends = level is Level.CODE and not below and bool(seventh) and len(code) < CODE_LENGTH
    node = Node(
        level=level,
        code=code,
        title=_text(element.find("desc")),
        parent=parent,
        billable=level is Level.CODE and not below and not extends,
        notes=tuple(_notes(element)),
    )
    position = len(nodes)
    nodes.append(node)
    for child in below:
        _walk(child, position, seventh, nodes)
    if extends:
        nodes.extend(_extended(node, position, seventh))


def _extended(node: Node, position: int, seventh: Mapping[str, str]) -> Iterator[Node]:
    """The billable codes below a code that takes a 7th character, padded with the placeholder X."""
    stem = node.code if "." in node.code else f"{node.code}."
    stem = stem.ljust(CODE_LENGTH - 1, "X")
    for character, meaning in seventh.items():
        if character != "A" and _dies_before_waking(stem):
            continue
        yield Node(Level.CODE, stem + character, f"{node.title}, {meaning}", position, billable=True, seventh=True)


def _dies_before_waking(stem: str) -> bool:
    """The note at S06: D and S do not apply with 6th character 7 or 8 (death before regaining consciousness)."""
    return stem.startswith("S06.") and stem[-1] in "78"


def _seventh_characters(element: ET.Element) -> dict[str, str]:
    definition = element.find("sevenChrDef")
    if definition is None:
        return {}
    return {extension.get("char", ""): _text(extension) for extension in definition.iter("extension")}


def _notes(element: ET.Element) -> Iterator[tuple[NoteKind, str]]:
    for child in element:
        kind = _NOTE_TAGS.get(child.tag)
        if kind:
            for note in child.iter("note"):
                yield kind, _text(note)


def _text(element: ET.Element | None) -> str:
    return re.sub(r"\s+", " ", "".join(element.itertext())).strip() if element is not None else ""
