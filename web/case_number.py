"""The shape of a case number, and the part of a path that must have it."""

import re
from typing import Annotated

from fastapi import Depends

from consultations.repository import NotFoundError

CASE_NUMBER = re.compile(r"CC-[0-9A-Z]{6}")


def _case_number(number: str) -> str:
    """Only what has the shape of a case number is looked up; raises NotFoundError otherwise."""
    if not CASE_NUMBER.fullmatch(number.upper()):
        raise NotFoundError(f"There is no case {number[:20]}.")
    return number.upper()


CaseNumber = Annotated[str, Depends(_case_number)]
