"""Symptoms are not coded beside a definitive diagnosis that commonly explains them."""

import re

from assistant.citing import guideline
from assistant.diagnoses.proposals import Dropped, Proposal, Ruling, TitleOf
from codesets import words

_NO_DIAGNOSIS = ("R", "Z", "V", "W", "X", "Y")
_SILENT = ("I10", "I11.9", "I12", "E78", "E66")
"""High blood pressure, lipids and weight: conditions without symptoms of their own explain none that is listed."""
_EXPLAINED_BY = (
    (("R00", "R01", "R03", "R07", "R55"), ("I", "J", "D5", "D6")),
    (("R04", "R05", "R06", "R09"), ("J", "I", "C34", "A15")),
    (
        ("R10", "R11", "R12", "R13", "R14", "R15", "R16", "R17", "R18", "R19"),
        ("K", "N2", "N3", "N8", "A0", "B15", "C1", "C2"),
    ),
    (("R20", "R21", "R22", "R23"), ("L", "B", "G", "M54.1")),
    (("R25", "R26", "R27", "R29", "R40", "R41", "R42", "R44", "R47"), ("G", "I6", "F", "H8", "S06")),
    (("R30", "R31", "R32", "R33", "R34", "R35", "R36", "R39"), ("N", "C6")),
    (("R45", "R46", "R48", "R49"), ("F", "G", "J")),
    (("R50", "R53", "R61", "R68"), ("A", "B", "J", "N1", "N3", "D5", "D6", "E0", "F3", "K5", "L0", "U07")),
    (("R51",), ("G43", "G44", "J01", "J32", "S06", "I6", "G0")),
    (("R60",), ("I5", "N0", "N17", "N18", "I87", "I83")),
    (("R63", "R64"), ("E", "C", "F50")),
    (("R73",), ("E08", "E09", "E10", "E11", "E13")),
    (("R70", "R71", "R72"), ("D5", "D6", "D7")),
    (("R80", "R81", "R82"), ("N", "E1")),
    (("R91",), ("J12", "J13", "J14", "J15", "J16", "J17", "J18", "J84", "C34")),
)
"""Blocks of chapter 18 and the diagnoses of the same system, which explain them as a rule."""
_ASKED_FOR = {"N40.1": ("R33.8", "R35.0", "R35.1", "R39.1")}
"""Codes whose note asks for the symptoms beside them ("use additional code for associated symptoms")."""
_SITE_OF_PAIN = re.compile(r"M25\.5.*|M79\.6.*|M54\.[2-9].*")
_DEFINITIVE = re.compile(r"[MSG].*")
_SPINE = {"M54.2": " neck cervical", "M54.5": " low back lower lumbar", "M54.9": " back"}
"""Where the pain of codes is whose titles do not say it."""
_PLACES = frozenset(
    words.stems("knee hip shoulder elbow wrist ankle foot hand finger toe neck cervical lumbar low back thumb")
)


class IntegralSymptoms:
    """Signs and symptoms that are part of a disease process are not coded beside it (I.B.5).

    Which symptom belongs to which disease is a person's judgement; so only symptoms that we found by words are left
    out, and the answer says so. One that the record lists as a problem of its own is left out only beside a diagnosis
    of the same system (I.B.6).
    """

    source = guideline("I.B.5")

    def apply(self, proposals: tuple[Proposal, ...], title_of: TitleOf) -> Ruling:
        """Drop chapter 18 codes and pain by its site, found by words, where a diagnosis that explains them stands."""
        diagnoses = [one for one in proposals if not one.code.startswith(_NO_DIAGNOSIS)]
        dropped = tuple(
            Dropped(
                proposal,
                f"{title_of(proposal.code)}: a symptom is not coded beside a diagnosis that explains it."
                " Add it if none of them does.",
            )
            for proposal in proposals
            if not proposal.asked and _explained(proposal, diagnoses, title_of)
        )
        gone = [one.proposal for one in dropped]
        return Ruling(tuple(proposal for proposal in proposals if proposal not in gone), dropped)


def _explained(one: Proposal, diagnoses: list[Proposal], title_of: TitleOf) -> bool:
    if _SITE_OF_PAIN.fullmatch(one.code):
        place = _PLACES & set(words.stems(title_of(one.code) + _SPINE.get(one.code[:5], "")))
        return any(
            _DEFINITIVE.fullmatch(other.code)
            and not _SITE_OF_PAIN.fullmatch(other.code)
            and not other.code.startswith("G89")
            and place & set(words.stems(title_of(other.code)))
            for other in diagnoses
        )
    asked_for = tuple(code for other in diagnoses for code in _ASKED_FOR.get(other.code, ()))
    if not one.code.startswith("R") or one.code.startswith(asked_for):
        return False
    if not one.listed:
        return bool(diagnoses)
    by = tuple(code for symptoms, codes in _EXPLAINED_BY if one.code.startswith(symptoms) for code in codes)
    return any(other.code.startswith(by) and not other.code.startswith(_SILENT) for other in diagnoses) if by else False
