"""What an answer is made of: typed parts, so that every code in it has a role and every check has a result.

A draft, an amendment and the mail that goes out all carry one `Answer`. Its canonical JSON is what an approval
binds to, by sha256.
"""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from pydantic import TypeAdapter

from codesets.values import System as System  # noqa: PLC0414 - an answer speaks of the same code sets


class Result(StrEnum):
    """The four results of a check. NOT_RUN is neither passed nor failed: it is said aloud."""

    PASS = "pass"  # noqa: S105 - a check's result
    WARNING = "warning"
    FAILS = "fails"
    NOT_RUN = "not_run"


class Role(StrEnum):
    """What a code-shaped word is in the answer, where it is no code line: only recommended codes are those.

    REJECTED and QUOTED are the client's, not recommended and not checked; NAMED are codes that our own sentences name
    with their status, such as what a payer wants in another's place.
    """

    REJECTED = "rejected"
    QUOTED = "quoted"
    NAMED = "named"
    NOT_A_CODE = "not_a_code"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of the client's record, verbatim, and the document they stand in ("your mail", "note.txt")."""

    quote: str
    document: str


@dataclass(frozen=True, slots=True)
class CodeLine:
    """One recommended code, and in `result` what checking it on the date of service showed.

    PASS: the loaded release holds it, billable, on that date. NOT_RUN: no loaded release covers the date (`reason`
    names the last one that held it). FAILS: the release that covers the date does not hold it, or it is a header.
    `sources` are 1-based numbers into `Answer.sources`. `why` is the sentence that says why the code is reported, and
    why in this place; empty where the quotes say enough.
    """

    system: System
    code: str
    title: str
    result: Result
    reason: str = ""
    evidence: tuple[Evidence, ...] = ()
    sources: tuple[int, ...] = ()
    modifiers: tuple[str, ...] = ()
    units: int = 1
    why: str = ""


@dataclass(frozen=True, slots=True)
class CodeMention:
    """A code-shaped word that is not recommended, and the sentence that says what became of it."""

    code: str
    role: Role
    status: str
    system: System | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """One rule, looked at once. A NOT_RUN check says in `remedy` what would let it run."""

    rule: str
    result: Result
    title: str
    detail: str = ""
    remedy: str = ""
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """An authority: what it is, its edition with the dates it is in force, and where in it (`E11.22`, `I.C.4.a`)."""

    title: str
    edition: str
    locator: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """One question of the client and its answer, in plain text: the answer first, its reasons after.

    `asked` are the client's words, verbatim, and `document` is where they stand; `sources` are 1-based numbers into
    `Answer.sources`.
    """

    asked: str
    document: str
    answer: str
    sources: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ProviderQuery:
    """A question for the treating provider, as AHIMA and ACDIS want one: it leads nowhere and speaks of no payment.

    `indicators` are words of the record; `options` are what they support, and the composer adds "other" and "unable
    to determine" to every query.
    """

    title: str
    indicators: tuple[Evidence, ...]
    question: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """What the case says about the encounter. An assumed date of service is stated as an assumption."""

    date_of_service: date
    date_assumed: bool
    payer: str = ""
    state: str = ""
    setting: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer: headline first, reasons after. Prose fields are plain text; blank lines part paragraphs.

    `replies` take the client's questions in turn; `questions` are what we need to know from the client, and each says
    why; `queries` are for the provider.
    """

    topic: str
    headline: str
    summary: str
    facts: Facts
    diagnoses: tuple[CodeLine, ...] = ()
    services: tuple[CodeLine, ...] = ()
    mentions: tuple[CodeMention, ...] = ()
    checks: tuple[Check, ...] = ()
    before_you_send: tuple[str, ...] = ()
    sources: tuple[Source, ...] = field(default=())
    replies: tuple[Reply, ...] = ()
    questions: tuple[str, ...] = ()
    queries: tuple[ProviderQuery, ...] = ()

    @property
    def code_lines(self) -> tuple[CodeLine, ...]:
        """Every recommended code, diagnoses first."""
        return self.diagnoses + self.services

    @property
    def blocking(self) -> tuple[str, ...]:
        """Sentences that forbid approval: a recommended code or a check that fails."""
        lines = (f"{line.code}: {line.reason}" for line in self.code_lines if line.result is Result.FAILS)
        checks = (f"{check.title}: {check.detail}" for check in self.checks if check.result is Result.FAILS)
        return tuple(sentence[:1].upper() + sentence[1:] for sentence in (*lines, *checks))

    @property
    def unchecked_lines(self) -> tuple[CodeLine, ...]:
        """Recommended codes that no loaded release could check; approving them needs the consultant's reason."""
        return tuple(line for line in self.code_lines if line.result is Result.NOT_RUN)


_ANSWER = TypeAdapter(Answer)


def to_json(answer: Answer) -> str:
    """Canonical JSON: sorted keys, no white space between tokens."""
    return json.dumps(_ANSWER.dump_python(answer, mode="json"), sort_keys=True, separators=(",", ":"))


def from_json(text: str | bytes) -> Answer:
    """Read what `to_json` wrote or a person edited; raises pydantic.ValidationError with the place of the mistake."""
    return _ANSWER.validate_json(text)


def digest(answer: Answer, recipients: tuple[str, ...]) -> str:
    """The sha256 (hex) that an approval binds to: everything that will be said, and to whom."""
    bound = json.dumps([to_json(answer), sorted(recipients)], separators=(",", ":"))
    return hashlib.sha256(bound.encode()).hexdigest()
