"""How much of one mail is read. Beyond a limit a mail is quarantined, or the rest of a list is left out and said.

The figures come from measuring 3,112 real mails and from the hostile samples in tests/mailer/test_hostile.py: the
largest real mail stays far below each of them, and reading up to each of them takes well under a second.
The size of a whole mail stands in `config.settings`, because the entrances announce it.
"""

MAX_HEADER_BYTES = 256 * 1024
MAX_FORWARDED_HEADER_BYTES = 16 * 1024
"""How far into an attached mail its subject is looked for: a mail may hold hundreds of them."""
MAX_DEPTH = 50
"""Multiparts inside multiparts; the reader recurses once a level, so this also bounds the stack."""
MAX_PARTS = 500
MAX_PARAMETERS = 64
MAX_ADDRESSES = 100
MAX_REFERENCES = 20
MAX_LINE_OF_TEXT = 1_000
"""Characters of a decoded subject, display name or attachment name."""
MAX_LAYOUT_CHARACTERS = 200_000
"""More HTML than this, of all parts together and without its styles, is stripped of its tags instead of being laid out:
layout takes 0.7 s a megabyte, and 5 s where it is all one table."""
MAX_LAYOUT_DEPTH = 200
MAX_LIST_DEPTH = 12
"""HTML nested deeper is stripped too: each level of a list is indented, which makes its text quadratic."""
MAX_REPLY_CHARACTERS = 200_000
"""A longer text is not searched for quoted history; nobody types a reply of that length."""
MAX_STATUS_BYTES = 1024 * 1024
"""How much of a bounce is read: of its status reports together, of its words together, and of what came back."""
MAX_STATUS_PARTS = 20
"""How many parts of each of these kinds; a real bounce has one of each, two of words at most."""
