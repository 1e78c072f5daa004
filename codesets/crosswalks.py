"""What the equivalence mappings (GEMs) say of a code, as facts of its page."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby

from codesets import gems
from codesets.facts import Fact, Place, listed
from codesets.gems import Mapping
from codesets.shapes import normalise
from codesets.stores.shelf import Shelf
from codesets.values import Dataset, NotLoaded

_WITHOUT = "no equivalent"


def crosswalk_facts(shelf: Shelf, dataset: Dataset, code: str, on: date) -> Iterator[Fact]:
    """What an ICD-10 code was in ICD-9-CM, and which ICD-9-CM codes lead to it; nothing where no mapping has it."""
    old = _old_diagnosis if dataset is Dataset.GEM_DIAGNOSES else _old_procedure
    back, release = gems.from_icd10(shelf, dataset, code, on), gems.release(shelf, dataset, "icd10", on)
    if release and not isinstance(back, NotLoaded) and back:
        yield Fact("in ICD-9-CM", _spoken((one, old(one.target)) for one in back), release.name, Place.CROSSWALKS)
    leading, release = gems.leading_to(shelf, dataset, code, on), gems.release(shelf, dataset, "icd9", on)
    if release and not isinstance(leading, NotLoaded) and leading:
        sources = [f"{old(one.source)}{_roughly(one)}" for one in leading]
        yield Fact("from ICD-9-CM", listed(sources), release.name, Place.CROSSWALKS)


def of_icd9(shelf: Shelf, code: str, on: date) -> Fact | None:
    """What an ICD-9-CM diagnosis (with its dot) becomes; None where no mapping that is loaded has it."""
    found = gems.from_icd9(shelf, Dataset.GEM_DIAGNOSES, code, on)
    release = gems.release(shelf, Dataset.GEM_DIAGNOSES, "icd9", on)
    if release is None or isinstance(found, NotLoaded) or not found:
        return None
    text = _spoken((one, normalise(one.target)) for one in found)
    return Fact("ICD-9-CM code, in ICD-10-CM", text, release.name, Place.CROSSWALKS)


def _spoken(targets: Iterable[tuple[Mapping, str]]) -> str:
    """The targets, of a combination those that stand together: "960.0 with E856.0 or E930.0"."""
    said = []
    in_order = sorted(targets, key=lambda line: (line[0].scenario, line[0].choice))  # the file is sorted by target
    for scenario, lines in groupby(in_order, key=lambda line: line[0].scenario):
        if scenario:
            choices = groupby(lines, key=lambda line: line[0].choice)
            said.append(" with ".join(" or ".join(target for _, target in choice) for _, choice in choices))
        else:
            said += [f"{target}{_roughly(one)}" if target else _WITHOUT for one, target in lines]
    return "; ".join(said)


def _roughly(mapping: Mapping) -> str:
    return " (approximately)" if mapping.approximate else ""


def _old_diagnosis(code: str) -> str:
    """ICD-9-CM has its dot after three characters, in E codes after four."""
    head = 4 if code.startswith("E") else 3
    return f"{code[:head]}.{code[head:]}" if len(code) > head else code


def _old_procedure(code: str) -> str:
    return f"{code[:2]}.{code[2:]}" if code else code
