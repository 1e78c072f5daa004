"""What codes look like, and how they are spelled. A shape says nothing about whether a code exists."""

import re

ICD10CM_CATEGORY = r"[A-Z](?:[0-9][0-9AB]|A[0-9])"
"""Letter, digit, digit or A or B (C4A, C7B, Z3A); since FY2026 also a letter, A and a digit (QA0)."""
ICD10CM = re.compile(rf"{ICD10CM_CATEGORY}(?:\.?[0-9A-Z]{{1,4}})?")
"""A category, then up to four more after a dot that people leave out."""

HCPCS = re.compile(r"[A-V][0-9]{4}")
CPT = re.compile(r"[0-9]{4}[0-9FTUM]")
"""Five digits (category I), or four and F (II), T (III), U (proprietary laboratory), M (multianalyte assays)."""

_CATEGORY = 3


def undotted(code: str) -> str:
    """A HCPCS or CPT code as the set spells it: upper case, no spaces."""
    return "".join(code.split()).upper()


def normalise(code: str) -> str:
    """An ICD-10-CM code as the set spells it: upper case, no spaces, the dot after the third character.

    What stands behind a code in a sentence (a dot, a comma, the dash of an index) is no part of it.
    """
    plain = undotted(code).rstrip(".,;:-").replace(".", "")
    return f"{plain[:_CATEGORY]}.{plain[_CATEGORY:]}" if len(plain) > _CATEGORY else plain
