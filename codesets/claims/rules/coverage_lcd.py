"""coverage.lcd: whether the policies of the state's contractor support the diagnoses that a line points to.

Source: Medicare Program Integrity Manual chapter 13 (local determinations and their billing and coding articles).
Which of its codes a list of diagnoses belongs to stands in the text of a policy alone, so what is not listed is a
warning.
"""

from collections.abc import Iterator

from codesets.claims.rules.base import Rule, fetch, lacking
from codesets.claims.tables import Tables
from codesets.claims.values import Claim, ClaimLine, Finding, Payer
from codesets.coverage.lookup import Listing, Policy
from codesets.values import Dataset, NotLoaded


class LocalCoverage(Rule):
    """Local determinations and articles of the claim's state."""

    id = "coverage.lcd"
    source = "Medicare Program Integrity Manual, chapter 13"

    def check(self, claim: Claim, tables: Tables) -> Iterator[Finding]:
        """One finding a line and policy; one for the claim where state or table are missing."""
        if claim.paid_by in {Payer.MEDICAID, Payer.OTHER}:
            return
        codes = tuple(sorted({line.code for line in claim.lines}))
        release = tables.release(Dataset.COVERAGE, claim.on)
        if isinstance(release, NotLoaded):
            what = lacking(release, "The Medicare Coverage Database")
            yield self.not_run(codes, what, fetch(claim.on, Dataset.COVERAGE))
        elif not claim.state:
            yield self.not_run(
                codes, "Local coverage depends on the state.", "Send the state where the service was.", release=release
            )
        else:
            for line in claim.lines:
                policies = tables.policies(line.code, line.on, claim.state)
                for policy in policies:
                    yield self._judged(line, policy, claim.state, tables)
                if not policies:
                    said = (
                        f"No local policy of {claim.state} names {line.code}; that is no promise of coverage, and a"
                        " national determination may speak of it."
                    )
                    yield self.passes((line.code,), said, release=release)

    def _judged(self, line: ClaimLine, policy: Policy, state: str, tables: Tables) -> Finding:
        number, release = policy.number, policy.release
        named = f"{number} of {', '.join(policy.contractors)} ({policy.title})"
        if not line.diagnoses:
            send = "Send which diagnoses the line is for."
            return self.not_run((line.code,), f"{named} names {line.code}.", send, indicator=number, release=release)
        listed = {
            code: support.listing
            for code in line.diagnoses
            for support in tables.supports(line.code, code, line.on, state)
            if support.policy.number == number
        }
        supporting = tuple(code for code, listing in listed.items() if listing is Listing.SUPPORTS)
        if supporting:
            said = f"{named} lists {', '.join(supporting)} as supporting; its text says for which of its codes."
            return self.passes((line.code, *supporting), said, indicator=number, release=release)
        if not listed or Listing.NO_LIST in listed.values():
            read = "Read the policy for what it asks."
            return self.warns((line.code,), f"{named} lists no diagnoses.", read, indicator=number, release=release)
        refused = tuple(code for code, listing in listed.items() if listing is Listing.DENIES)
        named_so = (
            f"{', '.join(refused)} as not supporting" if refused else "none of the line's diagnoses as supporting"
        )
        return self.warns(
            (line.code, *(refused or line.diagnoses)),
            f"{named} lists {named_so} necessity.",
            f"Read which of its codes the list is for; if {line.code} is one, look in the record for a listed"
            " reason, else have a notice (ABN) signed and add GA, or GZ without one.",
            indicator=number,
            release=release,
        )
