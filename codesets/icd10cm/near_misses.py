"""What may have been meant by a code that the list does not hold: one written wrongly, one too long, one now split."""

from collections.abc import Iterator

from codesets.icd10cm.nodes import Row, Tabular
from codesets.icd10cm.tabular import CODE_LENGTH
from codesets.shapes import normalise
from codesets.values import Choice

_MISREAD = str.maketrans("OIL", "011")
_LISTED = 12


def suggestions(code: str, tabular: Tabular) -> tuple[tuple[Choice, ...], str]:
    """Codes of the release that may have been meant, and a clause that says why; neither where nothing is near."""
    for candidate, why in _rewritten(code):
        if node := tabular.node(candidate):
            return (node.choice,), f"{node.code} ({node.title}) may be meant: {why}"
    above = nearest(code, tabular)
    if above is None:
        return (), ""
    if above.billable:
        return (above.choice,), f"{above.code} ({above.title}) is billable as it is and takes no further character"
    if len(above.code.replace(".", "")) < len(code.replace(".", "")) - 1:
        return (), f"the nearest code above it is {above.code} ({above.title})"
    below = tabular.below(above)[:_LISTED]
    listed = ", ".join(row.code for row in below)
    return tuple(row.choice for row in below), f"below {above.code} ({above.title}) stand {listed}"


def nearest(code: str, tabular: Tabular) -> Row | None:
    """The longest beginning of the code that the release holds as a code."""
    ends = range(len(code) - 1, 2, -1)
    return next((node for end in ends if (node := tabular.node(code[:end].rstrip(".")))), None)


def _rewritten(code: str) -> Iterator[tuple[str, str]]:
    plain = code.replace(".", "")
    digits = normalise(plain[:1] + plain[1:].translate(_MISREAD))
    if digits != code:
        yield digits, "letters O, I and L stand where the list has the digits 0 and 1"
    if "." in code and len(code) < CODE_LENGTH:
        padded = code[:-1].ljust(CODE_LENGTH - 1, "X") + code[-1]
        yield padded, "the placeholder X fills the places before a 7th character"
    if plain[:1].isdigit():
        yield normalise("O" + plain[1:]), "a code begins with a letter"
