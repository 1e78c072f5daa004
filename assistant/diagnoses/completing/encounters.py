"""The 7th character of injuries and fractures, from what the record says of the encounter.

Guideline I.C.19.a: A for active treatment, D for routine care while healing or recovering, S for complications that
arise as a direct result of the condition. I.C.19.c: a fracture not said to be open is closed, one not said to be
displaced is displaced; fractures in aftercare tell delayed healing, nonunion and malunion apart.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from assistant.reading.passages import Passage, Section


class Encounter(StrEnum):
    """The kinds of encounter; UNSAID where the record names none."""

    ACTIVE = "A"
    HEALING = "D"
    SEQUELA = "S"
    UNSAID = ""


_SEQUELA = re.compile(
    r"\b(?:sequelae?|late effects?|residuals? (?:of|from)|(?:due to|from|after) (?:an? |the |his |her )?old"
    r" \w+"
    r"|healed .{0,40} with residual)\b",
    re.IGNORECASE,
)
_HEALING = re.compile(
    r"\b(?:subsequent encounter|aftercare|(?:presents?|seen|here|returns?|visit|comes|came|back|in|today)"
    r"(?: \w+){0,3} (?:in |for )?(?:a |her |his |their |routine |scheduled |the |\w+-week )*"
    r"(?:follow[- ]?up|recheck|re-check)"
    r"|follow[- ]?up (?:visit|appointment|encounter|of|for|on)|(?:cast|suture|staple|splint|pin)"
    r" (?:removal|change|check)"
    r"|(?:routine|delayed|normal|good|interval) healing|healing (?:well|fine|nicely|normally|routinely"
    r"|as expected|fracture|wound)"
    r"|(?:is|are|continues?|has been) healing|callus formation|non-?union|malunion"
    r"|post-?op(?:erative)? (?:visit|check)"
    r"|(?:weeks?|months?) (?:after|post|s/p|status post|out from|since)|physical therapy for|[0-9]+[ -](?:week"
    r"|wk|month|mo)\w* (?:recheck|re-check|check-?up|follow[- ]?up)"
    r"|(?:PT|OT|physical therapy|occupational therapy|therapy) (?:eval\w*|visit|session)|rehab(?:ilitation)?)\b",
    re.IGNORECASE,
)
_ACTIVE = re.compile(
    r"\b(?:initial encounter|active (?:treatment|tx)|emergency|acute|yesterday|this morning|last night|today after"
    r"|(?:days?|hours?) ago|onset|new injury|sustained|after (?:\w+ ){0,6}(?:fall|fell|falling"
    r"|accident|injury|collision)"
    r"|(?:slipped|tripped|fell|twisted|landed|crashed|struck|rear-ended|injured)"
    r"|first (?:visit|seen)|reduction|repair(?:ed)?|sutured|splinted)\b",
    re.IGNORECASE,
)
_PLANNED = re.compile(
    r"(?:will|to|should|return|plan\w*|advised|schedule\w*|in [0-9]+|next)\b[^.]{0,40}$", re.IGNORECASE
)
"""Before a word of follow-up: what is to come says nothing about this visit."""
_READ = {Section.BODY, Section.NARRATIVE, Section.ASSESSMENT}
_AFTERCARE = ((re.compile(r"\bmal-?union\b", re.IGNORECASE), "P"), (re.compile(r"\bnon-?union\b", re.IGNORECASE), "K"))
_DELAYED = re.compile(r"\bdelayed (?:healing|union)\b|\bslow to heal\b", re.IGNORECASE)
_OPEN = re.compile(r"\b(?:open|compound|gustilo)\b(?! (?:reduction|wound|angle|heart))", re.IGNORECASE)
_OPEN_III = re.compile(r"\b(?:gustilo|type|grade) (?:type |grade )?(?:III|3)[ABC]?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Told:
    """What the record says of the encounter, with the passage that says so."""

    encounter: Encounter
    passage: Passage | None = None


def encounter_of(passages: list[Passage], words: str) -> Told:
    """The encounter: in the words of the condition itself, else in what the record tells of the visit."""
    for kind, cue in ((Encounter.SEQUELA, _SEQUELA), (Encounter.HEALING, _HEALING)):
        if cue.search(words):
            return Told(kind)
    if re.search(r"\binitial encounter\b|\bactive treatment\b", words, re.IGNORECASE):
        return Told(Encounter.ACTIVE)
    read = [passage for passage in passages if passage.section in _READ and not passage.is_question]
    for kind, cue in ((Encounter.SEQUELA, _SEQUELA), (Encounter.HEALING, _HEALING), (Encounter.ACTIVE, _ACTIVE)):
        for passage in read:
            match = cue.search(passage.text)
            if match and not _PLANNED.search(passage.text[: match.start()]):
                return Told(kind, passage)
    return Told(Encounter.UNSAID)


def seventh(told: Encounter, text: str, allowed: frozenset[str]) -> str:
    """The 7th character of that encounter among those that the code allows; empty where it has none of the kind.

    `text` are the words about the fracture: open or closed, how it heals.
    """
    if told is Encounter.SEQUELA:
        wanted = ["S"]
    elif told is Encounter.HEALING:
        wanted = [*_healing(text, allowed), "D"]
    else:
        wanted = ["A"] if not _OPEN.search(text) else ["C", "B", "A"] if _OPEN_III.search(text) else ["B", "A"]
    return next((one for one in wanted if one in allowed), "")


def _healing(text: str, allowed: frozenset[str]) -> list[str]:
    opened = bool(_OPEN.search(text)) and "E" in allowed
    third = bool(_OPEN_III.search(text))
    for cue, closed in _AFTERCARE:
        if cue.search(text):
            return [({"P": "R", "K": "N"} if third else {"P": "Q", "K": "M"})[closed]] if opened else [closed]
    if _DELAYED.search(text):
        return [("J" if third else "H") if opened else "G"]
    return [("F" if third else "E")] if opened else []
