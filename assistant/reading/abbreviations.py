"""What clinicians write short, said in full where it names a condition and can mean nothing else."""

import re

from codesets import own_words
from codesets.own_words import About

_STAGED = re.compile(r"(?i:CKD)([1-5][ab]?)")


def meaning(word: str) -> str:
    """The long form of an abbreviation, or the word itself; "CKD3a" has its stage with it.

    MS, PE, CP, RA and ED mean several things, and stay as they are: a person decides.
    """
    staged = _STAGED.fullmatch(word)
    if staged:
        return f"{meaning('CKD')} stage {staged[1]}"
    found = own_words.meant(word)
    return found.words if found and found.about is About.DISEASE else word
