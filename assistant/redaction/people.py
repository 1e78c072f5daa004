"""Names of people and organisations: by the words around them, by given names, and by what is no word we know.

It errs on the side of taking away: the name of a drug that we don't know goes as well.
"""

import re
from collections.abc import Callable, Iterator

from assistant.redaction.values import Found, Kind
from assistant.redaction.words import DRUG, EPONYM, clinical_words, first_names, plain_words, surnames

Knows = Callable[[str], bool]
"""Whether a word (small letters) is one of the code lists."""

_LETTER = r"[^\W\d_]"
_CAPITAL = rf"(?-i:[A-Z\u00c0-\u00d6\u00d8-\u00de\u0100-\u017f]){_LETTER}*(?:['\u2019-]{_LETTER}+)*"
_PARTICLE = r"(?:de|la|las|los|del|della|da|dos|di|du|le|van|von|der|den|ter|bin|binti|ibn|al|el|y|st\.|mc|o['\u2019])"
_BETWEEN = rf"(?:,? (?:{_PARTICLE} ){{0,2}})"
_RUN = re.compile(rf"(?<![\w@.'\u2019-]){_CAPITAL}\.?(?:{_BETWEEN}{_CAPITAL}\.?){{0,5}}(?!\w)", re.IGNORECASE)
_WORD = re.compile(rf"{_LETTER}+(?:['\u2019-]{_LETTER}+)*")
_ANY_NAME = rf"{_LETTER}[\w'\u2019-]*\.?"
_TITLE = re.compile(
    rf"(?<!\w)(?:dr|mr|mrs|ms|miss|mx|prof|professor|rev|sgt|capt|fr|sr|sra|nurse|doctor|judge|attorney)\b\.? ?"
    rf"(?P<it>(?!(?:and|or|of|the|to|in|for|is|was|has|who)\b){_ANY_NAME}(?:{_BETWEEN}{_CAPITAL}\.?){{0,3}})",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"\b(?:(?:patient|pt|member|subscriber|insured|guarantor|provider|physician|surgeon|full|last|first|maiden|legal)"
    r"(?:['\u2019]s)? ?names?|names?|patient|pt|attending|provider|physician|surgeon|anesthesiologist|pcp|clinician"
    r"|signed(?: electronically)?(?: by)?|electronically signed by|dictated by|transcribed by|reviewed by|seen by"
    r"|referred by|referring(?: provider| physician)?|emergency contact|next of kin|guarantor|subscriber|spouse|cc|from"
    rf"|to|attn|re) ?[:=] {{0,3}}(?P<it>{_ANY_NAME}(?:,? {_ANY_NAME}){{0,3}})",
    re.IGNORECASE,
)
_CUED = re.compile(
    r"\b(?:patient|pt|client|member|named?|called|husband|wife|spouse|partner|son|daughter|mother|father|mom|dad|sister"
    r"|brother|aunt|uncle|niece|nephew|friend|neighbor|caregiver|guardian|attending|provider|surgeon|physician|colleague"
    r"|coder|biller|therapist|hi|hello|dear|hey|thanks|thank you|regards|sincerely|best|cheers|by|with|for|and|about"
    r"|from)"
    rf"(?: is| was)?[,!]?[ ]{{1,2}}(?P<it>{_CAPITAL}\.?(?:{_BETWEEN}{_CAPITAL}\.?){{0,3}})",
    re.IGNORECASE,
)
_CREDENTIALED = re.compile(
    rf"(?P<it>{_CAPITAL}\.?(?:{_BETWEEN}{_CAPITAL}\.?){{0,3}}),? "
    r"(?-i:M\.?D\.?|D\.?O\.?|N\.?P\.?|PA-C|PA|RN|LPN|DPM|DDS|DMD|OD|PhD|PsyD|LCSW|CRNA|CNM|FNP(?:-[A-Z]+)?|APRN|ARNP|CPC(?:-A)?|CCS(?:-P)?|COC|CIC|RHIT|RHIA|CPMA|CPB|FACS|FACC"
    r"|MBBS|Jr|Sr|III|Esq)\b"
)
_INITIALS = re.compile(
    r"\b(?:patient|pt|initials?|mr|mrs|ms)\b[ :.]{1,3}(?P<it>(?-i:(?:[A-Z]\. ?){2,3}))"
    r"|\binitials?[ :]{1,3}(?P<bare>[A-Z]{2,3})\b",
    re.IGNORECASE,
)
_SMALL = re.compile(r"(?<![\w-])([a-z]{3,14}) ([a-z]{3,20})(?![\w-])")
_ORGANISATION = re.compile(
    rf"{_CAPITAL}\.?(?:(?: (?:of|and|for|the|&))? {_CAPITAL}\.?){{0,5}} "
    r"(?-i:Hospital|Clinic|Clinics|Medical Center|Medical Group|Medical Associates|Health System|Healthcare|Practice"
    r"|Family Medicine|Internal Medicine|Orthopa?edics|Cardiology|Dermatology|Pediatrics|Oncology|Urology|Associates"
    r"|Physicians|Specialists|Partners|Surgery Center|Surgical Center|Nursing Home|Rehab|Rehabilitation|Hospice"
    r"|Pharmacy|Laboratories|Imaging|Billing|Coding|University|School|Church|LLC|LLP|Inc|PLLC|P\.?C)\b\.?"
)
_SIGNED_OFF = re.compile(
    r"\b(?:thanks|thank you|thx|regards|sincerely|best|cheers|advise|respectfully|yours|appreciated?)\b[^.,!\n]{0,20}"
    rf"[,!.]?\s{{1,4}}(?:-+ ?)?(?P<it>{_CAPITAL}(?: {_CAPITAL}\.?){{0,2}})[ ]*$",
    re.IGNORECASE | re.MULTILINE,
)
_ABBREVIATION = 5
"""Capitals that may be an abbreviation nobody listed; a longer word in capitals is a word."""


def people(text: str, knows: Knows) -> list[Found]:
    """Names of people and organisations in a text; they may overlap."""
    found = [*_by_words_around(text, knows), *_by_themselves(text, knows), *_in_small_letters(text, knows)]
    places = [Found(*match.span(), Kind.ORGANISATION) for match in _ORGANISATION.finditer(text)]
    return found + places


def names_nobody(word: str, knows: Knows) -> bool:
    """Whether a word is known to be another than a name."""
    small = word.lower().removesuffix("'s").removesuffix("\u2019s")
    parts = [part for part in re.split(r"['\u2019-]", small) if part]
    return len(small) < 2 or all(  # noqa: PLR2004 - a letter alone
        part in plain_words()
        or part in clinical_words()
        or knows(part)
        or DRUG.fullmatch(part)
        or part in {"s", "t", "ll", "re", "ve", "d", "m"}
        for part in parts
    )


def _by_words_around(text: str, knows: Knows) -> Iterator[Found]:
    for match in _TITLE.finditer(text):
        yield Found(*match.span("it"), Kind.NAME)
    for match in _SIGNED_OFF.finditer(text):
        yield Found(*match.span("it"), Kind.NAME)
    for match in _INITIALS.finditer(text):
        yield Found(*match.span("it" if match["it"] else "bare"), Kind.NAME)
    for pattern in (_LABELLED, _CUED, _CREDENTIALED):
        for match in pattern.finditer(text):
            words = list(_WORD.finditer(text, *match.span("it")))
            strangers = [word for word in words if not names_nobody(word[0], knows) or _given(word[0])]
            if strangers and (strangers[0] is words[0] or pattern is not _CUED):
                first = words[0] if pattern is _LABELLED else strangers[0]
                yield Found(first.start(), _end_of_name(strangers, words), Kind.NAME)


def _end_of_name(strangers: list[re.Match[str]], words: list[re.Match[str]]) -> int:
    """Behind the last stranger, and a word behind a given name that is a surname as well: "Amanda Bell"."""
    last = words.index(strangers[-1])
    beside = words[last + 1] if last + 1 < len(words) else None
    surname = beside and len(strangers) == 1 and _given(strangers[-1][0]) and beside[0][:1].isupper()
    return beside.end() if beside and surname else strangers[-1].end()


def _given(word: str) -> bool:
    return word.lower() in first_names()


def _by_themselves(text: str, knows: Knows) -> Iterator[Found]:
    """Runs of words with capitals that hold a given name, or words that nobody knows, with the surname beside one."""
    small = {word[0] for word in _WORD.finditer(text) if word[0].islower()}
    for run in _RUN.finditer(text):
        words = list(_WORD.finditer(text, *run.span()))
        strange = [not names_nobody(word[0], knows) for word in words]
        for place, word in enumerate(words):
            behind = words[place + 1] if place + 1 < len(words) else None
            if _given(word[0]) and behind and (strange[place + 1] or not _plain(word[0])):
                yield Found(word.start(), behind.end(), Kind.NAME)
            elif strange[place] and _is_name(text, word, strange, place, small):
                beside = [one for one in words[max(0, place - 1) : place + 2] if one is word or not _plain(one[0])]
                yield Found(beside[0].start(), beside[-1].end(), Kind.NAME)
            elif (
                word[0].lower() in surnames()
                and not behind
                and not _eponym(text, word)
                and not begins(text, word.start())
            ):
                yield Found(*word.span(), Kind.NAME)


def _eponym(text: str, word: re.Match[str]) -> bool:
    return bool(EPONYM.match(re.sub(r"^['\u2019]s", "", text[word.end() : word.end() + 30])))


def begins(text: str, place: int) -> bool:
    """Whether a sentence or line begins here, where any word has a capital."""
    before = text[:place].rstrip(" ")
    return not before or before[-1] in '.!?:;\n-*("'


def _plain(word: str) -> bool:
    return word.lower() in plain_words()


def _is_name(text: str, word: re.Match[str], strange: list[bool], place: int, small: set[str]) -> bool:
    """Whether a word with a capital that nobody knows is taken for a name; `small` are the text's other words."""
    if _eponym(text, word):
        return False
    beside = any(strange[other] for other in (place - 1, place + 1) if 0 <= other < len(strange))
    if word[0].isupper() and len(word[0]) <= _ABBREVIATION:
        return beside or _given(word[0])
    return beside or word[0].lower() not in small


def _in_small_letters(text: str, knows: Knows) -> Iterator[Found]:
    """A given name that is no other word, with a word behind it that nobody knows: "john okafor"."""
    for match in _SMALL.finditer(text):
        if _given(match[1]) and not _plain(match[1]) and not names_nobody(match[2], knows):
            yield Found(*match.span(), Kind.NAME)
