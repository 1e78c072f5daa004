"""The services of a plan as parts of the answer: code lines, mentions of what is held back, and checks."""

from collections.abc import Iterator

from assistant.citing import of_release
from assistant.services.known import KnownTables
from assistant.services.plan import Plan
from codesets import SPOKEN, Status
from codesets.claims import ClaimLine, Finding
from codesets.claims import Result as Found
from codesets.claims.rules import RULES as EVERY_RULE
from codesets.own_words import cpt_label
from consultations.answers import Check, CodeLine, CodeMention, Evidence, Result, Role, Source, System

_RESULTS = {
    Found.PASS: Result.PASS,
    Found.WARNING: Result.WARNING,
    Found.FAILS: Result.WARNING,
    Found.NOT_RUN: Result.NOT_RUN,
}
"""A rule of payment that fails is for the consultant to weigh, so it warns; what forbids is an invalid code."""
_SILENT = {"hcpcs.validity", "icd10cm.validity", "icd10cm.excludes1", "icd10pcs.validity", "claim.counts", "claim.keys"}
"""Rules whose matter other checks of an answer tell already."""
TITLES = {
    "ncci.ptp": "NCCI pair edits",
    "ncci.mue": "units a day (MUE)",
    "ncci.add_on": "add-on codes",
    "global.package": "global period",
    "modifier.legality": "modifiers on the right kind of line",
    "modifier.site": "side and site",
    "modifier.provider": "modifiers of who did it",
    "drug.units": "units by the dose",
    "drug.waste": "discarded drug (JW, JZ)",
    "drug.reason": "reason for the drug",
    "bilateral.units": "both sides",
    "coverage.lcd": "local coverage",
    "coverage.notice": "notice to the patient (ABN)",
    "coverage.foot_care": "foot care",
    "icd10cm.first_listed": "first-listed diagnosis",
    "icd10cm.pairing": "diagnoses that go together",
    "icd10cm.uncertain": "uncertain diagnoses",
    "icd10cm.age_sex": "age and sex",
    "mpfs.status": "status in the fee schedule",
    "medicare.substitutes": "Medicare's own codes",
    "mpfs.pc_tc": "professional and technical part",
    "mpfs.assistant": "assistant at surgery",
    "pos.legality": "place of service",
    "telehealth.place": "telehealth",
    "time.units": "timed units",
    "time.based": "time-based services",
    "inpatient.poa": "present on admission",
    "claim.duplicates": "repeated lines",
    "global.modifiers": "modifiers of the global period",
    "modifier.setting": "modifiers and the setting",
    "drug.ndc": "National Drug Code",
    "coverage.ncd": "national coverage",
    "coverage.frequency": "how often it is covered",
    "icd10cm.combination": "combination codes",
    "visit.complexity": "the complexity add-on",
    "mpfs.multiple": "several procedures",
    "time.infusion": "infusion time",
    "time.anesthesia": "anesthesia time",
    "inpatient.hac": "hospital-acquired conditions",
}
"""What each rule looks at, in a few words."""
RULES = frozenset(rule.id for rule in EVERY_RULE)


def code_lines(plan: Plan, tables: KnownTables, number: dict[Source, int]) -> tuple[CodeLine, ...]:
    """A line for each service that we would bill; `number` finds the place of a source in the answer."""
    return tuple(_line(line, plan, tables, number) for line in plan.claim.lines)


def _line(line: ClaimLine, plan: Plan, tables: KnownTables, number: dict[Source, int]) -> CodeLine:
    system = system_of(line.code)
    named = next((swap.old.code for swap in plan.instead if swap.new.code == line.code), line.code)
    source = next(one.source for one in plan.stated.services if one.line.code in {line.code, named})
    changes = [change for change in plan.changes if change.code == line.code]
    evidence = [source.evidence, *(change.evidence for change in changes if change.evidence)]
    return CodeLine(
        system=system,
        code=line.code,
        title=title(line.code, tables),
        result=Result.NOT_RUN,  # until verification, the last step of every draft
        evidence=tuple(dict.fromkeys(evidence)),
        sources=tuple(dict.fromkeys(number[change.source] for change in changes if change.source in number)),
        modifiers=line.modifiers,
        units=line.units,
        why=" ".join(dict.fromkeys(change.why for change in changes)),
    )


def title(code: str, tables: KnownTables) -> str:
    """The title of the list, or our own label: CPT's own descriptors show only where the licensed file is loaded."""
    return tables.validity(system_of(code), code).title or cpt_label(code) or ""


def mentions(plan: Plan, tables: KnownTables) -> Iterator[CodeMention]:
    """Services of the mail that are no lines: held by an edit, done earlier, or only asked about."""
    for held in plan.held:
        yield CodeMention(held.line.code, Role.REJECTED, held.finding.message, system_of(held.line.code))
    for swap in plan.instead:
        instead = f"{swap.new.code} takes its place. {swap.change.why}"
        yield CodeMention(swap.old.code, Role.REJECTED, instead, system_of(swap.old.code))
    for code in sorted(plan.stated.earlier_codes):
        yield CodeMention(code, Role.REJECTED, "Done earlier, so not a line of this claim.", system_of(code))
    for one in plan.stated.asked:
        found = tables.validity(one.system, one.code)
        unknown = found.status in {Status.NOT_LOADED, Status.NOT_LOADED_FOR_DATE}
        said = found.sentence
        if found.status is Status.NOT_LOADED:
            said = f"not checked, because {SPOKEN[one.system]} is not loaded here."
        yield CodeMention(one.code, Role.QUOTED if unknown else Role.REJECTED, said, one.system)


def checks(findings: tuple[Finding, ...]) -> Iterator[Check]:
    """The findings as checks of an answer. Rules that miss the same table are told once, with all their codes."""
    grouped: dict[tuple[str, Found, str, str], list[str]] = {}
    for one in findings:
        if one.rule not in _SILENT:
            grouped.setdefault((one.rule, one.result, one.rationale, one.remedy), []).extend(one.codes)
    for (rule, result, rationale, remedy), codes in grouped.items():
        found = _RESULTS[result]
        heading = TITLES.get(rule, rule)
        shown = tuple(dict.fromkeys(codes))
        yield Check(rule, found, heading, rationale, "" if found is Result.PASS else remedy, shown)


def cited(findings: tuple[Finding, ...]) -> tuple[Source, ...]:
    """The authority of each finding, once."""
    return tuple(dict.fromkeys(source_of(one) for one in findings if one.rule not in _SILENT))


def source_of(finding: Finding) -> Source:
    """The release that decided, else the public text of the rule."""
    if finding.release is not None:
        return of_release(finding.release, ", ".join(finding.codes))
    return Source(finding.source.split(";")[0], "current edition", "")


def system_of(code: str) -> System:
    """The set of a service's code, by its first character."""
    return System.HCPCS if code[:1].isalpha() else System.CPT


def evidence_of(code: str, plan: Plan) -> tuple[Evidence, ...]:
    """Where a code stands in the record."""
    return tuple(one.evidence for one in plan.stated.every if one.code == code)[:1]
