"""What is in an archive (zip, tar, and what gzip, bzip2 or xz packed): listed, its documents read as attachments are.

Nothing is unpacked to disk: a name in an archive is text for people. Sizes are summed up before anything is opened, no
member gives more than the size that it declares, and an archive inside an archive stays closed.
"""

import bz2
import gzip
import lzma
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

from consultations.records import Page, Unread
from mailer.attachments.kinds import ARCHIVES, Kind, kind_of
from mailer.attachments.limits import MAX_FILES, MAX_LISTED, MAX_MEMBERS, MAX_RATIO, MAX_UNPACKED_BYTES, RATIO_FLOOR
from mailer.attachments.reading import read
from mailer.attachments.readings import Inside, Reading, UnreadableError

_TOO_MUCH = "it unpacks to more than we open: attach its files by themselves"
_DAMAGED = "damaged: pack it again"
_NESTED = "an archive inside an archive: attach its files by themselves"
_ENCRYPTED = 1
_LOCAL_HEADER = 30
"""Bytes before the name and content of a member of a zip (APPNOTE.TXT, 4.3.7)."""
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""Others give more than a member declares before zipfile stops them."""
_LONGEST_NAME = 120
_NAMED = 3
"""So many files that were not read are named; more are counted."""
_RUBBISH = ("__MACOSX/", ".DS_Store", "Thumbs.db")
"""What programs add of their own, which nobody means to send."""
_FAILURES = (zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, ValueError, OSError)


@dataclass(frozen=True, slots=True)
class _Member:
    """A file of an archive; `why` says why it is not opened, and is empty where it is."""

    name: str
    size: int
    take: Callable[[], bytes]
    why: str = ""


def zipped(content: bytes) -> Reading:
    """A zip."""
    try:
        archive = zipfile.ZipFile(BytesIO(content))
    except (*_FAILURES, NotImplementedError):
        raise UnreadableError(_DAMAGED) from None
    infos = archive.infolist()
    _refuse_too_many(len(infos))
    _refuse_overlaps(infos)
    members = [
        _Member(info.filename, info.file_size, lambda info=info: archive.read(info), _closed(info))  # type: ignore[misc]
        for info in infos
        if not info.is_dir()
    ]
    return (yield from _members(members))


def _refuse_overlaps(infos: Sequence[zipfile.ZipInfo]) -> None:
    """Members that share their bytes are what bombs are made of."""
    end = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset < end:
            raise UnreadableError(_TOO_MUCH)
        end = info.header_offset + _LOCAL_HEADER + info.compress_size


def _closed(info: zipfile.ZipInfo) -> str:
    if info.flag_bits & _ENCRYPTED:
        return "encrypted: send it without a password"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "a link to another file: attach that file"
    if info.compress_type not in _METHODS:
        return "packed in a way that we do not open: pack it again"
    if info.file_size > MAX_RATIO * max(info.compress_size, RATIO_FLOOR // MAX_RATIO):
        return _TOO_MUCH
    return ""


def tar(content: bytes) -> Reading:
    """A tar."""
    members: list[_Member] = []
    try:
        archive = tarfile.open(fileobj=BytesIO(content), mode="r:")  # noqa: SIM115 - it holds no file of the system
        for number, info in enumerate(archive):
            _refuse_too_many(number)
            if not info.isdir():
                members.append(_Member(info.name, info.size, _taking(archive, info), _special(info)))
    except _FAILURES:
        raise UnreadableError(_DAMAGED) from None
    return (yield from _members(members))


def _taking(archive: tarfile.TarFile, info: tarfile.TarInfo) -> Callable[[], bytes]:
    def take() -> bytes:
        file = archive.extractfile(info)
        return file.read(info.size) if file else b""

    return take


def _special(info: tarfile.TarInfo) -> str:
    if info.issym() or info.islnk():
        return "a link to another file: attach that file"
    if info.issparse():
        return "packed in a way that we do not open: pack it again"
    return "" if info.isreg() else "no file"


def packed(content: bytes) -> Reading:
    """One file that gzip, bzip2 or xz made smaller; mostly a tar."""
    unpack: Callable[[BytesIO], Any] = {Kind.GZIP: gzip.open, Kind.BZIP2: bz2.open, Kind.XZ: lzma.open}[
        kind_of(content)
    ]  # type: ignore[assignment]
    limit = min(MAX_UNPACKED_BYTES, max(MAX_RATIO * len(content), RATIO_FLOOR))
    try:
        with unpack(BytesIO(content)) as file:
            inside = file.read(limit + 1)
    except _FAILURES:
        raise UnreadableError(_DAMAGED) from None
    if len(inside) > limit:
        raise UnreadableError(_TOO_MUCH)
    kind = kind_of(inside)
    if kind is Kind.TAR:
        return (yield from tar(inside))
    if kind in ARCHIVES:
        raise UnreadableError(_NESTED)
    return (yield from read(inside))


def _refuse_too_many(count: int) -> None:
    if count > MAX_MEMBERS:
        raise UnreadableError(f"it holds more than {MAX_MEMBERS:,} files: attach those that matter")


def _members(members: Sequence[_Member]) -> Reading:
    members = [member for member in members if not member.name.startswith(_RUBBISH[0])]
    members = [replace(member, name=shown(member.name)) for member in members if not member.name.endswith(_RUBBISH)]
    more = len(members) - MAX_LISTED
    listed = [f"{member.name}, {member.size:,} bytes" for member in members[:MAX_LISTED]]
    yield Inside((*listed, *([f"and {more:,} more"] if more > 0 else [])))
    if sum(member.size for member in members if not member.why) > MAX_UNPACKED_BYTES:
        raise UnreadableError(_TOO_MUCH)
    unread: list[tuple[str, str]] = []
    opened = 0
    for member in members:
        why = member.why
        if not why and opened == MAX_FILES:
            why = f"we read {MAX_FILES} files of an archive: send it by itself"
        if not why:
            opened += 1
            lacking = yield from _document(member)
            why = lacking.told(member.name) if lacking and lacking.part else lacking.why if lacking else ""
        if why:
            unread.append((member.name, why))
    return _left_out(unread, len(members))


def _document(member: _Member) -> Reading:
    """A member, its pages under its name."""
    try:
        content = member.take()
    except (*_FAILURES, RuntimeError):
        return Unread(_DAMAGED)
    if kind_of(content) in ARCHIVES:
        return Unread(_NESTED)
    reading = read(content)
    while True:
        try:
            told = next(reading)
        except StopIteration as end:
            lacking: Unread | None = end.value
            return None if lacking is None or lacking.nothing_lost else lacking
        yield replace(told, file=member.name) if isinstance(told, Page) else told


def _left_out(unread: Sequence[tuple[str, str]], count: int) -> Unread | None:
    """All files that were not read in one sentence: by their names where they are few, and each reason once."""
    if not unread:
        return None if count else Unread("an empty archive: pack it again")
    reasons = "; ".join(list(dict.fromkeys(why for _, why in unread))[:_NAMED])
    if len(unread) == count == 1:
        return Unread(f"{unread[0][0]}: {reasons}")
    named = ", ".join(name for name, _ in unread)
    return Unread(reasons, named if len(unread) <= _NAMED else f"{len(unread)} of the {count} files")


def shown(name: str) -> str:
    """A name as people may see it: without what is invisible, or turns the order of letters around."""
    return "".join(_visible(name))[:_LONGEST_NAME].strip() or "a file without a name"


def _visible(name: str) -> Iterator[str]:
    return (letter for letter in name if letter.isprintable())
