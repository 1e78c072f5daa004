"""Timed therapy by the names that therapists write, with its minutes: "ther ex 25 min, manual 12 min"."""

import re

_NAMES = {
    "97110": r"ther(?:apeutic)?\.? ?-?ex(?:ercises?)?\b|(?-i:TE|TherEx)\b|exercises?\b",
    "97112": r"neuro(?:muscular)?[ -]?(?:re-?ed\w*|re-?education)|(?-i:NMR|NMRE|NRE)\b|balance training",
    "97113": r"aquatic(?: therapy| ex\w*)?",
    "97116": r"gait(?: training)?",
    "97140": r"manual(?: therapy| tx| techniques?)?\b|(?-i:MT)\b|joint mobs?\b|joint mobili[sz]ation\w*",
    "97530": r"ther(?:apeutic)?\.? ?-?act(?:ivit(?:y|ies)|s)?\b|(?-i:TA)\b",
    "97535": r"self[- ]?care(?: training| management)?|adl training|home management",
    "97035": r"ultrasound|(?-i:US)\b",
}
_MINUTES = r"([0-9]{1,3}) ?-?(?:min(?:ute)?s?\b|')"
_BEHIND = {
    code: re.compile(rf"\b(?:{name})[^0-9;,.+&]{{0,25}}{_MINUTES}", re.IGNORECASE) for code, name in _NAMES.items()
}
_BEFORE = {code: re.compile(rf"\b{_MINUTES} (?:of )?(?:{name})", re.IGNORECASE) for code, name in _NAMES.items()}


def named_minutes(text: str) -> dict[str, int]:
    """Minutes by the code of the service that the words name; the same service twice adds up."""
    behind, before = _by(_BEHIND, text), _by(_BEFORE, text)
    return behind if sum(behind.values()) >= sum(before.values()) else before


def _by(patterns: dict[str, re.Pattern[str]], text: str) -> dict[str, int]:
    found = {code: sum(int(one) for one in pattern.findall(text)) for code, pattern in patterns.items()}
    return {code: minutes for code, minutes in found.items() if minutes}
