"""Damages files as mail, disks, spreadsheets and hurried people do; the same seed does the same damage."""

import io
import random
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from codesets import CodeSetError, import_file, importing, open_shelf
from codesets.stores.installing import nothing


def mutated(data: bytes, seed: int) -> bytes:
    """The file with one to three kinds of damage: cut off, bytes changed, lines or columns gone or twice, and more."""
    chance = random.Random(seed)
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        data = chance.choice(_DAMAGES)(data, chance)
    return data


def zipped(name: str, data: bytes, seed: int | None = None) -> bytes:
    """The file in a zip, and the zip damaged where a seed is given."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return packed.getvalue() if seed is None else _bytes_changed(packed.getvalue(), random.Random(seed))


def unchecked_sizes(patch: pytest.MonkeyPatch) -> None:
    """Let importers take the small files of tests; a half file is else told by its rows, and by where it ends."""
    patch.setattr(
        importing, "LAYOUTS", tuple(replace(layout, at_least=1, lacks=nothing) for layout in importing.LAYOUTS)
    )


def any_number_of_rows(patch: pytest.MonkeyPatch) -> None:
    """Let importers take few rows, and still look at where a list ends."""
    patch.setattr(importing, "LAYOUTS", tuple(replace(layout, at_least=1) for layout in importing.LAYOUTS))


def imported(
    folder: Path, name: str, data: bytes, days: tuple[date, date] | None = None, cpt_licence: str = ""
) -> int | None:
    """The rows that a store then has, or None where the file was refused with a sentence and nothing was left."""
    source, stores = folder / name, folder / "stores"
    source.write_bytes(data)
    try:
        (made,) = import_file(stores, source, *(days or ()), cpt_licence=cpt_licence)
    except CodeSetError:
        made = None
    if made is None:
        assert not list(stores.glob("*.sqlite*")), "a half store was left"
        return None
    with open_shelf(stores) as shelf:
        rows = next(iter(shelf)).release.rows
    made.unlink()
    return rows


def _cut_off(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _beginning_lost(data: bytes, chance: random.Random) -> bytes:
    return data[chance.randrange(len(data) + 1) :]


def _bytes_changed(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 8)) if data else 0):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _on_lines(change: Callable[[list[bytes], random.Random], None]) -> Callable[[bytes, random.Random], bytes]:
    def damage(data: bytes, chance: random.Random) -> bytes:
        lines = data.splitlines(keepends=True)
        if lines:
            change(lines, chance)
        return b"".join(lines)

    return damage


def _line_lost(lines: list[bytes], chance: random.Random) -> None:
    del lines[chance.randrange(len(lines))]


def _line_twice(lines: list[bytes], chance: random.Random) -> None:
    place = chance.randrange(len(lines))
    lines.insert(place, lines[place])


def _lines_swapped(lines: list[bytes], chance: random.Random) -> None:
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]


def _line_cut(lines: list[bytes], chance: random.Random) -> None:
    place = chance.randrange(len(lines))
    lines[place] = lines[place][: chance.randrange(len(lines[place]) + 1)]


def _column_lost(lines: list[bytes], chance: random.Random) -> None:
    comma = b"\t" if any(b"\t" in line for line in lines) else b","
    column = chance.randrange(8)
    for place, line in enumerate(lines):
        cells = line.split(comma)
        if column < len(cells) - 1:
            del cells[column]
        lines[place] = comma.join(cells)


def _cells_shifted(lines: list[bytes], chance: random.Random) -> None:
    place = chance.randrange(len(lines))
    lines[place] = chance.choice((b",", b"\t", b" ")) + lines[place]


def _encoded_again(data: bytes, chance: random.Random) -> bytes:
    return data.decode("latin-1").encode(chance.choice(("utf-16", "utf-16-be", "utf-8-sig", "cp037")), "replace")


def _letters_spoiled(data: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(data) + 1)
    return data[:place] + chance.choice((b"\xff\xfe", b"\x00\x00", "é".encode(), b"\x1a", b'"')) + data[place:]


def _other_line_ends(data: bytes, chance: random.Random) -> bytes:
    return data.replace(b"\r\n", chance.choice((b"\n", b"\r", b"\r\r\n")))


_DAMAGES = (
    _cut_off,
    _beginning_lost,
    _bytes_changed,
    _on_lines(_line_lost),
    _on_lines(_line_twice),
    _on_lines(_lines_swapped),
    _on_lines(_line_cut),
    _on_lines(_column_lost),
    _on_lines(_cells_shifted),
    _encoded_again,
    _letters_spoiled,
    _other_line_ends,
)
