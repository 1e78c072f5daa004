"""What no other kind takes: said as open, with what was found, and handed to the consultant."""

from assistant.services.lines import title
from assistant.topics.values import Case, Question, Said
from assistant.wording import listed


def fits(_question: Question, _case: Case) -> bool:
    """Always."""
    return True


def reply(question: Question, case: Case) -> Said:
    """The codes with what is known of them; a yes or no is a person's."""
    codes = [line.code for line in case.diagnoses] + [line.code for line in case.plan.claim.lines]
    if not question.codes and not codes:
        return Said(
            "We could not answer this from the code sets; a consultant will",
            (),
            (),
            ("Which codes, service or condition is it about, on which date, and for which payer?",),
        )
    named = [
        f"{one.code} ({text})"
        if (text := case.tables.validity(one.system, one.code).title or title(one.code, case.tables))
        else one.code
        for one in question.codes[:4]
    ]
    about = f"It is about {listed(named)}." if named else f"Your mail leads to {listed(codes[:6])}."
    return Said("Our rules do not answer this question; a consultant will", (about,), ())
