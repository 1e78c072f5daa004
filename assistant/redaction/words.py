"""The words that tell a name from other words with a capital: given names, and words that name nobody."""

import re
from functools import cache
from importlib import resources

from codesets import own_words

_WORD = re.compile(r"[a-z]+")
_TABLES = ("abbreviations.tsv", "lay_terms.tsv", "cpt_labels.tsv", "modifiers.tsv", "place_of_service.tsv")
DRUG = re.compile(
    r"[a-z]+(?:mab|nib|pril|sartan|statin|olol|azole|cillin|mycin|cycline|floxacin|prazole|dipine|gliptin|gliflozin"
    r"|glutide|formin|oxetine|triptyline|zepam|zolam|setron|parin|xaban|tidine|profen|semide|thiazide|caine|sone|olone"
    r"|cept|stim|platin|taxel|rubicin|vir|vastin)"
)
"""Endings of the international non-proprietary names of drugs (WHO, the use of stems), in small letters."""
EPONYM = re.compile(
    r"[ -](?:disease|syndrome|palsy|fracture|sign|test|cyst|hernia|lymphoma|thyroiditis|phenomenon|contracture|ulcer"
    r"|esophagus|sarcoma|tumou?r|procedure|score|scale|stage|classification|criteria|catheter|tube|chorea|dementia"
    r"|ataxia|disorder|deformity|nodes?|anomaly|tetralogy|method|technique|index|reflex|lesion|body|bodies|gland|duct"
    r"|maneuver|manoeuvre|position|incision|repair|stent|shunt|line|port|filter|splint|brace)\b",
    re.IGNORECASE,
)
"""What stands behind the name of a discoverer: "Barrett's esophagus" names no patient."""


@cache
def first_names() -> frozenset[str]:
    """Given names, in small letters."""
    return _listed("first_names.txt")


@cache
def surnames() -> frozenset[str]:
    """Surnames, in small letters; many are words as well."""
    return _listed("surnames.txt")


@cache
def plain_words() -> frozenset[str]:
    """Words of mails and notes that name nobody."""
    return _listed("plain_words.txt")


@cache
def clinical_words() -> frozenset[str]:
    """The words of our own tables; a few are surnames as well, as every clinical vocabulary holds some."""
    tables = resources.files(own_words)
    ours = (tables.joinpath(name).read_text(encoding="utf-8") for name in _TABLES)
    return frozenset(word for text in ours for word in _WORD.findall(text.lower()))


def _listed(name: str) -> frozenset[str]:
    lines = resources.files(__package__).joinpath(name).read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
