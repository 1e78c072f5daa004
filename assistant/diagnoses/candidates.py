"""Chooses the code of a named condition: the list is searched wide, and what does not fit the words is passed over."""

import re
from dataclasses import dataclass, field
from datetime import date

from assistant.diagnoses.phrasing import readings
from codesets import Catalogue, Hit, NoteKind, own_words, words
from codesets.claims import Sex

_SEARCHED = 8
_SEARCHES = 150
"""Searches a record may cost (some 4 ms each); a list that needs more is read by exact phrases alone."""
_COVERED = 0.7
_CONTAINED = 0.6
_NEARLY = 0.05
"""Of two phrases that cover about as much the search's own order decides."""
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
_CONDITION = re.compile(
    r"\b[a-z-]{2,}(?:itis|osis|oses|oma|omas|opathy|opathies|emia|uria|algia|plegia|paresis|sclerosis|ectasia|iasis"
    r"|cele|rrhea|rrhage|penia|megaly|dynia|trophy|plasia)\b"
    r"|\b(?:fractures?|dislocations?|sprains?|strains?|tears?|pain|cancers?|tumou?rs?|ulcers?|stenosis|\w*stones?|failure"
    r"|infections?|bleeding|transplants?|nodules?|mass(?:es)?|lesions?|murmurs?|incontinence|syndrome|embolism"
    r"|neuropath\w+|repair)\b",
    re.IGNORECASE,
)
"""Words that name what is the matter; the rest says where, how long, and how bad."""
_ONLY_WHEN_SAID = (
    (
        re.compile(r"O|Z3[3-9A]"),
        re.compile(r"pregnan|gestation|trimester|postpartum|\bweeks?\b|deliver|labor", re.IGNORECASE),
    ),
    (
        re.compile(r"Z8[0-4]"),
        re.compile(r"family|mother|father|parent|sister|brother|sibling|\bfh?x\b", re.IGNORECASE),
    ),
    (
        re.compile(r"Z8[5-7]"),
        re.compile(r"histor|h/o|\bhx\b|former|\bpast\b|previous|prior|resolved|status|s/p|quit|ex-", re.IGNORECASE),
    ),
    (re.compile(r"P"), re.compile(r"newborn|neonat|birth|infant|perinatal", re.IGNORECASE)),
    (re.compile(r"M84|M80"), re.compile(r"patholog|stress|insufficien|fragil|osteopor|fatigue|neoplas", re.IGNORECASE)),
    (re.compile(r"Z1[1-3]"), re.compile(r"screen", re.IGNORECASE)),
    (re.compile(r"T14"), re.compile(r"\binjur", re.IGNORECASE)),
    (re.compile(r"Z68|Z3A"), re.compile(r"(?!)")),
    (
        re.compile(r"S(?:49|59)\.[0-2]|S(?:79|99)\.[0-2]|S89\.[0-3]"),
        re.compile(r"physeal|salter|growth plate", re.IGNORECASE),
    ),
    (re.compile(r"M23"), re.compile(r"\bold\b|chronic|degenerat|derange|loose", re.IGNORECASE)),
    (re.compile(r"C50\.A"), re.compile(r"inflammat", re.IGNORECASE)),
    (re.compile(r"H26\.1"), re.compile(r"trauma|injur", re.IGNORECASE)),
    (re.compile(r"Q"), re.compile(r"congenital|birth|malform|anomal|\bfetal|genetic|syndrome|\w+'s\b", re.IGNORECASE)),
    (re.compile(r"I0[5-9]"), re.compile(r"rheumat|multiple|tricuspid", re.IGNORECASE)),
    (
        re.compile(r"R97|R7[479]|R82"),
        re.compile(
            r"abnormal|elevat|high|rais|rising|increas|positiv|low|decreas|deficien|-?(?:uria|emia)", re.IGNORECASE
        ),
    ),
    (re.compile(r"Z79"), re.compile(r"long[- ]term|current use|chronic use", re.IGNORECASE)),
    (re.compile(r"Z22"), re.compile(r"carrier|coloni[sz]", re.IGNORECASE)),
    (re.compile(r"A4[01]"), re.compile(r"sepsis|septic", re.IGNORECASE)),
    (re.compile(r"A1[5-9]"), re.compile(r"tubercul|\btb\b", re.IGNORECASE)),
)
"""Codes that are for what the words must say themselves: pregnancy, a newborn, a pathological fracture, a screening."""
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
_WITH = re.compile(
    r"\bwith (?:other )?(?:complication|involvement|aura|bleeding|perforation|obstruction)", re.IGNORECASE
)
_WITHOUT = re.compile(r"\b(?:without|no)\b", re.IGNORECASE)
_PLACE_TWICE = re.compile(r"Pain in \w+ \w+ and .*")
_ELSEWHERE = re.compile(r"classified elsewhere$")
"""Manifestations: the code of the disease that they belong to goes first, and names them with it (I.A.13)."""
_BORN_WITH = re.compile(r"hereditary|congenital", re.IGNORECASE)
"""What the search reads a number in a term as ("cataract 20"); in a record the number is another one."""
_UNSAID = re.compile(
    r"\b(?:acute|subacute|mild|moderate|severe|simple|significant|persistent|recurrent|E\.? ?coli|klebsiella|MRSA"
    r"|pseudomonas|proteus)\s",
    re.IGNORECASE,
)
"""Words that many names of the list leave unsaid: "acute rotator cuff strain", "E. coli UTI"."""
_SAID_WITH = re.compile(r"\b(with(?:out)?) (?:\w+ )?\w+", re.IGNORECASE)
_INDUCED = re.compile(r"\w-induced")
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
_AFTER_PREGNANCY = re.compile(r"puerper|childbirth|postpartum|\blabor|deliver", re.IGNORECASE)
EXTERNAL = "VWXY"
"""External causes are not read out of running text: "fall" and "noise" are everyday words."""


@dataclass(slots=True)
class Candidates:
    """The codes for the conditions of one record; what was looked up once is not looked up again."""

    catalogue: Catalogue
    on: date
    sex: Sex | None = None
    _chosen: dict[str, Hit | None] = field(default_factory=dict)

    def best(self, text: str) -> Hit | None:
        """The billable code that the words name; None where the list has nothing that says enough of them."""
        if text not in self._chosen:
            if not text.strip() or len(self._chosen) >= _SEARCHES:
                return None
            self._chosen[text] = self._read(text) or self._read(_UNSAID.sub("", text))
        return self._chosen[text]

    def _read(self, text: str) -> Hit | None:
        hits = [(asked, hit) for asked in readings(text, self.sex) for hit in self._first_fit(asked)]
        best = max(hits, key=lambda one: (not _says_more_than(*one), one[1].coverage), default=None)
        return best[1] if best else None

    def _first_fit(self, text: str) -> list[Hit]:
        fits = [hit for hit in self._searched(text) if self._fits(text, hit)]
        plain = [hit for hit in fits if hit.coverage >= _COVERED and not _says_more_than(text, hit)]
        fits = plain or fits
        most = max((hit.coverage for hit in fits), default=0.0)
        return [hit for hit in fits if hit.coverage >= most - _NEARLY][:1]

    def _searched(self, text: str) -> list[Hit]:
        """With abbreviations and lay words translated, unless one of them may mean several things."""
        tokens = re.findall(r"[A-Za-z0-9]+", text)
        near = {token.lower() for token in tokens}
        if any(_ambiguous(token, near) for token in tokens):
            return self.catalogue.search_stems(words.stems(text), self.on, _SEARCHED)
        return self.catalogue.search(text, self.on, _SEARCHED)

    def _fits(self, text: str, hit: Hit) -> bool:
        asked = hit.understood or text
        another = (
            _AFTER_PREGNANCY.search(hit.title) and not _AFTER_PREGNANCY.search(text),
            any(kind.match(hit.code) and not said.search(text) for kind, said in _ONLY_WHEN_SAID),
            _BORN_WITH.match(hit.understood) and not _BORN_WITH.match(text),
            _ELSEWHERE.search(hit.title),
            _INDUCED.search(hit.title) and not _INDUCED.search(asked),
            _contradicts(asked, hit.matched) or _contradicts(asked, hit.title),
            _WITH.search(asked) and _WITHOUT.search(hit.matched) and not _WITHOUT.search(asked),
        )
        return not any(another) and accepted(words.stems(asked), hit) and not self._lacks_condition(asked, hit)

    def _lacks_condition(self, asked: str, hit: Hit) -> bool:
        """Whether a word that names what is the matter stands neither at the code nor at what is above it."""
        named = [frozenset(words.stems(match[0])) for match in _CONDITION.finditer(asked)]
        entry = self.catalogue.entry(hit.code, self.on) if named else None
        above = entry.notes if entry else ()
        category = self.catalogue.entry(hit.code[:3], self.on) if named else None
        titles = tuple(one.title for one in (entry and entry.parent, category) if one)
        said = (
            hit.matched,
            hit.title,
            *titles,
            *(note.text for note in above if note.kind in {NoteKind.INCLUSION_TERM, NoteKind.INCLUDES}),
        )
        covered = frozenset(words.stems(" ".join(said)))
        return any(not covered & one for one in named)


def _ambiguous(token: str, near: set[str]) -> bool:
    """Whether a word may be an abbreviation and may not: "hit", "Mr" are words; "RA" means several things."""
    if own_words.expansions(token):
        return own_words.meant(token, "", near) is None
    return bool(own_words.expansions(token.upper()))


def _contradicts(asked: str, matched: str) -> bool:
    """Whether one has with, and the other without, the same thing: "without status migrainosus"."""
    ours, theirs = _with_and_without(asked), _with_and_without(matched)
    return any(theirs.get(stem, said) is not said for stem, said in ours.items())


def _with_and_without(text: str) -> dict[str, bool]:
    return {
        stem: match[1].lower() == "with"
        for match in _SAID_WITH.finditer(text)
        if match[1].lower().startswith("with")
        for stem in words.stems(text[match.end(1) : match.end()])
    }


def names_condition(text: str) -> bool:
    """Whether a word says what is the matter, by its ending or its meaning."""
    return bool(_CONDITION.search(text))


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


def _says_more_than(asked: str, hit: Hit) -> bool:
    return says_more(words.stems(hit.understood or asked), hit)


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
    covers = hit.coverage >= _COVERED and hit.contained >= _CONTAINED and not rest & _KINDS
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
