"""The strict address reader (RFC 5322, 3.4): the same verdict on every Python version, in linear time.

`email.utils.parseaddr` reads `alice@example.org)bob@evil.com` as alice on some patch levels (CVE-2023-27043). Here,
what can be read in two ways is not read at all. Obsolete forms, quoted local parts and addresses outside ASCII are
refused: nobody of ours writes from one, and each has been used to smuggle a second address.
"""

import re
from dataclasses import dataclass

from consultations.messages import Address
from mailer.headers import decode_words
from mailer.limits import MAX_ADDRESSES

_ADDRESS = re.compile(
    r"([A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,128})@((?:[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\.)*"
    r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)\.?"
)
_MAX_ADDRESS = 320
_ENCODED = re.compile(r"=\?[^?]{1,40}\?[bBqQ]\?")


class UnreadableAddressError(ValueError):
    """An address that can be read in two ways, or in none; the message says which part is wrong."""


@dataclass(frozen=True, slots=True)
class _Item:
    """One entry of an address list: words outside brackets, what stood in `<…>`, and its comments.

    `bare_at` says that the words hold an @ outside quotes.
    """

    words: str
    bracketed: str | None
    comment: str
    unclear: bool
    quoted: bool
    bare_at: bool
    in_group: bool


def is_address(text: str) -> bool:
    """Whether the text is a bare address that we would write to."""
    return len(text) <= _MAX_ADDRESS and _ADDRESS.fullmatch(text) is not None


def read_one(item_text: str) -> Address:
    """The one mailbox in the text; raises UnreadableAddressError for none, several or an unclear one."""
    items = _items(item_text)
    if len(items) == 1 and items[0].in_group:
        raise UnreadableAddressError("it is a group, or a colon stands outside quotes")
    if len(items) != 1:
        raise UnreadableAddressError("it names no address" if not items else "it names several addresses")
    return _address(items[0])


def count(text: str) -> int:
    """How many mailboxes the text seems to name: entries with an @ or with brackets."""
    return sum(item.bracketed is not None or "@" in item.words for item in _items(text))


def read_list(text: str) -> tuple[tuple[Address, ...], tuple[str, ...]]:
    """The addresses that can be read, the first MAX_ADDRESSES of them, and the defects in words."""
    items = _items(text)
    read, defects = [], []
    for item in items[:MAX_ADDRESSES]:
        try:
            read.append(_address(item))
        except UnreadableAddressError as error:
            defects.append(f"address left out: {error}")
    if len(items) > MAX_ADDRESSES:
        defects.append(f"more than {MAX_ADDRESSES} addresses")
    return tuple(read), tuple(dict.fromkeys(defects))


def as_written(text: str) -> list[tuple[str, str]]:
    """Names and addresses as a header has them, for display only: also those that `read_list` would not believe."""
    written = []
    for item in _items(text)[:MAX_ADDRESSES]:
        bare = item.words if item.bracketed is None and "@" in item.words else item.bracketed or ""
        name = item.comment if bare == item.words else item.words or item.comment
        written.append((decode_words(name), decode_words(bare)))
    return written


def _address(item: _Item) -> Address:
    if item.unclear:
        raise UnreadableAddressError("its brackets or quotes do not match")
    bare = item.words if item.bracketed is None else item.bracketed
    if _ENCODED.search(bare):
        raise UnreadableAddressError("an address may not be an encoded word")
    addr = bare
    if addr.startswith("@") and ":" in addr:  # an obsolete source route, `<@relay:user@host>`
        addr = addr.partition(":")[2]
    match = _ADDRESS.fullmatch(addr) if len(addr) <= _MAX_ADDRESS else None
    if match is None or (item.bracketed is None and item.quoted):
        raise UnreadableAddressError("it is not of the form name@domain")
    name = item.words if item.bracketed is not None else item.comment
    if item.bracketed is not None and item.bare_at and item.words.lower() != addr.lower():
        raise UnreadableAddressError("a second address stands before the one in brackets")
    return Address(decode_words(name or item.comment), f"{match[1]}@{match[2].lower()}")


class _Reader:
    """One pass over the characters of an address list; every character belongs to words, brackets or a comment."""

    def __init__(self) -> None:
        self.items: list[_Item] = []
        self.in_group = False
        self.start()

    def start(self) -> None:
        self.words: list[str] = []
        self.bracketed: list[str] | None = None
        self.comment: list[str] = []
        self.in_brackets = self.in_quotes = self.escaped = False
        self.comments = 0
        self.unclear = self.quoted = self.bare_at = False

    def finish(self) -> None:
        words = " ".join("".join(self.words).split())
        comment = " ".join("".join(self.comment).split())
        unclear = self.unclear or self.in_brackets or self.in_quotes or self.comments > 0
        bracketed = None if self.bracketed is None else "".join(self.bracketed).strip()
        if words or bracketed is not None or unclear or self.quoted:
            self.items.append(_Item(words, bracketed, comment, unclear, self.quoted, self.bare_at, self.in_group))
        self.start()

    def take(self, character: str) -> None:
        if self.escaped:
            self.escaped = False
            self._place(character)
        elif character == "\\" and (self.in_quotes or self.comments):
            self.escaped = True
        elif self.comments:
            self._take_in_comment(character)
        elif character == '"':
            self.in_quotes = not self.in_quotes
            self.quoted = self.quoted or not self.in_brackets
            self.unclear = self.unclear or self.in_brackets
        elif self.in_quotes:
            self._place(character)
        else:
            self._take_special(character)

    def _take_in_comment(self, character: str) -> None:
        self.comments += (character == "(") - (character == ")")
        if self.comments:
            self._place(character)

    def _take_special(self, character: str) -> None:
        if character == "(":
            self.comments = 1
        elif character == ")":
            self.unclear = True
        elif character == "<":
            self.unclear = self.unclear or self.bracketed is not None
            self.bracketed, self.in_brackets = [], True
        elif character == ">":
            self.unclear = self.unclear or not self.in_brackets
            self.in_brackets = False
        elif self.in_brackets:
            self._place(character)
        elif character in ",;":
            self.finish()
            self.in_group = self.in_group and character != ";"
        elif character == ":":  # the name of a group; its members follow
            self.start()
            self.in_group = True
        else:
            self.unclear = self.unclear or (self.bracketed is not None and not character.isspace())
            self._place(character)

    def _place(self, character: str) -> None:
        if self.comments:
            self.comment.append(character)
        elif self.in_brackets and self.bracketed is not None:
            self.bracketed.append(character)
        else:
            self.words.append(character)
            self.bare_at = self.bare_at or (character == "@" and not self.in_quotes)


def _items(text: str) -> list[_Item]:
    reader = _Reader()
    for character in text:
        reader.take(character)
    reader.finish()
    return reader.items
