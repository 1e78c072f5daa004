"""Finds code-shaped words in a text and decides, from the words around them, which code set they are meant for.

Many words look like codes and are none: A1C, B12, C5-C6, T2DM, ZIP codes, phone and claim numbers, years. And
"G0439" is a HCPCS code (the annual wellness visit) and, its dot left out, an ICD-10-CM code: only context tells.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from codesets import normalise
from codesets.own_words import cpt_labels, successor
from codesets.shapes import ICD10CM_CATEGORY
from consultations.answers import System

_WORD = re.compile(
    r"(?<![\w.@#$-])(?<![^0-9]/)"  # behind a stroke only where a number stands before it: "45385/45380"
    r"(?P<word>[A-Za-z]?[0-9][0-9A-Za-z]{1,6}(?:\.[0-9A-Za-z]{1,4})?|[A-Za-z]{2}[0-9]\.[0-9A-Za-z]{1,4})(?!_*[0-9A-Za-z@])"
)
_DOTTED = re.compile(rf"{ICD10CM_CATEGORY}\.[0-9A-Z]{{1,4}}", re.IGNORECASE)
_PLAIN = re.compile(r"[A-Z][0-9][0-9AB][0-9A-Z]{0,4}", re.IGNORECASE)
_HCPCS = re.compile(r"[A-V][0-9]{4}", re.IGNORECASE)
_CPT = re.compile(r"[0-9]{5}|[0-9]{4}[FTUM]")
_PCS = re.compile(r"(?=[0-9A-Z]*[A-Z])[0-9][0-9A-HJ-NP-Z]{6}")
"""Only those that begin with a figure: with a letter in front, words and diagnoses look the same."""
_REMARK = re.compile(r"(?:MA?|N)[0-9]{1,3}", re.IGNORECASE)
_REMARK_CUE = re.compile(
    r"(?:\b(?:remarks?|rarcs?|carcs?|(?:co|pr|oa|pi)[ -]?[0-9]{1,3}|reason codes?)\b[^.;?]{0,30})$", re.IGNORECASE
)
_PACKAGE = re.compile(r"-[0-9]{3,4}-[0-9]{1,2}\b")
"""The rest of a National Drug Code, which begins with five figures."""

_NEAR = 70
_DIAGNOSIS_CUE = re.compile(
    r"\b(?:icd(?:[ -]?10)?(?:-cm)?|dx|diagnos[ei]s|diagnostic codes?|diagnosis codes?|first-listed|principal"
    r"|valid|billable|coded?|codes|coding|report|denied|denial|rejected)\b",
    re.IGNORECASE,
)
_SERVICE_CUE = re.compile(
    r"\b(?:hcpcs|cpt|level ii|[jgq]-codes?|procedures?|bill(?:ed|ing|able)?|claims?|modifiers?|units?|e/m|add-on"
    r"|ncci|mue|codes?|pay(?:er|s|ment)?|denied|denial|reimburs\w+|charge[ds]?|drug|inject(?:ed|ion)|supply"
    r"|visit|global"
    r"|post-?op|surg\w+|same[- ]day|covered|coverage|lcd|ncd|abn|telehealth|screening|bilateral(?:ly)?"
    r"|performed|done)\b",
    re.IGNORECASE,
)
_MODIFIED = re.compile(r"\u2026 (?:\s?[-+/&,]|\s(?:with|and|or|w/))\s?(?:[0-9]{2}|[A-Z]{2}|[A-Z0-9]{5})\b")
"""A modifier or another procedure behind the number: "45385 and 33", "45385+45380"; \u2026 stands for the number."""
_ASKED = re.compile(
    r"\b(?:use|using|report|submit|send|keep)\s{1,3}\u2026"
    r"|\u2026\s{1,3}(?:(?:still|the|a|an)\s)?(?:right|correct|okay|ok|fine|appropriate|acceptable|enough"
    r"|good|used|in use|around)\b",
    re.IGNORECASE,
)
"""Somebody asks whether to use it: "Is I10 right?", "can we use E11"; \u2026 stands for the code."""
_ONLY_SERVICE = re.compile(
    r"\b(?:hcpcs|cpt|level ii|[jgq]-codes?|procedures?|modifiers?|units?|drug|inject(?:ed|ion)|supply)\b", re.IGNORECASE
)
_ONLY_DIAGNOSIS = re.compile(r"\b(?:icd(?:[ -]?10)?(?:-cm)?|dx|diagnos[ei]s|diagnosis codes?)\b", re.IGNORECASE)
_BESIDE = 30
"""Characters in which "dx" or "ICD-10" is about a word that may be a service as well: "G0439 + 99213, dx?"."""
_JOINED = r"\s*(?:[-+/&,]|and|with|w/)\s*"
_BESIDE_SERVICE = re.compile(rf"\u2026{_JOINED}[0-9]{{4}}[0-9FTUM]\b|\b[0-9]{{5}}(?:-[0-9A-Z]{{2}})?{_JOINED}\u2026")
_OTHER_NUMBER = re.compile(
    r"(?:\b(?:zip(?: code)?|phone|tel|fax|mrn|acct|account|claim|case|invoice|ticket|ref(?:erence)?|room|suite|ste"
    r"|box|npi|id|po|order|policy|member|chart|ext|street|st|road|rd|vitamin)\.?\s{0,3}(?:no\.?|number|id|[#:]){0,3}"
    r"\s{0,3}|[#$\u20ac]|,\s[A-Z]{2}\s)$",
    re.IGNORECASE,
)
_NOT_CODE_AFTER = re.compile(
    r"\s{0,3}(?:mg|mcg|ml|g|kg|lbs?|mmhg|bpm|deficien\w+|levels?|vertebra\w*|steps|dollars|street|avenue|road|years?"
    r"|days?)\b|\s?%",
    re.IGNORECASE,
)
_RISK_MODEL = re.compile(r"V2[0-9]", re.IGNORECASE)
_RISK_CUE = re.compile(r"\b(?:hccs?|raf|risk adjust\w*|model)\b", re.IGNORECASE)
_SPINE = re.compile(r"[CTLS][0-9]{1,2}", re.IGNORECASE)
_SPINE_CUE = re.compile(r"vertebra|disc|spin|level|fusion|nerve root|radicul|compression|burst", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mention:
    """A code-shaped word as it stands at [start:end] of the text, and the code set that the words around it suggest.

    No system: it looks like a code and is none, for `why`.
    """

    word: str
    start: int
    end: int
    system: System | None
    why: str = ""

    @property
    def code(self) -> str:
        """The word as its likeliest set spells it."""
        return normalise(self.word) if self.system is System.ICD10CM else self.word.upper()


def mentions(text: str, *, strict: bool = False) -> Iterator[Mention]:
    """The code-shaped words of a text, in order. Time is linear in its length.

    `strict` is for our own prose: there every word of a code's shape counts, whatever stands around it.
    """
    for match in _WORD.finditer(text):
        word, start, end = match["word"], match.start(), match.end()
        before, after = text[max(0, start - _NEAR) : start], text[end : end + _NEAR]
        why = _why_not(word, before, after)
        if why:
            if _PLAIN.fullmatch(word) and word[0].isupper():
                yield Mention(word, start, end, None, why)
            continue
        system = _system(word, before + " \u2026 " + after, strict=strict)
        if system:
            yield Mention(word, start, end, system)


def _why_not(word: str, before: str, after: str) -> str:
    """Why a word that looks like a code is none; empty where nothing speaks against it."""
    if word.upper() in {"B12", "B6", "B1"} and (_NOT_CODE_AFTER.match(after) or "itamin" in before[-9:]):
        return "a vitamin, not a code"
    if _RISK_MODEL.fullmatch(word) and _RISK_CUE.search(before + after):
        return "a version of the risk adjustment model, not a code"
    if _SPINE.fullmatch(word) and (re.match(r"-[CTLS]?[0-9]", after) or _SPINE_CUE.search(before[-25:] + after[:25])):
        return "a level of the spine, not a code"
    if _PACKAGE.match(after) or (_REMARK.fullmatch(word) and _REMARK_CUE.search(before)):
        return "part of a National Drug Code" if word.isdigit() else "a remark of the payer, not a code"
    if (
        _OTHER_NUMBER.search(before)
        and not _DOTTED.fullmatch(word)
        and not (word in cpt_labels() and before.lower().rstrip().endswith("claim"))
    ):
        return "a number of another kind, not a code"
    return "a measurement, not a code" if _NOT_CODE_AFTER.match(after) else ""


def _system(word: str, around: str, *, strict: bool) -> System | None:
    if _DOTTED.fullmatch(word):
        return System.ICD10CM
    if "." in word:
        return None
    if _CPT.fullmatch(word.upper()):
        known = strict or word in cpt_labels() or successor(word) is not None
        return System.CPT if known or _SERVICE_CUE.search(around) or _MODIFIED.search(around) else None
    if _PCS.fullmatch(word) or _HCPCS.fullmatch(word):
        return _hcpcs_or_diagnosis(word, around) if _HCPCS.fullmatch(word) else System.ICD10PCS
    if _PLAIN.fullmatch(word) and (strict or any(cue.search(around) for cue in (_DIAGNOSIS_CUE, _DOTTED, _ASKED))):
        return System.ICD10CM if word[0].isupper() or len(word) > 3 else None  # noqa: PLR2004 - "b20" in small letters
    return None


def _hcpcs_or_diagnosis(word: str, around: str) -> System:
    """A letter and four digits: HCPCS, or ICD-10-CM without its dot."""
    before, _, after = around.partition("\u2026")
    sentence = re.split(r"[.?!]\s", before)[-1][-_BESIDE:] + " \u2026 " + re.split(r"[.?!]\s", after)[0][:_BESIDE]
    beside = _ONLY_DIAGNOSIS.search(sentence)
    diagnosis = bool(beside) and bool(_PLAIN.fullmatch(word)) and not _BESIDE_SERVICE.search(around)
    return System.ICD10CM if diagnosis and not _ONLY_SERVICE.search(around) else System.HCPCS
