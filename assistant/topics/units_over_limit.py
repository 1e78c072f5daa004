"""Kind 22: more units than Medicare takes (MUE).

Source: NCCI Policy Manual chapter I section V.
"""

from assistant.citing import ncci, of_release
from assistant.topics.values import Case, Question, Said, words
from assistant.wording import listed
from codesets import spoken_day
from codesets.own_words import Indicator, meaning

_ASKED = words(
    r"mues?\b|mai\b|medically unlikely|max(?:imum)?\b.{0,20}\b(?:units?|times|per day)|units? (?:limit|allowed"
    r"|per day|a day|can)|how many (?:units?|times|can|may|will|does|injections|levels)|over the (?:limit|max)"
    r"|how many (?:of )?[0-9A-Z]{5}\b|per day\b|(?:in|on) (?:a|one) day\b|too many units|the max(?:imum)?\b"
    r"|paid (?:for )?(?:only |just )?(?:1|one|[0-9]{1,3})\b(?! ?%)|more than (?:one"
    r"|[0-9]+) (?:units?|times)|limit|units? (?:were )?denied|unit edit"
)


_DOSE = words(r"[0-9.,]+ ?(?:mg|mcg|gm?|grams?)\b")
_LIMIT = words(r"mues?\b|mai\b|limit|max\w*|allowed|per day|a day")


def fits(question: Question, case: Case) -> bool:
    """Units of a code against a limit; of a dose, they are counted and not limited."""
    return question.says(_ASKED) and not (_DOSE.search(question.asked) and not question.says(_LIMIT))


def reply(question: Question, case: Case) -> Said:
    """The limit with its adjudication indicator, and what exceeds it."""
    source = ncci("chapter I section V", "medically unlikely edits")
    codes = list(dict.fromkeys(question.services or tuple(line.code for line in case.plan.written.lines)))[:3]
    if not codes:
        return Said(
            "The limit (MUE) stands in CMS's table by code and setting",
            ("Value 0 means not payable in the setting; no value does not mean unlimited.",),
            (source,),
            ("Which code, how many units, and in which setting?",),
        )
    shorts, reasons, sources = [], [], [source]
    for code in codes:
        known = case.tables.limit(code, case.plan.written.setting)
        units = sum(line.units for line in case.plan.written.lines if line.code == code)
        if known.release is None:
            shorts.append(
                f"We could not check the MUE of {code} for {spoken_day(case.day)}: the table is not loaded here"
            )
            reasons.append(
                "Look it up in CMS's MUE table of the quarter for your setting; practitioners and hospitals"
                " have different values."
            )
            continue
        sources.insert(0, of_release(known.release, code))
        if known.row is None:
            shorts.append(f"{code} has no published MUE in {known.release.name}, which does not mean unlimited")
            continue
        row = known.row
        over = f", so {units} are over it" if units > row.units else f", so {units} are within it" if units > 1 else ""
        shorts.append(
            f"{code} has an MUE of {row.units} (MAI {row.indicator}){over}"
            if row.payable
            else f"{code} is not payable in this setting (MUE 0)"
        )
        reasons.append(meaning(Indicator.MUE_ADJUDICATION, str(row.indicator)) or "")
        if units > row.units and (further := case.tables.add_ons_to(code)[:3]):
            reasons.append(f"What goes beyond it may have an add-on code of its own: {listed(further, 'or')}.")
        if not known.covers:
            reasons.append(known.caveat("the MUE", case.day))
    reasons.append("Units above it are the provider's to bear, not the patient's; a notice (ABN) does not shift them.")
    return Said("; ".join(shorts), tuple(dict.fromkeys(filter(None, reasons))), tuple(dict.fromkeys(sources)))
