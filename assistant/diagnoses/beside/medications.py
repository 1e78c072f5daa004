"""Drugs taken for long: those against diabetes have status codes beside it, others where the record says how long.

Guideline I.C.4.a.3: insulin Z79.4, oral drugs Z79.84, injectable drugs other than insulin Z79.85, several together
where several are used. Insulin given for a time only, to bring the sugar down during an encounter, is not coded.
Guideline I.C.21.c.3: other drugs have a code when they are received for an extended period, as a prophylactic
measure or as treatment of a chronic condition; a drug for a brief illness has none. So the record must say
that it is long-term, or name the chronic condition that such a drug is taken for.
"""

import re
from collections.abc import Iterator

from assistant.citing import guideline
from assistant.diagnoses.proposals import Proposal
from assistant.reading.assertion import Assertion, assertion
from assistant.reading.passages import Passage, Section
from assistant.reading.quotes import quote_around
from consultations.answers import Evidence

_SOURCE = guideline("I.C.4.a.3")
_INSULIN = (
    "insulin|glargine|lispro|aspart|detemir|degludec|lantus|basaglar|toujeo|levemir|tresiba|humalog|novolog|humulin"
    "|novolin"
)
_ORAL = (
    "metformin|glucophage|glipizide|glimepiride|glyburide|pioglitazone|repaglinide|sitagliptin|januvia|linagliptin"
    "|tradjenta|saxagliptin|empagliflozin|jardiance|dapagliflozin|farxiga|canagliflozin|invokana|rybelsus"
)
_INJECTED = (
    "dulaglutide|trulicity|liraglutide|victoza|exenatide|byetta|ozempic|semaglutide(?! tablet)|tirzepatide|mounjaro"
)
_DRUGS = (
    ("Z79.4", "insulin", _INSULIN),
    ("Z79.84", "an oral diabetes drug", _ORAL),
    ("Z79.85", "an injected diabetes drug other than insulin", _INJECTED),
)
_STATUS = guideline("I.C.21.c.3")
_ANTICOAGULANTS = "warfarin|coumadin|apixaban|eliquis|rivaroxaban|xarelto|dabigatran|pradaxa|edoxaban"
_FOR_A_CONDITION = (
    ("Z79.01", "an anticoagulant", _ANTICOAGULANTS, ("I48.", "I82.5", "I27.82", "D68.", "Z95.2", "Z86.71")),
    ("Z79.810", "a selective estrogen receptor modulator", "tamoxifen|raloxifene", ("C50.", "D05.", "Z85.3")),
    (
        "Z79.811",
        "an aromatase inhibitor",
        "anastrozole|arimidex|letrozole|femara|exemestane",
        ("C50.", "D05.", "Z85.3"),
    ),
)
_WHEN_LONG = (
    (
        "Z79.620",
        "long-term use of an immunosuppressive biologic",
        "adalimumab|etanercept|infliximab|golimumab|ustekinumab",
    ),
    ("Z79.624", "long-term use of an inhibitor of nucleotide synthesis", "azathioprine|mycophenol\\w+"),
    ("Z79.631", "long-term use of an antimetabolite", "methotrexate"),
    ("Z79.83", "long-term use of a bisphosphonate", "bisphosphonates?|alendronate|risedronate|ibandronate"),
    ("Z79.01", "long-term anticoagulation", "anticoagula\\w+|blood thinners?|" + _ANTICOAGULANTS),
    ("Z79.02", "long-term use of an antiplatelet drug", "antiplatelet\\w*|clopidogrel|plavix|ticagrelor|prasugrel"),
    ("Z79.52", "long-term use of systemic steroids", "(?:systemic |oral )?(?:cortico)?steroids?|prednisone"),
    ("Z79.82", "long-term use of aspirin", "aspirin"),
    ("Z79.891", "long-term use of an opioid", "opi(?:oid|ate)s?|oxycodone|hydrocodone|morphine|methadone"),
)
_LONG = r"(?:long[- ]term|chronic(?:ally)?)(?: \w+){0,4}? "
_LONG_NAMES = [(code, kind, re.compile(rf"\b{_LONG}(?:{names})\b", re.IGNORECASE)) for code, kind, names in _WHEN_LONG]
_NAMES = [(code, kind, re.compile(rf"\b(?:{names})\b", re.IGNORECASE)) for code, kind, names in _DRUGS]
_DIABETES = ("E08.", "E09.", "E11.", "E13.")
"""Type 1 is treated with insulin always; its category asks for no such code."""
_READ_FIRST = {Section.BODY, Section.ASSESSMENT}
"""Where conditions are read too; the history of a note also tells of drugs that are taken no more."""
_NOT_TAKEN = re.compile(
    r"\b(?:stop(?:ped|ping)?|discontinu\w+|hold(?:ing)?|held|allerg\w+|intoleran\w+|refus\w+|declin\w+|consider\w*"
    r"|off|naive|instead of)\b[^.;]{0,30}$",
    re.IGNORECASE,
)
_NOT_THE_DRUG = re.compile(
    r"[\s-]{1,2}(?:resistan\w+|sensitiv\w+|pumps?|naive|levels?|sliding|drip|infusion|allergy|intoleran\w+"
    r"|(?:was |is |were )?(?:stopped|discontinued|held))\b",
    re.IGNORECASE,
)


def long_term_drugs(passages: list[Passage], proposals: tuple[Proposal, ...]) -> Iterator[Proposal]:
    """The status codes of the drugs that the record says are taken, each once."""
    codes = {proposal.code for proposal in proposals}
    yield from _of_diabetes(passages, codes)
    yield from _of_others(passages, codes)


def _of_others(passages: list[Passage], codes: set[str]) -> Iterator[Proposal]:
    told = [
        (code, kind, re.compile(rf"\b(?:{names})\b", re.IGNORECASE))
        for code, kind, names, conditions in _FOR_A_CONDITION
        if any(one.startswith(conditions) for one in codes)
    ]
    given = set(codes)
    for code, kind, names in (*told, *_LONG_NAMES):
        evidence = next(filter(None, (_taken(passage, names) for passage in passages)), None)
        if evidence and code not in given:
            given.add(code)
            yield Proposal(code, (evidence,), reason=f"Your record documents {kind}.", source=_STATUS)


def _of_diabetes(passages: list[Passage], codes: set[str]) -> Iterator[Proposal]:
    if not any(code.startswith(_DIABETES) for code in codes):
        return
    for code, kind, names in _NAMES:
        evidence = next(filter(None, (_taken(passage, names) for passage in passages)), None)
        if evidence and code not in codes:
            reason = f"Your record documents {kind}."
            yield Proposal(code, (evidence,), reason=reason, source=_SOURCE)


def _taken(passage: Passage, names: re.Pattern[str]) -> Evidence | None:
    """The words that say that such a drug is taken; a question about one does not."""
    if passage.section not in _READ_FIRST or passage.is_question:
        return None
    for match in names.finditer(passage.text):
        start, end = match.span()
        before = passage.text[max(0, start - 60) : start]
        if _NOT_TAKEN.search(before) or _NOT_THE_DRUG.match(passage.text, end):
            continue
        if assertion(passage.text, start, end) is Assertion.PRESENT:
            return Evidence(quote_around(passage.text, start, end), passage.document)
    return None
