"""Kind 1: can these go together? Services by the NCCI pair edits, diagnoses by their Excludes1 notes.

Source: NCCI Policy Manual chapter I; ICD-10-CM guideline I.A.12.a.
"""

from dataclasses import replace
from itertools import combinations

from assistant.checks import excluding_pairs
from assistant.citing import guideline, ncci, of_release
from assistant.services.known import Known
from assistant.services.sites import sites_differ
from assistant.topics.values import Case, Question, Said, words
from assistant.wording import listed, lower_start
from codesets import System, spoken_day
from codesets.claims.code_kinds import is_visit
from codesets.claims.ptp_modifiers import OPENING, SITES
from codesets.ncci.ptp import PtpEdit

_TOGETHER = words(
    r"together|same (?:day|dos|date|visit|session|time|claim|encounter)|both|bundl\w*|unbundl\w*|n?cci|ptp"
    r"|edits?\b|inclusive|included in|mutually exclusive"
    r"|separately (?:billable|reportable|payable|paid)|bill(?:ed|able|ing)? .{0,40}\bwith\b|along with"
    r"|in addition\b|on top\b|as well\b|separately\b|extra\b|combin\w+|also bill|go with"
    r"|pay(?:able)? with|allowed with|component of"
    r"|part of|excludes ?1?|coded? with|report(?:ed)? with|billed? (?:in|on) the same|conflict"
)
_BUNDLED = words(r"bundl\w*|inclusive|included|component of|part of|mutually|is this (?:correct|right)")
_BILLED = words(r"bill\w*|report\w*|cod(?:e|ing)\b|allowed|ok(?:ay)?\b|correct|payable|paid")
_CHOICE = words(r"or\b|vs\b|versus|instead")
_MOST = 6
_GUIDELINE = guideline("I.A.12.a")


def fits(question: Question, case: Case) -> bool:
    """Two codes or more, and words of billing them together."""
    joined = len(question.own) > 1 and question.says(_BILLED) and not question.says(_CHOICE)
    return len(_codes(question, case)) > 1 and (question.says(_TOGETHER) or joined)


def _codes(question: Question, case: Case) -> tuple[str, ...]:
    own = tuple(one.code for one in question.own)
    if len(own) > 1:
        return own
    named = tuple(dict.fromkeys([*own, *(question.services or question.diagnoses)]))
    if len(named) > 1:
        return named
    others = (line.code for line in case.plan.written.lines) if question.services else question.diagnoses
    return tuple(dict.fromkeys([*named, *others]))


def reply(question: Question, case: Case) -> Said:
    """Each pair, both ways, with its indicator and release; then what the record must show."""
    services = tuple(dict.fromkeys(code for code in _codes(question, case) if code in _services(question, case)))[
        :_MOST
    ]
    if len(services) > 1:
        said = _services_together(services, case)
        return replace(said, short=_neutral(said.short)) if question.says(_BUNDLED) else said
    return _diagnoses_together(question.diagnoses, case)


def _neutral(short: str) -> str:
    """Without the yes or no, which would answer "are they bundled?" the wrong way round."""
    for opening, instead in (("Yes: ", "They may go together: "), ("No: ", "They do not go together: ")):
        if short.startswith(opening):
            return instead + short.removeprefix(opening)
    return short.replace("Yes, with a modifier: ", "Together only with a modifier: ")


def _services(question: Question, case: Case) -> set[str]:
    return {*question.services, *(line.code for line in case.plan.written.lines)}


def _services_together(codes: tuple[str, ...], case: Case) -> Said:
    found = {pair: case.tables.pair(*pair, case.plan.written.setting) for pair in combinations(codes, 2)}
    edits = [known for known in found.values() if known.row is not None]
    one = next(iter(found.values()))
    sources = [ncci("chapter I", "PTP edits and modifiers")]
    if one.release is None:
        return Said(
            (
                f"We could not check whether {listed(codes)} may be billed together: NCCI edits are not loaded for"
                f" {spoken_day(case.day)}"
            ),
            (
                (
                    "Look both codes of each pair up in CMS's practitioner or hospital PTP file of that quarter, both"
                    " ways round: indicator 0 means never together, indicator 1 only where the record shows a separate"
                    " site, session or practitioner."
                ),
                *_visit_hint(codes),
            ),
            tuple(sources),
        )
    sources.insert(0, of_release(one.release, ", ".join(codes)))
    reasons = [_said(known.row, case) for known in edits if known.row]
    if not edits:
        reasons.append(
            (
                "That no edit stands between them does not mean that every payer pays both, or that the visit needs"
                " no modifier."
            )
            if any(map(is_visit, codes))
            else "No edit is no promise of payment: each still has to be necessary and documented."
        )
    elif len(edits) < len(found):
        free = [f"{a} and {b}" for (a, b), known in found.items() if known.row is None]
        reasons.append(f"No edit stands between {listed(free[:4])}.")
    if not one.covers:
        reasons.append(f"That is an indication, not a check: {lower_start(one.caveat('the pair', case.day))}")
    asks = [
        (
            f"Was {known.row.column2} done at another site, lesion or session than {known.row.column1}? Send the"
            f" words of the record that say so."
        )
        for known in edits
        if known.row and _open(known.row, case)
    ]
    return Said(_short(codes, edits, one, case), tuple(reasons), tuple(sources), tuple(asks[:2]))


def _short(codes: tuple[str, ...], edits: list[Known[PtpEdit]], one: Known[PtpEdit], case: Case) -> str:
    assert one.release is not None  # noqa: S101 - the caller has looked
    where = one.release.name
    rows = [known.row for known in edits if known.row]
    if not rows:
        return (
            f"Yes: {where} has no edit between {listed(codes)}"
            if one.covers
            else f"Probably: {where}, the nearest release here, has no edit between {listed(codes)}"
        )
    barred = next((row for row in rows if row.indicator == 0), None)
    if barred:
        return (
            f"No: {barred.column2} is not paid with {barred.column1} on the same day, and no modifier opens that"
            f" edit (indicator 0)"
        )
    pending = next((row for row in rows if _open(row, case)), None)
    row = pending or rows[0]
    if pending is None:
        return (
            f"Yes, with a modifier: {row.column2} is column 2 of {row.column1} (indicator 1), and the line carries"
            f" {_carried(row, case)}"
        )
    if is_visit(row.column1) or is_visit(row.column2):
        visit = row.column1 if is_visit(row.column1) else row.column2
        return (
            f"Only with 25 on {visit}, and only if the record shows a significant, separately identifiable visit"
            f" (NCCI indicator 1)"
        )
    return (
        f"Only if the record shows that they were separate: {row.column2} is bundled into {row.column1} (NCCI"
        f" indicator 1)"
    )


def _open(row: PtpEdit, case: Case) -> bool:
    return row.indicator == 1 and not _carried(row, case)


def _carried(row: PtpEdit, case: Case) -> str:
    lines = [line for line in case.plan.claim.lines if line.code in {row.column1, row.column2}]
    if {line.code for line in lines} != {row.column1, row.column2}:
        return ""
    carried = {modifier for line in lines for modifier in line.modifiers} & OPENING
    if carried <= SITES and not sites_differ(*lines[:2]):
        return ""
    return ", ".join(sorted(carried))


def _said(row: PtpEdit, case: Case) -> str:
    pair = f"{row.column1} is column 1 and {row.column2} column 2, modifier indicator {row.indicator}"
    if row.indicator == 0:
        return f"{pair}: bill {row.column1} alone."
    if is_visit(row.column1) or is_visit(row.column2):
        return f"{pair}: 25 goes on the visit, never 59, and the record must show work beyond the other service."
    carried = _carried(row, case)
    if carried:
        return (
            f"{pair}: {carried} says how they were apart (a separate site, lesion or session), and the record must"
            " show it."
        )
    return (
        f"{pair}: a modifier (XS for another site or lesion, XE for another session, XP, XU, or 59 where none"
        f" of them fits) goes on {row.column2} only for a"
        f" separate site, lesion or session; without that, bill {row.column1} alone."
    )


def _visit_hint(codes: tuple[str, ...]) -> tuple[str, ...]:
    visits = [code for code in codes if is_visit(code)]
    if not visits:
        return ()
    return (
        (
            f"25 on {listed(visits)} needs a significant, separately identifiable visit in the record, whatever the"
            f" edit says."
        ),
    )


def _diagnoses_together(codes: tuple[str, ...], case: Case) -> Said:
    conflicts = excluding_pairs(list(codes), case.day, case.tables.catalogue)
    covered = case.tables.catalogue.covers(case.day, System.ICD10CM)
    if not conflicts:
        doubt = (
            ()
            if covered
            else (f"No loaded release of ICD-10-CM covers {spoken_day(case.day)}, so this is an indication.",)
        )
        return Said(
            f"Yes: no Excludes1 note sets {listed(codes)} apart",
            (*doubt, "Each needs its own words in the record."),
            (_GUIDELINE,),
        )
    one, other, note = conflicts[0]
    return Said(
        f"Not as a rule: an Excludes1 note at {note.at} sets {one} and {other} apart",
        (
            (
                f"The note reads \u201c{note.text}\u201d. Both are reported only where the two conditions are"
                f" unrelated; if that is unclear, query the provider."
            ),
        ),
        (_GUIDELINE,),
        (f"Are the conditions of {one} and {other} unrelated, in the provider's words?",),
    )
