"""Every kind of question, from the narrowest to the widest: the first that fits a question answers it."""

from assistant.services.circumstances import Told
from assistant.topics import (
    both_sides,
    code_validity,
    coverage,
    crosswalk,
    denial,
    distinct_service,
    drug_units,
    drug_with_visit,
    global_period,
    guideline,
    laterality,
    meaning_of_code,
    modifier_meaning,
    new_or_established,
    note_diagnoses,
    notice,
    one_or_other,
    other,
    pairs,
    preventive_and_problem,
    procedure_code,
    professional_technical,
    records,
    screening,
    sequence,
    telehealth,
    timed_services,
    units_over_limit,
    visit_level,
    visit_with_procedure,
    which_modifier,
    who_did_it,
)
from assistant.topics.values import Case, Question, Topic, words

TOPICS: tuple[tuple[str, Topic], ...] = (
    ("modifier_meaning", modifier_meaning),
    ("laterality", laterality),
    ("records", records),
    ("denial", denial),
    ("notice", notice),
    ("telehealth", telehealth),
    ("crosswalk", crosswalk),
    ("preventive_and_problem", preventive_and_problem),
    ("new_or_established", new_or_established),
    ("timed_services", timed_services),
    ("drug_with_visit", drug_with_visit),
    ("drug_units", drug_units),
    ("who_did_it", who_did_it),
    ("professional_technical", professional_technical),
    ("both_sides", both_sides),
    ("global_period", global_period),
    ("distinct_service", distinct_service),
    ("visit_with_procedure", visit_with_procedure),
    ("screening", screening),
    ("units_over_limit", units_over_limit),
    ("one_or_other", one_or_other),
    ("code_validity", code_validity),
    ("pairs", pairs),
    ("sequence", sequence),
    ("visit_level", visit_level),
    ("coverage", coverage),
    ("guideline", guideline),
    ("which_modifier", which_modifier),
    ("procedure_code", procedure_code),
    ("meaning_of_code", meaning_of_code),
    ("note_diagnoses", note_diagnoses),
    ("other", other),
)
"""The kind is the name of its file."""


SUBJECTS = {
    "NCCI edits": ("pairs", "units_over_limit"),
    "Modifiers": (
        *("visit_with_procedure", "global_period", "distinct_service", "both_sides", "professional_technical"),
        *("telehealth", "which_modifier", "modifier_meaning"),
    ),
    "HCPCS codes": ("drug_units", "drug_with_visit"),
    "CPT codes": (
        *("procedure_code", "visit_level", "new_or_established", "preventive_and_problem", "timed_services"),
        "screening",
    ),
    "Medicare coverage": ("coverage", "notice"),
    "Denial codes": ("denial",),
    "Crosswalks": ("crosswalk",),
    "Compliance": ("records", "who_did_it"),
    "Guidelines": ("guideline",),
}
"""The topics that people ask about, by the kinds that belong to each."""


def subject_of(kind: str) -> str:
    """The topic of a kind; empty for those of diagnoses, which name themselves by what the answer holds."""
    return next((subject for subject, kinds in SUBJECTS.items() if kind in kinds), "")


def kind_of(question: Question, case: Case) -> tuple[str, Topic]:
    """The kind that takes a question, with its composer.

    "Correct?" or "Which modifier?" say little: where their own words lead nowhere, those around them are heard.
    """
    if code_validity.names_what_ended(question, case):
        return "code_validity", code_validity
    own = _first(question, case)
    alone = own[0] == "which_modifier" and not question.says(_ASKS_MORE)
    if own[0] not in _SAY_LITTLE or (alone and (case.plan.changes or case.plan.held)):
        return own
    heard = _first(question.in_context(), case)
    if heard[0] not in _SAY_LITTLE:
        return heard
    if own[0] == "other" and (told := next((one for one in _OF_CIRCUMSTANCE if one[0] in case.plan.told), None)):
        return told[1], told[2]
    return ("pairs", pairs) if own[0] == "other" and len(question.own_services) > 1 else own


_OF_CIRCUMSTANCE: tuple[tuple[Told, str, Topic], ...] = (
    (Told.AUDIO, "telehealth", telehealth),
    (Told.VIDEO, "telehealth", telehealth),
    (Told.READING_ONLY, "professional_technical", professional_technical),
    (Told.TECHNICAL_ONLY, "professional_technical", professional_technical),
    (Told.SHARED, "who_did_it", who_did_it),
    (Told.RESIDENT, "who_did_it", who_did_it),
    (Told.NOTICE_SIGNED, "notice", notice),
    (Told.NO_NOTICE, "notice", notice),
)
"""What "what do we put?" is about, where the mail tells of something that decides it."""
_ASKS_MORE = words(r"pos\b|place of service|who\b")
"""What a question for the modifier asks beside it, which the lines alone do not answer."""
_SAY_LITTLE = frozenset({"other", "which_modifier", "meaning_of_code", "procedure_code"})


def _first(question: Question, case: Case) -> tuple[str, Topic]:
    return next(entry for entry in TOPICS if entry[1].fits(question, case))
