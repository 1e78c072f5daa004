"""Payer, state and setting, where the record names exactly one of each. Nothing is concluded from hints."""

import re

from assistant.reading.passages import documents_of
from consultations.records import CaseRecord

_PAYERS = (
    ("Medicare Advantage", r"medicare advantage|medicare part c"),
    ("Medicare", r"medicare(?! advantage| part c)"),
    ("Medicaid", r"medicaid"),
    ("TRICARE", r"tricare"),
    ("Blue Cross Blue Shield", r"blue cross(?: blue shield)?|bcbs"),
    ("Aetna", r"aetna"),
    ("Cigna", r"cigna"),
    ("UnitedHealthcare", r"united ?healthcare|uhc"),
    ("Humana", r"humana"),
    ("Workers' compensation", r"workers?[\u2019']? ?comp(?:ensation)?"),
)
INPATIENT = "inpatient"
_SETTINGS = (
    (INPATIENT, r"inpatient"),
    ("outpatient hospital", r"outpatient hospital|hospital outpatient|hopd"),
    ("emergency department", r"emergency (?:department|room)|\b(?-i:ED|ER) visit"),
    ("office", r"(?:in|at) (?:our|the|my) (?:office|clinic)|office visit|outpatient clinic|pos 11"),
    ("ambulatory surgery center", r"ambulatory surg(?:ery|ical) cent(?:er|re)|(?-i:ASC)"),
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
    """The payer by its usual name; empty where none or several are named."""
    return _only(record, _PAYERS)


def setting(record: CaseRecord) -> str:
    """Where the service was given; empty where the record does not say, or says several."""
    return _only(record, _SETTINGS)


def state(record: CaseRecord) -> str:
    """The state of the United States, in full; empty where none or several are named."""
    found = {match for document in documents_of(record) for match in _STATE.findall(document.text)}
    return found.pop() if len(found) == 1 else ""


def _only(record: CaseRecord, names: tuple[tuple[str, str], ...]) -> str:
    text = "\n".join(document.text for document in documents_of(record))
    found = [name for name, pattern in names if re.search(rf"\b(?:{pattern})\b", text, re.IGNORECASE)]
    return found[0] if len(found) == 1 else ""
