"""Official files as the operator has them: a plain file, or a zip whose members are read one after the other.

No member's name is used as a path, and nothing of a zip is unpacked to where it has a name. A zip that would become
larger than any official one is refused before it is read.
"""

import csv
import hashlib
import struct
import xml.etree.ElementTree as ET
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfileobj
from tempfile import SpooledTemporaryFile
from typing import IO

from codesets.errors import BrokenSourceError
from codesets.files.archives import is_workbook, listed

_CHUNK = 1024 * 1024
_IN_MEMORY = 64 * _CHUNK
_DEEPEST = 3
"""The coverage database is a zip of zips of zips."""
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    ET.ParseError,
    UnicodeError,
    csv.Error,
)
"""What reading a damaged file raises, in the archive or in what is read from it."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file to import: `name` is its own name without folders, `path` the file on disk, `inside` the zip's members.

    `inside` is empty for a plain file; a zip within a zip has one name for each. `names` is filled for a zip itself,
    which a layout may take as a whole, and has the names of the files in it.
    """

    path: Path
    name: str
    inside: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """The bytes, as a stream.

        Raises BrokenSourceError where the file is damaged; also for what a parser that reads the stream raises.
        """
        try:
            with self.path.open("rb") as file, _opened(file, self.inside) as stream:
                yield stream
        except _DAMAGED as error:
            raise self.damaged(error) from None

    def damaged(self, error: Exception) -> BrokenSourceError:
        """What to raise where reading the file raised an error."""
        return BrokenSourceError(f"{self._shown} is damaged ({error}); get the file again")

    def head(self, size: int = 65_536) -> bytes:
        """What a layout is recognised by: the first bytes, and of a zip the names of the files in it, one a line."""
        if self.names:
            return "\n".join(self.names).encode()
        with self.open() as stream:
            return stream.read(size)

    def digest(self) -> str:
        """The sha256 (hex) of the bytes."""
        summed = hashlib.sha256()
        with self.open() as stream:
            while chunk := stream.read(_CHUNK):
                summed.update(chunk)
        return summed.hexdigest()

    def within(self, name: str) -> "Member":
        """The file of that name (with its folders, as in `names`) in this zip."""
        return Member(self.path, name.rpartition("/")[2], (*self.inside, name))

    @property
    def _shown(self) -> str:
        return self.name if self.name == self.path.name else f"{self.name} in {self.path.name}"


def members(path: Path) -> list[Member]:
    """The files in a zip, and in the zips within it, each zip before what it holds; or the file itself.

    Raises BrokenSourceError for a zip that is damaged, encrypted, or larger than any official one.
    """
    with path.open("rb") as file:
        if not zipfile.is_zipfile(file):
            if file.seek(0) == 0 and file.read(4) == b"PK\x03\x04":
                raise BrokenSourceError(f"{path.name} is a zip file that ends too early; get it again")
            return [Member(path, path.name)]
        try:
            return _members(file, Member(path, path.name), depth=1)
        except _DAMAGED as error:
            raise Member(path, path.name).damaged(error) from None


def _members(file: IO[bytes], outer: Member, depth: int) -> list[Member]:
    if is_workbook(file):
        return [outer]
    found: list[Member] = []
    with zipfile.ZipFile(file) as archive:
        names = tuple(info.filename for info in listed(archive, outer.name))
        found.append(Member(outer.path, outer.name, outer.inside, names))
        for name in names:
            member = outer.within(name)
            if name.lower().endswith(".zip") and depth < _DEEPEST:
                found += _within(archive, member, depth + 1)
            else:
                found.append(member)
    return found


def _within(archive: zipfile.ZipFile, inner: Member, depth: int) -> list[Member]:
    try:
        with archive.open(inner.inside[-1]) as packed, seekable(packed) as file:
            return _members(file, inner, depth)
    except _DAMAGED as error:
        raise inner.damaged(error) from None


@contextmanager
def _opened(file: IO[bytes], inside: tuple[str, ...]) -> Iterator[IO[bytes]]:
    if not inside:
        yield file
        return
    with zipfile.ZipFile(file) as archive:
        if len(inside) == 1 and not inside[0].lower().endswith(".zip"):
            with archive.open(inside[0]) as stream:
                yield stream
        else:
            with archive.open(inside[0]) as packed, seekable(packed) as inner, _opened(inner, inside[1:]) as stream:
                yield stream


@contextmanager
def seekable(packed: IO[bytes]) -> Iterator[IO[bytes]]:
    """A zip within a zip, which is read from its end: in memory, or where it is large in a file without a name."""
    with SpooledTemporaryFile(max_size=_IN_MEMORY) as copy:
        copyfileobj(packed, copy, _CHUNK)
        copy.seek(0)
        yield copy
