"""Case mails with the answer that a coder expects: one TOML file each.

    kind = "pairs"                     which composer is meant
    tables = "reference"               or "bundled": what must be loaded for it
    received = 2026-11-23              the day the mail came
    setting = "office"                 as facts of a case have it; all but `mail` may be left out
    mail = '''…'''                     attachments as text: [[attached]] name = "note.txt", text = '''…'''
    codes = ["99214-25", "J3301 x6"]   lines in their order, alternatives by "|"; [] for none, absent for any
    services = ["99214-25"]            the same for services alone, whatever the diagnoses
    wrong = ["45380"]                  codes that must not be recommended
    first = "^no"                      patterns: what the headline says,
    must = ["indicator 1"]             what the answer says somewhere,
    must_not = ["just add"]            what it says nowhere,
    asks = ["which side"]              what it asks the client,
    identifiers = ["Marlene Voss"]     and what it must not repeat

Patterns are regular expressions, in either case.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from consultations.records import CaseRecord, Document

_RECEIVED = date(2026, 11, 23)


@dataclass(frozen=True, slots=True)
class CaseMail:
    """A mail and what is expected of its answer; `codes` is None where any will do."""

    name: str
    kind: str
    tables: str
    record: CaseRecord
    codes: tuple[str, ...] | None = None
    services: tuple[str, ...] | None = None
    wrong: tuple[str, ...] = ()
    first: str = ""
    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()

    @property
    def plain_codes(self) -> frozenset[str] | None:
        """The codes without modifiers and units; None where any will do, or one of several."""
        if self.codes is None or any("|" in line for line in self.codes):
            return None
        return frozenset(line.split()[0].partition("-")[0] for line in self.codes)


def read_case(path: Path) -> CaseMail:
    """One file; raises tomllib.TOMLDecodeError or KeyError where it is none."""
    return of(path.stem, tomllib.loads(path.read_text(encoding="utf-8")))


def of(name: str, found: Mapping[str, Any]) -> CaseMail:
    """A case mail from the values of its file; raises KeyError where it has no mail."""
    attached = tuple(Document(part["name"], part["text"]) for part in found.get("attached", ()))
    received = found.get("received", _RECEIVED)
    record = CaseRecord(received, (Document("your mail", found["mail"]), *attached), subject=found.get("subject", ""))
    return CaseMail(
        name=name,
        kind=found.get("kind", ""),
        tables=found.get("tables", "bundled"),
        record=record,
        codes=tuple(found["codes"]) if "codes" in found else None,
        services=tuple(found["services"]) if "services" in found else None,
        wrong=tuple(found.get("wrong", ())),
        first=found.get("first", ""),
        must=tuple(found.get("must", ())),
        must_not=tuple(found.get("must_not", ())),
        asks=tuple(found.get("asks", ())),
        identifiers=tuple(found.get("identifiers", ())),
    )
