"""Chooses the code of a named condition: the list is searched wide, and what does not fit the words is passed over."""

import re
from dataclasses import dataclass, field
from datetime import date

from assistant.diagnoses.fitting import CONDITION, COVERED, accepted, says_more
from assistant.diagnoses.phrasing import readings
from codesets import Catalogue, Hit, NoteKind, own_words, words
from codesets.claims import Sex

_SEARCHED = 8
_SEARCHES = 150
"""Searches a record may cost (some 4 ms each); a list that needs more is read by exact phrases alone."""
_NEARLY = 0.05
"""Of two phrases that cover about as much the search's own order decides."""
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
_WITH = re.compile(
    r"\bwith (?:other )?(?:complication|involvement|aura|bleeding|perforation|obstruction)", re.IGNORECASE
)
_WITHOUT = re.compile(r"\b(?:without|no)\b", re.IGNORECASE)
_ELSEWHERE = re.compile(r"classified elsewhere$")
"""Manifestations: the code of the disease that they belong to goes first, and names them with it (I.A.13)."""
_BORN_WITH = re.compile(r"hereditary|congenital", re.IGNORECASE)
"""What is inherited is another disease, unless the words of the record say so."""
_UNSAID = re.compile(
    r"\b(?:acute|subacute|mild|moderate|severe|simple|significant|persistent|recurrent|E\.? ?coli|klebsiella|MRSA"
    r"|pseudomonas|proteus)\s",
    re.IGNORECASE,
)
"""Words that many names of the list leave unsaid: "acute rotator cuff strain", "E. coli UTI"."""
_SAID_WITH = re.compile(r"\b(with(?:out)?) (?:\w+ )?\w+", re.IGNORECASE)
_INDUCED = re.compile(r"\w-induced")
_AFTER_PREGNANCY = re.compile(r"puerper|childbirth|postpartum|\blabor|deliver", re.IGNORECASE)


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
        plain = [hit for hit in fits if hit.coverage >= COVERED and not _says_more_than(text, hit)]
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
        named = [frozenset(words.stems(match[0])) for match in CONDITION.finditer(asked)]
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


def _says_more_than(asked: str, hit: Hit) -> bool:
    return says_more(words.stems(hit.understood or asked), hit)
