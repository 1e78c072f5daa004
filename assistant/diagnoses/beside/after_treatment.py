"""What completes the codes of aftercare, follow-up and burns: the joint replaced, the cancer watched for, the surface.

The tabular list asks for the joint at Z47.1; guideline I.C.21.c.8: Z08 with the history code while a condition that was
fully treated is watched and none has come back; I.C.19.d.6: T31 says how much of the body is burnt.
"""

import re
from collections.abc import Callable, Iterator

from assistant.citing import guideline
from assistant.diagnoses.completing.families import Side, side_said
from assistant.diagnoses.proposals import Proposal, TitleOf
from assistant.reading.assertion import Assertion, assertion
from assistant.reading.passages import Passage, Section
from assistant.reading.quotes import quote_around
from consultations.answers import Evidence, Source

CodeOf = Callable[[re.Match[str]], str]
"""The code that a match in a record gives."""
_SIDE = r"(?:(?P<side>right|left|bilateral|(?-i:[RL]))[- ])?(?:total )?"
_REPLACED = re.compile(
    rf"\b{_SIDE}(?:(?P<joint>knee|hip|shoulder|ankle|elbow) (?:replacement|arthroplasty)|(?P<short>T[KHS][AR]))\b",
    re.IGNORECASE,
)
_JOINTS = {"shoulder": "Z96.61", "elbow": "Z96.62", "hip": "Z96.64", "knee": "Z96.65", "ankle": "Z96.66"}
_SHORT = {"TK": "knee", "TH": "hip", "TS": "shoulder"}
_LAST = {Side.RIGHT: "1", Side.LEFT: "2", Side.BOTH: "3", Side.NONE: "9"}
_WATCHED = re.compile(
    r"\bsurveillance\b|\bno (?:clinical )?evidence of (?:active |residual )?(?:disease|recurren\w+|cancer|malignan\w+)",
    re.IGNORECASE,
)
_BURN = re.compile(r"T2[0-5].*")
_SURFACE = re.compile(
    r"\b([1-9][0-9]?)(?:\.[0-9])? ?(?:%|percent|per cent) (?:of )?(?:the )?(?:TBSA|(?:total )?body(?: surface)?)",
    re.IGNORECASE,
)


def after_treatment(passages: list[Passage], proposals: tuple[Proposal, ...], title_of: TitleOf) -> Iterator[Proposal]:
    """The codes that the record gives for what has been treated, or for how much of it there is."""
    codes = tuple(one.code for one in proposals)
    if "Z47.1" in codes and not any(code.startswith("Z96.6") for code in codes):
        source = Source("ICD-10-CM tabular list", "FY2026", "Z47.1")
        yield from _first(passages, _REPLACED, _joint, title_of, "It says which joint was replaced.", source)
    if codes and codes[0].startswith("Z85.") and not any(code[0] == "C" for code in codes):
        reason = "The visit watches for a cancer whose treatment is over; the history code stands beside it."
        yield from _first(passages, _WATCHED, lambda _: "Z08", title_of, reason, guideline("I.C.21.c.8"))
    if any(_BURN.fullmatch(code) for code in codes):
        reason = "Your record says how much of the body surface is burnt."
        yield from _first(passages, _SURFACE, _surface, title_of, reason, guideline("I.C.19.d.6"))


def _joint(match: re.Match[str]) -> str:
    joint = (match["joint"] or _SHORT[match["short"][:2].upper()]).lower()
    return _JOINTS[joint] + _LAST[side_said(match["side"] or "")]


def _surface(match: re.Match[str]) -> str:
    tens = int(match[1]) // 10
    return f"T31.{tens}0" if tens else "T31.0"


def _first(
    passages: list[Passage], pattern: re.Pattern[str], code_of: CodeOf, title_of: TitleOf, reason: str, source: Source
) -> Iterator[Proposal]:
    for passage in passages:
        for match in pattern.finditer(passage.text) if passage.section is not Section.HISTORY else ():
            code = code_of(match)
            denied = assertion(passage.text, match.start(), match.end()) is Assertion.DENIED
            if title_of(code) and not passage.is_question and not (denied and code != "Z08"):
                quote = Evidence(quote_around(passage.text, *match.span()), passage.document)
                yield Proposal(code, (quote,), reason=reason, source=source)
                return
