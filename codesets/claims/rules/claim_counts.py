"""claim.counts: diagnoses that are missing or too many, and pointers that are missing or lead nowhere.

Source: the 837P and 837I transactions as CMS describes them in the Medicare Claims Processing Manual chapters 25 and
26: 12 diagnoses and 4 pointers a line on professional claims, 25 diagnoses on institutional ones.
"""

from collections.abc import Iterator

from codesets.claims.rules.base import Rule
from codesets.claims.tables import Tables
from codesets.claims.values import Claim, Finding, Setting

_POINTERS = 4
_DIAGNOSES = {Setting.PRACTITIONER: 12, Setting.ASC: 12, Setting.OUTPATIENT: 25, Setting.INPATIENT: 25}


class Counts(Rule):
    """Numbers of diagnoses, pointers and units."""

    id = "claim.counts"
    source = "837P and 837I, the standard transactions (45 CFR 162.1102)"
    medicare = False

    def check(self, claim: Claim, _tables: Tables) -> Iterator[Finding]:
        """Only what is wrong."""
        room = _DIAGNOSES[claim.setting]
        if len(claim.diagnoses) > room:
            yield self.fails(
                (),
                f"{len(claim.diagnoses)} diagnoses; the claim has room for {room}.",
                "Keep those that the services are for.",
            )
        if not claim.diagnoses:
            yield self.not_run(
                tuple(sorted({line.code for line in claim.lines})),
                "The claim has no diagnosis, so nothing could be said of validity, order, companions and coverage.",
                'Send "diagnoses" in their order, and with each line which of them it is for.',
            )
        listed = {diagnosis.code for diagnosis in claim.diagnoses}
        professional = claim.setting in {Setting.PRACTITIONER, Setting.ASC}
        for line in claim.lines:
            if line.units < 1:
                yield self.fails((line.code,), f"{line.code} has {line.units} units.", "Bill 1 unit or more.")
            if professional and len(line.diagnoses) > _POINTERS:
                yield self.fails(
                    (line.code,),
                    f"{len(line.diagnoses)} diagnoses point to {line.code}.",
                    f"Keep the {_POINTERS} that matter most.",
                )
            astray = sorted(set(line.diagnoses) - listed)
            if listed and astray:
                yield self.fails(
                    (line.code, *astray),
                    f"{line.code} points to {', '.join(astray)}, not among the diagnoses.",
                    "Add it to them.",
                )
            if professional and listed and not line.diagnoses:
                yield self.not_run(
                    (line.code,), f"No diagnosis points to {line.code}.", "Send which diagnoses it is for."
                )
