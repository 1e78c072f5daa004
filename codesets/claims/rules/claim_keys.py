"""claim.keys: what the sender wrote and nobody read: keys of the JSON that mean nothing here.

Source: `codesets/claims/keys.py`, the list of the keys. A warning, not a refusal, so that everything else is checked
all the same; it stands first, because what the key should have said was not looked at.
"""

from collections.abc import Iterator

from codesets.claims.rules.base import Rule
from codesets.claims.tables import Tables
from codesets.claims.values import Claim, Finding

_SHOWN = 5


class UnreadKeys(Rule):
    """Unknown keys of the claim, its lines, diagnoses and earlier procedures."""

    id = "claim.keys"
    source = "The form of a claim, `caseconsultant codes check --keys`"
    medicare = False

    def check(self, claim: Claim, _tables: Tables) -> Iterator[Finding]:
        """One warning a key, wherever and however often it stands."""
        places: dict[tuple[str, str], list[str]] = {}
        for key in claim.unknown:
            places.setdefault((key.name, key.hint), []).append(key.where)
        for (name, hint), where in places.items():
            more = f" and {len(where) - _SHOWN} more" if len(where) > _SHOWN else ""
            yield self.warns(
                (),
                f'The key "{name}" of {", ".join(where[:_SHOWN])}{more} is not known here, and what it says was not'
                " checked.",
                f"{hint} Correct it and send the claim again, or leave it out."
                if hint
                else "Leave it out, or look among the keys that `caseconsultant codes check --keys` lists.",
            )
