"""Age, sex, place of service and state, as claims have them; None or empty where the record does not say."""

import re

from assistant.reading.passages import Passage
from codesets import own_words
from codesets.claims import Sex

_AGE = re.compile(
    (
        r"\b([0-9]{1,3})[ -]?(?:y/?o\b|yo\b|yrs?[ -]old|years?[ -]old|year[ -]old|-?yo[mf]\b)"
        r"|\bage[d:]?\s?([0-9]{1,3})\b|\b([0-9]{1,3})\s?[yY]?[/ ]?[oO]?[MF]\b"
    ),
    re.IGNORECASE,
)
_FEMALE = re.compile(r"\b(?:female|woman|girl|she|her)\b|\b[0-9]{1,3}\s?(?:yo?)?F\b")
_MALE = re.compile(r"\b(?:male|man|boy|he|his|him)\b|\b[0-9]{1,3}\s?(?:yo?)?M\b")
_PLACE = re.compile(r"\b(?:pos|place of service)(?: code)?\s?(?:is|of|#|:|=|-)?\s?([0-9]{1,2})\b", re.IGNORECASE)
_OLDEST = 120
_OF_SETTING = {
    "office": "11",
    "emergency department": "23",
    "outpatient hospital": "22",
    "inpatient": "21",
    "ambulatory surgery center": "24",
    "skilled nursing facility": "31",
}
_STATES = {
    "Alabama": "AL",
    "Alaska": "AK",
    "Arizona": "AZ",
    "Arkansas": "AR",
    "California": "CA",
    "Colorado": "CO",
    "Connecticut": "CT",
    "Delaware": "DE",
    "Florida": "FL",
    "Georgia": "GA",
    "Hawaii": "HI",
    "Idaho": "ID",
    "Illinois": "IL",
    "Indiana": "IN",
    "Iowa": "IA",
    "Kansas": "KS",
    "Kentucky": "KY",
    "Louisiana": "LA",
    "Maine": "ME",
    "Maryland": "MD",
    "Massachusetts": "MA",
    "Michigan": "MI",
    "Minnesota": "MN",
    "Mississippi": "MS",
    "Missouri": "MO",
    "Montana": "MT",
    "Nebraska": "NE",
    "Nevada": "NV",
    "Ohio": "OH",
    "Oklahoma": "OK",
    "Oregon": "OR",
    "Pennsylvania": "PA",
    "Tennessee": "TN",
    "Texas": "TX",
    "Utah": "UT",
    "Vermont": "VT",
    "Virginia": "VA",
    "Washington": "WA",
    "Wisconsin": "WI",
    "Wyoming": "WY",
    "New Hampshire": "NH",
    "New Jersey": "NJ",
    "New Mexico": "NM",
    "New York": "NY",
    "North Carolina": "NC",
    "North Dakota": "ND",
    "Rhode Island": "RI",
    "South Carolina": "SC",
    "South Dakota": "SD",
    "West Virginia": "WV",
}


def age(passages: list[Passage]) -> int | None:
    """Whole years, where exactly one age is named."""
    found = {int(match[1] or match[2] or match[3]) for passage in passages for match in _AGE.finditer(passage.text)}
    found = {years for years in found if years <= _OLDEST}
    return found.pop() if len(found) == 1 else None


def sex(passages: list[Passage]) -> Sex | None:
    """Where the words speak of one only."""
    text = " ".join(passage.text for passage in passages)
    female, male = bool(_FEMALE.search(text)), bool(_MALE.search(text))
    if female == male:
        return None
    return Sex.FEMALE if female else Sex.MALE


def place_of_service(passages: list[Passage], setting: str) -> str:
    """The two figures that the record gives, else those of the setting it names."""
    for passage in passages:
        match = _PLACE.search(passage.text)
        if match and own_words.place_of_service(match[1].zfill(2)):
            return match[1].zfill(2)
    return _OF_SETTING.get(setting, "")


def state_code(state: str) -> str:
    """The two letters of a state; empty where none is named."""
    return _STATES.get(state, "")
