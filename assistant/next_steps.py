"""What the client does before the claim goes out: each step once, in the order of its weight."""

from collections.abc import Iterator

from assistant.diagnoses.client_codes import MOST
from assistant.explaining import SAYS_UNSPECIFIED, below_rejected
from assistant.material import Material
from assistant.questions import asks_validity
from assistant.wording import counted, listed, lower_start, upper_start
from codesets import Choice, Status, Validity
from consultations.answers import CodeLine

_CHOICES = 6


def next_steps(lines: tuple[CodeLine, ...], material: Material) -> Iterator[str]:
    """Sentences without codes beyond those of the lines and of the client."""
    if material.service_date.doubt:
        yield material.service_date.detail + " Tell us if that is wrong."
    settled = {above: line for line, above in below_rejected(lines, material)}
    for found in material.client.rejected:
        step = _choice(found, settled.get(found.code))
        if step:
            yield step
    unspecified = [line.code for line in lines if SAYS_UNSPECIFIED.search(line.title) and line not in settled.values()]
    if len(unspecified) == 1:
        yield f"{unspecified[0]} is an unspecified code: use a more specific one if the record says more."
    elif unspecified:
        yield f"{listed(unspecified)} are unspecified codes: use more specific ones where the record says more."
    yield from _undocumented(lines, material)
    if material.client.too_many:
        yield f"Send longer lists in parts: we looked at the first {counted(MOST, 'code')}."


def _choice(found: Validity, line: CodeLine | None) -> str:
    """What to look for where a code says too little: the conditions below it, in the words of the list."""
    if found.status is Status.MISSING_SEVENTH:
        return "" if line else f"Add the 7th character of {found.code}: it says which encounter this is."
    kinds = [lower_start(choice.title) for choice in found.choices if not _vague(choice)]
    if not kinds or len(kinds) > _CHOICES or (line and not SAYS_UNSPECIFIED.search(line.title)):
        return "" if line else f"Choose a valid code in place of {found.code}."
    ask = f"ask the provider which it is: {listed(kinds, 'or')}."
    if line is None:
        return f"In place of {found.code}, {ask}"
    return f"{upper_start(ask)} {line.code} is for when the record does not say."


def _vague(choice: Choice) -> bool:
    return bool(SAYS_UNSPECIFIED.search(choice.title))


def _undocumented(lines: tuple[CodeLine, ...], material: Material) -> Iterator[str]:
    """Codes that the client wrote without words for them; a question about validity alone needs none."""
    if asks_validity(material.passages):
        return
    asked = {proposal.code for proposal in material.ruling.proposals if proposal.asked}
    bare = [
        line.code
        for line in lines
        if line.code in asked
        and line.code not in material.supported
        and material.found[line.code].status is Status.VALID
    ]
    if bare:
        yield f"Make sure that the record documents {listed(bare)}: your mail gives the code without the condition."
