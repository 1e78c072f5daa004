"""Kind 2 for a drug, beside the visit.

Source: Medicare Claims Processing Manual chapter 12 section 30.6.7.D (drug administration and visits on one day).
"""

from assistant.citing import manual
from assistant.topics import drug_units
from assistant.topics.values import Case, Question, Said, words
from codesets.claims.code_kinds import is_drug

_WITH = words(
    r"(?:with|and|plus|alongside|on top of|same day as) (?:the |an? |our |his |her )?(?:office |follow-?up )?visit"
)
_SOURCE = manual("chapter 12 section 30.6.7.D", "drug administration and visits on one day")
_RULE = (
    "The visit carries 25 where its work was significant and apart from giving the drug; 99211 is not paid beside an"
    " injection. The injection itself is billed too (96372 under the skin or into a muscle)."
)


def fits(question: Question, _case: Case) -> bool:
    """A drug's code beside a visit that no code names."""
    return any(is_drug(code) for code in question.own_services) and not question.visits and question.says(_WITH)


def reply(question: Question, case: Case) -> Said:
    """Yes, with the units of the drug; then what the visit needs."""
    units = drug_units.reply(question, case)
    code = next(code for code in question.own_services if is_drug(code))
    asks = ("Which visit is it, with its code, and what was done beyond giving the drug?", *units.asks)
    if not any(line.code == code for line in case.plan.claim.lines):
        short = f"We could not check {code} here; a drug given at a visit is billed beside it"
        return Said(short, (*units.reasons, _RULE), (_SOURCE, *units.sources), asks)
    return Said(
        f"Yes: {code} is billed beside the visit",
        (f"{units.short}.", *units.reasons, _RULE),
        (_SOURCE, *units.sources),
        asks,
    )
