"""Kind 10: a payer denied it. What the reason code means, and what of the claim may have led to it.

Source: denials.tsv and remarks.tsv beside this file, in our own words; the rules of the claim check.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from assistant.services.lines import source_of
from assistant.topics.values import Case, Question, Said, words
from assistant.wording import listed
from codesets.claims import Finding, Result
from consultations.answers import Source

_ASKED = words(
    r"den(?:ied|ial|ials|y|ies)|reject\w*|carc|rarc|eob|remit\w*|appeal\w*|(?:co|pr|oa|pi)[ -]?[0-9]{1,3}\b"
    r"|adjustments?|recoup\w*|take ?back|unpaid|not paid|didn'?t pay|re-?bill\w*|resubmit\w*|kicked back"
    r"|won'?t pay"
)
_CODE = re.compile(
    (
        r"\b(?P<group>CO|PR|OA|PI|CARC)[\s:#-]{0,3}(?P<code>[AB]?[0-9]{1,3})\b|\b(?:reason|denial"
        r"|adjustment) codes?[\s:#-]{0,3}(?P<bare>[AB]?[0-9]{1,3})\b"
    ),
    re.IGNORECASE,
)
_OF_VALIDITY = words(
    r"deleted|(?:still )?valid|invalid|replaced|no longer|retired|still (?:good|ok|active|billable|used|in use)"
    r"|(?:will|would|may|might|going to)\b.{0,12}\b(?:reject|deny|bounce|kick)"
)
_HOW = words(r"right way|how (?:should|do|to|would)|correct(?:ly)? (?:code|way|dx)|supposed to|instead")
_OF_UNITS = words(r"mues?\b|medically unlikely")
_REMARK = re.compile(r"\b(?:MA?|N)[0-9]{1,3}\b(?![.])")
_GROUPS = {
    "CO": "the provider writes it off unless it is corrected or appealed",
    "PR": "the patient owes it",
    "OA": "neither is held to it yet",
    "PI": "the payer reduced it by itself",
}
_SOURCE = Source("Claim adjustment reason codes, in our own words", "current", "")


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason code in our own words, and the rules of the claim check that look at it."""

    code: str
    meaning: str
    look: str
    rules: tuple[str, ...]


@cache
def remarks() -> dict[str, tuple[str, str]]:
    """Every remark code of the table, with its meaning and what to do."""
    return {code: (meaning, do) for code, meaning, do in _rows("remarks.tsv")}


def _rows(name: str) -> list[list[str]]:
    text = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")][1:]


@cache
def reasons() -> dict[str, Reason]:
    """Every reason code of the table."""
    return {
        code: Reason(code, meaning, look, tuple(filter(None, rules.split(","))))
        for code, meaning, look, rules in _rows("denials.tsv")
    }


def fits(question: Question, case: Case) -> bool:
    """A denial in the question, or told just before it."""
    if not _CODE.search(question.context) and (
        (question.diagnoses and question.says(_OF_VALIDITY))
        or question.says(_OF_UNITS)
        or (question.diagnoses and not question.services and question.says(_HOW))
    ):
        return False
    return question.says(_ASKED) or (
        bool(_CODE.search(question.context))
        and question.says(
            words(
                r"why|what (?:does|do|is|can|should)|how (?:do|can|to)|fix|resubmit|mean|correct|get (?:it"
                r"|this) paid|modifier|next|anything"
            )
        )
    )


def reply(question: Question, case: Case) -> Said:
    """The reason first, then what the claim check finds of it."""
    found = _CODE.search(question.context) or _CODE.search(case.text)
    if not found:
        known = _findings(case, ())
        return Said(
            "The reason code of the denial decides what to do, and your mail does not name it"
            if not known
            else known[0].message.rstrip("."),
            tuple(one.message for one in known[1:3])
            or (
                (
                    "Correct and resubmit what was wrong on the claim; appeal only where the claim was right and"
                    " the record supports it."
                ),
            ),
            (*(source_of(one) for one in known[:2]), _SOURCE),
            (
                (
                    "Which reason and remark codes (for instance CO with a number, and a remark) stand on the"
                    " remittance, and for which line?"
                ),
            ),
        )
    code = (found["code"] or found["bare"] or "").upper()
    group = (found["group"] or "").upper()
    spelled = f"{group}-{code}" if group and group != "CARC" else f"Reason code {code}"
    reason = reasons().get(code)
    owes = f" {group} means that {_GROUPS[group]}." if group in _GROUPS else ""
    if reason is None:
        return Said(
            f"{spelled} is not in our table, so we cannot say what it means",
            ("Look it up on the payer's or the Medicare contractor's site." + owes,),
            (_SOURCE,),
            ("Please send the text of the denial as the remittance has it.",),
        )
    known = _findings(case, reason.rules)
    beside = list(dict.fromkeys(match[0].upper() for match in _REMARK.finditer(case.text)))
    told = [f"{one}: {remarks()[one][0]}. {remarks()[one][1]}." for one in beside if one in remarks()]
    if beside and not told:
        told = ["A remark code stands beside it: it says which field or record is meant."]
    ask = (
        ()
        if case.plan.written.lines
        else ("Which codes with their modifiers and diagnoses were on the claim, and what was the date of service?",)
    )
    return Said(
        f"{spelled}: {reason.meaning}",
        (*told, f"{reason.look}{owes}", *(_told(one) for one in known[:3]), *_others(code, case)),
        (*dict.fromkeys(source_of(one) for one in known[:3]), _SOURCE),
        ask,
    )


def _others(code: str, case: Case) -> Iterator[str]:
    """The other reason codes of the mail, each in a sentence."""
    seen = {code}
    for match in _CODE.finditer(case.text):
        other = (match["code"] or match["bare"] or "").upper()
        reason = reasons().get(other)
        if reason and other not in seen:
            seen.add(other)
            group = (match["group"] or "").upper()
            yield f"{group}-{other}: {reason.meaning}. {reason.look}" if group else f"{other}: {reason.meaning}."


def _told(finding: Finding) -> str:
    """What a finding says to the client; how to load a missing table is the operator's matter."""
    return finding.rationale if finding.result is Result.NOT_RUN else finding.message


def _findings(case: Case, rules: tuple[str, ...]) -> list[Finding]:
    """What the check of the claim as it was written finds, what fails first."""
    wanted = [
        one
        for one in case.plan.findings
        if (not rules or one.rule in rules) and one.result in {Result.FAILS, Result.WARNING, Result.NOT_RUN}
    ]
    order = [Result.FAILS, Result.WARNING, Result.NOT_RUN]
    if not rules:
        wanted = [one for one in wanted if one.result is Result.FAILS]
    return sorted(wanted, key=lambda one: order.index(one.result))


__all__ = ["fits", "listed", "reasons", "reply"]
