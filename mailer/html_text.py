"""HTML mail as plain text: tables and lists keep their shape, nothing is loaded, nothing is run."""

import html
import re

from mailer.limits import MAX_HTML_CHARACTERS

_HIDDEN = re.compile(r"<(script|style|head|title)\b[^<>]*>.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_BREAK = re.compile(r"<(?:br|/p|/div|/tr|/li|/h[1-6]|/table|/blockquote)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_BLANK_LINES = re.compile(r"\n{3,}")


def text_of(source: str) -> str:
    """The text that a reader would see. Layout that is too large, too deep or broken falls back to tags left out."""
    laid_out = _laid_out(source) if len(source) <= MAX_HTML_CHARACTERS else ""
    text = laid_out if laid_out.strip() else _stripped(source)
    lines = (line.rstrip() for line in text.replace("\xa0", " ").splitlines())
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip("\n")


def _laid_out(source: str) -> str:
    import inscriptis

    try:
        return str(inscriptis.get_text(source))
    except Exception:  # noqa: BLE001 - whatever the layout stumbles over, the words are still in the source
        return ""


def _stripped(source: str) -> str:
    visible = _HIDDEN.sub(" ", source)
    return html.unescape(_TAG.sub("", _BREAK.sub("\n", visible)))
