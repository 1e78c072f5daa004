"""Body mass index, weeks of gestation, stage of kidney disease: codes that complete another condition.

Guideline I.B.14: Z68 only with an associated reportable diagnosis such as obesity, from any clinician's note.
I.C.21.c.11: Z3A with chapter 15 codes, but none for abortive outcomes, elective termination or the time after.
"""

import re
from collections.abc import Callable, Iterator

from assistant.citing import guideline
from assistant.diagnoses.proposals import Proposal, TitleOf
from assistant.reading.passages import Passage
from assistant.reading.quotes import quote_around
from consultations.answers import Evidence

CodeOf = Callable[[str, list[Passage]], str]
"""The code of a figure in a record; empty where there is none."""
_WEIGHT = ("E66", "R63.4", "R63.5", "R63.6", "E43", "E44", "E46")
_BMI = re.compile(
    r"\b(?:BMI|body mass index)\b(?: (?:is|was|of|today|at))*[ :=]{0,3}([1-9][0-9](?:\.[0-9]{1,2})?)\b", re.IGNORECASE
)
_ABOVE_40 = ((70, "Z68.45"), (60, "Z68.44"), (50, "Z68.43"), (45, "Z68.42"), (40, "Z68.41"))
_LEAST = 20
_YOUNG = re.compile(r"\b(?:1?[0-9])[- ](?:year|yr|month|week)s?[- ]old\b", re.IGNORECASE)
_PREGNANCY = re.compile(r"O(?!0[0-8]|8[5-9])")
_WEEKS = re.compile(
    r"\b([1-4]?[0-9])(?: ?\+ ?[0-6]|\s[0-6]/7)?[ -]?(?:weeks?|wks?)\b(?! (?:ago|later|post))", re.IGNORECASE
)
_TERM = 43
_WITH_KIDNEY_DISEASE = ("I12.", "I13.", "E08.22", "E09.22", "E10.22", "E11.22", "E13.22")
_STAGE = re.compile(
    r"\b(?:(?:chronic kidney disease|CKD),? (?:stage )?|stage (?=[1-5][ab]? (?:chronic kidney|CKD)))([1-5][ab]?)\b",
    re.IGNORECASE,
)
_STAGES = {"1": "N18.1", "2": "N18.2", "3": "N18.30", "3a": "N18.31", "3b": "N18.32", "4": "N18.4", "5": "N18.5"}


def completing(passages: list[Passage], proposals: tuple[Proposal, ...], title_of: TitleOf) -> Iterator[Proposal]:
    """The codes that the record's figures give, each with its figure."""
    codes = [one.code for one in proposals]
    if any(code.startswith(_WEIGHT) for code in codes) and not any(code.startswith("Z68") for code in codes):
        yield from _of(passages, _BMI, _mass, title_of, "I.B.14", "Your record gives the body mass index.")
    if any(_PREGNANCY.match(code) for code in codes) and not any(code.startswith("Z3A") for code in codes):
        yield from _of(passages, _WEEKS, _weeks, title_of, "I.C.21.c.11", "Your record gives the weeks of gestation.")


def kidney_stage(passages: list[Passage], proposals: tuple[Proposal, ...], title_of: TitleOf) -> Iterator[Proposal]:
    """The stage that a combination code for chronic kidney disease asks for; other rules look at it too."""
    codes = [one.code for one in proposals]
    if any(code.startswith(_WITH_KIDNEY_DISEASE) for code in codes) and not any(code[:3] == "N18" for code in codes):
        reason = "The code for the kidney disease asks for its stage beside it."
        yield from _of(passages, _STAGE, lambda said, _: _STAGES.get(said.lower(), ""), title_of, "I.C.14.a.1", reason)


def _of(
    passages: list[Passage], pattern: re.Pattern[str], code_of: CodeOf, title_of: TitleOf, paragraph: str, reason: str
) -> Iterator[Proposal]:
    for passage in passages:
        match = pattern.search(passage.text)
        code = code_of(match[1], passages) if match and not passage.is_question else ""
        if match and title_of(code):
            quote = Evidence(quote_around(passage.text, *match.span()), passage.document)
            yield Proposal(code, (quote,), reason=reason, source=guideline(paragraph))
            return


def _mass(said: str, passages: list[Passage]) -> str:
    """Adult codes only: children's are percentiles, which a figure alone does not give."""
    if any(_YOUNG.search(passage.text) for passage in passages):
        return ""
    value = float(said)
    if value < _LEAST:
        return "Z68.1"
    return next((code for least, code in _ABOVE_40 if value >= least), f"Z68.{int(value)}")


def _weeks(said: str, _: list[Passage]) -> str:
    weeks = int(said)
    return f"Z3A.{weeks:02d}" if 8 <= weeks < _TERM else ""  # noqa: PLR2004 - below, Z3A.01 is for less than 8 weeks
