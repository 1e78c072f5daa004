"""Modifiers that say opposite things of one line.

Source: Medicare Claims Processing Manual chapter 12 sections 20.4, 40 and 50, chapter 17 section 40, chapter 30 section
50 (notices); NCCI Policy Manual chapter I section E.
"""

from dataclasses import dataclass

from codesets.claims.lists import ANESTHETISTS, ASSISTANTS, X_MODIFIERS

_TELEHEALTH = frozenset({"93", "95", "GT", "GQ"})


@dataclass(frozen=True, slots=True)
class Contradiction:
    """No line carries one of `these` and one of `those`."""

    these: frozenset[str]
    those: frozenset[str]
    why: str

    def met_by(self, modifiers: tuple[str, ...]) -> tuple[str, str] | None:
        """The two that clash, if the line has them."""
        return next(
            (
                (one, other)
                for one in modifiers
                for other in modifiers
                if one != other and one in self.these and other in self.those
            ),
            None,
        )


def _of(these: str, those: str, why: str) -> Contradiction:
    return Contradiction(frozenset(these.split()), frozenset(those.split()), why)


CONTRADICTIONS = (
    _of("JW", "JZ", "JW bills what was discarded, JZ says that nothing was"),
    Contradiction(
        frozenset({"59"}), X_MODIFIERS, "an X modifier is the more exact form of 59, so only one of them stands"
    ),
    Contradiction(
        X_MODIFIERS, X_MODIFIERS, "each X modifier gives another reason; the one that fits best stands alone"
    ),
    _of("50", "RT LT", "50 means both sides, RT or LT one"),
    _of("RT", "LT", "one line is for one side; both sides are 50, or two lines"),
    _of("26", "TC", "the professional and the technical part together are the whole service, without either"),
    _of("54 55", "56", "parts of the global package that one practitioner gives together are billed as the whole"),
    _of("54", "55", "the operation and the care afterwards by one practitioner are the whole package"),
    _of("62", "66", "two surgeons, or a team"),
    Contradiction(
        frozenset({"62", "66"}), ASSISTANTS, "a co-surgeon or team member is not an assistant on the same line"
    ),
    Contradiction(ASSISTANTS, ASSISTANTS, "each says something else about who assisted"),
    Contradiction(ANESTHETISTS, ANESTHETISTS, "each says something else about who gave the anesthesia"),
    _of("58", "78 79", "staged, unplanned return and unrelated exclude each other"),
    _of("78", "79", "unplanned return and unrelated exclude each other"),
    _of("76", "77", "repeated by the same practitioner, or by another"),
    _of("52", "53 73 74", "reduced by choice, or stopped because of danger"),
    _of("73", "74", "stopped before anesthesia, or after"),
    _of("GA", "GZ", "a notice was given, or it was not"),
    _of("GA GZ", "GX GY", "expected to be not necessary, or excluded by law"),
    _of("EA EB", "EC", "the reason for the drug is one of three"),
    _of("EA", "EB", "the reason for the drug is one of three"),
    _of("JA", "JB", "given into a vein, or under the skin"),
    Contradiction(_TELEHEALTH, _TELEHEALTH, "one way of telehealth a line"),
    _of("PO", "PN", "an excepted off-campus department, or another"),
    _of("NU RR UE", "NU RR UE", "new, rented, or used"),
)
"""In the order in which they are looked for."""

FACILITY_ONLY = {
    "27": "hospitals only",
    "73": "hospitals and ASCs only; practitioners use 53",
    "74": "hospitals and ASCs only; practitioners use 53",
    "PO": "hospitals only",
    "PN": "hospitals only",
}
PRACTITIONER_ONLY = {
    **dict.fromkeys(("24", "57", "54", "55", "56", "62", "66", *ASSISTANTS), "practitioners only"),
    "51": "practitioners only: facilities' payment reduces by itself",
    "53": "practitioners only; facilities use 73 or 74",
    "26": "practitioners only: the professional part is theirs",
}
