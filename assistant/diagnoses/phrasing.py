"""Says what clinicians write in the words of the tabular list."""

import re

_REWRITTEN = (
    (re.compile(r"\bproximal (?=(?:humer|femur|femor|tibia|fibula|radi|ulna))", re.IGNORECASE), "upper end of "),
    (re.compile(r"\bdistal (?=(?:humer|femur|femor|tibia|fibula|radi|ulna))", re.IGNORECASE), "lower end of "),
    (re.compile(r"^(?:status post|s/?p|history of|h/?o|hx of) (.*\btransplant(?:ation)?)\b", re.IGNORECASE), r"\1 status"),
    (re.compile(r"\bpre ?-?op(?:erative)?\b", re.IGNORECASE), "preprocedural"),
)
"""The ends of long bones are upper and lower in the list; before an operation is preprocedural."""


def in_list_words(text: str) -> str:
    """The text with such words replaced; all others stay."""
    for pattern, instead in _REWRITTEN:
        text = pattern.sub(instead, text)
    return text
