"""HTML mail as plain text: tables and lists keep their shape, nothing is loaded, nothing is run."""

import html
import re
from collections import Counter

from mailer.limits import MAX_LAYOUT_CHARACTERS, MAX_LAYOUT_DEPTH, MAX_LIST_DEPTH

_HIDDEN = re.compile(r"<(script|style|head|title)\b[^<>]*>.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_BREAK = re.compile(r"<(?:br|/p|/div|/tr|/li|/h[1-6]|/table|/blockquote)\b[^<>]*>", re.IGNORECASE)
_LIST = re.compile(r"<(/?)(ul|ol)\b", re.IGNORECASE)
_BOX = re.compile(r"<(/?)(table|div|blockquote|span|font|section|article|b|i|u)\b", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_BLANK_LINES = re.compile(r"\n{3,}")


def text_of(source: str, most: int = MAX_LAYOUT_CHARACTERS) -> str:
    """The text that a reader would see. Layout that is too large (over `most` characters without styles), too deep or
    broken falls back to tags left out.
    """
    visible = _HIDDEN.sub(" ", source)
    laid_out = _laid_out(visible) if _can_be_laid_out(visible, most) else ""
    text = laid_out if laid_out.strip() else _stripped(visible)
    lines = (line.rstrip() for line in text.replace("\xa0", " ").splitlines())
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip("\n")


def _can_be_laid_out(source: str, most: int) -> bool:
    if len(source) > most:
        return False
    return _depth(_LIST, source) <= MAX_LIST_DEPTH and _depth(_BOX, source) <= MAX_LAYOUT_DEPTH


def _depth(element: re.Pattern[str], source: str) -> int:
    """How deep these elements are nested at most: one is open until an end tag of its own name."""
    unclosed: Counter[str] = Counter()
    depth = deepest = 0
    for match in element.finditer(source):
        name = match[2].lower()
        if not match[1]:
            unclosed[name] += 1
            depth += 1
            deepest = max(deepest, depth)
        elif unclosed[name]:
            unclosed[name] -= 1
            depth -= 1
    return deepest


def _laid_out(source: str) -> str:
    import inscriptis

    try:
        return str(inscriptis.get_text(source))
    except Exception:  # noqa: BLE001 - whatever the layout stumbles over, the words are still in the source
        return ""


def _stripped(visible: str) -> str:
    return html.unescape(_TAG.sub("", _BREAK.sub("\n", visible)))
