"""Says what clinicians write in the words of the tabular list."""

import re
from collections.abc import Iterator

from codesets.claims import Sex

_BONE = r"(?:humer|femur|femor|tibia|fibula|radi|ulna)"
_DIABETES = r"\b(?:diabet\w+|T[12]DM|DM)\b"
_RECEPTORS = r"(?:ER|PR|HER2)(?:[/ ](?:ER|PR|HER2))*[ -]?(?:positive|negative)"
_KIND_OF_CANCER = rf"stage [0-4ivx]+[abc]?|{_RECEPTORS}|invasive|infiltrating|ductal|lobular"
_KIND = (
    r"(?:rheumatoid|psoriatic|septic|infectious|bacterial|juvenile|gouty|inflammatory|reactive|traumatic|viral|lupus)"
)
_REWRITTEN = tuple(
    (re.compile(pattern, re.IGNORECASE), instead)
    for pattern, instead in (
        (rf"\bproximal (?={_BONE})", "upper end of "),
        (rf"\bdistal (?={_BONE})", "lower end of "),
        (r"\b(?:closed|open|comminuted|acute|traumatic) (?=(?:\w+ ){0,4}fractures?\b)", ""),
        (
            rf"\b(?:{_KIND_OF_CANCER}) (?=.*\b(?:cancer|carcinoma)\b(?! in situ))",
            "",
        ),
        (r"\bligament strain\b", "ligament sprain"),
        (r"\bstrep\b", "streptococcal"),
        (r"\bL[1-4] ?(?:to|[-/ ])? ?L?[2-5]\b", "lumbar region"),
        (r"\bL5 ?(?:to|[-/ ])? ?S1\b", "lumbosacral region"),
        (r"\bC[2-6] ?(?:to|[-/ ])? ?C?[3-7]\b", "cervical region"),
        (
            rf"({_DIABETES}.*?),? (?:poorly|inadequately) controlled|({_DIABETES}.*?),? out of control",
            r"\1\2 with hyperglycemia",
        ),
        (rf"(?:poorly|inadequately) controlled (.*{_DIABETES})", r"\1 with hyperglycemia"),
        (
            r"\bpre ?-?op(?:erative)? (?:medical )?(?:clearance|exam\w*|evaluation|visit)",
            "other preprocedural examination",
        ),
    )
)
"""The ends of long bones are upper and lower in the list; closed and open, displaced and not are told by the code of a
fracture, not its name; a strained ligament is sprained (Strain, see also Sprain); diabetes out of control is diabetes
with hyperglycemia (Alphabetic Index, Diabetes)."""

_PREFIX = re.compile(
    r"\b(post|peri)[ -](?=(?:menopaus|nasal|partum|operat|traumat|concuss|herpet|phlebit|procedur))", re.IGNORECASE
)
"""Written apart by clinicians, and as one word in the list."""
_WITHOUT = re.compile(r"\bw/o\b", re.IGNORECASE)
_AFTERCARE = re.compile(
    r"\baftercare (?:following|after|for|of)\b.*\b(?:replacement|arthroplasty|T[HKS]A|TKR|THR)\b", re.IGNORECASE
)
_STATUS = tuple(
    (
        re.compile(
            rf"^(?:status post|s/?p|history of|h/?o|hx of|prior|previous|hx)\b[^,;]*?\b(?:{procedure})\b", re.IGNORECASE
        ),
        status,
    )
    for procedure, status in (
        (r"(\w+ )transplant(?:ation)?", r"\1transplant status"),
        (
            r"cholecystectomy|appendectomy|(?:hemi)?colectomy|sigmoidectomy|(?:colon|bowel) resection",
            "acquired absence of other specified parts of digestive tract",
        ),
        (r"hysterectomy", "acquired absence of both cervix and uterus"),
        (r"nephrectomy", "acquired absence of kidney"),
        (r"splenectomy", "acquired absence of spleen"),
        (r"gastrectomy", "acquired absence of stomach"),
        (r"lobectomy|pneumonectomy", "acquired absence of lung"),
        (r"((?:right |left |bilateral )?)mastectomy", r"acquired absence of \1breast and nipple"),
        (
            r"CABG|coronary artery bypass\w*(?: graft\w*| surgery)?|bypass graft\w*",
            "presence of aortocoronary bypass graft",
        ),
        (r"(?:coronary |cardiac )?stent\w*|PCI", "presence of coronary angioplasty implant and graft"),
        (r"(?:cardiac )?pacemaker\w*(?: \w+)?", "presence of cardiac pacemaker"),
        (r"ICD(?: placement)?|defibrillator", "presence of automatic (implantable) cardiac defibrillator"),
        (r"(?:gastric bypass|sleeve gastrectomy|bariatric surgery)", "bariatric surgery status"),
        (
            r"((?:right |left |bilateral )?)(?:total )?(hip|knee|shoulder|ankle) (?:replacement|arthroplasty)",
            r"presence of \1artificial \2 joint",
        ),
        (r"T([HK])A|TKR|THR", "presence of unspecified artificial joint"),
        (r"(?:spinal |lumbar |cervical )?fusion", "arthrodesis status"),
        (r"tubal ligation", "tubal ligation status"),
        (r"vasectomy", "vasectomy status"),
        (r"thyroidectomy", "postprocedural hypothyroidism"),
        (r"(?:mechanical |aortic |mitral )?valve replacement", "presence of prosthetic heart valve"),
    )
)
"""What was done stays with the patient: the status that the list has for it (guideline I.C.21.c.3)."""
_PLAIN_ARTHRITIS = re.compile(rf"^(?!.*\b{_KIND}\b)(.*?)\barthritis\b", re.IGNORECASE)
"""Arthritis of which no kind is told; the list has a name for it only as osteoarthritis (Arthritis, degenerative)."""
_LIMBS = (
    (
        re.compile(r"(?<=gout) (?:of|in) the ((?:right|left) )?(?:(?:big|great) )?toe\b", re.IGNORECASE),
        r", \1ankle and foot",
    ),
    (re.compile(r"(?<=gout) (?:of|in) the ((?:right|left) )?(?:\w+ )?finger\b", re.IGNORECASE), r", \1hand"),
    (re.compile(r"\blegs?\b", re.IGNORECASE), "lower limb"),
    (
        re.compile(r"\b(?:foot|feet|ankle)(?= cellulitis)|(?<=cellulitis of the )(?:foot|ankle)", re.IGNORECASE),
        "lower limb",
    ),
    (re.compile(r"\b(?:hand|wrist)(?= cellulitis)|(?<=cellulitis of the )(?:hand|wrist)", re.IGNORECASE), "upper limb"),
    (re.compile(r"\barms?\b", re.IGNORECASE), "upper limb"),
    (re.compile(r"\b(upper|lower) extremit(?:y|ies)\b", re.IGNORECASE), r"\1 limb"),
)


_BY_SEX = {
    Sex.MALE: (
        (re.compile(r"^hypogonadism$", re.IGNORECASE), "testicular hypogonadism"),
        (re.compile(r"^infertility$", re.IGNORECASE), "male infertility"),
        (re.compile(r"^((?:right |left )?breast) cancer$", re.IGNORECASE), r"malignant neoplasm of \1, male"),
    ),
    Sex.FEMALE: ((re.compile(r"^hypogonadism$", re.IGNORECASE), "other primary ovarian failure"),),
}
"""Conditions that the list has under another name, or in another chapter, for each sex (Alphabetic Index)."""


def readings(text: str, sex: Sex | None = None) -> Iterator[str]:
    """The text as it stands in the words of the list, then other ways in which the list may have it."""
    for pattern, instead in _BY_SEX[sex] if sex else ():
        text = pattern.sub(instead, text)
    text = _PREFIX.sub(r"\1", _WITHOUT.sub("without", text))
    if _AFTERCARE.search(text):
        yield "aftercare following joint replacement surgery"
        return
    for pattern, status in _STATUS:
        match = pattern.search(text)
        if match:
            yield match.expand(status)
            return
    text = _PLAIN_ARTHRITIS.sub(r"\1osteoarthritis", text)
    yield text
    listed = text
    for pattern, instead in _REWRITTEN:
        listed = pattern.sub(instead, listed)
    if listed != text:
        yield listed
    limbs = listed
    for pattern, instead in _LIMBS:
        limbs = pattern.sub(instead, limbs)
    if limbs != listed:
        yield limbs
