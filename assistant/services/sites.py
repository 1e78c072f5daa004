"""Two procedures at two named places ("snare in the sigmoid, biopsies of the cecum"), or on opposite sides."""

import re

from assistant.reading.passages import Passage
from codesets.claims import ClaimLine
from codesets.claims.ptp_modifiers import SITES

_PLACES = (
    (
        r"ileum|cecum|ascending(?: colon)?|hepatic flexure|transverse(?: colon)?|splenic flexure|descending(?: colon)?"
        r"|sigmoid(?: colon)?|rectum|rectosigmoid"
    ),
    r"esophagus|gastric (?:body|antrum)|antrum|fundus|duodenum|jejunum",
    (
        r"scalp|forehead|temple|nose|cheek|chin|ear|lip|neck|chest|back|abdomen|flank|shoulder|upper arm|forearm|hand"
        r"|buttock|thigh|calf|shin|ankle|foot|heel|knee|hip|elbow|wrist|finger|thumb|toe"
    ),
    r"cervical|c-?spine|thoracic|t-?spine|lumbar|l-?spine|sacral|sacrum|pelvi[cs]|sacroiliac",
)
"""Places of one organ; those of another are of another procedure's family, and say nothing of an edit."""
_DONE = re.compile(
    r"\b(?:snare[ds]?|biops\w+|polypectom\w+|excis\w+|remov\w+|shav\w+|destr\w+|ablat\w+|cauteri\w+|inject\w+"
    r"|cryo\w*|curett\w+|forceps|incis\w+|drain\w+)\b",
    re.IGNORECASE,
)
_NAMED = [re.compile(rf"\b(?:(?:right|left|r|l) )?(?:{places})\b", re.IGNORECASE) for places in _PLACES]
_TWO = 2


def two_sites(sentence: str) -> tuple[int, int] | None:
    """Where a sentence tells of two things done at two different places of an organ; None where it does not."""
    if len({match[0].lower()[:5] for match in _DONE.finditer(sentence)}) < _TWO:
        return None
    for named in _NAMED:
        found = {match[0].lower(): match.span() for match in named.finditer(sentence)}
        if len(found) >= _TWO:
            spans = sorted(found.values())
            return spans[0][0], spans[-1][1]
    return None


_SIDED = re.compile(
    r"\b(?:(?P<left>left|lt|l)|right|rt|r)\.? (?:upper |lower |dorsal |lateral |medial )?(?:cheek|temple|ear|eyelid|arm"
    r"|forearm|hand|wrist|thumb|finger|shoulder|chest|breast|flank|back|hip|buttock|thigh|leg|calf|knee|shin|ankle|foot"
    r"|toe|elbow)\b",
    re.IGNORECASE,
)


def opposite_sides(passages: list[Passage]) -> tuple[Passage, int, int] | None:
    """Two places of the body on opposite sides, which are two sites; where the second stands."""
    first = ""
    for passage in passages:
        for match in () if passage.text.endswith("?") else _SIDED.finditer(passage.text):
            side = "left" if match["left"] else "right"
            if first and side != first:
                return passage, match.start(), match.end()
            first = side
    return None


_SITE = re.compile(
    rf"\b(?:(?P<side>right|left|rt|lt|r|l)\.? (?:\w+ )?)?(?P<place>{'|'.join(_PLACES)})\b", re.IGNORECASE
)
_REACH = 160
"""Characters before and behind a code that tell where it was done."""


def site_words(head: str, tail: str) -> frozenset[str]:
    """The places that the words around a code name, with their side: those before it, else those behind."""
    return _named_in(head[-_REACH:]) or _named_in(tail[:_REACH])


def sites_differ(line: ClaimLine, other: ClaimLine) -> bool:
    """Whether both lines carry modifiers of sides or places, and no common one."""
    one, two = SITES & set(line.modifiers), SITES & set(other.modifiers)
    return bool(one and two) and not one & two


def _named_in(text: str) -> frozenset[str]:
    return frozenset(
        f"{(match['side'] or '')[:1]} {match['place'].replace('-', '')[:6]}".strip().lower()
        for match in _SITE.finditer(text)
    )
