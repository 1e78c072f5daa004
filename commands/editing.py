"""Changing an answer by command-line options; the domain checks what comes out."""

from dataclasses import replace
from pathlib import Path

from pydantic import ValidationError

from codesets import normalise
from consultations.answers import Answer, CodeLine, Result, System, from_json
from consultations.refusals import DecisionError


def edited(
    answer: Answer, *, file: Path | None, headline: str, summary: str, add: list[str], remove: list[str]
) -> Answer:
    """The answer with the changes asked for; raises DecisionError where nothing or something impossible is asked."""
    if not (file or headline or summary or add or remove):
        raise DecisionError("Say what to change: --headline, --summary, --add, --remove or --file.")
    if file:
        answer = _read(file)
    gone = {normalise(code) for code in remove}
    if missing := gone - {line.code for line in answer.code_lines}:
        raise DecisionError(f"The draft does not hold {', '.join(sorted(missing))}, so it cannot be removed.")
    kept = tuple(line for line in answer.diagnoses if line.code not in gone)
    added = tuple(
        CodeLine(
            system=System.ICD10CM,
            code=normalise(code),
            title="",
            result=Result.NOT_RUN,
            reason="Added by the reviewer.",
        )
        for code in add
    )
    return replace(
        answer,
        headline=headline or answer.headline,
        summary=summary or answer.summary,
        diagnoses=kept + added,
        services=tuple(line for line in answer.services if line.code not in gone),
    )


def _read(file: Path) -> Answer:
    try:
        return from_json(file.read_bytes())
    except OSError as error:
        raise DecisionError(f"{file} cannot be read: {error.strerror}.") from None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(step) for step in first["loc"])
        raise DecisionError(
            f"{file} is not an answer as `review show --json` prints it: {place}: {first['msg']}."
        ) from None
