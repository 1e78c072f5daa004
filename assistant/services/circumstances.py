"""What the record says of how the services were given, each with the words that say it. Questions say nothing.

"Was the polyp at another site?" is no statement, and "no separate problem" denies one.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from assistant.reading.discreet import discreet
from assistant.reading.passages import Passage
from assistant.services.sites import opposite_sides, two_sites
from consultations.answers import Evidence


class Told(StrEnum):
    """Circumstances that decide about modifiers, places and times."""

    SEPARATE_VISIT = "separate visit"
    PROBLEM_TREATED = "a problem was treated"
    PLANNED_PROCEDURE = "planned procedure"
    APART = "another site, lesion or session"
    SAME_PLACE = "the same site"
    DECIDED_SURGERY = "the operation was decided at the visit"
    UNRELATED = "unrelated"
    STAGED = "staged"
    RETURN_TO_OR = "return to the operating room"
    BOTH_SIDES = "both sides"
    READING_ONLY = "reading only"
    TECHNICAL_ONLY = "equipment only"
    OWN_EQUIPMENT = "own equipment"
    SCREENING = "screening"
    THERAPEUTIC = "became therapeutic"
    AFTERCARE = "routine care after an operation"
    COMPLICATION = "a complication of the operation"
    SYMPTOMATIC = "a sign or symptom led to it"
    VIDEO = "by video"
    AUDIO = "by sound alone"
    AT_HOME = "patient at home"
    NOTICE_SIGNED = "notice signed"
    NO_NOTICE = "no notice"
    NOTICE_REFUSED = "notice not signed by the patient's choice"
    EXCLUDED = "excluded by law"
    RESIDENT = "resident"
    TEACHER_PRESENT = "teaching physician present for the key portion"
    NOBODY_SUPERVISED = "no physician in the suite"
    PERSONALLY = "done personally"
    SHARED = "shared visit"
    ASSISTED = "assistant"
    NON_PHYSICIAN = "by a practitioner who is no physician"
    NOT_DIALYSIS = "not on dialysis"
    PLAN_OF_CARE_PT = "physical therapy"
    PLAN_OF_CARE_OT = "occupational therapy"
    PLAN_OF_CARE_SLP = "speech therapy"


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
    ),
    Told.PROBLEM_TREATED: (
        r"\b(?:prescri(?:bed|ption)|rx'?d|rx (?:for|given|sent)|start\w* on|treated (?:for|with)|amox\w*"
        r"|antibiotics?)\b"
        r"|\balso (?:had|has|have|c/o|complain\w*|present\w*|diagnosed|dx'?d)\b"
    ),
    Told.PLANNED_PROCEDURE: (
        r"\b(?:scheduled|planned|preplanned|pre-planned) (?:for (?:the |an? )?)?(?:\w+ ){0,2}(?:injection"
        r"|procedure|biopsy|excision|removal)"
        r"|\b(?:only|just) (?:here |came |seen )?for (?:the |an? |her |his )?(?:\w+ ){0,2}(?:injection"
        r"|procedure|shot|biopsy)|no other (?:problem|complaint|issue)"
        r"|nothing else (?:was )?(?:addressed|done|discussed)"
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
        r"|for) (?:\w+ ){0,3}(?:operat\w*|surg\w*|proceed|fix|repair|orif|appy|appendectomy)"
        r"|\b(?:sent|taken|went) (?:straight |directly )?to (?:the )?(?:or|operating room|surgery)\b(?! again)"
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
        r"|prospectively planned|more extensive)\b"
    ),
    Told.RETURN_TO_OR: (
        r"\b(?:return(?:ed)?|(?:taken|brought|went|take) back) to (?:the )?(?:or\b|operating room|surgery)"
        r"|\bunplanned (?:return|re-?operation)"
    ),
    Told.BOTH_SIDES: (
        r"\b(?:bilateral(?:ly)?|both (?:sides|knees|shoulders|hips|eyes|ears|hands|wrists|feet|breasts|legs|arms"
        r"|joints|nostrils)|(?:right and left|left and right|rt and lt|r and l))\b"
    ),
    Told.READING_ONLY: (
        r"\b(?:read(?:s|ing)?|interpret\w*|interp)(?: and (?:report|interpretation))? only\b"
        r"|professional component|only (?:read|interpret|did the (?:read|interp))"
        r"|(?:hospital|facility|another (?:group|practice)|imaging center) owns|(?:owned|done|performed) (?:by"
        r"|at|in) (?:the )?hospital|hospital'?s? (?:machine|equipment|scanner)"
        r"|(?:do not|don't|doesn't) own the"
        r"|\b(?:over-?)?(?:reads?|reading|interprets?|interpreting)\b[^.;?]{0,40}\b(?:at|for|in) (?:the |a |our )?"
        r"(?:local )?(?:hospital|facility|(?-i:ER|ED)|imaging center)\b"
    ),
    Told.OWN_EQUIPMENT: (
        r"\b(?:we|office|practice|clinic) (?:also )?owns? (?:the |our |an? )?(?:own )?[\w-]+"
        r"|\bour own (?:machine|equipment"
        r"|scanner|unit|x-?ray|ultrasound)|\bin our (?:own )?office on our"
    ),
    Told.TECHNICAL_ONLY: (
        r"technical component|technical only|(?:(?<!our )radiologist|outside (?:group|cardiologist|radiologist)"
        r"|another (?:physician"
        r"|group|doctor)) (?:reads|interprets|bills the read)"
    ),
    Told.SCREENING: r"\b(?:screen(?:ing|er)?|average risk|surveillance|cologuard)\b|\bhigh risk (?:screen|colon)",
    Told.THERAPEUTIC: r"\bpolyps?\b|\bturned (?:into )?(?:diagnostic|therapeutic)|\bbiops\w+|converted",
    Told.SYMPTOMATIC: (
        r"\b(?:(?:rectal|gi) bleed\w*|hematochezia|melena|abdominal pain|iron deficiency|unexplained weight loss"
        r"|change in bowel habits)\b"
    ),
    Told.AFTERCARE: (
        r"\b(?:suture|staple|stitch|wound|cast|dressing)s? (?:check|removal|change)|\broutine post-?op\w*"
        r"|\bpost-?op(?:erative)? check\b"
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
        r"\b(?:at|from|in) (?:(?:his|her|their|the (?:patient|pt)'?s|own) )?(?:home|house|residence)\b"
        r"|\b(?:patient|pt)'?s home\b"
    ),
    Told.NOTICE_SIGNED: (
        r"\babn (?:is |was |has been )?(?:signed|on file|obtained)|\bsigned (?:an? |the )?(?:abn"
        r"|advance beneficiary)|\b(?:have|has|got|had|with) (?:an? |the )?(?:signed )?abn\b"
    ),
    Told.NO_NOTICE: (
        r"\b(?:no|without(?: an?)?|never (?:got|signed) an?|did(?: not|n't) (?:get|sign|have|obtain) an?"
        r"|forgot (?:the|an?|to get an?)|missing) (?:signed )?abn\b"
    ),
    Told.EXCLUDED: (
        r"\b(?:statutor\w+|excluded (?:by (?:law|statute|medicare))?|never (?:covered|covers|pays?|paid)"
        r"|non-?covered by (?:law|statute)"
        r"|cosmetic|hearing aids?|routine (?:dental|foot|eye))"
    ),
    Told.NOTICE_REFUSED: (
        r"\b(?:refus\w+|declin\w+|won'?t|will not|would(?: not|n'?t)|did(?: not|n'?t) want) (?:to )?sign"
        r"|\brefus\w+ (?:the |to (?:complete|choose|accept) (?:the |an )?)abn\b"
    ),
    Told.TEACHER_PRESENT: (
        r"\b(?:present (?:for|during|throughout)|key (?:portion|part|component)s?|(?:personally )?(?:saw"
        r"|examined|evaluated)"
        r" (?:and (?:examined|evaluated) )?(?:the )?(?:patient|pt)|participated in)\b"
    ),
    Told.NOBODY_SUPERVISED: (
        r"\b(?:md|do|dr\.?|doc|doctor|physician)\b(?:'s| was| is"
        r"| were)?[^.;?]{0,30}\b(?:out of (?:the )?(?:office|town"
        r"|building|clinic)|at the hospital|off-?site|away|on vacation|in surgery|in the or|not (?:in|on-?site|there"
        r"|present|here))\b|\b(?:no|without an?) (?:md|physician|doctor|doc)\b[^.;?]{0,15}\b(?:in|on|there"
        r"|present|around)"
        r"|\b(?:nobody|no one|no other \w+)(?: else)?(?: was)? (?:in|on-?site|there|present)\b"
    ),
    Told.PERSONALLY: (
        r"\bpersonally (?:did|perform\w*|provid\w*|gave|administer\w*|furnish\w*)|\b(?:mda?"
        r"|anesthesiologist) (?:alone|only"
        r"|solo|by (?:him|her)self)\b|\bno crna\b"
    ),
    Told.RESIDENT: r"\bresidents?\b(?! of)",
    Told.SHARED: r"\b(?:split|shared)(?:/shared)?\b|\bsplit[- ]shared",
    Told.ASSISTED: r"\bassist(?:ed|ant|ing)?\b(?: (?:at|in|with|surgeon|surgery))?",
    Told.NON_PHYSICIAN: r"\b(?:NP|PA|PA-C|nurse practitioner|physician assistant|CNS|APRN|APP)\b",
    Told.NOT_DIALYSIS: (
        r"\b(?:not|no) (?:yet )?(?:on |undergoing )?(?:dialysis|hd)\b|\bnon-?(?:esrd|dialysis)\b|\bpre-?dialysis\b"
    ),
    Told.PLAN_OF_CARE_PT: (
        r"\bphysical therap\w+|\bPT (?:plan|eval|session|visit|clinic|notes?|minutes|units|services?)|\b(?:our"
        r"|a) PT\b|\bPTA\b|(?-i:\bPT\b)(?! (?:is|was|has|had|came|seen|states|reports|with|w/|c/o|who|to|in)\b)"
    ),
    Told.PLAN_OF_CARE_OT: (
        r"\boccupational therap\w+|\bOT (?:plan|eval|session|visit|clinic|services?)|\bCOTA\b|\bOTA\b"
    ),
    Told.PLAN_OF_CARE_SLP: r"\bspeech(?:[- ]language)? (?:therap\w+|patholog\w+)|\bSLP\b",
}
_COMPILED = {told: re.compile(pattern, re.IGNORECASE) for told, pattern in _PATTERNS.items()}
_DENIED = re.compile(
    r"\b(?:no|not|without|denies|never|nothing|if|whether|unless|isn't|wasn't|weren't|refus\w+|declin\w+|couldn't"
    r"|unable to)\s(?:\w+\s){0,2}$",
    re.IGNORECASE,
)
_PREMISE = re.compile(r"\b(?:on|for|from|at|in)\s(?:an?\s|the\s|two\s)?$", re.IGNORECASE)
"""In "done on a different lesion" a question takes for granted what "was it a different lesion?" asks."""
_DENIES_ITSELF = {
    Told.NOTICE_REFUSED,
    Told.NOBODY_SUPERVISED,
    Told.PERSONALLY,
    Told.NO_NOTICE,
    Told.NOT_DIALYSIS,
    Told.PLANNED_PROCEDURE,
    Told.READING_ONLY,
}
_SAID_IN_QUESTIONS = {
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
    Told.COMPLICATION,
    Told.RETURN_TO_OR,
}
"""Told also by a question: "can we bill the video visit?" tells of one, "was it another site?" of nothing."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What was told, each with its first evidence."""

    told: dict[Told, Evidence]

    def __contains__(self, told: Told) -> bool:
        return told in self.told

    def __getitem__(self, told: Told) -> Evidence:
        return self.told[told]


def circumstances(passages: list[Passage]) -> Circumstances:
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
        places = None if Told.APART in found or passage.text.endswith("?") else two_sites(passage.text)
        if places:
            found[Told.APART] = Evidence(discreet(passage.text, *places), passage.document)
    if Told.APART not in found and (places_apart := opposite_sides(passages)):
        passage, start, end = places_apart
        found[Told.APART] = Evidence(discreet(passage.text, start, end), passage.document)
    return Circumstances(found)
