"""Takes sockets away from this process and from every one that it starts.

A seccomp filter (seccomp(2)) needs no rights, and containers allow it; the network namespaces that would do as well
are forbidden to plain users in most of them. Run as a program, it tells whether this system lets it.
"""

import ctypes
import os
import platform
import socket
import struct
import sys
from contextlib import suppress

_ARCHITECTURES = {
    "x86_64": (0xC000003E, (41, 101, 310, 311, 425, 438)),
    "aarch64": (0xC00000B7, (198, 117, 270, 271, 425, 438)),
}
"""By the name of the machine: AUDIT_ARCH (linux/audit.h), and the numbers of socket, ptrace, process_vm_readv,
process_vm_writev, io_uring_setup and pidfd_getfd: to open a socket, or to use one of another process of ours.
"""
_SET_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER = 38, 22, 2  # linux/prctl.h, linux/seccomp.h
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06  # linux/bpf_common.h
_NUMBER_AT, _ARCHITECTURE_AT = 0, 4  # in struct seccomp_data
_OTHER_CALLS = 0x40000000
"""From here on the calls of x32 are numbered, which would be a way around the numbers above."""
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050001  # the latter: EPERM


class _Program(ctypes.Structure):
    """struct sock_fprog (linux/filter.h)."""

    _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_char_p))


def give_up_sockets() -> None:
    """From here on, opening a socket fails with EPERM. Raises OSError where the system does not let us."""
    if platform.system() != "Linux" or platform.machine() not in _ARCHITECTURES:
        raise OSError(f"it is {platform.system()} on {platform.machine()}, for which there is no filter")
    steps = _filter(*_ARCHITECTURES[platform.machine()])
    program = _Program(len(steps), b"".join(steps))
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    prctl.argtypes = (ctypes.c_int, *[ctypes.c_ulong] * 4)
    for what, how, with_ in ((_SET_NO_NEW_PRIVILEGES, 1, 0), (_SET_SECCOMP, _FILTER, ctypes.addressof(program))):
        if prctl(what, how, with_, 0, 0):
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def _filter(architecture: int, refused: tuple[int, ...]) -> list[bytes]:
    """Instructions that refuse these calls, and every call of another architecture. A jump counts from the next one."""
    numbers = [_step(_EQUAL, number, len(refused) - place) for place, number in enumerate(refused)]
    return [
        _step(_LOAD, _ARCHITECTURE_AT),
        _step(_EQUAL, architecture, 0, len(refused) + 3),
        _step(_LOAD, _NUMBER_AT),
        _step(_AT_LEAST, _OTHER_CALLS, len(refused) + 1),
        *numbers,
        _step(_RETURN, _ALLOW),
        _step(_RETURN, _REFUSE),
    ]


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    """Struct sock_filter (linux/filter.h)."""
    return struct.pack("HBBI", code, if_true, if_false, value)


def main() -> None:
    """Say on standard output why sockets can still be opened here; nothing where they cannot."""
    try:
        give_up_sockets()
    except OSError as error:
        sys.stdout.write(error.strerror or str(error))
        return
    with suppress(PermissionError):
        socket.socket().close()
        sys.stdout.write("the filter has no effect")


if __name__ == "__main__":
    main()
