"""Finds the questions of a mail, in their order, each with the codes that it is about.

A sentence may ask two things ("do I need 25, and can 96372 go with it?"): each is a question of its own. What only
greets or thanks asks nothing. Where no sentence asks, the subject line may.
"""

import re
from collections.abc import Collection, Iterator

from assistant.reading.discreet import PERSON as _PERSON
from assistant.reading.discreet import discreet
from assistant.reading.mentions import mentions
from assistant.reading.passages import Passage, Section
from assistant.reading.sentences import apart
from assistant.topics.values import Named, Question
from consultations.answers import Evidence

_ASKS = re.compile(
    r"\b(?:please|pls|plz|kindly)\b[^.]{0,30}\b(?:advise|adv|confirm|clarify|tell|let (?:me|us) know|review"
    r"|check|help|explain|code|verify|provide|level|bill|count|list|assign|give|find|answer|suggest|recommend)\b"
    r"|\b(?:no idea|don'?t (?:know|understand|get)|do not (?:know|understand)|can'?t figure|no clue)\b"
    r"|\b(?:wondering|not sure|unsure|unclear|confused|want(?:ed)? to (?:know|confirm|verify|check)"
    r"|need(?:ing)? (?:to know|help|clarification|guidance|your advice|advice)"
    r"|would like to know|question is|my question|looking for|need (?:the|a|an|some)?\s?(?:right |correct "
    r"|proper |best )?(?:cpt|hcpcs|icd|dx|diagnosis|procedure|code|modifier)s?"
    r"|what (?:is|are|would be) the (?:correct|right|best|proper)|advise (?:if|on|how|whether|which)|let (?:me"
    r"|us) know (?:if|whether|which|what|how))\b"
    r"|\b(?:codes?|modifiers?|mods?|units?|dx|diagnosis|pos|7th character)\b[^.;]{0,12}\b(?:pls|plz|please)\b"
    r"|\bhow (?:sh\w+|would|wd|do|can|to)\b[^.?]{0,40}\b(?:bill\w*|cod\w+|report\w*|submit\w*|fix\w*)\b",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"^(?:(?:so|also|and|but|or|q[:.]|(?:quick |my )?question[:,-])\s?)*"
    r"(?:(?:who|what|whats|what's|which|where|why|how|does|did)\s(?!not\b|patient to\b)"
    r"|when\s(?:do|is|can|should)\b"
    r"|(?:is|are|was|were|do|can|could|should|would|shall|may)\s(?:we|i|you|he|she|they|it|this|that|these|those|there"
    r"|the|an?|my|our|his|her|both|any(?:one|thing)?|some(?:one|thing)|medicare|medicaid|modifier|mod"
    r"|dr\.?|doc|[A-Z]{2,5}"
    r"|[A-Z]?[0-9][0-9A-Z.]{2,6})\b)",
    re.IGNORECASE,
)
"""How a sentence begins that asks, whatever stands at its end."""
_BEGINS = re.compile(
    r"(?:^|[,;:.\u2013-]\s*|\band\s)(?:(?:so|also|and|but|quick question|question)[,:]?\s)?(?:what|how (?:many"
    r"|much|do|does|to|should|would|can|long|often)|can (?:we|i|you|he|she|they|this|these|it|both)"
    r"|should (?:we|i|it|this)"
    r"|do (?:we|i|you|they)|does (?:it|this|that|medicare|the)|is (?:it|this|that|there|she|he|the"
    r"|[A-Z0-9.]{3,8})|are (?:we|these|they|both|there)|when (?:do|is|can|should)|where (?:do|is|can)"
    r"|who (?:can|bills?)"
    r"|(?:modifier |mod )?-?[0-9A-Z]{2} (?:or|vs\.?) (?:-?[0-9A-Z]{2}|global|none|nothing|no modifier)\b"
    r"|which (?:code|codes|modifier|one|dx|icd|cpt|hcpcs|7th|character|diagnos\w+|is|do|does|should|goes))\b",
    re.IGNORECASE,
)
"""How a question begins that was written without its mark."""
_NO_QUESTION = re.compile(
    r"^(?:(?:hi|hello|hey|dear)(?: (?:there|all|team|everyone))?,? ?)?(?:hi|hello|hey|dear|good (?:morning"
    r"|afternoon)|how are you|hope (?:you|all)|any help"
    r"|(?:can|could|would) (?:you|someone|anyone|u)(?: all)? (?:(?:please|pls|plz|kindly) )?"
    r"(?:help|look|assist|advise|review|answer|check)\b(?: (?:me|us|out|here|with|on|at|the|this|that|these|one|ones"
    r"|question|questions|note|mail|e-?mail|message|claim|case|issue|below|attached"
    r"|following|asap|today)){0,6}|thoughts|any (?:thoughts|ideas"
    r"|advice)|make sense|does that make sense|thanks|thank you|quick questions?|one more(?: thing)?"
    r"|please advise|pls advise|please help)\b[\s,.!?:]*$",
    re.IGNORECASE,
)
_OPENS = (
    r"can|could|may|do|does|did|is|are|was|should|shall|which|what|what's|whats|how|who|when|where|why|will|would"
    r"|if so|must"
)
_SPLIT = re.compile(
    (
        rf"(?:,|;)?\s+(?:and|also|or|&|plus)\s+(?:also\s+|if so,?\s+)?(?=(?:{_OPENS})\b)|;\s+(?=(?:{_OPENS})\b)"
        rf"|,\s+(?=(?:what|which|how|does|do|is|can)\s+(?:modifier|code|about|many|units?|i|we|the|it|that)\b)"
    ),
    re.IGNORECASE,
)
_NOT_SPLIT = re.compile(
    r"\b(?:know|sure|wondering|advise|confirm|tell us|tell me|check|unclear|if|whether)\s*$", re.IGNORECASE
)
_MATTER = re.compile(
    r"\b(?:den(?:ied|ials?|y)|reject\w*|modif\w+|bundl\w+|(?:co|pr|oa|pi)-?[0-9]{1,3}|new or est\w*"
    r"|(?:which|what|right|correct|visit|e/?m) levels?\b|levels? (?:[1-5]\b|of (?:service|care|visit)|for|by|pls)"
    r"|jw|jz|global|(?:one|two|[12]) lines?|(?:25|50|59|rt) or|units?|ok to bill|bill both)\b",
    re.IGNORECASE,
)
_SHORT = 500
"""Characters of a mail that is no note."""
_LEAST = 12
MOST = 12
"""Questions of a mail that are answered; nobody asks more at once."""


def questions(passages: list[Passage], pointed_at: Collection[Evidence] = ()) -> tuple[Question, ...]:
    """The questions in the order of the mail, at most MOST; the subject only where the mail asks nothing.

    A sentence that holds words which a second reader pointed at asks as well, however it is worded.
    """
    passages = apart(passages)
    body = [passage for passage in passages if not passage.is_subject]
    found = list(_of(body, pointed_at))
    if not found:
        found = list(_of([passage for passage in passages if passage.is_subject], ()))
    if not found:
        found = list(_unmarked(body))
    unique = {" ".join(question.asked.lower().split()): question for question in reversed(found)}
    return tuple(reversed(unique.values()))[:MOST]


def _of(passages: list[Passage], pointed_at: Collection[Evidence]) -> Iterator[Question]:
    every = tuple(dict.fromkeys(one for passage in passages for one in _named(passage.text)))
    last: tuple[Named, ...] = ()
    for place, passage in enumerate(passages):
        if not _asks(passage, pointed_at):
            continue
        earlier = passages[max(0, place - 3) : place]
        before = " ".join(one.text for one in earlier if one is earlier[-1] or not _asks(one, pointed_at))
        near = _named(before)
        behind = " ".join(one.text for one in passages[place + 1 : place + 3] if not _asks(one, pointed_at))
        for part in parts(passage.text):
            own = _named(part)
            context = f"{before} {passage.text} {behind}".strip()
            yield Question(_without_people(part), passage.document, own, own or last or near or every, context)
            last = own or last


def _unmarked(body: list[Passage]) -> Iterator[Question]:
    """The sentence of a short mail that names what billers ask about; a longer one, or a note, asks for itself."""
    short = sum(len(passage.text) for passage in body) <= _SHORT
    plain = all(passage.section is Section.BODY for passage in body)
    every = tuple(dict.fromkeys(one for passage in body for one in _named(passage.text)))
    for passage in body if short and plain else ():
        if _MATTER.search(passage.text):
            own = _named(passage.text)
            context = " ".join(one.text for one in body)
            yield Question(_without_people(passage.text), passage.document, own, own or every, context)
            return


def _asks(passage: Passage, pointed_at: Collection[Evidence]) -> bool:
    text = passage.text.strip()
    if _NO_QUESTION.match(text):
        return False
    if any(one.document == passage.document and one.quote in text for one in pointed_at):
        return True
    asks = text.endswith("?") or bool(_ASKS.search(text) or _BEGINS.search(text))
    return asks or (passage.section is Section.BODY and bool(_OPENING.match(text)))


def parts(text: str) -> list[str]:
    """The questions of one sentence, each in its own words."""
    found, start = [], 0
    for match in _SPLIT.finditer(text):
        piece = text[start : match.start()]
        if len(piece.strip()) >= _LEAST and not _NOT_SPLIT.search(piece):
            found.append(piece.strip(" ,;"))
            start = match.end()
    found.append(text[start:].strip(" ,;"))
    return [piece for piece in found if len(piece) > 2]  # noqa: PLR2004 - more than a mark


def _without_people(part: str) -> str:
    """The part from where it begins to ask, without a person's name or number: a shorter piece, still verbatim."""
    begins = _BEGINS.search(part) or _ASKS.search(part)
    at = begins.start() if begins else 0
    return discreet(part, at, min(len(part), at + _LEAST)) if _PERSON.search(part) else part


def _named(text: str) -> tuple[Named, ...]:
    return tuple(dict.fromkeys(Named(one.code, one.system) for one in mentions(text) if one.system))
