"""Questions for the treating provider where the record shows signs of a condition that nobody named.

As AHIMA and ACDIS ask of a compliant query: a neutral title, the clinical indicators verbatim, options that these
indicators support with "other" and "unable to determine" beside them (the composer adds both), no yes-or-no question
about a new diagnosis, and no word of payment, quality or risk.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.diagnoses.proposals import Proposal
from assistant.reading.assertion import Assertion, assertion
from assistant.reading.passages import Passage
from assistant.reading.quotes import quote_around
from consultations.answers import Evidence, ProviderQuery

_MOST_INDICATORS = 4
_ALWAYS = ("Other (please specify)", "Unable to determine")
_VALUE = r"(?:level |count |of |is |was |at |[=:<>,]| )*"


@dataclass(frozen=True, slots=True)
class _Sign:
    """What may go unnamed: codes that name it, how the record shows it, and the diagnoses that this supports.

    `shows` finds a figure in its first group where `abnormal` judges one; else the words alone are the sign.
    """

    title: str
    named_by: tuple[str, ...]
    shows: re.Pattern[str]
    abnormal: tuple[float, float]
    treated: re.Pattern[str] | None
    question: str
    options: tuple[str, ...]


def _said(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_ANY = (float("-inf"), float("inf"))
_SIGNS = (
    _Sign(
        "Clarification of laboratory findings: hemoglobin",
        ("D5", "D6", "O99.0", "C9"),
        _said(rf"\b(?:hemoglobin|hgb|hb)\b(?! ?a1c){_VALUE}([0-9]{{1,2}}(?:\.[0-9])?)(?! ?%)"),
        (3.0, 10.0),
        _said(r"\b(?:transfus\w+|iron|ferrous|erythropoietin|epoetin|darbepoetin|b12 injection)\b"),
        "Which diagnosis, if any, do the hemoglobin values and their treatment represent?",
        (
            "Anemia of chronic disease",
            "Acute blood loss anemia",
            "Iron deficiency anemia",
            "Laboratory finding without clinical significance",
        ),
    ),
    _Sign(
        "Clarification of laboratory findings: sodium",
        ("E87.0", "E87.1", "E22.2"),
        _said(rf"\b(?:sodium|Na)\b{_VALUE}(1[0-9]{{2}})\b"),
        (100.0, 130.0),
        _said(r"\b(?:fluid restrict\w+|salt tablets?|hypertonic|saline)\b"),
        "Which diagnosis, if any, do the sodium values and their treatment represent?",
        ("Hyponatremia", "Syndrome of inappropriate antidiuretic hormone",
         "Laboratory finding without clinical significance"),
    ),
    _Sign(
        "Clarification of laboratory findings: potassium",
        ("E87.5", "E87.6"),
        _said(rf"\b(?:potassium|K)\b{_VALUE}([2-7]\.[0-9])\b"),
        (2.0, 3.2),
        _said(r"\b(?:potassium chloride|KCl|K-?dur|repletion|replacement)\b"),
        "Which diagnosis, if any, do the potassium values and their treatment represent?",
        ("Hypokalemia", "Laboratory finding without clinical significance"),
    ),
    _Sign(
        "Clarification of kidney function",
        ("N17", "N18", "N19", "I12", "I13", "N28", "E11.22", "E10.22"),
        _said(rf"\bcreatinine\b{_VALUE}([1-9](?:\.[0-9]{{1,2}})?)\b"),
        (1.8, 20.0),
        _said(r"\b(?:fluids?|nephrolog\w+|hold(?:ing)?|dialysis|renal (?:consult|dose))\b"),
        "Which diagnosis, if any, do the creatinine values and their course represent?",
        ("Acute kidney injury", "Chronic kidney disease (please give the stage)", "Acute on chronic kidney disease"),
    ),
    _Sign(
        "Clarification of nutritional status",
        ("E4", "R63.4", "R64", "E66"),
        _said(r"\b(?:BMI|body mass index)\b(?:is|was|of|[=: ])*([0-9]{2}(?:\.[0-9])?)\b"),
        (10.0, 17.5),
        _said(r"\b(?:dietit\w+|nutrition\w*|supplement\w*|tube feed\w*)\b"),
        "Which diagnosis, if any, do these findings represent?",
        ("Malnutrition (please give the degree)", "Underweight", "No nutritional diagnosis"),
    ),
    _Sign(
        "Clarification of heart failure",
        ("I50.2", "I50.3", "I50.4", "I50.8"),
        _said(r"\b(?:ejection fraction|LVEF|EF)\b(?:is|was|of|[=: ~]|approximately|about)*([1-9][0-9])(?: ?%|\b)"),
        _ANY,
        None,
        "Please document the type and acuity of the heart failure.",
        ("Systolic heart failure (acute, chronic, acute on chronic)",
         "Diastolic heart failure (acute, chronic, acute on chronic)",
         "Combined systolic and diastolic heart failure (acute, chronic, acute on chronic)"),
    ),
    _Sign(
        "Clarification of diabetes control",
        ("E08.6", "E09.6", "E10.6", "E11.6", "E13.6"),
        _said(r"\bdiabet\w+[^.;]{0,40}\buncontrolled|\buncontrolled\b[^.;]{0,30}\bdiabet\w+"),
        _ANY,
        None,
        "Please clarify what \"uncontrolled\" means for this patient's diabetes.",
        ("Diabetes with hyperglycemia", "Diabetes with hypoglycemia", "Diabetes without hyperglycemia or hypoglycemia"),
    ),
)  # fmt: skip
_NEEDS = {
    "Clarification of heart failure": ("I50", "I11.0", "I13.0", "I13.2"),
    "Clarification of diabetes control": ("E",),
}
"""Codes without which a question makes no sense: one about the type of a condition needs the condition."""


def queries(passages: list[Passage], proposals: tuple[Proposal, ...]) -> Iterator[ProviderQuery]:
    """The questions that the indicators of the record support; none about what the record already names."""
    codes = [one.code for one in proposals]
    for sign in _SIGNS:
        if any(code.startswith(sign.named_by) for code in codes):
            continue
        if sign.title in _NEEDS and not any(code.startswith(_NEEDS[sign.title]) for code in codes):
            continue
        shown = list(_indicators(passages, sign))
        treated = list(_treatment(passages, sign)) if sign.treated else []
        if shown and (treated or sign.treated is None):
            indicators = tuple(dict.fromkeys([*shown, *treated]))[:_MOST_INDICATORS]
            yield ProviderQuery(sign.title, indicators, sign.question, (*sign.options, *_ALWAYS))


def _indicators(passages: list[Passage], sign: _Sign) -> Iterator[Evidence]:
    for passage in passages:
        for match in sign.shows.finditer(passage.text) if not passage.is_question else ():
            figure = float(match[1]) if match.groups() else None
            if figure is None or sign.abnormal[0] <= figure <= sign.abnormal[1]:
                yield Evidence(quote_around(passage.text, *match.span()), passage.document)


def _treatment(passages: list[Passage], sign: _Sign) -> Iterator[Evidence]:
    for passage in passages:
        for match in sign.treated.finditer(passage.text) if sign.treated and not passage.is_question else ():
            if assertion(passage.text, *match.span()) in {Assertion.PRESENT, Assertion.SPOKEN_OF}:
                yield Evidence(quote_around(passage.text, *match.span()), passage.document)
