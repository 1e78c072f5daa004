"""Cuts a record into passages: a sentence, a line of a list, a short line of its own, each with its section."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from assistant.reading.passed_on import unquoted
from consultations.records import CaseRecord, Document

SUBJECT = "the subject of your mail"
READ_AT_MOST = 100_000
"""Characters of a record that are read (some 30 pages); what lies beyond is said to be unread."""

_SHORT_LINE = 50
"""A shorter line was not wrapped by a mail program, so the next one begins something new."""
_WRAPPED_AT_MOST = 132
"""Mail programs wrap at 72 to 78 characters, printers at 132; where lines are longer, each is a paragraph."""
_LISTED_WORDS = 14
_LISTED_WORDS_BELOW_A_HEADING = 24
_SHORT_SENTENCE = 10
"""Words of a sentence in the middle of a mail that may be a name: "Closed fracture of the left distal radius."."""


class Section(StrEnum):
    """Where in a note a passage stands; a mail without headings is all BODY."""

    BODY = "body"
    ASSESSMENT = "assessment"
    PLAN = "plan"
    NARRATIVE = "narrative"
    HISTORY = "history"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of a document, white space made single. `listed` marks few words without a verb: a name, not a sentence."""

    text: str
    document: str
    section: Section
    listed: bool

    @property
    def is_question(self) -> bool:
        """Whether it only asks: "which codes for X?" documents no X; "... for a patient with X?" tells of a patient."""
        return self.text.endswith("?") and not _TELLS.search(self.text)

    @property
    def is_subject(self) -> bool:
        """Whether it is the subject line of the mail, which is no clinical record."""
        return self.document == SUBJECT


_TELLS = re.compile(
    r"\b(?:patients?|year-old|y/?o|seen|presents?|presented|diagnosed|documents|she|he|her|his|who)\b", re.IGNORECASE
)
"""Words of questions that tell of a patient."""
_HEADINGS = {
    Section.ASSESSMENT: (
        "assessment",
        "assessment and plan",
        "assessment/plan",
        "assessment & plan",
        "a/p",
        "impression",
        "impression and plan",
        "diagnosis",
        "diagnoses",
        "final diagnosis",
        "final diagnoses",
        "discharge diagnosis",
        "discharge diagnoses",
        "primary diagnosis",
        "secondary diagnoses",
        "postoperative diagnosis",
        "dx",
        "problem list",
        "problems",
        "a",
        "a&p",
        "ap",
        "imp",
        "imp/plan",
        "impression/plan",
        "discharge dx",
        "final dx",
        "clinical impression",
        "medical decision making",
    ),
    Section.PLAN: ("plan", "treatment plan", "recommendations", "p", "rx", "tx", "treatment", "disposition"),
    Section.NARRATIVE: (
        "chief complaint",
        "cc",
        "hpi",
        "history of present illness",
        "subjective",
        "reason for visit",
        "indication",
        "note",
        "visit note",
        "progress note",
        "case",
        "clinical summary",
        "summary",
        "s",
        "interval history",
        "reason for consultation",
    ),
    Section.HISTORY: (
        "past medical history",
        "medical history",
        "pmh",
        "past history",
        "surgical history",
        "past surgical history",
        "family history",
        "social history",
        "history",
        "pmhx",
        "psh",
        "pshx",
        "fh",
        "fhx",
        "sh",
        "shx",
        "hx",
    ),
    Section.OTHER: (
        "review of systems",
        "ros",
        "physical exam",
        "physical examination",
        "exam",
        "objective",
        "vitals",
        "vital signs",
        "medications",
        "current medications",
        "allergies",
        "results",
        "labs",
        "imaging",
        "procedure",
        "procedures",
        "instructions",
        "follow-up",
        "o",
        "pe",
        "vs",
        "mental status exam",
        "meds",
        "home medications",
        "studies",
        "diagnostics",
        "x-ray",
        "xray",
        "ekg",
        "ecg",
        "mri",
        "ct",
        "ultrasound",
    ),
    Section.BODY: ("question", "questions", "our question", "request"),
}
_SECTION_OF = {name: section for section, names in _HEADINGS.items() for name in names}

_HEADING = re.compile(r"([A-Za-z][A-Za-z/& -]{0,40}?)(?:\s{0,3}(:|$)| (-) (?=\S))")
_KIND_OF_NOTE = re.compile(r"\b(?:NOTE|VISIT|ENCOUNTER|CLINIC|CARE|CONSULT(?:ATION)?|REPORT|LETTER|SUMMARY)$")
"""What a heading that names the whole note ends in: "URGENT CARE NOTE"."""
_BULLET = re.compile(r"(?:[-*\u2022\u00b7\u2013]|\(?[0-9]{1,2}[.)])\s")
_OPENS_A_QUESTION = re.compile(
    r"(?:Q[:.)]|Questions?:|(?:Which|What|Whats|What's|Who|When|Where|Why|How|Can|Could|Should|Do|Does|Did|Is|Are|Would)"
    r" [a-z0-9])"
)
"""A line that begins so asks something new, also below a line that a mail program might have wrapped."""
_SENTENCE_END = re.compile(r"(?<=[.?!;])\s+(?=[A-Z0-9\"(])|\s+(?=\(?[1-9][0-9]?\)\s)")
_SENTENCE = re.compile(
    r"\b(?:is|are|was|were|be|been|will|would|should|can|could|may|has|have|had|do|does|did|we|i|you|he|she|they|please"
    r"|continue|recommend\w*|discussed|advised|order(?:ed)?|start(?:ed)?|refer(?:red)?|return|repeat|obtain|given|see"
    r"|take|shows?|showed|demonstrate[sd]|reveal(?:s|ed)|underwent|reports?|reported|states|denies|endorses|notes|complains"
    r"|presents?|presented)\b",
    re.IGNORECASE,
)
"""Verbs of the sentences in clinical notes."""
_REMARK = re.compile(
    r"[A-Z][\w ]{0,40}?\b(?:reasoning|treatments?|testing|tests|counseling|education|plan|medications?|labs?|imaging"
    r"|instructions|rationale|monitoring|agreements?|referrals?|workup|orders?|follow[- ]?up|assessment of [\w ]+"
    r"|examination|exam|general|auscultation of \w+|procedures?|status|goals?|discussion|comments?|notes?):\s",
    re.IGNORECASE,
)
"""A label that opens a remark below a problem: "Medical reasoning: ..."."""
_SALUTATION = re.compile(r"Dear\b.{0,60}[,:]")
_CLOSING = re.compile(
    r"(?:(?:with )?(?:kind(?:est)?|best|warm) regards|sincerely(?: yours)?|yours (?:truly|sincerely|faithfully)),?",
    re.IGNORECASE,
)
"""What ends a letter; a name that stands behind it is no disease."""
_SIGNED = 3
"""Short lines that belong to the end of a letter, its closing words among them."""
_LABEL = re.compile(
    r"(?:final |admitting |working |discharge )?(?:diagnos[ei]s|dx|impression|assessment): (?=\S)", re.IGNORECASE
)
"""Names a diagnosis in the middle of a line: "Seen 3/4/2026. Diagnosis: gout"."""
_ASIDE = re.compile(r",| -+ | \u2013 |: ")
"""What stands behind the name of a problem: "Hyperlipidemia, continue statin"."""
_SPACE = re.compile(r"\s+")


def documents_of(record: CaseRecord) -> Iterator[Document]:
    """The subject and the documents, cut where the record grows longer than READ_AT_MOST characters.

    Quoted lines are read where the text points at them; older mail is left out.
    """
    left = READ_AT_MOST
    for document in (Document(SUBJECT, record.subject), *record.documents):
        yield replace(document, text=unquoted(document.text[:left]))
        left -= len(document.text[:left])


def unread_part(record: CaseRecord) -> bool:
    """Whether the record is longer than what is read of it."""
    return len(record.subject) + sum(len(document.text) for document in record.documents) > READ_AT_MOST


def passages(record: CaseRecord) -> list[Passage]:
    """Every passage of the record, in order. Quoted lines of older mail and signatures are left out."""
    found: list[Passage] = []
    for document in documents_of(record):
        section = found[-1].section if document.continues and found else Section.BODY
        found += _of_document(document, section)
    return found


def _of_document(document: Document, section: Section) -> Iterator[Passage]:
    block: list[str] = []
    signing = 0
    lines = document.text.splitlines()
    assessed = any(line.strip().lower().startswith("assessment") for line in lines)
    wrapped = max(map(len, lines), default=0) <= _WRAPPED_AT_MOST
    for raw in [*lines, ""]:
        line = "" if _SALUTATION.fullmatch(raw.strip()) else raw.strip()
        if raw.rstrip("\r\n") == "-- ":  # RFC 3676: what follows is the signature
            break
        heading = _heading(line)
        signing = _SIGNED if _CLOSING.fullmatch(line) else 0 if heading else signing
        if signing and len(line) < _SHORT_LINE:
            signing, line = signing - bool(line), ""
        if heading or not line or _BULLET.match(line) or _OPENS_A_QUESTION.match(line):
            yield from _of_block(block, document.name, section)
            block = []
        if heading:
            reader = assessed and section is Section.OTHER and line.lower().startswith("impression:")
            section, line = (section, heading[1]) if reader else heading  # a radiologist's, among the results
        if line:
            block.append(line)
            if len(line) < _SHORT_LINE or not wrapped:
                yield from _of_block(block, document.name, section)
                block = []
    yield from _of_block(block, document.name, section)


def _heading(line: str) -> tuple[Section, str] | None:
    """The section that a line opens and what stands behind the colon; only in capitals may a heading lack one."""
    match = _HEADING.match(line)
    if not match:
        return None
    name, rest = match[1], line[match.end() :].strip()
    section = _SECTION_OF.get(name.lower())
    if match[3] and section is not Section.ASSESSMENT:
        return None
    if section and (match[2] == ":" or match[3] or len(name) == len(line)):
        return section, rest
    if name.isupper() and len(name) == len(line.rstrip(":.")) and " " in name:
        return Section.BODY if _KIND_OF_NOTE.search(name) else Section.OTHER, ""
    return None


def _of_block(lines: list[str], document: str, section: Section) -> Iterator[Passage]:
    if not lines:
        return
    text = _SPACE.sub(" ", " ".join(lines))
    bullet = _BULLET.match(text)
    text = text[bullet.end() :] if bullet else text
    remark = bool(_REMARK.match(text))
    for sentence in _SENTENCE_END.split(text):
        label = _LABEL.match(sentence)
        if label:
            named = sentence[label.end() :].strip()
            yield Passage(named, document, Section.ASSESSMENT, listed=not named.endswith("?"))
        elif sentence.strip():
            alone = section is Section.BODY and len(sentence.split()) <= _SHORT_SENTENCE
            whole = sentence == text or section is Section.ASSESSMENT or alone
            most = _LISTED_WORDS if section is Section.BODY else _LISTED_WORDS_BELOW_A_HEADING
            few = whole and len(sentence.split()) <= most and not sentence.endswith("?")
            listed = (
                few and not remark and not _REMARK.match(sentence) and not _SENTENCE.search(_ASIDE.split(sentence)[0])
            )
            yield Passage(sentence.strip(), document, section, listed)
