"""What is modifier KX, and when is it used? Its meaning in our own words."""

import re

from assistant.topics.values import Case, Question, Said, words
from codesets.own_words import modifier
from consultations.answers import Source

_ASKED = words(r"what(?:'s| is| does| are)|meaning of|means?\b|explain|when (?:do|should|is|can|to)|definition")
_CHOICE = words(r"vs\b|versus|or\b|instead|rather|difference")
_NAMED = re.compile(r"\bmodifiers? -?([0-9A-Z]{2})\b|\b([0-9A-Z]{2}) modifier\b")


def fits(question: Question, case: Case) -> bool:
    """A modifier by its name, and what it is."""
    return (
        question.says(_ASKED)
        and bool(_NAMED.search(question.asked))
        and not question.own
        and not question.says(_CHOICE)
    )


def reply(question: Question, case: Case) -> Said:
    """The meaning, and the kind of line it stands on."""
    named = _NAMED.search(question.asked)
    code = (named[1] or named[2]) if named else ""
    known = modifier(code)
    source = Source("Modifiers in our own words, from CMS's manuals", "current", code)
    if known is None:
        return Said(f"{code} is no modifier in our table", ("It may be a payer's or a state's own.",), (source,))
    kinds = ", ".join(sorted(kind.value.replace("_", " ") for kind in known.stands_with))
    return Said(
        f"{code}: {known.meaning.rstrip('.')}",
        (f"It stands with: {kinds}.", "The record must show what it says."),
        (source,),
    )
