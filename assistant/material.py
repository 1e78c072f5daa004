"""What understanding a case yielded: all that an answer is composed from."""

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.diagnoses.client_codes import ClientCodes
from assistant.diagnoses.proposals import Ruling
from assistant.reading.dates import ServiceDate
from assistant.reading.passages import Passage
from codesets import Validity
from consultations.answers import Evidence, Facts, ProviderQuery
from consultations.records import CaseRecord


@dataclass(frozen=True, slots=True)
class Material:
    """`found` holds the validity of every proposed code, by code; `supported` are the client's codes whose condition
    the record names in words; `open_to_lead` the codes that no note puts behind another; `uncertain` the conditions
    that the record names as possible only; `conflicts` the pairs that an Excludes1 note sets apart; `questions` what
    the record leaves open and the client can say; `queries` what only the provider can; `pointed_at` questions of the
    client that only a second reader saw.
    """

    record: CaseRecord
    passages: list[Passage]
    facts: Facts
    service_date: ServiceDate
    client: ClientCodes
    ruling: Ruling
    found: Mapping[str, Validity]
    supported: tuple[str, ...]
    open_to_lead: tuple[str, ...]
    uncertain: tuple[str, ...]
    conflicts: tuple[tuple[str, str], ...]
    questions: tuple[str, ...] = ()
    queries: tuple[ProviderQuery, ...] = ()
    pointed_at: tuple[Evidence, ...] = ()
