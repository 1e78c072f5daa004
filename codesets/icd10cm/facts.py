"""What stands on a diagnosis's page beside the tabular list: our words, guidelines, coverage, risk, crosswalks."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache

from codesets import words
from codesets.completeness import spoken
from codesets.coverage import lookup as coverage
from codesets.coverage.lookup import Listing
from codesets.crosswalks import crosswalk_facts
from codesets.facts import OWN_WORDS, Fact, Place, listed
from codesets.groupers import RiskCategories, Unavailable, categories
from codesets.icd10cm import guidelines, index
from codesets.icd10cm.pages import CodePage
from codesets.own_words import About, abbreviations, lay_terms
from codesets.shapes import ICD10CM
from codesets.stores.shelf import Shelf
from codesets.values import Choice, Dataset, NoteKind, NotLoaded

_INDEXES = (
    Dataset.ICD10CM_INDEX,
    Dataset.ICD10CM_NEOPLASMS,
    Dataset.ICD10CM_DRUGS,
    Dataset.ICD10CM_EXTERNAL_CAUSES,
)
_SECTIONS = 8
"""Guidelines that a page shows in full; a category that many sections name has more."""
_EXCERPT = 400
_LISTINGS = {
    Listing.SUPPORTS: "supports medical necessity",
    Listing.DENIES: "does not support medical necessity",
}


def with_facts(page: CodePage, shelf: Shelf, on: date, state: str = "") -> CodePage:
    """The page with what other loaded tables say of its code on that day, and which of them are not loaded for it.

    With a state ("TX") also the local coverage policies that list the diagnosis.
    """
    risk = categories(page.code, on) if page.billable else None
    facts = (
        *_words(page),
        *_index(page, shelf, on),
        *_guidelines(page, shelf, on),
        *_coverage(page, shelf, on, state),
        *_risk(risk),
        *crosswalk_facts(shelf, Dataset.GEM_DIAGNOSES, page.code, on),
    )
    return replace(page, facts=facts, not_loaded=tuple(_not_loaded(page, shelf, on, risk)))


def _words(page: CodePage) -> Iterator[Fact]:
    """What patients and clinicians say for the code, or for a wider one above it, where they mean just that."""
    codes = [Choice(page.code, page.title), *(one for one in reversed(page.hierarchy) if ICD10CM.fullmatch(one.code))]
    for one in codes:
        own = [note.text for note in page.notes if note.at == one.code and note.kind is NoteKind.INCLUSION_TERM]
        asked = dict.fromkeys(frozenset(words.stems(name)) for name in (one.title, *own))
        of = "" if one.code == page.code else f" for {one.code}, {one.title}"
        for what, said in (("people say", _lay()), ("abbreviated", _abbreviated())):
            found = [term for name in asked for term in said.get(name, ())]
            if found:
                yield Fact(f"{what}{of}", ", ".join(found), OWN_WORDS, Place.WORDS)


def _index(page: CodePage, shelf: Shelf, on: date) -> Iterator[Fact]:
    """How the Alphabetic Index and its tables lead to the code."""
    for dataset in _INDEXES:
        for store in shelf.covering(dataset, on)[:1]:
            if ways := index.leading_to(store, page.code):
                yield Fact("the index leads here", listed(ways, between="; "), store.release.name, Place.LIST)


def _guidelines(page: CodePage, shelf: Shelf, on: date) -> Iterator[Fact]:
    found = guidelines.naming(shelf, page.code, on)
    if isinstance(found, NotLoaded) or not found:
        return
    for section in found[:_SECTIONS]:
        text = f"{section.text[:_EXCERPT]} …" if len(section.text) > _EXCERPT else section.text
        said = f"{section.title} (page {section.page}){f': {text}' if text else ''}"
        yield Fact(section.number, said, section.release.name, Place.GUIDELINES)
    if len(found) > _SECTIONS:
        rest = listed([section.number for section in found[_SECTIONS:]])
        yield Fact("also named in", rest, found[0].release.name, Place.GUIDELINES)


def _coverage(page: CodePage, shelf: Shelf, on: date, state: str) -> Iterator[Fact]:
    if not state or not page.billable:
        return
    found = coverage.listing(shelf, page.code, state, on)
    if isinstance(found, NotLoaded):
        return
    for support in found:
        said = f"{support.policy.number} {support.policy.title}: {_LISTINGS[support.listing]}"
        yield Fact("coverage policy", said, support.policy.release.name, Place.COVERAGE)
    if not found:
        copies = " and ".join(store.release.name for store in shelf.stores(Dataset.COVERAGE))
        said = f"none that is in force for {state.upper()} lists the diagnosis"
        yield Fact("coverage policies", said, copies, Place.COVERAGE)


def _risk(found: RiskCategories | Unavailable | None) -> Iterator[Fact]:
    if isinstance(found, RiskCategories):
        numbers = "; ".join(f"{one.number} {one.label}".strip() for one in found.categories)
        edits = f" ({'; '.join(found.edits)})" if found.edits else ""
        yield Fact("HCC", f"{numbers}{edits}" if numbers else "none", found.source, Place.RISK)


def _not_loaded(page: CodePage, shelf: Shelf, on: date, risk: RiskCategories | Unavailable | None) -> Iterator[str]:
    if not shelf.covering(Dataset.ICD10CM_GUIDELINES, on):
        yield spoken(Dataset.ICD10CM_GUIDELINES)
    if page.billable and not shelf.stores(Dataset.COVERAGE):
        yield spoken(Dataset.COVERAGE)
    if isinstance(risk, Unavailable):
        yield risk.sentence
    if not shelf.covering(Dataset.GEM_DIAGNOSES, on):
        yield spoken(Dataset.GEM_DIAGNOSES)


@cache
def _lay() -> Mapping[frozenset[str], tuple[str, ...]]:
    return _by_stems((term, clinical) for term, clinical in lay_terms().items())


@cache
def _abbreviated() -> Mapping[frozenset[str], tuple[str, ...]]:
    return _by_stems(
        (short, one.words) for short, found in abbreviations().items() for one in found if one.about is About.DISEASE
    )


def _by_stems(pairs: Iterator[tuple[str, str]]) -> Mapping[frozenset[str], tuple[str, ...]]:
    found: dict[frozenset[str], tuple[str, ...]] = {}
    for said, meant in pairs:
        key = frozenset(words.stems(meant))
        found[key] = (*found.get(key, ()), said)
    return found
