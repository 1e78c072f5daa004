"""Official files as the operator has them: a plain file, or a zip whose members are read one after the other.

Nothing is unpacked onto the disk and no member's name is used as a path. A zip that would become larger than any
official one is refused before it is read.
"""

import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from codesets.errors import BrokenSourceError

MAX_BYTES = 3 * 1024**3
"""What a zip may unpack to. The largest official one, the coverage database, is under 2 GB."""
MAX_RATIO = 200
"""How many times its size a member may unpack to; the official text files reach 20."""
_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Member:
    """A file to import: `name` is its own name without folders, `path` the file on disk, `inside` the zip's members.

    `inside` is empty for a plain file; a zip within a zip has one name for each.
    """

    path: Path
    name: str
    inside: tuple[str, ...] = ()

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """The bytes, as a stream. Raises BrokenSourceError where the zip is damaged or its checksum is wrong."""
        try:
            with self.path.open("rb") as file:
                if self.inside:
                    with _opened(file, self.inside) as stream:
                        yield stream
                else:
                    yield file
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
            raise BrokenSourceError(f"{self.path.name} is damaged ({error}); get the file again") from None

    def head(self, size: int = 65_536) -> bytes:
        """The first bytes, by which a layout is recognised."""
        with self.open() as stream:
            return stream.read(size)

    def digest(self) -> str:
        """The sha256 (hex) of the bytes."""
        summed = hashlib.sha256()
        with self.open() as stream:
            while chunk := stream.read(_CHUNK):
                summed.update(chunk)
        return summed.hexdigest()


def members(path: Path) -> list[Member]:
    """The files in a zip (and in the zips within it), or the file itself.

    Raises BrokenSourceError for a zip that is damaged, encrypted, or larger than any official one.
    """
    with path.open("rb") as file:
        if not zipfile.is_zipfile(file):
            if file.seek(0) == 0 and file.read(4) == b"PK\x03\x04":
                raise BrokenSourceError(f"{path.name} is a zip file that ends too early; get it again")
            return [Member(path, path.name)]
        try:
            names = _names(file, path.name, depth=0)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
            raise BrokenSourceError(f"{path.name} is damaged ({error}); get the file again") from None
    return [Member(path, inside[-1].rpartition("/")[2], inside) for inside in names]


def _names(file: IO[bytes], shown: str, depth: int) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    with zipfile.ZipFile(file) as archive:
        listed = [info for info in archive.infolist() if not info.is_dir()]
        if sum(info.file_size for info in listed) > MAX_BYTES or any(
            info.file_size > MAX_RATIO * max(info.compress_size, _CHUNK) for info in listed
        ):
            raise BrokenSourceError(f"{shown} would unpack to more than any official file has; it was not read")
        for info in listed:
            if info.flag_bits & 1:
                raise BrokenSourceError(f"{shown} is encrypted; unpack it and import the files in it")
            if info.filename.lower().endswith(".zip") and depth == 0:
                inner = io.BytesIO(archive.read(info))
                found += [(info.filename, *names) for names in _names(inner, info.filename, depth + 1)]
            else:
                found.append((info.filename,))
    return found


@contextmanager
def _opened(file: IO[bytes], inside: tuple[str, ...]) -> Iterator[IO[bytes]]:
    with zipfile.ZipFile(file) as archive:
        if len(inside) == 1:
            with archive.open(inside[0]) as stream:
                yield stream
        else:
            with _opened(io.BytesIO(archive.read(inside[0])), inside[1:]) as stream:
                yield stream
