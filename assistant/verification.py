"""Looks at an answer afresh: its lines against the catalogue, its quotes against the record, its prose for codes.

`verify(verify(x))` is `verify(x)`: checks of these rules are made anew, others (a person's) stay as they are.
"""

from dataclasses import replace

from assistant import checks
from assistant.reading.mentions import mentions
from assistant.services.known import KnownTables
from assistant.services.lines import title
from assistant.services.rechecking import OURS, claim_checks
from codesets import Catalogue, Dataset, Release, Status, Validity
from consultations.answers import Answer, CodeLine, Result, Source, System
from consultations.records import CaseRecord

_OURS = {
    "date_of_service",
    "evidence",
    "excludes1",
    "not_loaded",
    "prose",
    "services",
    "unread",
    "scanned",
    "valid_on_date",
    "verbatim",
} | OURS
_IN_FORCE = "in force "
_TABULAR = ", tabular list"
"""How the edition of a release begins: by it our own sources are known among others."""
_RESULTS = {
    Status.VALID: Result.PASS,
    Status.NOT_LOADED: Result.NOT_RUN,
    Status.NOT_LOADED_FOR_DATE: Result.NOT_RUN,
}
"""Everything else (a header, a missing 7th character, a code that no loaded release holds) fails."""


def verify(answer: Answer, record: CaseRecord, catalogue: Catalogue) -> Answer:
    """The answer with results, titles, sources and checks as the catalogue and the record have them now."""
    day = answer.facts.date_of_service
    found = [catalogue.check(line.system, line.code, day) for line in answer.code_lines]
    tables = KnownTables(catalogue, day)
    lines = tuple(_checked(line, validity, tables) for line, validity in zip(answer.code_lines, found, strict=True))
    held = {line.code for line in lines}
    lines = tuple(replace(line, why=line.why if _speaks_of(line.why, held) else "") for line in lines)
    answer = _with_sources(answer, lines, [validity.release for validity in found])
    made = (
        checks.date_of_service(answer),
        *checks.validity(answer),
        *checks.evidence(answer),
        *checks.verbatim(answer, record),
        *checks.excludes1(answer, catalogue),
        *checks.services(answer, catalogue),
        *claim_checks(answer, record, catalogue),
        *checks.unread(record),
        *checks.scanned(record),
        checks.prose(answer, record),
    )
    return replace(answer, checks=(*made, *(check for check in answer.checks if check.rule not in _OURS)))


def _speaks_of(why: str, held: set[str]) -> bool:
    """Whether a reason still holds: one that names a code which a person has removed does not."""
    return all(mention.code in held for mention in mentions(why, strict=True) if mention.system)


def _checked(line: CodeLine, found: Validity, tables: KnownTables) -> CodeLine:
    """The line spelled, titled and judged as the catalogue says; of a set that is not loaded the title stays.

    A procedure whose list carries no title that we may show has our own label.
    """
    result = _RESULTS.get(found.status, Result.FAILS)
    shown = line.title if found.status is Status.NOT_LOADED else found.title
    if not shown and found.system is System.CPT and result is not Result.FAILS:
        shown = title(found.code, tables)
    reason = "" if result is Result.PASS else found.sentence
    return replace(line, code=found.code, title=shown, result=result, reason=reason)


def _with_sources(answer: Answer, lines: tuple[CodeLine, ...], releases: list[Release | None]) -> Answer:
    """Cite the release for each line that it holds, one source a release, naming its codes; keep all other sources."""
    ours: list[Source] = []
    editions = list(dict.fromkeys(filter(None, releases)))
    for edition in editions:
        codes = dict.fromkeys(line.code for line, one in zip(lines, releases, strict=True) if one == edition)
        part = _TABULAR if edition.dataset is Dataset.ICD10CM else ""
        ours.append(Source(edition.name + part, _IN_FORCE + edition.in_force, ", ".join(codes)))
    told = [source for source in answer.sources if not source.edition.startswith(_IN_FORCE)]
    again = {source: one for source in told if (one := next((one for one in ours if _says_all(one, source)), None))}
    kept = [source for source in told if source not in again]
    sources = (*ours, *kept)
    number = {source: place for place, source in enumerate(sources, start=1)}
    number |= {source: number[one] for source, one in again.items()}
    cited = {edition: place for place, edition in enumerate(editions, start=1)}
    renewed = []
    for line, release in zip(lines, releases, strict=True):
        others = (answer.sources[old - 1] for old in line.sources if 0 < old <= len(answer.sources))
        rest = [number[source] for source in others if source in number and source in kept]
        renewed.append(replace(line, sources=(*([cited[release]] if release else []), *dict.fromkeys(rest))))
    split = len(answer.diagnoses)
    replies = tuple(replace(reply, sources=_moved(reply.sources, answer.sources, number)) for reply in answer.replies)
    return replace(
        answer, sources=sources, diagnoses=tuple(renewed[:split]), services=tuple(renewed[split:]), replies=replies
    )


def _says_all(line: Source, reply: Source) -> bool:
    """Whether the source of lines is the release that a reply cites, and names every code for which it does."""
    same = line.title.removesuffix(_TABULAR) == reply.title and line.edition.removeprefix(_IN_FORCE) in reply.edition
    return same and set(reply.locator.split(", ")) <= set(line.locator.split(", "))


def _moved(places: tuple[int, ...], before: tuple[Source, ...], number: dict[Source, int]) -> tuple[int, ...]:
    """The places of the same sources as they stand now; one that is no longer there is cited no more."""
    cited = (before[place - 1] for place in places if 0 < place <= len(before))
    return tuple(dict.fromkeys(number[source] for source in cited if source in number))
