"""Letters as subject, text and HTML. Templates decide how it looks; nothing of a letter is compiled as a template."""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import css_inline
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from consultations.answers import Answer, CodeLine, CodeMention, Facts, Result, Role
from consultations.letters import AnswerLetter, Letter
from mailer import layout
from mailer.headers import one_line

_ADVICE = (
    "This is advice based on the documents you sent; payers decide payment. "
    "CPT is a registered trademark of the American Medical Association."
)
_MADE_BY = "Drafted by our rules from the published code sets; the consultant named here approved this very text."
_OF_OUR_TEXT = frozenset({"date_of_service", "prose", "verbatim"})
"""Checks that tell the consultant of our own text; a client who sees the facts and the quotes need not hear of them."""
_SAYS_UNCHECKED = "not_loaded"
"""The check of codes whose set is not loaded; it names them all, with what the client can do."""
_BLANK_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A letter ready to be composed: a one-line subject, plain text of at most 76 columns, and inlined HTML."""

    subject: str
    text: str
    html: str


def render(letter: Letter, *, service_name: str = "CaseConsultant", time_zone: str = "America/New_York") -> Rendered:
    """Render any letter. Dates and times are shown in `time_zone`; raises jinja2.UndefinedError for a template that
    asks for what the letter does not have.
    """
    values: dict[str, Any] = {"letter": letter, "service_name": service_name, "advice": _ADVICE, "made_by": _MADE_BY}
    if isinstance(letter, AnswerLetter):
        values |= _of_answer(letter.answer)
    environment = _environment(time_zone)
    folder = f"email/{letter.template}"
    subject = one_line(environment.get_template(f"{folder}/subject.txt").render(values))
    values["subject"] = subject
    text = environment.get_template(f"{folder}/body.txt").render(values)
    html = environment.get_template(f"{folder}/body.html").render(values)
    return Rendered(subject, _tidied(text), _inliner().inline(html))


def _of_answer(answer: Answer) -> dict[str, Any]:
    """What the answer's templates show besides the answer itself."""
    return {
        "rejected": [mention for mention in answer.mentions if mention.role is Role.REJECTED],
        "unchecked": _unchecked(answer),
        "passed": _passed(answer),
        "warnings": [check for check in answer.checks if check.result in (Result.WARNING, Result.FAILS)],
        "not_run": [check for check in answer.checks if check.result is Result.NOT_RUN],
        "facts_sentence": _facts_sentence(answer.facts),
        "code_width": _widest(answer.diagnoses),
        "service_width": _widest(answer.services),
        "units_width": max((len(f"x{line.units}") for line in answer.services), default=0),
    }


def _passed(answer: Answer) -> str:
    """What was checked and found in order, as one sentence; empty where nothing was."""
    checks = (check for check in answer.checks if check.result is Result.PASS and check.rule not in _OF_OUR_TEXT)
    titles = "; ".join(dict.fromkeys(check.title for check in checks))
    return f"Checked: {titles}." if titles else ""


def _unchecked(answer: Answer) -> list[CodeMention]:
    """The client's codes that we did not check, but for those that a check names, which says what can be done."""
    told = {code for check in answer.checks if check.rule == _SAYS_UNCHECKED for code in check.codes}
    return [one for one in answer.mentions if one.role is Role.QUOTED and one.code not in told]


def _widest(lines: tuple[CodeLine, ...]) -> int:
    return max((len(layout.claim_code(line)) for line in lines), default=0)


def _facts_sentence(facts: Facts) -> str:
    """The case restated, with what was assumed said first."""
    day = layout.day(facts.date_of_service)
    when = (
        f"You gave no date of service, so we assumed {day}, the day your mail reached us; reply if that is wrong."
        if facts.date_assumed
        else f"Date of service {day}."
    )
    named = (("Payer", facts.payer), ("State", facts.state), ("Setting", facts.setting))
    return " ".join([when, *(f"{name}: {value}." for name, value in named if value)])


def _tidied(text: str) -> str:
    lines = (line if line == "-- " else line.rstrip() for line in text.splitlines())
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip("\n") + "\n"


@cache
def _environment(time_zone: str) -> Environment:
    zone = ZoneInfo(time_zone)

    def moment(instant: datetime) -> str:
        local = instant.astimezone(zone)
        return f"{layout.day(local.date())}, {local:%H:%M} {local:%Z}"

    environment = Environment(
        loader=PackageLoader("templates", "."),
        undefined=StrictUndefined,
        autoescape=select_autoescape(("html",), default=False),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= layout.FILTERS | {"moment": moment}
    return environment


@cache
def _inliner() -> css_inline.CSSInliner:
    """Nothing is loaded from anywhere: the style sheet stands in the template."""
    return css_inline.CSSInliner(load_remote_stylesheets=False)
