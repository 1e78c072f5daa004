"""Kind 13: whether a code is valid or was deleted, and what replaces it."""

from assistant.citing import of_release
from assistant.topics import laterality
from assistant.topics.values import Case, Named, Question, Said, words
from assistant.wording import listed
from codesets import SPOKEN, Choice, Status, System, Validity, spoken_day
from codesets.claims import Payer
from codesets.own_words import Successor, successor
from consultations.answers import Source

_ASKED = words(
    r"valid|active|deleted|still (?:use|used|good|ok|bill|report|there|a code|around)|retired|expired?"
    r"|exist\w*|terminated|discontinued|replac\w+|new codes?|current code|no longer"
    r"|obsolete|invalid|outdated|in effect|effective (?:for|on|as)|unspecified|specific enough|header"
    r"|category code|updated? code|real code|ok(?:ay)? to use|(?:used|reported) anymore|anymore"
    r"|(?:confirm|verify|check|validate)\b.{0,30}\b(?:codes?|icd\S*|cpt|hcpcs|dx|diagnos[ei]s)\b"
    r"|(?:will|would|may|might|going to)\b.{0,12}\b(?:reject|deny|bounce|kick)"
)
_BILLABLE = words(r"billable")
"""Of a diagnosis it asks for validity, of a service whether it is paid."""
_REPLACES = words(r"replac\w+|instead|in place of|now\b|new code|took its place|successor")
_MOST_SHOWN = 9
_UPDATES = Source("CMS, HCPCS Level II updates and Physician Fee Schedule final rules", "yearly", "codes that ended")
_UNCHECKED = {Status.NOT_LOADED, Status.NOT_LOADED_FOR_DATE}


def fits(question: Question, case: Case) -> bool:
    """A code, and words of validity."""
    return (
        bool(question.own or question.says(words("code|icd|cpt|hcpcs|replac|deleted|(?:still )?valid|invalid")))
        and bool(question.codes)
        and (question.says(_ASKED) or (question.says(_BILLABLE) and not question.own_services))
        and not question.says(words(r"covered|medical(?:ly)? necess"))
    )


def names_what_ended(question: Question, case: Case) -> bool:
    """Whether its own words name a service's code that had ended by the date: that comes before all else."""
    return any((known := successor(one.code)) and known.last_day < case.day for one in question.own)


def reply(question: Question, case: Case) -> Said:
    """Each code by the list of its day, and what the list names in its place."""
    found = [case.tables.validity(one.system, one.code) for one in question.codes[:6]]
    valid = [one for one in found if one.billable and one.status is Status.VALID]
    unknown = [one for one in found if one.status in _UNCHECKED]
    wrong = [one for one in found if one not in valid and one not in unknown]
    after = [one for code in found if code not in valid and (one := _after(code, case))]
    filled = {one.code: choice for one in wrong if (choice := _filled(one))}
    sources = tuple(dict.fromkeys(_source(one) for one in found if one.release))
    why = [one.sentence for one in found]
    why += [_instead(one, choices) for one in wrong if (choices := _below(one, case)) and choices != one.choices]
    if any(one.choices for one in wrong):
        why.append("Which of them it is, the record must say; where it does not, ask the provider.")
    why += [_told(one) for one in after]
    why += [
        (
            f"If {one.code} was meant for another: {listed([choice.code for choice in one.suggestions[:3]], 'or')};"
            f" that is a guess."
        )
        for one in wrong
        if one.suggestions and not one.choices and one.code not in filled
    ]
    if question.says(_REPLACES) and not after and not any(one.choices for one in wrong):
        why.append("No table that is loaded names a code in its place.")
    why += [_remedy(one) for one in unknown[:1] if not any(one.code == known.code for known in after)]
    if filled and len(filled) == len(found):
        short = listed([f"{choice.code}, with X in the place that is empty" for choice in filled.values()])
    else:
        short = _short(valid, wrong, unknown, question, case)
    codes = tuple(Named(choice.code, System.ICD10CM) for choice in filled.values())
    sides = [said for one in valid if (said := laterality.of_no_side(one, case))]
    why += [sentence for said in sides for sentence in (said.short, *said.reasons)]
    asks = tuple(ask for said in sides for ask in said.asks)
    ended = "; ".join(_ended(one, case) for one in after)
    if ended and len(after) == len(found):
        return Said(ended, tuple(dict.fromkeys(why)), (*sources, _UPDATES))
    if ended:
        short += f"; {ended}"
    return Said(short, tuple(dict.fromkeys(why)), (*sources, *((_UPDATES,) if after else ())), asks, codes)


def _after(found: Validity, case: Case) -> Successor | None:
    """What came after a service's code that had ended by the date."""
    known = successor(found.code) if found.system in {System.CPT, System.HCPCS} else None
    return known if known and known.last_day < case.day else None


def _ended(known: Successor, case: Case) -> str:
    """That it ended, and what takes its place; for Medicare what Medicare takes, where that is another."""
    ended = f"{known.code} ended on {spoken_day(known.last_day)}"
    own = known.remark[known.remark.find("Medicare") :] if "Medicare" in known.remark else ""
    if own and case.plan.written.paid_by is Payer.MEDICARE:
        return f"{ended}; {own}"
    return f"{ended}: {listed(known.successors, 'or')} in its place"


def _told(ended: Successor) -> str:
    remark = f": {ended.remark}" if ended.remark else ""
    return f"In place of {ended.code} practices report {listed(ended.successors, 'or')}{remark}"


def _filled(found: Validity) -> Choice | None:
    """The code that was meant, where nothing but the placeholder X is missing from the one that was written."""
    bare = found.code.replace("X", "").replace(".", "")
    return next((one for one in found.suggestions if one.code.replace("X", "").replace(".", "") == bare), None)


def _below(found: Validity, case: Case) -> tuple[Choice, ...]:
    """What can be reported below a header: where another header stands there, what is below that."""
    reportable: list[Choice] = []
    for choice in found.choices:
        next_below = case.tables.validity(found.system, choice.code)
        reportable += [choice] if next_below.billable or not next_below.choices else next_below.choices
    return tuple(reportable)


def _short(
    valid: list[Validity], wrong: list[Validity], unknown: list[Validity], question: Question, case: Case
) -> str:
    day = spoken_day(case.day)
    if wrong and question.says(_REPLACES) and wrong[0].choices:
        below = _below(wrong[0], case)
        instead = listed([choice.code for choice in below[:_MOST_SHOWN]], "or")
        return (
            f"{wrong[0].code} is not valid on {day}; the list names {instead} in its place"
            if wrong[0].status is Status.TERMINATED
            else f"{wrong[0].code} is not billable on {day}; the codes below it are {instead}"
        )
    told = []
    if valid:
        told.append(f"{listed([one.code for one in valid])} {'is' if len(valid) == 1 else 'are'} valid on {day}")
    if wrong:
        told.append(f"{listed([one.code for one in wrong])} {'is' if len(wrong) == 1 else 'are'} not valid on {day}")
    if unknown:
        told.append(f"we could not check {listed([one.code for one in unknown])} for {day}")
    yes = "" if len(told) != 1 else "Yes: " if valid else "No: " if wrong else ""
    text = "; ".join(told)
    return yes + text if yes else text[:1].upper() + text[1:]


def _instead(found: Validity, choices: tuple[Choice, ...]) -> str:
    shown = [f"{choice.code} ({choice.title})" if choice.title else choice.code for choice in choices[:_MOST_SHOWN]]
    more = f" and {len(choices) - _MOST_SHOWN} more" if len(choices) > _MOST_SHOWN else ""
    return f"To report in place of {found.code}: {listed(shown, 'or') if not more else ', '.join(shown) + more}."


def _remedy(found: Validity) -> str:
    if found.system is System.CPT:
        return "With your licensed CPT file, or the fee schedule of that day, loaded we could check it."
    return f"With the {SPOKEN[found.system]} release of that day loaded we could check it."


def _source(found: Validity) -> Source:
    assert found.release is not None  # noqa: S101 - the caller has looked
    return of_release(found.release, found.code)
