"""What the record says of how the services were given, each with the words that say it. Questions say nothing.

"Was the polyp at another site?" is no statement, and "no separate problem" denies one.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from assistant.reading.discreet import discreet
from assistant.reading.passages import Passage
from assistant.reading.prescribing import CHANGED
from assistant.services.people_and_payment import PEOPLE_AND_PAYMENT
from assistant.services.sites import opposite_sides, site_words, two_sites
from assistant.services.told import Told
from assistant.services.written import Written
from consultations.answers import Evidence

_PATTERNS: dict[Told, str] = {
    Told.SEPARATE_VISIT: (
        r"separate(?:ly)?[ ,-](?:identifiable|documented|problem|issue|complaint|e/?m|note|visit|evaluation"
        r"|condition|work)"
        r"|significant,? (?:and )?separate|\b(?:also|additionally) (?:addressed|managed|evaluated|discussed"
        r"|treated|reviewed|adjusted|seen for|saw|came for|worked up)"
        r"|\b(?:different|another|new|unrelated|second) (?:problem|complaint|diagnosis|issue|condition)s?\b"
        r"|\b(?:adjust|chang|increas|decreas|titrat|start|refill)\w*\b[^.;]{0,25}\b(?:meds?|medications?"
        r"|insulin|lisinopril|metformin|dose|statin|bp)"
        r"|\bfollow[- ]?up (?:of|for|on) (?:\w+ ){0,4}(?:htn|hypertension|diabetes|dm2?|t2dm|copd|asthma"
        r"|hyperlipidemia|ckd|chf|depression|thyroid)"
        r"|\b(?:htn|hypertension|diabetes|dm2?|t2dm|copd|asthma|hyperlipidemia|ckd|chf) (?:was |were "
        r"|also )?(?:managed|addressed|evaluated|reviewed|followed|f/u|follow)"
        r"|\b(?:meds?|medications?|metformin|insulin|lisinopril|statin|losartan|amlodipine|dose) (?:was "
        r"|were )?(?:increas|decreas|adjust|chang|start|titrat|refill)"
        r"|\b(?:rx'?d|prescribed|refilled|renewed|managed|worked up)\b[^.;?]{0,30}\b(?:for|meds?|medications?)\b"
        r"|\b(?:labs?|ct|mri|x-?rays?|cxr|ekg|bmp|cmp|cbc|tsh|a1c|ultrasound|echo)\b[^.;?]{0,20}\bordered\b"
        r"|\bordered (?:an? |the |some )?(?:labs?|ct|mri|x-?rays?|cxr|ekg|bmp|cmp|cbc|tsh|a1c|ultrasound|echo)\b"
        r"|\b(?:full|complete|total)[ -](?:body )?(?:skin )?(?:check|exam)|\bfull work-?up\b"
    ),
    Told.PLANNED_PROCEDURE: (
        r"\b(?:scheduled|planned|preplanned|pre-planned) (?:for (?:the |an? )?)?(?:\w+ ){0,2}(?:injection"
        r"|procedure|biopsy|excision|removal)"
        r"|\b(?:only|just) (?:here |came |seen )?for (?:the |an? |her |his )?(?:\w+ ){0,2}(?:injection"
        r"|procedure|shot|biopsy)|no (?:other|new) (?:problem|complaint|issue|concern)"
        r"|nothing else (?:was )?(?:addressed|done|discussed|looked|evaluated|reviewed|treated|examined)"
        r"|\bas planned\b|\bplanned at (?:the |his |her )?(?:last|previous|prior)"
        r"|\b(?:returns?|returned|back|here) for (?:a |the |his |her )?(?:repeat|scheduled|planned|second"
        r"|third|next|#[2-9])"
    ),
    Told.APART: (
        r"\b(?:different|separate|another|distinct|second|other) (?:anatomic(?:al)? )?"
        r"(?:lesions?|polyps?|sites?|lumps?|areas?|knees?|shoulders?|hips?|joints?|locations?|segments?"
        r"|structures?|organs?|sessions?|encounters?|incisions?|regions?|breasts?|eyes?|toes?|fingers?|levels?"
        r"|time of day|quadrants?|vessels?|wounds?)"
        r"|\b(?:lesions?|polyps?|sites?) (?:were|was|are) (?:separate|different|distinct)"
        r"|\bone (?:polyp|lesion)\b[^.;]{0,60}\b(?:another|second|other one|the other)\b"
    ),
    Told.SAME_PLACE: r"\bsame (?:anatomic(?:al)? )?(?:lesion|polyp|site|location|knee|joint|segment|area|wound"
    r"|region)",
    Told.DECIDED_SURGERY: (
        r"decision\b[^.;]{0,60}\b(?:made|treat\w*|operat\w*|surg\w*|proceed|fix|repair)\b|decided (?:to|on"
        r"|for) (?:\w+ ){0,3}(?:operat\w*|surg\w*|proceed|fix|repair|orif|appy"
        r"|treat\w*|reduc\w*|manipulat\w*|cast\w*|\w+ectomy|\w+otomy|\w+plasty|\w+desis)\b"
        r"|\b(?:sent|taken|went) (?:straight |directly )?to (?:the )?(?:or|operating room|surgery)\b(?! again)"
    ),
    Told.DECIDED_BEFORE: (
        r"\b(?:decid\w+|decision)\b[^.;?]{0,40}\b(?:earlier|previous\w*|already|back in|last (?:visit|month|week)"
        r"|(?:days?|weeks?|months?) (?:ago|before|prior)|in (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*)"
        r"|\b(?:already|previously) (?:decided|scheduled|booked)|\broutine pre-?op"
        r"|\bpre-?op(?:erative)? (?:h&p|h ?and ?p"
        r"|clearance|history|visit|exam)"
    ),
    Told.UNRELATED: (
        r"(?<!whether )\b(?:unrelated|not related|nothing to do with|no relation)\b|\bdifferent (?:problem"
        r"|body part|condition)\b"
        r"|\b(?:the |on the )?(?:other|second|fellow|contralateral|opposite) (?:eye|knee|side|hip|shoulder|foot"
        r"|hand)\b"
        r"|\bnow (?:the |for the |on the )?(?:os|od|left|right|lt|rt)\b"
    ),
    Told.STAGED: (
        r"\b(?:staged|second stage|stage (?:2|two|ii)|planned (?:second|return|re-?excision|further)"
        r"|prospectively planned|more extensive|two[- ]stage[d]?)\b|\bre-?excision\b|\bcompletion \w+ectomy\b"
        r"|\b(?:positive|involved) margins?\b|\bmargins? (?:\w+ ){0,2}(?:positive|involved)\b"
        r"|\bplan(?:ned)? (?:all along|from the (?:start|beginning)|at the time of the (?:first|original))"
    ),
    Told.RETURN_TO_OR: (
        r"\b(?:return(?:ed)?|(?:taken|brought|went|takes?|took)(?: (?:the )?(?:pt|patient|him"
        r"|her))? back) to (?:the )?(?:or\b|operating room|surgery)"
        r"|\bunplanned (?:return|re-?operation)"
    ),
    Told.BOTH_SIDES: (
        r"\b(?:bilateral(?:ly)?|both (?:sides|knees|shoulders|hips|eyes|ears|hands|wrists|feet|breasts|legs|arms"
        r"|joints|nostrils)|(?:right and left|left and right|rt and lt|r and l))\b"
    ),
    Told.SCREENING: (
        r"\b(?:screen(?:ing|er)?|average risk|surveillance|cologuard"
        r"|routine (?:first |baseline )?(?:colonoscopy|mammo\w*))\b|\bhigh risk (?:screen|colon)"
    ),
    Told.THERAPEUTIC: r"\bpolyps?\b|\bturned (?:into )?(?:diagnostic|therapeutic)|\bbiops\w+|converted",
    Told.SYMPTOMATIC: (
        r"\b(?:(?:rectal|gi) bleed\w*|hematochezia|melena|abdominal pain|iron deficiency|unexplained weight loss"
        r"|change in bowel habits)\b"
    ),
    Told.AFTERCARE: (
        r"\b(?:suture|staple|stitch|wound|cast|dressing|incision|drain|pin)s? (?:check|removal|change|out)"
        r"|\b(?:routine|normal|usual|regular|scheduled) (?:follow[- ]?up )?post-?op\w*"
        r"|\bpost-?op(?:erative)? (?:check|f/u|follow[- ]?up|appt|appointment)\b"
    ),
    Told.COMPLICATION: (
        r"\b(?:infect\w+|dehisc\w+|draining|drainage|hematoma|seroma|abscess|cellulitis|complications?"
        r"|wound (?:open\w*|breakdown)|stitch abscess|bleeding from the (?:wound|incision))\b"
    ),
    Told.VIDEO: r"\b(?:video|audio[- ]?(?:and[- ]|/)?video|audio-?visual|zoom|doxy)\b",
    Told.AUDIO: (
        r"\baudio[- ]only\b|\b(?:by|via|over the|on the) (?:tele)?phone\b|\btelephone (?:visit|call)"
        r"|\bphone[ -](?:visit"
        r"|call|only)|\b(?:called|calls|phoned) (?:her|him|them|the (?:patient|pt)|pt|patient)\b(?! back)"
    ),
    Told.AT_HOME: (
        r"\b(?:at|from|in) (?:(?:his|her|their|the (?:patient|pt)'?s|own) )?(?:home|house|residence|apartment"
        r"|living room|bedroom|kitchen)\b"
        r"|\b(?:patient|pt)'?s home\b"
    ),
    Told.NOT_DIALYSIS: (
        r"\b(?:not|no) (?:yet )?(?:on |undergoing )?(?:dialysis|hd)\b|\bnon-?(?:esrd|dialysis)\b|\bpre-?dialysis\b"
    ),
}
_COMPILED = {told: re.compile(pattern, re.IGNORECASE) for told, pattern in (_PATTERNS | PEOPLE_AND_PAYMENT).items()}
_DENIED = re.compile(
    r"\b(?:no|not|without|denies|never|nothing|if|whether|unless|isn't|wasn't|weren't|refus\w+|declin\w+|couldn't"
    r"|unable to)\s(?:\w+\s){0,2}$",
    re.IGNORECASE,
)
_PREMISE = re.compile(r"\b(?:on|for|from|at|in)\s(?:an?\s|the\s|two\s)?$", re.IGNORECASE)
"""In "done on a different lesion" a question takes for granted what "was it a different lesion?" asks."""
_DENIES_ITSELF = {
    Told.NO_MORE_WORK,
    Told.NO_CONTINUITY,
    Told.NURSE_ALONE,
    Told.NOTICE_REFUSED,
    Told.NOBODY_SUPERVISED,
    Told.PERSONALLY,
    Told.NO_NOTICE,
    Told.NOT_DIALYSIS,
    Told.PLANNED_PROCEDURE,
    Told.READING_ONLY,
}
_SAID_IN_QUESTIONS = {
    Told.NO_MORE_WORK,
    Told.NO_CONTINUITY,
    Told.NURSE_ALONE,
    Told.BOTH_SIDES,
    Told.SCREENING,
    Told.VIDEO,
    Told.AUDIO,
    Told.AT_HOME,
    Told.NOTICE_SIGNED,
    Told.NO_NOTICE,
    Told.NOTICE_REFUSED,
    Told.NOBODY_SUPERVISED,
    Told.OWN_EQUIPMENT,
    Told.PERSONALLY,
    Told.RESIDENT,
    Told.SHARED,
    Told.ASSISTED,
    Told.NON_PHYSICIAN,
    Told.READING_ONLY,
    Told.TECHNICAL_ONLY,
    Told.PLAN_OF_CARE_PT,
    Told.PLAN_OF_CARE_OT,
    Told.PLAN_OF_CARE_SLP,
    Told.NOT_DIALYSIS,
    Told.EXCLUDED,
    Told.AFTERCARE,
    Told.DECIDED_BEFORE,
    Told.COMPLICATION,
    Told.RETURN_TO_OR,
}
"""Told also by a question: "can we bill the video visit?" tells of one, "was it another site?" of nothing."""


@dataclass(frozen=True, slots=True)
class Place:
    """The sites of a service, and the words that tell of it."""

    sites: frozenset[str]
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What was told, each with its first evidence; `places` are the sites that the words around a code name."""

    told: dict[Told, Evidence]
    places: Mapping[str, Place] = field(default_factory=dict)

    def __contains__(self, told: Told) -> bool:
        return told in self.told

    def __getitem__(self, told: Told) -> Evidence:
        return self.told[told]

    def apart(self, code: str, other: str) -> Evidence | None:
        """The words that say that two services were done apart; None where the record does not say it."""
        if Told.APART in self.told:
            return self.told[Told.APART]
        one, two = self.places.get(code), self.places.get(other)
        return two.evidence if one and two and not one.sites & two.sites else None


def circumstances(passages: list[Passage], services: Iterable[Written] = ()) -> Circumstances:
    """Read them all, once a case."""
    found: dict[Told, Evidence] = {}
    for passage in passages:
        for told, pattern in _COMPILED.items():
            if told in found:
                continue
            match = pattern.search(passage.text)
            if match and passage.text.endswith("?") and told not in _SAID_IN_QUESTIONS:
                premise = told is Told.APART and _PREMISE.search(passage.text[: match.start()][-20:])
                match = match if premise else None
            if match and (told in _DENIES_ITSELF or not _DENIED.search(passage.text[: match.start()])):
                found[told] = Evidence(discreet(passage.text, match.start(), match.end()), passage.document)
        if (
            Told.SEPARATE_VISIT not in found
            and not passage.text.endswith("?")
            and (drug := CHANGED.search(passage.text))
        ):
            found[Told.SEPARATE_VISIT] = Evidence(discreet(passage.text, *drug.span()), passage.document)
        places = None if Told.APART in found or passage.text.endswith("?") else two_sites(passage.text)
        if places:
            found[Told.APART] = Evidence(discreet(passage.text, *places), passage.document)
    if Told.APART not in found and (opposite := opposite_sides(passages)):
        passage, start, end = opposite
        found[Told.APART] = Evidence(discreet(passage.text, start, end), passage.document)
    return Circumstances(found, _places(services))


def _places(services: Iterable[Written]) -> dict[str, Place]:
    """Where each service was done, by the words between its code and the codes beside it."""
    found: dict[str, Place] = {}
    for one in services:
        sites = site_words(one.head, one.tail)
        if sites and one.code not in found:
            found[one.code] = Place(sites, one.evidence)
    return found


__all__ = ["Circumstances", "Place", "Told", "circumstances"]
