"""Kind 4: 59, or one of the X modifiers.

Source: NCCI Policy Manual chapter I section E; CMS, proper use of modifiers 59 and XE, XP, XS, XU (MLN1783722).
"""

from assistant.citing import ncci
from assistant.topics import pairs, visit_with_procedure
from assistant.topics.values import Case, Question, Said, words
from codesets.claims.code_kinds import is_visit
from consultations.answers import Source

_ASKED = words(
    r"modifier 59|mod\.? ?59|-59|59 (?:or|vs|modifier|on|to|needed|correct|ok)|x ?modifiers?|x\{?epsu\}?"
    r"|x[espu]\b|distinct procedural"
)
_RULE = (
    "XE says another encounter, XS another organ or structure, XP another practitioner, XU a service that does"
    " not overlap the usual parts of the other; 59 only where none"
    " of them fits, and never beside one of them."
)
_SOURCES = (
    ncci("chapter I section E", "modifiers 59 and XE, XP, XS, XU"),
    Source("CMS, Proper Use of Modifiers 59, XE, XP, XS and XU", "MLN1783722"),
)


def fits(question: Question, case: Case) -> bool:
    """59 or an X modifier stands in the question."""
    return question.says(_ASKED) or question.asks_modifier("59", "XE", "XS", "XP", "XU")


def reply(question: Question, case: Case) -> Said:
    """The pair's indicator first, where there is a pair; then which of the five modifiers."""
    procedures = [
        code
        for code in dict.fromkeys([*question.services, *(line.code for line in case.plan.written.lines)])
        if not is_visit(code)
    ]
    visits = [code for code in question.services if is_visit(code)]
    if visits and len(procedures) == 1:
        said = visit_with_procedure.reply(question, case)
        short = f"No: 59 and the X modifiers never stand on a visit. {said.short}"
        return Said(short, said.reasons, (*said.sources, *_SOURCES), said.asks)
    if len(procedures) > 1:
        said = pairs.reply(question, case)
        return Said(said.short, (*said.reasons, _RULE), (*said.sources, *_SOURCES), said.asks)
    return Said(
        "Use the X modifier that says how the services were apart; 59 only where none fits, never both",
        (
            _RULE,
            (
                "They open an edit only where its indicator is 1 and the record shows a separate site, lesion,"
                " session or practitioner; never on a visit, where 25 is meant. Since 1 July 2019 they may stand on"
                " either code."
            ),
        ),
        _SOURCES,
        ("Which two codes are on the claim, and how were they apart: site, lesion, session or practitioner?",),
    )
