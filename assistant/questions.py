"""What a mail asks: whether codes are valid, in which order they go, and which of our topics it belongs to."""

import re

from assistant.reading.passages import Passage
from assistant.reading.sentences import apart
from consultations.answers import CodeMention, Role, System

_VALIDITY = re.compile(r"\b(?:valid|billable|active|deleted|still|retired|exist\w*|expired)\b", re.IGNORECASE)
_CORRECT = re.compile(r"\b(?:right|correct|okay|ok|fine|acceptable|appropriate)\s{0,2}\?", re.IGNORECASE)
_ORDER = re.compile(
    r"\b(?:order|sequenc\w+|first[- ]listed|listed? first|principal|primary|goes first)\b", re.IGNORECASE
)
_TOPICS = (
    ("NCCI edits", r"ncci|cci|ptp|mues?|medically unlikely|(?:un)?bundl\w+|column [12]|add-on codes?"),
    ("Modifiers", r"modifiers?"),
    ("Crosswalks", r"crosswalk\w*|gems?|icd-?9(?:-cm)?|ndc"),
    ("Medicare coverage", r"covered|coverage|lcds?|ncds?|abn|medical(?:ly)? necess\w+"),
    ("Compliance", r"complian\w+|audit\w*|addend\w+|late entry|provider query|upcod\w+|incident[- ]to|overpayment"),
    ("Guidelines", r"guidelines?"),
)
"""The topics people ask about, from the narrowest to the widest, and the words that tell them."""
_TOLD_BY = [(topic, re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for topic, words in _TOPICS]


def asks_validity(passages: list[Passage]) -> bool:
    """Whether a question asks if codes are valid."""
    return any(_VALIDITY.search(text) for text in _questions(passages))


def asks_whether_right(passages: list[Passage]) -> bool:
    """Whether a question asks for a yes to what the client would report: "Is I10 right?"."""
    return any(_CORRECT.search(text) for text in _questions(passages))


def asks_order(passages: list[Passage]) -> bool:
    """Whether a question asks in which order the codes go."""
    return any(_ORDER.search(text) for text in _questions(passages))


def topic(passages: list[Passage], mentions: tuple[CodeMention, ...], *, diagnoses: bool) -> str:
    """The topic of a case, from a fixed list: it stands in the subject of our mails, so no word of the case does."""
    told = next((name for name, words in _TOLD_BY if any(words.search(text) for text in _questions(passages))), "")
    named = {mention.system for mention in mentions if mention.role is not Role.NOT_A_CODE}
    if told:
        return told
    if asks_validity(passages) and (diagnoses or System.ICD10CM in named):
        return "Diagnosis code validity"
    if diagnoses or System.ICD10CM in named:
        return "Diagnosis coding"
    if System.CPT in named:
        return "CPT codes"
    return "HCPCS codes" if System.HCPCS in named else "Coding question"


def _questions(passages: list[Passage]) -> list[str]:
    """The questions, which may stand below the last heading of a pasted note, and the subject line, often one too."""
    return [passage.text for passage in apart(passages) if passage.text.endswith("?") or passage.is_subject]
