"""Kind 17: telehealth, its place of service and modifiers.

Source: physician fee schedule final rules (telehealth); Medicare Claims Processing Manual chapter 12 section 190. Where
the patient may be is law with an end date that has often been moved: it is said, never decided here.
"""

from datetime import date

from assistant.citing import final_rules, manual
from assistant.services.circumstances import Told
from assistant.topics.values import CONSULTANT, Case, Question, Said, words
from codesets import spoken_day
from codesets.claims import Payer

_ASKED = words(
    r"tele-?(?:health|medicine|visit|psych\w*)|video|virtual|audio|phone[ -](?:visit|call|encounter|only)|zoom"
    r"|pos ?(?:02|10)\b|modifiers? (?:93|95|gt|gq|fq)"
)
_BY_PLACE = date(2024, 1, 1)
_SOURCES = (
    final_rules("2024 to 2026", "telehealth"),
    manual("chapter 12 section 190", "telehealth"),
)


def fits(question: Question, case: Case) -> bool:
    """A service at a distance."""
    return question.says(_ASKED) or (
        question.asks_modifier("93", "95", "GT") and case.says(words(r"tele|video|virtual|audio"))
    )


def reply(question: Question, case: Case) -> Said:
    """Place and modifier by payer and date; whether it is payable at all is the law of that date."""
    told = case.plan.told
    payer = case.plan.written.paid_by
    audio = Told.AUDIO in told and Told.VIDEO not in told
    home = Told.AT_HOME in told
    place = "10, because the patient was at home" if home else "10 if the patient was at home, else 02"
    law = (
        f"Whether Medicare pays it for a patient at home is law with an end date that was moved several times:"
        f" check CMS's telehealth page for {spoken_day(case.day)}. Behavioral health at home is permanent."
        f" {CONSULTANT}"
    )
    if case.day < _BY_PLACE:
        return Said(
            "Through 31 December 2023 Medicare wanted the place of service of an in-person visit, with 95",
            ("For sound alone the modifier is 93.", law),
            _SOURCES,
        )
    mark = (
        "93, because it was by sound alone (audio-only)"
        if audio
        else "no 95 for Medicare by video, 93 only for sound alone"
    )
    others = f"Commercial plans mostly want {'93' if audio else '95'} with place 10 or 02; ask the plan."
    if payer in {Payer.OTHER, Payer.MEDICAID}:
        return Said(
            (
                f"Most plans want modifier {'93 (sound alone)' if audio else '95 (video)'} with place of service"
                f" {place}; this payer's own rule decides"
            ),
            ("Medicare marks telehealth by the place of service since 2024.", CONSULTANT),
            _SOURCES,
            () if home else ("Where was the patient, and was it video or sound alone?",),
        )
    asks = [] if home or Told.VIDEO in told or audio else ["Where was the patient, and was it video or sound alone?"]
    asks += [] if payer is Payer.MEDICARE else ["Who is the payer?"]
    return Said(f"For Medicare: place of service {place}; {mark}", (others, law), _SOURCES, tuple(asks))
