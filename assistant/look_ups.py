"""What the catalogue says of the codes of one case, kept as it is asked."""

from dataclasses import dataclass, field
from datetime import date

from codesets import Catalogue, Validity
from consultations.answers import System


@dataclass(frozen=True, slots=True)
class LookUps:
    """Diagnosis codes looked up for one day. `found` holds every answer so far by code, billable or not."""

    catalogue: Catalogue
    day: date
    found: dict[str, Validity] = field(default_factory=dict)

    def title_of(self, code: str) -> str:
        """The title of a code that is billable on the day, else nothing (`assistant.diagnoses.proposals.TitleOf`)."""
        if code not in self.found:
            self.found[code] = self.catalogue.check(System.ICD10CM, code, self.day)
        return self.found[code].title if self.found[code].billable else ""
