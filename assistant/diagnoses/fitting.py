"""Whether a phrase of the list fits what a record says: words that name a condition, that say where, or nothing."""

import re

from codesets import Hit, words

COVERED = 0.7
_CONTAINED = 0.6
ALL = 0.99
"""A share that is all of it, rounding apart."""
_COVERED_OF_WHOLE_PHRASE = 0.35
"""A phrase that stands there whole may leave this much uncovered: "hypertension, stable on lisinopril"."""
_NEUTRAL = frozenset(
    words.stems(
        "limb extremity region body part joint upper lower site type disease disorder syndrome condition initial"
        " encounter"
        " unspecified specified finding female bone primary essential displaced current injury age related muscle"
        " fascia tendon ligament level part side closed adult unilateral generalized chronic idiopathic type status"
        " encounter artery structure mellitus"
    )
)
"""What a phrase that covers every word may add: "right carpal tunnel syndrome" lacks "upper limb"."""

VAGUE = frozenset(
    words.stems(
        "abnormal abscess abuse accident acute allergy anger attack bed bilateral birth bite bleeding block burn "
        "care chronic cold complication contact cough counseling crying current cyst deficiency delivery disease "
        "dislocation disorder divorce drug encounter examination exposure failure fall female fever finding "
        "fitting follow fracture gas reaction heat history human ill infection initial injury insulin left "
        "lesion lower "
        "male malignant mass medication mild moderate neoplasm nervous new noise observation old other pain polyp "
        "poverty pregnancy primary problem rash right screening secondary severe shock side site spasm sports "
        "sprain stage strain stress surgery swelling symptom syndrome tear test transplant trauma type ulcer "
        "unemployment unspecified upper use visit water well heal wellness work worry wound "
        "affect arrest atlas axis bankruptcy boil caffeine call calm chill cocaine death donor elephant felony fit "
        "flush "
        "grade growth hang illness litigation noise pile pin pint plague poison prosecution scar scare scream sigh "
        "stage starve taco worm pcp clav ed uc er pr remove septic viral"
    )
)
"""Words that say too little for a code when nothing else stands with them."""
CONDITION = re.compile(
    r"\b[a-z-]{2,}(?:itis|osis|oses|oma|omas|opathy|opathies|emia|uria|algia|plegia|paresis|sclerosis|ectasia|iasis"
    r"|cele|rrhea|rrhage|penia|megaly|dynia|trophy|plasia)\b"
    r"|\b(?:fractures?|dislocations?|sprains?|strains?|tears?|pain|cancers?|tumou?rs?|ulcers?|stenosis|\w*stones?|failure"
    r"|infections?|bleeding|transplants?|nodules?|mass(?:es)?|lesions?|murmurs?|incontinence|syndrome|embolism"
    r"|neuropath\w+|repair)\b",
    re.IGNORECASE,
)
"""Words that name what is the matter; the rest says where, how long, and how bad."""
_KINDS = frozenset(
    words.stems(
        "juvenile staphylococcal pneumococcal streptococcal gonococcal tuberculous syphilitic rheumatic rheumatoid"
        " psoriatic septic bacterial fungal congenital neonatal newborn maternal gestational postprocedural"
        " postoperative drug hereditary familial psychogenic hysterical malignant benign secondary hypertensive"
        " diabetic"
        " alcoholic toxic traumatic pathological juvenile senile b c d e gouty lupus cervical ovarian prostate"
        " transplant graft prosthetic device implant"
    )
)
"""Words that make a condition another one: in the phrase alone, or in the record alone, they speak against it."""
_PLACE_TWICE = re.compile(r"Pain in \w+ \w+ and .*")
_CAUSED = re.compile(r"\bdue to\b|\bwith\b", re.IGNORECASE)
"""In "hypertension due to lung disease and hypoxia" neither side of the "and" is a name by itself."""
_UNSPECIFIED = frozenset(words.stems("unspecified disorder disease condition initial encounter finding current"))
"""What a name may add to a vague word: "rash" is not "rash of newborn", but "cough" is "cough, unspecified"."""
_STAGE = words.stems("stage grade type")
_AND = re.compile(r"\b(?:and|or)\b", re.IGNORECASE)
_SIDES = frozenset(
    words.stems(
        "right left bilateral both unspecified upper lower limb extremity arm leg hand foot feet knee hip shoulder"
        " elbow"
        " wrist ankle thigh calf forearm finger thumb toe eye ear neck back head chest abdomen trunk brain breast lung"
        " kidney skin bone joint spine side site level part nose throat mouth scalp face cheek lip tongue tooth gum jaw"
        " chin forehead temple cornea eyelid rib sternum clavicle pelvis groin buttock heel palm nail hair heart liver"
        " lumbar cervical thoracic lumbosacral sacral region"
        " stomach bladder prostate testis ovary uterus cervix vagina vulva penis scrotum rectum anus colon bowel spleen"
        " thyroid muscle tendon nerve artery vein"
    )
)
"""Words that only say where: no condition."""
_SITES = frozenset(
    words.stems("hand foot knee hip shoulder elbow wrist ankle thigh forearm finger toe eye ear neck back")
)
"""Places that a phrase adds to words of which one is not understood: "acromioclavicular" is not the hand."""
_NO_NAME = frozenset(
    words.stems(
        "old new good other left right acute chronic current mild moderate severe male female human history initial"
        " primary secondary side site stage grade type use water work upper lower unspecified bed care contact call"
        " function remove removed well today visit"
    )
)
"""Words that by themselves are never what is the matter, though some phrase of the list has nothing else in it."""
_LOOKED_AT = frozenset(words.stems("function pressure level study image rate control care health count motion"))
"""What is looked at in a part of the body: "his kidney function" names no disease of it."""
EXTERNAL = "VWXY"
"""External causes are not read out of running text: "fall" and "noise" are everyday words."""


def names_condition(text: str) -> bool:
    """Whether a word says what is the matter, by its ending or its meaning."""
    return bool(CONDITION.search(text))


def says_more(stems: tuple[str, ...], hit: Hit) -> bool:
    """Whether the phrase says what the record does not: "serous" of an otitis of which only the side is told."""
    if hit.contained >= ALL or _one_of_two(hit, frozenset(stems)):
        return False
    added = frozenset(words.stems(hit.matched)) - frozenset(stems)
    return not {stem for stem in added if stem.isalpha()} <= _NEUTRAL


def says_it_too(whole: Hit, part: Hit) -> bool:
    """Whether the name of the whole holds all that the name of a part says, and is another one."""
    said = frozenset(words.stems(part.matched)) - _NEUTRAL
    return whole.code != part.code and said <= frozenset(words.stems(f"{whole.matched} {whole.title}"))


def telling(stems: tuple[str, ...], hit: Hit) -> bool:
    """Whether the words say enough for a code in running text, and the code was no guess among narrower ones."""
    return _sure(hit) and not _vague(stems) and not (_SIDES | _LOOKED_AT).issuperset(stems)


def _vague(stems: tuple[str, ...]) -> bool:
    """Whether the words say too little by themselves; figures and single letters say nothing."""
    return VAGUE.issuperset(stem for stem in stems if stem.isalpha() and len(stem) > 1)


def _sure(hit: Hit) -> bool:
    exact = hit.coverage >= ALL and hit.contained >= ALL and "unspecified" in hit.title.lower()
    return hit.billable and (exact or not hit.assumed) and hit.code[0] not in EXTERNAL


def accepted(stems: tuple[str, ...], hit: Hit) -> bool:
    """Whether the phrase of the list covers what was written, or stands there whole."""
    if not _sure(hit) or (_SIDES | _LOOKED_AT).issuperset(stems) or _NO_NAME.issuperset(stems):
        return False
    said = frozenset(stems)
    rest = frozenset(words.stems(hit.matched)) - said
    covers_all = hit.coverage >= ALL and (rest <= _NEUTRAL or _one_of_two(hit, said))
    if _vague(stems):
        plain = covers_all and rest <= _UNSPECIFIED
        return plain and any(stem.isalpha() and len(stem) > 1 for stem in stems if stem not in _STAGE)
    left = said - frozenset(words.stems(f"{hit.matched} {hit.title}"))
    strange = {stem for stem in left - _NEUTRAL - VAGUE - _SIDES if len(stem) > 1}
    if left & _KINDS or (rest & _SITES and strange):
        return False
    covers = hit.coverage >= COVERED and hit.contained >= _CONTAINED and not rest & _KINDS
    stands_whole = (
        hit.contained >= ALL and hit.coverage >= _COVERED_OF_WHOLE_PHRASE and not _vague(words.stems(hit.matched))
    )
    return covers or covers_all or stands_whole


def _one_of_two(hit: Hit, said: frozenset[str]) -> bool:
    """Whether one side of an "and" or "or" in the phrase is all there: "and" means "and/or" in titles (I.A.14)."""
    if _CAUSED.search(hit.matched):
        return False
    if _PLACE_TWICE.fullmatch(hit.matched):
        return said >= frozenset(words.stems(hit.matched.split(" and ")[0]))
    sides = [frozenset(words.stems(side)) for side in _AND.split(hit.matched)]
    return len(sides) > 1 and any(side - _SIDES - _NEUTRAL - VAGUE and side - _NEUTRAL <= said for side in sides)
