"""Named numpy arrays in one file, mapped into memory: opening costs nothing, and processes share the pages.

The file is 8 bytes that say what it is, the length of a header, the header (JSON: name to type, shape and offset),
and the arrays, each on a boundary of 64 bytes. It is written beside its place and swapped in whole.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from codesets.errors import StoreUnusableError

_MAGIC = b"CCARRAY1"
_BOUNDARY = 64

Array = NDArray[Any]


def write(path: Path, arrays: Mapping[str, Array]) -> None:
    """Write the arrays to the file; whoever reads it sees the old one or all of the new one."""
    described: dict[str, tuple[str, tuple[int, ...], int]] = {}
    offset = 0
    for name, array in arrays.items():
        described[name] = (array.dtype.str, array.shape, offset)
        offset = _aligned(offset + array.nbytes)
    header = json.dumps(described).encode()
    start = _aligned(len(_MAGIC) + 8 + len(header))
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    try:
        with partial.open("wb") as file:
            file.write(_MAGIC + len(header).to_bytes(8, "little") + header)
            for name, array in arrays.items():
                file.seek(start + described[name][2])
                file.write(np.ascontiguousarray(array).data)
            file.truncate(max(start + offset, file.tell()))
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def read(path: Path) -> dict[str, Array]:
    """The arrays of a file, read-only, without reading them. Raises StoreUnusableError where it is not such a file."""
    try:
        mapped = np.memmap(path, np.uint8, "r")
        size = int.from_bytes(mapped[8:16].tobytes(), "little")
        header = json.loads(mapped[16 : 16 + size].tobytes() if mapped[:8].tobytes() == _MAGIC else b"")
        start = _aligned(16 + size)
        return {name: _array(mapped, described, start) for name, described in header.items()}
    except (OSError, ValueError, TypeError) as error:
        raise StoreUnusableError(f"{path.name} cannot be read ({error}); delete it, and it is made again") from None


def _array(mapped: Array, described: tuple[str, list[int], int], start: int) -> Array:
    kind, shape, offset = described
    dtype = np.dtype(kind)
    size = int(np.prod(shape)) * dtype.itemsize
    return np.asarray(mapped[start + offset : start + offset + size]).view(dtype).reshape(shape)


def _aligned(offset: int) -> int:
    return -(-offset // _BOUNDARY) * _BOUNDARY
