"""Looks CPT codes up in the operator's licensed files, on a day."""

from dataclasses import dataclass
from datetime import date

from codesets.shapes import undotted
from codesets.stores.shelf import Shelf
from codesets.values import Dataset, NotLoaded, Release


@dataclass(frozen=True, slots=True)
class CptCode:
    """A code with the descriptors that were loaded; AMA text, shown only to whom the licence covers."""

    code: str
    release: Release
    long: str = ""
    medium: str = ""
    short: str = ""

    @property
    def title(self) -> str:
        """The longest descriptor that is there."""
        return self.long or self.medium or self.short


def entry(shelf: Shelf, code: str, on: date) -> CptCode | NotLoaded | None:
    """The code in the licensed files of that day; None where they do not hold it."""
    stores = shelf.covering(Dataset.CPT, on)
    if not stores:
        return shelf.not_loaded(Dataset.CPT, on)
    asked = undotted(code)
    texts = {"long": "", "medium": "", "short": ""}
    holding: Release | None = None
    for store in stores:
        for row in store.rows("SELECT long, medium, short FROM code WHERE code = ?", (asked,)):
            holding = holding or store.release
            texts = {kind: texts[kind] or text for kind, text in zip(texts, row, strict=True)}
    return CptCode(asked, holding, **texts) if holding else None
