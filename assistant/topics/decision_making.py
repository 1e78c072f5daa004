"""Reads from a note how complex its medical decision making was: an indication for the consultant, and no decision.

Source: CMS, Evaluation and Management Services (MLN006764): two of three elements make the level.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from assistant.reading.prescribing import MANAGED

_CHRONIC = re.compile(
    r"\b(?:htn|hypertensi\w+|t2dm|t1dm|dm ?(?:2|ii|1|i)?|niddm|diabet\w+|copd|asthma|chf|heart failure|ckd|cad|a-?fib"
    r"|atrial fibrillation|hld|hyperlipid\w+|hypercholesterol\w+|hypothyroid\w*|depressi\w+|mdd|anxiety|gad|gerd"
    r"|migraines?|osteoarthritis|oa|rheumatoid|osteopor\w+|obesity|epilepsy|seizure disorder|parkinson\w*|dementia"
    r"|neuropathy|psoriasis|gout|adhd|bipolar|cirrhosis|hiv|multiple sclerosis|cancer|glaucoma|eczema|anemia)\b",
    re.IGNORECASE,
)
_WORSE = re.compile(
    r"\b(?:un-?controlled|not (?:at goal|controlled|well[- ]controlled)|poorly[- ]controlled|worsen\w*"
    r"|exacerbat\w+|flare"
    r"|above goal|progress(?:ing|ed)|inadequately|elevated today|side effects?)\b",
    re.IGNORECASE,
)
_SEVERE = re.compile(
    r"\b(?:severe exacerbation|life[- ]threatening|suicid\w+ (?:ideation|plan|intent)|sepsis"
    r"|respiratory (?:distress|failure)"
    r"|acute (?:mi|stroke)|stemi|threat to (?:life|limb))\b",
    re.IGNORECASE,
)
_SYSTEMIC = re.compile(
    r"\b(?:pneumonia|pyelonephritis|colitis|concussion|undiagnosed|unexplained|breast (?:lump|mass)"
    r"|new (?:mass|lump))\b",
    re.IGNORECASE,
)
_ACUTE = re.compile(
    r"\b(?:uri|sinusitis|uti|cystitis|otitis|aom|sprain|strain|strep|pharyngitis|conjunctivitis|rash"
    r"|dermatitis|bronchitis"
    r"|cellulitis|gastroenteritis|cough|sore throat|back pain|allergic rhinitis|insect bite|ear ?wax)\b",
    re.IGNORECASE,
)
_OVER_THE_COUNTER = re.compile(
    r"\b(?:otc|over[- ]the[- ]counter|tylenol|acetaminophen|rest|fluids|ice|supportive)\b", re.IGNORECASE
)
_HIGH_RISK = re.compile(
    r"\b(?:admit(?:ted)? to (?:the )?hospital|sent to (?:the )?(?:ed|er)\b|hospitali[sz]ation|dnr|emergen\w+ surgery"
    r"|monitoring for toxicity|intensive monitoring)",
    re.IGNORECASE,
)
_MINOR_SURGERY = re.compile(
    r"\bsocial determinants\b|\bsurgery (?:was )?(?:discussed|planned|scheduled)", re.IGNORECASE
)
_TESTS = re.compile(
    r"\b(?:bmp|cmp|cbc|a1c|tsh|lipids?|lipid panel|psa|ua|urinalysis|urine culture|culture|x-?rays?|xr"
    r"|cxr|ekg|ecg|mri|ct"
    r"|ultrasound|echo|inr|bnp|troponin|strep test|rapid strep|flu test|covid test|labs?|spirometry"
    r"|reviewed (?:outside|prior"
    r"|external) (?:records?|notes?))\b",
    re.IGNORECASE,
)
_TWO, _THREE = 2, 3


class Complexity(IntEnum):
    """The levels of decision making."""

    STRAIGHTFORWARD = 0
    LOW = 1
    MODERATE = 2
    HIGH = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """The level that two of the three elements reach, and what of each was read, in words."""

    level: Complexity
    reasons: tuple[str, ...]


def decision_making(sentences: Iterable[str]) -> Reading | None:
    """What the words of a note indicate; None where they tell of no problem or of no management."""
    text = ". ".join(sentences)
    problems, risk = _problems(text), _risk(text)
    if problems is None or risk is None:
        return None
    data = _data(text)
    level = sorted((problems[0], risk[0], data[0]))[1]
    return Reading(
        level, tuple(f"{name}: {said}" for name, (_, said) in zip(_NAMES, (problems, risk, data), strict=True))
    )


_NAMES = ("problems", "risk", "data")


def _problems(text: str) -> tuple[Complexity, str] | None:
    chronic = {match[0].lower()[:4] for match in _CHRONIC.finditer(text)}
    if _SEVERE.search(text):
        return Complexity.HIGH, "a threat to life or function, or a severe exacerbation (high)"
    if chronic and _WORSE.search(text):
        return Complexity.MODERATE, "a chronic illness that is not at its goal or worse (moderate)"
    if len(chronic) >= _TWO:
        return Complexity.MODERATE, "two or more chronic illnesses (moderate)"
    if _SYSTEMIC.search(text):
        return Complexity.MODERATE, "an undiagnosed problem, or an acute illness with systemic symptoms (moderate)"
    if chronic:
        return Complexity.LOW, "one stable chronic illness (low)"
    return (Complexity.LOW, "an acute, uncomplicated illness or injury (low)") if _ACUTE.search(text) else None


def _risk(text: str) -> tuple[Complexity, str] | None:
    if _HIGH_RISK.search(text):
        return Complexity.HIGH, "hospital care, or a drug watched for toxicity (high)"
    if MANAGED.search(text):
        return Complexity.MODERATE, "prescription drug management (moderate)"
    if _MINOR_SURGERY.search(text):
        return Complexity.MODERATE, "a decision about surgery, or social determinants that limit treatment (moderate)"
    return (Complexity.LOW, "no prescription (low)") if _OVER_THE_COUNTER.search(text) else None


def _data(text: str) -> tuple[Complexity, str]:
    tests = {match[0].lower() for match in _TESTS.finditer(text)}
    if len(tests) >= _THREE:
        return Complexity.MODERATE, f"{len(tests)} tests or documents (moderate)"
    if len(tests) == _TWO:
        return Complexity.LOW, "two tests or documents (limited)"
    return Complexity.STRAIGHTFORWARD, "at most one test or document (minimal)"
