"""coverage.lcd: whether a contractor's article supports the diagnoses that a line points to.

Source: Medicare Program Integrity Manual chapter 13 (local coverage determinations and their billing and coding
articles).
"""

from collections.abc import Iterator

from codesets.claims.rules.base import Rule, lacking
from codesets.claims.tables import CoverageArticle, Tables
from codesets.claims.values import Claim, ClaimLine, Finding, Payer
from codesets.values import Dataset, NotLoaded


class LocalCoverage(Rule):
    """Articles of the contractors of the claim's state."""

    id = "coverage.lcd"
    source = "Medicare Coverage Database; Medicare Program Integrity Manual, chapter 13"

    def check(self, claim: Claim, tables: Tables) -> Iterator[Finding]:
        """One finding a line and article; one for the claim where state or table are missing."""
        codes = tuple(sorted({line.code for line in claim.lines}))
        if not codes or claim.paid_by in {Payer.MEDICAID, Payer.OTHER}:
            return
        release = tables.release(Dataset.COVERAGE, claim.on)
        if isinstance(release, NotLoaded):
            yield self.not_run(
                codes, lacking(release, "The Medicare Coverage Database"), "Import all_data.zip of that time."
            )
        elif not claim.state:
            yield self.not_run(
                codes, "Local coverage depends on the state.", "Send the state where the service was.", release=release
            )
        else:
            for line in claim.lines:
                articles = tables.articles(line.code, line.on, claim.state)
                for article in articles:
                    yield self._judged(line, article)
                if not articles:
                    yield self.passes(
                        (line.code,),
                        f"No article of {claim.state} names {line.code}; that is no promise of coverage.",
                        release=release,
                    )

    def _judged(self, line: ClaimLine, article: CoverageArticle) -> Finding:
        named = f"{article.id} of {article.contractor} ({article.title})"
        if not line.diagnoses:
            return self.not_run(
                (line.code,),
                f"{named} names {line.code}.",
                "Send which diagnoses the line is for.",
                indicator=article.id,
                release=article.release,
            )
        supporting = sorted(set(line.diagnoses) & article.covered)
        refused = sorted(set(line.diagnoses) & article.not_covered)
        if supporting:
            return self.passes(
                (line.code, *supporting),
                f"{named} supports {', '.join(supporting)}.",
                indicator=article.id,
                release=article.release,
            )
        if refused:
            return self.fails(
                (line.code, *refused),
                f"{named} names {', '.join(refused)} as not supporting {line.code}.",
                "Check the record for another reason; else a signed notice (ABN) and GA.",
                indicator=article.id,
                release=article.release,
            )
        if not article.covered:
            return self.warns(
                (line.code,),
                f"{named} lists no diagnoses.",
                "Read the article for what it asks.",
                indicator=article.id,
                release=article.release,
            )
        return self.fails(
            (line.code, *line.diagnoses),
            f"{named} lists none of {', '.join(line.diagnoses)} as supporting {line.code}.",
            "Check the record for a listed reason; else a signed notice (ABN) and GA, or GZ without one.",
            indicator=article.id,
            release=article.release,
        )
