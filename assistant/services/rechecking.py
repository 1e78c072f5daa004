"""Checks the services of an answer as a claim: as it stands, drafted or amended by a person."""

from collections.abc import Iterator
from dataclasses import replace

from assistant.reading.passages import passages
from assistant.reading.sentences import apart
from assistant.services.known import KnownTables
from assistant.services.lines import RULES, TITLES, checks
from assistant.services.plan import claim_of
from assistant.services.stated import stated
from assistant.wording import listed
from codesets import Catalogue, spoken_day
from codesets.claims import ClaimLine, Finding, Result, check_claim
from codesets.claims.rules.time_units import TIMED
from consultations.answers import Answer, Check
from consultations.answers import Result as Outcome
from consultations.records import CaseRecord

TABLES = "tables"
"""The check that says which tables are missing for the day."""
OURS = RULES | {TABLES}


def claim_checks(answer: Answer, record: CaseRecord, catalogue: Catalogue) -> Iterator[Check]:
    """What the claim check finds of the answer's lines. Tables that are missing are told once, for all rules."""
    if not answer.services:
        return
    read = apart(passages(record))
    day = answer.facts.date_of_service
    told = {service.line.code: service.line for service in reversed(stated(read, day).services)}
    lines = tuple(
        replace(told.get(line.code, ClaimLine(line.code, day)), modifiers=line.modifiers, units=max(1, line.units))
        for line in answer.services
    )
    lines = _with_unbilled_minutes(lines, told)
    diagnoses = tuple(line.code for line in answer.diagnoses)
    claim = replace(claim_of(lines, read, answer.facts, diagnoses), earlier=stated(read, day).earlier or None)
    findings = check_claim(claim, KnownTables(catalogue, day).loaded)
    missing = [one for one in findings if _table_missing(one)]
    yield from checks(tuple(one for one in findings if one not in missing))
    rules = list(dict.fromkeys(TITLES[one.rule] for one in missing if one.rule in TITLES))
    if rules:
        codes = tuple(dict.fromkeys(code for one in missing for code in one.codes))
        yield Check(
            TABLES,
            Outcome.NOT_RUN,
            f"{listed(rules)}: the tables of {spoken_day(day)} are not loaded",
            remedy="Look the codes up in CMS's files of that quarter, or ask your payer.",
            codes=codes,
        )


def _with_unbilled_minutes(lines: tuple[ClaimLine, ...], told: dict[str, ClaimLine]) -> tuple[ClaimLine, ...]:
    """The first line of timed therapy with the minutes of services too short for a unit: they count for the day."""
    billed = {line.code for line in lines}
    left = sum(line.minutes or 0 for line in told.values() if line.code in TIMED and line.code not in billed)
    first = next((line for line in lines if line.code in TIMED and line.minutes), None)
    if not left or first is None:
        return lines
    return tuple(replace(line, minutes=(line.minutes or 0) + left) if line is first else line for line in lines)


def _table_missing(finding: Finding) -> bool:
    loading = "not loaded" in finding.rationale or "is not complete" in finding.rationale
    return finding.result is Result.NOT_RUN and loading
