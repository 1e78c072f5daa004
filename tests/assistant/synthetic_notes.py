"""Synthetic notes and mails: the texts of notes/ with identifiers of nobody in their slots, and codes that must stay.

Most of the names are none that the gate has a list of; telephone numbers are of the fictitious 555-01 kind.
"""

import random
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

SHAPES = sorted((Path(__file__).parent / "notes").glob("*.txt"))
SLOT = re.compile(r"\{(\w+)(?::(\d+))?\}")
WORDS: dict[str, list[str]] = tomllib.loads((Path(__file__).parent / "notes" / "words.toml").read_text("utf-8"))


@dataclass
class Note:
    """A text with every identifier that stands in it, every code, and the names that the case itself gives."""

    text: str = ""
    identifiers: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)


class Writer:
    """Makes up what stands in the slots of one note, and remembers it."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._given, self._family = self._one(WORDS["given"]), self._one(WORDS["family"])
        self._sender = f"{self._one(WORDS['given'])} {self._one(WORDS['family'])}"

    def fill(self, shape: str) -> Note:
        """The shape with every slot filled."""
        note = Note()
        note.text = SLOT.sub(lambda slot: self._filled(slot[1], int(slot[2] or 0), note), shape)
        return note

    def _filled(self, slot: str, length: int, note: Note) -> str:
        words = self._one(WORDS["codes"]) if slot == "code" else self._identifier(slot, length)
        (note.codes if slot == "code" else note.identifiers).append(words)
        if slot == "signature":
            note.known.append(words)
        return words

    def _identifier(self, slot: str, length: int) -> str:
        person = f"{self._given} {self._family}"
        made = {
            "name": person,
            "loud": person.upper(),
            "reversed": f"{self._family}, {self._given}",
            "last": self._family,
            "signature": self._sender,
            "stranger": f"{self._one(WORDS['given'])} {self._one(WORDS['family'])}",
            "doctor": self._one(WORDS["family"]),
            "practice": self._one(WORDS["practices"]),
            "street": f"{self._random.randint(10, 9999)} {self._one(WORDS['streets'])}",
            "town": self._one(WORDS["towns"]),
            "old": str(self._random.randint(90, 104)),
            "date": self._date(),
            "phone": self._phone(),
            "number": self._figures(length),
            "ssn": f"9{self._figures(2)}-{self._figures(2)}-{self._figures(4)}",
            "mbi": f"{self._figures(1)}EG{self._figures(1)}-TE{self._figures(1)}-MK{self._figures(2)}",
            "ip": f"192.0.2.{self._figures(2)}",
            "mail": f"{self._given[:1].lower()}.{self._figures(3)}@practice.example",
        }
        return made[slot]

    def _one(self, listed: list[str] | tuple[str, ...]) -> str:
        return self._random.choice(listed)

    def _figures(self, count: int) -> str:
        return "".join(self._random.choice("123456789") for _ in range(count))

    def _date(self) -> str:
        year, month, day = self._random.randint(1931, 2026), self._random.randint(1, 12), self._random.randint(1, 28)
        named = self._one(WORDS["months"])
        return self._one(
            (
                f"{month}/{day}/{year}",
                f"{month:02}-{day:02}-{year}",
                f"{year}-{month:02}-{day:02}",
                f"{named} {day}, {year}",
                f"{day} {named[:3]} {year}",
                f"{month}/{day}/{year % 100:02}",
            )
        )

    def _phone(self) -> str:
        area, last = self._random.randint(201, 989), self._random.randint(100, 199)
        return self._one(
            (f"({area}) 555-0{last}", f"{area}-555-0{last}", f"{area}.555.0{last}", f"+1 {area} 555 0{last}")
        )


def notes(count: int = 50, first_seed: int = 0) -> list[Note]:
    """Notes of all shapes in turn; the same seed makes the same note."""
    texts = [shape.read_text(encoding="utf-8") for shape in SHAPES]
    return [Writer(seed).fill(texts[seed % len(texts)]) for seed in range(first_seed, first_seed + count)]


def left_of(identifier: str, text: str) -> list[str]:
    """The parts of an identifier, three characters and longer, that still stand in a text as words of their own."""
    parts = [part for part in re.split(r"[ ,]+", identifier) if len(part) > 2] or [identifier]
    return [part for part in parts if re.search(rf"(?<!\w)(?:{re.escape(part)}|{re.escape(part.upper())})(?!\w)", text)]
