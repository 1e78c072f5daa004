"""The command line in a process of its own, with its peak memory told at the end.

    python -m bench.measured codes import FILE

What the operating system adds up for a finished child begins with the memory of the process that started it; the
high-water mark in /proc is the program's own (Linux).
"""

import re
import sys
from pathlib import Path

from commands import main

PEAK = re.compile(r"peak memory (\d+) kB")


def peak() -> str:
    """The high-water mark of this process, as `PEAK` reads it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return f"peak memory {found[1]} kB" if found else "peak memory 0 kB"


if __name__ == "__main__":
    try:
        main()
    finally:
        sys.stderr.write(f"{peak()}\n")
