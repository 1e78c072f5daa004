"""The names of what answers cite, each in one place, so that an answer cites nothing twice under two names."""

from codesets import Release
from consultations.answers import Source

GUIDELINES = "ICD-10-CM Official Guidelines for Coding and Reporting"


def manual(place: str, about: str = "") -> Source:
    """A place in the Medicare Claims Processing Manual (CMS publication 100-04)."""
    return Source("Medicare Claims Processing Manual", place, about)


def benefit(place: str, about: str = "") -> Source:
    """A place in the Medicare Benefit Policy Manual (CMS publication 100-02)."""
    return Source("Medicare Benefit Policy Manual", place, about)


def integrity(place: str, about: str = "") -> Source:
    """A place in the Medicare Program Integrity Manual (CMS publication 100-08)."""
    return Source("Medicare Program Integrity Manual", place, about)


def ncci(place: str, about: str = "") -> Source:
    """A place in the NCCI Policy Manual for Medicare Services."""
    return Source("NCCI Policy Manual for Medicare Services", place, about)


def final_rules(years: str, about: str) -> Source:
    """CMS's yearly rules of the Physician Fee Schedule."""
    return Source("CMS, Physician Fee Schedule final rules", years, about)


def guideline(paragraph: str = "") -> Source:
    """A paragraph of the official guidelines (CMS and NCHS), by its number: "I.C.9.a.2"."""
    return Source(GUIDELINES, "FY2026", paragraph)


def of_release(release: Release, place: str) -> Source:
    """A loaded release where it says something of codes that need not be lines of the answer."""
    return Source(release.name, f"effective {release.in_force}", place)
