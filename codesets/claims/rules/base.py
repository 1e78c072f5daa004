"""What a rule of the claim check is: a name, a public source, and a way to look at a claim."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from datetime import date
from typing import ClassVar

from codesets.claims.tables import Tables
from codesets.claims.values import MEDICARE_EDIT, Claim, Finding, Result
from codesets.values import Dataset, NotLoaded, Release, spoken_day


class Rule(ABC):
    """One rule. `source` is the public text it follows; `medicare` says that the edit is Medicare's own."""

    id: ClassVar[str]
    source: ClassVar[str]
    medicare: ClassVar[bool] = True

    @abstractmethod
    def check(self, claim: Claim, tables: Tables) -> Iterator[Finding]:
        """What the rule has to say; nothing where it does not concern the claim. Must not raise for any claim."""

    def passes(
        self, codes: tuple[str, ...], rationale: str, *, indicator: str = "", release: Release | None = None
    ) -> Finding:
        """The rule was applied, and is kept."""
        return self._finding(Result.PASS, codes, (rationale, ""), indicator, release)

    def warns(
        self,
        codes: tuple[str, ...],
        rationale: str,
        remedy: str,
        *,
        indicator: str = "",
        release: Release | None = None,
    ) -> Finding:
        """The record or the payer decides; `remedy` says what to look for."""
        return self._finding(Result.WARNING, codes, (rationale, remedy), indicator, release)

    def fails(
        self,
        codes: tuple[str, ...],
        rationale: str,
        remedy: str,
        *,
        indicator: str = "",
        release: Release | None = None,
    ) -> Finding:
        """The rule is broken; `remedy` says what to change."""
        return self._finding(Result.FAILS, codes, (rationale, remedy), indicator, release)

    def not_run(
        self, codes: tuple[str, ...], rationale: str, send: str, *, indicator: str = "", release: Release | None = None
    ) -> Finding:
        """A fact or a table is missing; `send` says what would let the rule run."""
        return self._finding(Result.NOT_RUN, codes, (rationale, send), indicator, release)

    def _finding(
        self, result: Result, codes: tuple[str, ...], said: tuple[str, str], indicator: str, release: Release | None
    ) -> Finding:
        source = f"{self.source}; {MEDICARE_EDIT}" if self.medicare else self.source
        return Finding(self.id, result, codes, *said, indicator, release, source)


def lacking(missing: NotLoaded, what: str) -> str:
    """The sentence for a table that does not cover the day, or of whose edition files are missing; no guess."""
    nearest = missing.nearest
    if nearest and nearest.covers(missing.on):
        return f"{what} is not complete: files of {nearest.name} are missing."
    named = f"; the nearest loaded one is {nearest.name}" if nearest else ""
    return f"{what} is not loaded for {spoken_day(missing.on)}{named}."


WITH_TERMS = frozenset(
    {
        *(Dataset.PTP_PRACTITIONER, Dataset.PTP_HOSPITAL, Dataset.ADD_ON, Dataset.MPFS, Dataset.COVERAGE),
        *(Dataset.MUE_PRACTITIONER, Dataset.MUE_OUTPATIENT),
    }
)
"""What holds CPT codes, so that it is fetched only with --accept-terms."""


def fetch(day: date, dataset: Dataset) -> str:
    """The remedy for a table that is missing for a day: the command that fetches it, whole."""
    command = "caseconsultant codes update"
    if dataset not in {
        Dataset.COVERAGE,
        Dataset.COVERAGE_NATIONAL,
    }:  # published as it is today, whichever day is asked for
        command += f" --date {day.isoformat()}"
    terms = ""
    if dataset in WITH_TERMS:
        command += " --accept-terms"
        terms = ", once you have read CMS's terms for files with CPT codes (www.cms.gov/license/ama)"
    return (
        f"`{command}` fetches it{terms}; a file that you have already is loaded with"
        " `caseconsultant codes import FILE`."
    )
