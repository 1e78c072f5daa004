"""Kind 23: crosswalks: ICD-9 to ICD-10, NDC to HCPCS, CPT to ICD-10-PCS, HCC.

Source: the General Equivalence Mappings of CMS and NCHS, 2018 and before; which maps are loaded is said.
"""

import re

from assistant.citing import of_release
from assistant.topics import risk_categories
from assistant.topics.drug_names import drug_by_name
from assistant.topics.values import CONSULTANT, Case, Named, Question, Said, words
from assistant.wording import listed
from codesets import Dataset, NotLoaded, Status, System, gems, normalise
from consultations.answers import Source

_ASKED = words(
    r"cross-?walk\w*|cross(?:es|ed|ing)? (?:to|over|with)|icd-?10-?pcs|gems?\b|icd-?9|ndc\b|hccs?\b|map(?:s|ped"
    r"|ping)? (?:to|from)|convert\w*|equivalent"
    r"|pcs (?:code|for|equivalent)|raf\b|risk adjust\w*|(?:what|which) .{0,30}icd-?10 .{0,20}(?:for"
    r"|of) (?:icd-?9|v|e)?[0-9]"
)
_NINE = re.compile(r"\b([VE]?[0-9]{2,3}(?:\.[0-9]{1,2})?)\b(?!\s?(?:mg|mcg|%|units?|/))", re.IGNORECASE)
_NDC = words(r"ndc\b|[0-9]{5}-[0-9]{4}-[0-9]{2}")


def fits(question: Question, case: Case) -> bool:
    """One set against another."""
    return question.says(_ASKED) or _to_ten(question)


def reply(question: Question, case: Case) -> Said:
    """By the mapping that is asked for."""
    others = question.says(words(_OTHERS))
    if question.says(words(r"icd-?9")) or (not others and (_NINE_NAMED.search(question.context) or _to_ten(question))):
        return _nine(question, case)
    if question.says(words(r"hccs?\b|raf\b|risk adjust")):
        return risk_categories.reply(question, case)
    if question.says(_NDC):
        return _package(question, case)
    return Said(
        "No mapping from one procedure set to the other is loaded here: CPT and ICD-10-PCS have no official crosswalk",
        ("ICD-10-PCS is built from the operative note: root operation, body part, approach, device. " + CONSULTANT,),
        (Source("ICD-10-PCS Official Guidelines", "current"),),
        ("Please send the operative note without names.",),
    )


_NDC_SOURCE = Source("CMS, ASP NDC-HCPCS crosswalk", "quarterly")
_ON_THE_CLAIM = (
    "The NDC on the claim is N4 and the eleven figures (5-4-2) of the package that was used, without hyphens,"
    " with unit"
    " and amount (for instance ML, UN or GR)."
)


def _package(question: Question, case: Case) -> Said:
    """The HCPCS code of a drug that stands beside a package's number, by its name; the number itself is not"
    " checked.
    """
    unchecked = "The NDC to HCPCS crosswalk is not loaded here, so we could not check the package itself"
    found = drug_by_name(question.context, case.tables)
    if found is None:
        which = "Which drug and package is it, and how much was given?"
        return Said(unchecked, (_PUBLISHED, _ON_THE_CLAIM), (_NDC_SOURCE,), (which,))
    name, code, units = found
    counted_units = f" x {units}" if units else ""
    release = case.tables.supply(code).release
    sources = (of_release(release, code),) if release else ()
    ask: tuple[str, ...] = () if units else ("How much of it was given?",)
    return Said(
        f"{code}{counted_units}, by the name of the drug ({name})",
        (unchecked, _PUBLISHED, _ON_THE_CLAIM),
        (*sources, _NDC_SOURCE),
        ask,
        codes=(Named(code, System.HCPCS, units or 1),),
    )


_PUBLISHED = "Medicare publishes it with its average sales prices each quarter."
_MOST_MAPPED = 4
_NINE_NAMED = re.compile(r"\bicd-? ?9\b", re.IGNORECASE)
_TO_TEN = words(r"(?:in|to|for|as|the|new|=|->) ?icd-?10\b|icd-?10 (?:now|equivalent|version|code|for|of)\b|icd10")


def _to_ten(question: Question) -> bool:
    """Whether ICD-10 is asked for a code that is none of ICD-10-CM."""
    return question.says(_TO_TEN) and any("." in one or len(one) == _BARE for one in _nines(question.asked))


_BARE = 3
"""Characters of an ICD-9-CM category, which some of its codes are."""
_OTHERS = r"hccs?\b|raf\b|risk adjust|ndc|pcs|cpt"


def _nines(text: str) -> list[str]:
    """What may be ICD-9-CM codes; where some have a point, those."""
    found = [one.upper() for one in _NINE.findall(text) if one not in {"9", "10"} and not one.startswith("10")]
    return [one for one in found if "." in one] or found


def _nine(question: Question, case: Case) -> Said:
    source = Source("General Equivalence Mappings (CMS and NCHS)", "not updated since 2018")
    wanted = _nines(question.asked) or _nines(question.context)
    backwards = [
        one.code
        for one in question.own
        if one.system is System.ICD10CM and one.code.upper() not in {normalise(code) for code in wanted}
    ]
    shelf, day = case.tables.catalogue.shelf, case.day
    told: list[Said] = []
    for code in wanted[:_MOST_MAPPED]:
        found = gems.from_icd9(shelf, Dataset.GEM_DIAGNOSES, code, day)
        if isinstance(found, NotLoaded):
            return Said(
                f"We could not map {code}: the GEMs are not loaded here",
                (
                    (
                        "They are free at CMS, and were not updated after 2018; a mapping must be checked against"
                        " the record."
                    ),
                ),
                (source,),
            )
        if found:
            targets = [normalise(one.target) for one in found if one.target]
            status = [
                f"{target} ({valid.title})"
                if (valid := case.tables.validity(System.ICD10CM, target)).billable
                else f"{target} (not valid on that day)"
                for target in targets[:5]
            ]
            approximate = (
                " It is approximate: the record may support a more specific code."
                if any(one.approximate for one in found)
                else ""
            )
            valid_ones = [
                target for target in targets if case.tables.validity(System.ICD10CM, target).status is Status.VALID
            ]
            named = {line.code[:3] for line in case.diagnoses}
            single = len(targets) == 1 and bool(valid_ones) and targets[0][:3] not in named
            codes = (Named(valid_ones[0], System.ICD10CM),) if single else ()
            said = Said(
                f"ICD-9-CM {code} maps to {listed(status, 'or')}",
                (f"The mappings (GEM) only point, and were not updated after 2018.{approximate}",),
                (source,),
                codes=codes,
            )
            told.append(said)
    if told:
        return Said(
            "; ".join(one.short for one in told),
            tuple(dict.fromkeys(reason for one in told for reason in one.reasons)),
            (source,),
            codes=tuple(code for one in told for code in one.codes),
        )
    for code in backwards[:1]:
        found = gems.from_icd10(shelf, Dataset.GEM_DIAGNOSES, code, day)
        if not isinstance(found, NotLoaded) and found:
            old = [normalise(one.target) for one in found if one.target]
            return Said(
                f"{code} was {listed(old[:4], 'or')} in ICD-9-CM",
                ("The mapping only points, and may be approximate.",),
                (source,),
            )
    return Said(
        "We could not map it: the GEMs are not loaded here, or do not hold the code",
        ("They are free at CMS, and were not updated after 2018.",),
        (source,),
        ("Which ICD-9-CM code is it, with its words?",),
    )
