"""Small matters of English."""

from collections.abc import Sequence


def listed(words: Sequence[str]) -> str:
    """Words joined as English lists them: "A", "A and B", "A, B and C"."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def counted(number: int, noun: str) -> str:
    """A number with its noun: "1 code", "3 codes"."""
    return f"{number} {noun}" + ("" if number == 1 else "s")
