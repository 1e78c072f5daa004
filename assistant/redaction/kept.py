"""What is never taken away: codes, and the modifiers, doses and measurements beside them."""

import re
from collections.abc import Iterator

_KEPT = (
    r"[A-TV-Z][0-9][0-9AB]\.[0-9A-Z]{1,4}",  # ICD-10-CM with its dot
    r"[A-TV-Z][0-9][0-9AB][0-9A-Z]{0,4}",  # and without it
    r"[A-V][0-9]{4}",  # HCPCS Level II
    r"[0-9]{4}[FTUM]",  # CPT categories II and III, PLA, MAAA
    r"[0-9]{5}",  # CPT
    r"(?:[0-9]{5}|[A-V][0-9]{4})(?:-[A-Z0-9]{2}){1,4}",  # with modifiers
    r"[0-9]{4,5}-[0-9]{3,4}-[0-9]{1,2}",  # NDC
    r"[AL][0-9]{5}",  # LCDs and articles
)
_CODE = re.compile(rf"(?<![\w@#/])(?:{'|'.join(_KEPT)})(?![\w@])")
_PCS_CUE = re.compile(r"\b(?:icd-?10-?pcs|pcs)\b", re.IGNORECASE)
_PCS = re.compile(r"(?<!\w)[0-9A-HJ-NP-Z]{7}(?!\w)")
_PCS_REACH = 80
"""Characters behind "ICD-10-PCS" in which seven figures and letters are such a code."""
_NDC = re.compile(r"\bndc\b[ :#]{0,3}(?P<it>[0-9]{5}-?[0-9]{3,4}-?[0-9]{1,2})\b", re.IGNORECASE)


def kept(text: str) -> Iterator[tuple[int, int]]:
    """Where something of a code's shape stands."""
    yield from (match.span() for match in _CODE.finditer(text))
    yield from (match.span("it") for match in _NDC.finditer(text))
    for cue in _PCS_CUE.finditer(text):
        yield from (match.span() for match in _PCS.finditer(text, cue.end(), cue.end() + _PCS_REACH))
