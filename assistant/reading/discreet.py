"""Quotes that leave out who the patient is: the words around what matters, cut before names and numbers of people.

What is quoted stays verbatim, only shorter; two words with capitals count as a name, so that "Blue Cross" may be cut
away too.
"""

import re

PERSON = re.compile(
    r"\b(?:[Pp]atient|[Pp]t|Mr|Mrs|Ms|Miss|[Nn]ame|[Mm]ember)[.:]?\s+(?:is\s+)?[A-Z][a-z]+(?:[\s,]+[A-Z][\w'-]*)*"
    r"|\b[A-Z][a-z'-]+,?\s+(?:[A-Z]\.?\s+)?[A-Z][a-z'-]+\b"
    r"|\b(?:MRN|DOB|SSN|ID|[Aa]cct|[Aa]ccount|[Mm]ember|[Cc]laim|[Cc]hart|[Pp]hone|[Tt]el"
    r"|[Pp]olicy)\b[^,;.?]{0,12}[0-9][\w/-]{3,}"
    r"|\b[0-9]{3}-[0-9]{2}-[0-9]{4}\b|\b[0-9]{3}[-.\s][0-9]{3}[-.\s][0-9]{4}\b|\b[\w.+-]+@[\w.-]+",
)
_CLAUSE = re.compile(r"[.;:?!](?=\s)|\s[-\u2013]\s")
_MOST = 140


def discreet(text: str, start: int, end: int) -> str:
    """The words around [start:end] up to the ends of the clause, without a person beside them."""
    left, right = max(0, start - _MOST), min(len(text), end + _MOST)
    left = max([left, *(match.end() for match in _CLAUSE.finditer(text, left, start))])
    stop = _CLAUSE.search(text, end, right)
    right = stop.start() + 1 if stop and text[stop.start()] in ".?!" else stop.start() if stop else right
    for person in PERSON.finditer(text, left, right):
        if person.end() <= start:
            left = person.end()
        elif person.start() >= end:
            right = person.start()
            break
    while left and left < start and text[left - 1].isalnum() and text[left].isalnum():
        left += 1
    while end < right < len(text) and text[right - 1].isalnum() and text[right].isalnum():
        right -= 1
    return text[left:right].strip(" ,;:()-\u2013")
