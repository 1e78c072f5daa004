"""Payer, state and setting, where the record names exactly one of each. Nothing is concluded from hints.

What the record does not say is taken from what was told beside it, and is empty where nobody told it.
"""

import re

from assistant.reading.passages import documents_of
from consultations.records import CaseRecord

_ADVANTAGE = "Medicare Advantage"
_PAYERS = (
    (_ADVANTAGE, r"medicare advantage|medicare part c|(?-i:MA) (?:plans?|patients?|pts?|members?|payer)|medicare hmo"),
    ("Medicare", r"medicare(?! advantage| part c)"),
    ("Medicaid", r"medicaid"),
    ("TRICARE", r"tricare"),
    ("Blue Cross Blue Shield", r"blue cross(?: (?:and |& )?blue shield)?|(?<!cross )blue shield|bcbs|anthem"),
    ("Aetna", r"aetna"),
    ("Cigna", r"cigna"),
    ("UnitedHealthcare", r"united ?healthcare|uhc"),
    ("Humana", r"humana"),
    ("Kaiser", r"kaiser"),
    ("Workers' compensation", r"workers?[\u2019']? ?comp(?:ensation)?"),
)
_COMMERCIAL = (
    ("a commercial plan", r"commercial(?: (?:plan|payer|payor|insurance|insurer|carrier|patient|pt|ins))?(?! lab)"),
)
INPATIENT = "inpatient"
OUTPATIENT_HOSPITAL = "outpatient hospital"
SURGERY_CENTER = "ambulatory surgery center"
_SETTINGS = (
    (INPATIENT, r"inpatient"),
    (OUTPATIENT_HOSPITAL, r"outpatient hospital|hospital outpatient|hopd"),
    ("emergency department", r"emergency (?:department|room)|\b(?-i:ED|ER) visit"),
    ("office", r"(?:in|at) (?:our|the|my) (?:office|clinic)|office visit|outpatient clinic|pos 11"),
    (
        SURGERY_CENTER,
        (
            r"ambulatory surg(?:ery|ical) cent(?:er|re)|(?-i:ASC)|asc (?:billing|bills?|claims?|facility|side)"
            r"|(?:our|the|an) asc"
        ),
    ),
    ("telehealth", r"telehealth|telemedicine|video visit"),
    ("skilled nursing facility", r"skilled nursing|(?-i:SNF)"),
    ("home health", r"home health"),
)
_STATES = (
    "Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho|Illinois|"
    "Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|"
    "Montana|Nebraska|Nevada|New Hampshire|New Jersey|New Mexico|New York|North Carolina|North Dakota|Ohio|Oklahoma|"
    "Oregon|Pennsylvania|Rhode Island|South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont|West Virginia|Virginia|"
    "Washington|Wisconsin|Wyoming"
)
_STATE = re.compile(rf"\b(?:{_STATES})\b")


def payer(record: CaseRecord) -> str:
    """The payer by its usual name, where one alone is named; an insurer's Medicare Advantage plan is such a plan."""
    named = _named(record, _PAYERS)
    if _ADVANTAGE in named:
        return _ADVANTAGE
    if not named and _named(record, _COMMERCIAL):
        return _COMMERCIAL[0][0]
    return named[0] if len(named) == 1 else record.given.payer


def setting(record: CaseRecord) -> str:
    """Where the service was given, where the record says one place alone."""
    return _only(record, _SETTINGS) or record.given.setting


def state(record: CaseRecord) -> str:
    """The state of the United States, in full, where one alone is named."""
    found = {match for document in documents_of(record) for match in _STATE.findall(document.text)}
    return found.pop() if len(found) == 1 else record.given.state


def _only(record: CaseRecord, names: tuple[tuple[str, str], ...]) -> str:
    found = _named(record, names)
    return found[0] if len(found) == 1 else ""


def _named(record: CaseRecord, names: tuple[tuple[str, str], ...]) -> list[str]:
    text = "\n".join(document.text for document in documents_of(record))
    return [name for name, pattern in names if re.search(rf"\b(?:{pattern})\b", text, re.IGNORECASE)]
