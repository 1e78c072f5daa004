"""How much of one attachment is read, and what that may cost. What lies beyond is told, not dropped in silence."""

from typing import Final

MAX_PAGES: Final = 50
"""Of one file. The assistant reads some 30 pages of a whole record (`assistant.reading.passages.READ_AT_MOST`)."""
MAX_CHARACTERS: Final = 200_000
"""Of one file: a longer text is a book, not a note."""
MAX_SCANNED_PAGES: Final = 8
"""Of one file: making out the words of a page takes seconds."""
MAX_PIXELS: Final = 12_000_000
"""Of a page that is drawn to be read: Letter at 300 dpi has 8.4 million."""
MAX_UNPACKED_BYTES: Final = 50 * 1024 * 1024
"""What a Word file, or an archive, may unpack to; a note of 30 pages has less than one megabyte."""
MAX_RATIO: Final = 100
"""How many times its size a member of a zip may unpack to; XML of real files reaches 30."""
RATIO_FLOOR: Final = 64 * 1024
"""Below this size a ratio says nothing."""
MAX_MEMBERS: Final = 1_000
"""Files of an archive; of one with more, nothing is opened."""
MAX_LISTED: Final = 100
"""Names of an archive's files that people are shown."""
LOGO_BYTES: Final = 10_000
"""A smaller picture is taken for the logo below a signature: a page that can be read has more."""

MAX_FILES: Final = 20
"""Attachments of one mail that are read, and files of one archive."""
MAX_SECONDS_OF_A_MAIL: Final = 90.0
"""For all attachments of one mail: less than a lease (`Settings.lease_seconds`)."""

CPU_SECONDS: Final = 10
"""Of one process; the program that reads scans is a process of its own."""
ADDRESS_SPACE: Final = 512 * 1024 * 1024
WALL_SECONDS: Final = 40.0
SCANNING_SECONDS: Final = 30.0
"""After this, no further page of a file is drawn."""
MAX_OUTPUT: Final = 4 * 1024 * 1024
"""Bytes that a child may write: MAX_CHARACTERS of any script, as JSON, fit into it."""
