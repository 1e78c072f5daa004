"""Kind 9: new patient or established.

Source: Medicare Claims Processing Manual chapter 12 section 30.6.7.
"""

import re

from assistant.citing import manual
from assistant.topics.values import Case, Question, Said, words
from codesets import spoken_day

_ASKED = words(
    r"new (?:or|vs\.?|versus|/) ?(?:an )?est\w*|established or new|(?:registered|billed?|coded?) (?:as )?(?:a )?new\b"
    r"|^(?:so )?(?:is (?:he|she|this|it) )?new\s?\?|new patient|new pt\b"
    r"|considered (?:a )?(?:new|established)|three[- ]years?|3[- ]years?|new visit|same specialt\w+"
    r"|different specialt\w+|est(?:ablished)? patient"
)
_AGO = re.compile(
    (
        r"\b([0-9]{1,2}|one|two|three|four|five) (years?|yrs?|months?) (?:ago|earlier|back|since)|\b(?:last (?:seen"
        r"|visit)|seen)[^.?]{0,30}\bin (20[0-9]{2})\b"
    ),
    re.IGNORECASE,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY = re.compile(
    r"\b(?P<m>[0-9]{1,2})/(?P<d>[0-9]{1,2})/(?P<y>20[0-9]{2}|[0-9]{2})\b"
    rf"|\b(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?,? (?:(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?,? )?(?:of )?"
    r"(?P<year>20[0-9]{2})\b",
    re.IGNORECASE,
)
_OF_BIRTH = re.compile(r"\b(?:dob|d\.o\.b\.?|born|birth\w*)\b[^;?]{0,20}$", re.IGNORECASE)
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
_OTHER_SPECIALTY = words(
    r"different specialt\w+|another specialt\w+|other specialt\w+|different (?:sub-?specialt\w+)"
    r"|cardiolog\w+ .{0,60}(?:primary|family|internal)|(?:primary|family|internal) .{0,60}cardiolog\w+"
)
_TIMED = re.compile(r"\b[0-9]{2,3} ?-?min", re.IGNORECASE)
_EITHER = words(r"new (?:or|vs\.?|versus|/) ?(?:an )?est|established or new|considered")
_WEIGHED = words(
    r"new (?:or|vs\.?|versus|/) ?(?:an )?est|establish\w* (?:or|vs\.?) new|new (?:patient|pt) (?:visit|code|e/?m)"
    r"|(?:registered|considered|counts?|counted|billed?|coded?|treated|still|is|be) (?:as )?(?:an? )?"
    r"(?:new|establ\w+)\b"
    r"|three[- ]years?|3[- ](?:years?|yrs?)|new to (?:me|us|him|her|them|the|our)\b|= ?(?:a )?new\b"
)
"""Words around a question that weigh the two; that a patient is new is often only told."""
_SPECIALTIES = words(
    r"(cardio|ortho|derm|neuro|gastro|endocrin|pulmon|nephro|uro|rheum|onc|pediatr|psych|ophthalm|podiat|surg)\w*"
    r"|(family (?:medicine|practice)|internal medicine|primary care|pcp|ob-?/?gyn|ent|pain management)\b"
)
_RULE_MONTHS = 36
_RULE = (
    "Established means a face-to-face professional service by the same physician, or another of the same group and"
    " the same specialty, within the past three years; the place and the reason do not matter."
)
_SOURCE = (manual("chapter 12 section 30.6.7", "new and established patients"),)


def fits(question: Question, case: Case) -> bool:
    """New against established."""
    if question.says(_TIMED) and not question.says(_EITHER):
        return False
    if question.heard and not question.says(_WEIGHED):
        return False
    return question.says(_ASKED) and not question.says(words(r"g2211|preventive|wellness|incident"))


def reply(question: Question, case: Case) -> Said:
    """By the years, the group and the specialty, as far as they are told."""
    match = _AGO.search(case.text)
    years = _years(match, case) if match else _since_last(case)
    other = case.says(_OTHER_SPECIALTY) or _two_specialties(question)
    same_group = (
        "A practitioner who moved brings the patients along: who saw the patient within three years anywhere bills"
        " an established visit."
    )
    nurse = "Nurse practitioners and physician assistants count as of the specialty of the physicians they work with."
    if years is not None and years >= 3:  # noqa: PLR2004 - the rule
        return Said(
            (
                "New, if nobody of the same group and specialty saw the patient in between: the last visit that your"
                " mail names lies three years or more back"
            ),
            (f"We counted to {spoken_day(case.day)}.", _RULE, same_group),
            _SOURCE,
        )
    if other:
        return Said(
            (
                "New, if the two are of different specialties and nobody of this specialty in the group saw the"
                " patient within three years"
            ),
            (_RULE, nurse),
            _SOURCE,
        )
    if years is not None:
        return Said(
            (
                "Established, if the last visit was with the same physician or one of the same group and specialty:"
                " it lies within three years"
            ),
            (_RULE, nurse),
            _SOURCE,
            ("Was that visit face to face, and with the same group and specialty?",),
        )
    return Said(
        (
            "That depends on the last face-to-face visit with the same group and specialty: within three years is"
            " established"
        ),
        (_RULE, same_group, nurse),
        _SOURCE,
        ("When was the patient last seen face to face, by whom, and is that person of the same group and specialty?",),
    )


def _two_specialties(question: Question) -> bool:
    """Whether the words around the question name two specialties."""
    named = {(match[1] or match[2]).lower() for match in _SPECIALTIES.finditer(question.context)}
    return len(named - {"surg"}) > 1


def _since_last(case: Case) -> float | None:
    """Years since the latest day before the visit that the record names; None where only the day of a month decides."""
    found = []
    for match in _DAY.finditer(case.text):
        if _OF_BIRTH.search(case.text[max(0, match.start() - 40) : match.start()]):
            continue
        year = int(match["y"] or match["year"])
        year += 2000 if year < 100 else 0  # noqa: PLR2004 - two figures
        month = int(match["m"]) if match["m"] else _MONTHS.index(match["month"][:3].lower()) + 1
        day = int(match["d"] or match["day"] or 0)
        if (year, month, day or 32) < (case.day.year, case.day.month, case.day.day):
            found.append((year, month, day))
    if not found:
        return None
    year, month, day = max(found)
    months = (case.day.year - year) * 12 + case.day.month - month
    if day:
        months -= case.day.day < day
    elif months == _RULE_MONTHS:
        return None
    return months / 12


def _by_year(apart: int) -> float | None:
    """Years that have passed at least; None where the day of the year decides."""
    return None if apart == 3 else float(apart)  # noqa: PLR2004 - the rule


def _years(match: re.Match[str], case: Case) -> float | None:
    if match[3]:
        return _by_year(case.day.year - int(match[3]))
    number = _NUMBERS.get(match[1].lower()) or int(match[1]) if not match[1].isdigit() else int(match[1])
    return number / 12 if match[2].lower().startswith("m") else float(number)
