"""What is code X? Its title where the list is public or licensed, else our own label."""

from assistant.citing import of_release
from assistant.services.lines import title
from assistant.topics.values import Case, Question, Said, words
from codesets import SPOKEN, System, spoken_day

_ASKED = words(
    r"what (?:is|are|does)|what's|whats|meaning|means?\b|describ\w+|description|definition|stand for|title"
    r"|used for|look ?up|tell (?:me|us) about"
)


def fits(question: Question, case: Case) -> bool:
    """A code and "what is it"."""
    return (
        bool(question.own)
        and question.says(_ASKED)
        and not question.says(words(r"modifier|difference in|the code for|need"))
    )


def reply(question: Question, case: Case) -> Said:
    """Title and validity of each code."""
    shorts, why, sources = [], [], []
    for one in question.own[:4]:
        found = case.tables.validity(one.system, one.code)
        text = found.title if one.system in {System.ICD10CM, System.ICD10PCS} else title(one.code, case.tables)
        shorts.append(f"{found.code}: {text}" if text else f"{found.code} has no title in what is loaded")
        why.append(found.sentence)
        if found.release:
            sources.append(of_release(found.release, found.code))
        if one.system is System.CPT and not found.title:
            why.append("The words are a label of our own: CPT's descriptors are licensed.")
        elif not text:
            why.append(f"With {SPOKEN[one.system]} of {spoken_day(case.day)} loaded we could say what it is.")
    return Said("; ".join(shorts), tuple(dict.fromkeys(why)), tuple(dict.fromkeys(sources)))
