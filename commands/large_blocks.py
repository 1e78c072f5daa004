"""Memory for mails of many megabytes goes back to the system when they are done with.

glibc raises its threshold for blocks of their own after each large one that is freed, to 32 MB; copies of 25 MB mails
then come from heaps that stay, one a thread. A fixed threshold took the service from a peak of 607 MB to 426, and from
584 to 253 afterwards, for eight of the worst mails (`make bench-worst` has them).
"""

import ctypes
from contextlib import suppress

_M_MMAP_THRESHOLD = -3  # mallopt(3)
_LARGE = 1024 * 1024


def give_back_large_blocks() -> None:
    """Fix glibc's threshold; where there is another C library, nothing happens."""
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, _LARGE)
