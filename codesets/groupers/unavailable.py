"""What stands in the place of an answer that an optional package would give."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unavailable:
    """Nothing was grouped. `sentence` says why, and what would let it run."""

    what: str
    sentence: str


def not_installed(what: str, extra: str) -> Unavailable:
    """The package of an extra is not there."""
    return Unavailable(what, f"{what}: not loaded; install caseconsultant[{extra}]")
