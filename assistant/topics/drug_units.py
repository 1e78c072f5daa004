"""Kind 6: the units of a drug, JW and JZ.

Source: Medicare Claims Processing Manual chapter 17 sections 10 and 40; HCPCS Level II descriptions.
"""

from assistant.citing import of_release
from assistant.services.amounts import drug_given
from assistant.services.drug_lines import DRUG_SOURCE, doses
from assistant.topics.drug_names import drug_code
from assistant.topics.values import Case, Named, Question, Said, words
from assistant.wording import counted
from codesets import spoken_day
from codesets.claims import ClaimLine
from codesets.claims.code_kinds import is_drug
from codesets.claims.doses import billing_unit
from codesets.own_words import drugs_named
from consultations.answers import System

_ASKED = words(
    r"units?\b|jw\b|jz\b|wast\w+|discard\w*|vials?\b|dose|[0-9.]+ ?(?:mg|mcg)\b|ndc\b|how (?:many|much)"
    r"|how (?:do|should"
    r"|to) (?:we |i )?bill"
)
_TOGETHER = words(r"together|bundled|same (?:day|claim|visit)|edit|along with")
_WASTE = words(r"jw\b|jz\b|wast\w+|discard\w*|left ?over|unused|vials?\b")
_NEAR = 160
"""Characters around the name of a drug that tell of its dose."""
_RULE = (
    "Medicare wants every line of a drug from a single-dose container to carry JZ (nothing thrown away, since 1"
    " July 2023), or a second line with JW and the units thrown"
    " away; neither belongs to a multi-dose vial."
)


def fits(question: Question, case: Case) -> bool:
    """A drug's code, and words of amount or waste; or JW and JZ themselves."""
    if len(question.own_services) > 1 and question.says(_TOGETHER):
        return False
    named = bool(_drugs(question, case)) or (not question.own and bool(drugs_named(question.asked)))
    return (named and question.says(_ASKED)) or question.says(words(r"jw\b|jz\b"))


def _drugs(question: Question, case: Case) -> list[str]:
    codes = [code for code in question.services if is_drug(code)]
    return codes or [line.code for line in case.plan.written.lines if is_drug(line.code)]


def reply(question: Question, case: Case) -> Said:
    """Dose to units by the description, then waste."""
    codes = list(dict.fromkeys(_drugs(question, case)))[:4]
    named = () if codes else _named(question, case)
    if named:
        return _by_name(named, case)
    if not codes:
        return Said(
            _RULE.split(";", maxsplit=1)[0],
            (_RULE,),
            (DRUG_SOURCE,),
            ("Which drug (HCPCS code), what dose was given, from what vial, and how much was thrown away?",),
        )
    shorts, reasons, asks, sources = [], [], [], [DRUG_SOURCE]
    for code in codes:
        short, why, ask = _one(code, case)
        shorts.append(short)
        reasons += [sentence for sentence in why if sentence not in reasons]
        asks += ask
        release = case.tables.supply(code).release
        if release:
            sources.insert(0, of_release(release, code))
    if question.says(_WASTE) or any(line.drug.wasted is not None for line in case.plan.written.lines):
        reasons.append(_RULE)
    return Said("; ".join(shorts), tuple(reasons), tuple(dict.fromkeys(sources)), tuple(asks))


def _named(question: Question, case: Case) -> tuple[ClaimLine, ...]:
    """Lines of the drugs that are named in words, with their dose."""
    names = drugs_named(question.asked) or drugs_named(question.context)
    found = [(name, drug_code(name, case.tables)) for name in names]
    words = {name: _around(name, case.text) for name, _ in found}
    lines = (ClaimLine(code, case.day, drug=drug_given(words[name])) for name, code in found if code)
    return tuple({line.code: line for line in lines}.values())


def _around(name: str, text: str) -> str:
    at = text.lower().find(name)
    return text[max(0, at - _NEAR) : at + _NEAR]


def _by_name(lines: tuple[ClaimLine, ...], case: Case) -> Said:
    """The code of each drug with the units of its dose."""
    shorts, led, asks = [], [], []
    for line in lines:
        counted_lines = next(
            (new for _, new, _ in doses((line,), case.plan.written, case.plan.told, case.tables)), None
        )
        known = case.tables.supply(line.code)
        one = billing_unit(known.row.long) if known.row else None
        unit = f" (one unit is {one})" if one else ""
        if line.drug.given is None or counted_lines is None:
            shorts.append(f"{line.code}{unit}")
            asks.append(f"What dose of {line.code} was given, from what vial, and how much was thrown away?")
        else:
            dose = f"{line.drug.given.normalize():f} {line.drug.unit}"
            shorts.append(f"{line.code}: {counted(counted_lines[0].units, 'unit')} for {dose}{unit}")
        led += [Named(each.code, System.HCPCS, each.units, each.modifiers) for each in counted_lines or (line,)]
    return Said("; ".join(shorts), (_RULE,), (DRUG_SOURCE,), tuple(asks), codes=tuple(led))


def _one(code: str, case: Case) -> tuple[str, list[str], list[str]]:
    swap = next((one for one in case.plan.instead if one.old.code == code), None)
    if swap is not None:
        counted_anew, reasons, asks = _one(swap.new.code, case)
        return counted_anew, [swap.change.why, *reasons], asks
    known = case.tables.supply(code)
    one = billing_unit(known.row.long) if known.row else None
    lines = [*case.plan.written.lines, *(swap.new for swap in case.plan.instead)]
    written = next((line for line in lines if line.code == code), ClaimLine(code, case.day))
    drug = written.drug
    if one is None:
        why = (
            known.caveat(f"the billing unit of {code}", case.day)
            or f"The description of {code} names no single amount for one unit."
        )
        return (
            f"We could not count the units of {code}",
            [why, "Units are the dose divided by the amount in the HCPCS description, rounded up."],
            [],
        )
    if drug.given is None:
        return (
            f"One unit of {code} is {one}",
            [f"Units are the dose divided by {one}, rounded up."],
            [f"What dose of {code} was given, from a single-dose or a multi-dose vial, and how much was thrown away?"],
        )
    lines = [line for line in case.plan.claim.lines if line.code == code]
    used = [line for line in lines if not line.has("JW")]
    waste = [line for line in lines if line.has("JW")]
    dose = f"{drug.given.normalize():f} {drug.unit or one.unit}"
    if not used:
        return (
            f"{code} is {one} a unit, and is no line of this answer",
            [case.tables.supply(code).caveat("the code", case.day) or ""],
            [],
        )
    by_dose = "" if str(one) == "1 unit" else f" for {dose} (one unit is {one})"
    short = f"{code}: {counted(used[0].units, 'unit')}{by_dose}"
    marks = [modifier for modifier in used[0].modifiers if modifier == "JZ"]
    if waste:
        short += f", and {counted(waste[0].units, 'unit')} on a second line with JW for what was thrown away"
    elif marks:
        short += ", with JZ"
    name = known.release.name if known.release else "no release"
    doubt = [] if known.covers else [f"The unit is that of {name}; {spoken_day(case.day)} was not checked."]
    ask = (
        []
        if drug.wasted is not None or drug.single_dose is False or written.has("JZ", "JW")
        else [f"Was {code} from a single-dose vial, and was any thrown away? JZ or JW depends on it."]
    )
    return short, doubt, ask
