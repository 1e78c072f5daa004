"""Two conditions that the tabular list has one code for, beside those that a rule of its own looks at."""

import re
from dataclasses import dataclass

from assistant.citing import guideline
from assistant.diagnoses.proposals import Dropped, Proposal, Ruling, TitleOf, combine, evidence_of


@dataclass(frozen=True, slots=True)
class _Pair:
    """Patterns of the two codes, and the code of both, which may hold a part of either.

    `stays`: the second is still reported, because the tabular list asks for it ("use additional code", "code also").
    """

    one: str
    other: str
    both: str
    stays: bool = False


_PAIRS = (
    _Pair(r"M54\.5[09]", r"M54\.3([0-2])", r"M54.4\1"),
    _Pair(r"M51\.26", r"M54\.(?:1[06]|3[0-2])", "M51.16"),
    _Pair(r"M51\.27", r"M54\.(?:1[0678]|3[0-2])", "M51.17"),
    _Pair(r"M50\.20", r"M54\.1[02]", "M50.10"),
    _Pair(r"E06\.3", r"E03\.[89]", "E06.3"),
    _Pair(r"N40\.0", r"(?:R33\.8|R35\.[01].*|R39\.1[1-6]|N39\.4.*|N13\.8)", "N40.1", stays=True),
    _Pair(r"J44\.9", r"J45\.9.*", "J44.89", stays=True),
    _Pair(r"K80\.20", r"K81\.0", "K80.00"),
    _Pair(r"K80\.20", r"K81\.1", "K80.10"),
    _Pair(r"N20\.0", r"N20\.1", "N20.2"),
    _Pair(r"N20\.[0129]", r"N13\.3.*", "N13.2"),
    _Pair(r"K21\.9", r"K20\.9.*", "K21.00"),
    _Pair(r"N30\.([0-9])0", r"R31\..*", r"N30.\g<1>1"),
    _Pair(r"K57\.([0-9])0", r"K92\.2", r"K57.\g<1>1"),
    _Pair(r"F03\.(.*)", r"G3[01].*", r"F02.\1", stays=True),
    _Pair(r"M81\.[08]", r"(?:S[23]2\.0|M48\.5).*([AD])", r"M80.08X\1"),
    _Pair(r"I85\.0([01])", r"K7(?:0\.3.|4\..*|6\.6)", r"I85.1\1", stays=True),
    _Pair(r"J01\.90", r"J32\.9", "J32.9"),
    _Pair(r"G47\.3[039]", r"R06\.83", "G47.33"),
)
"""Source of each: the tabular list at the code of both, and the Excludes1 notes at its parts."""


class OneCodeForBoth:
    """A combination code stands for two diagnoses, or a diagnosis with its manifestation, and is reported alone."""

    source = guideline("I.B.9")

    def apply(self, proposals: tuple[Proposal, ...], title_of: TitleOf) -> Ruling:
        """Put one code for each pair that stands there."""
        dropped: list[Dropped] = []
        for pair in _PAIRS:
            found = _found(pair, proposals, title_of)
            if found:
                one, other, code = found
                reason = "The code list has one code for the two conditions together."
                made = Proposal(code, evidence_of((one, other)), reason=reason, source=self.source)
                replaced = tuple(part for part in (one, other) if part.code != code and (part is one or not pair.stays))
                ruling = combine(proposals, replaced, (other,) if pair.stays else (), made)
                proposals = ruling.proposals
                dropped += ruling.dropped
        return Ruling(proposals, tuple(dropped))


def _found(pair: _Pair, proposals: tuple[Proposal, ...], title_of: TitleOf) -> tuple[Proposal, Proposal, str] | None:
    for one in proposals:
        first = re.fullmatch(pair.one, one.code)
        for other in proposals if first else ():
            second = re.fullmatch(pair.other, other.code)
            if second:
                match = second if second.groups() else first
                code = match.expand(pair.both) if match else ""
                if title_of(code):
                    return one, other, code
    return None
