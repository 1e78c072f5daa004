"""Identifiers that have a shape of their own. Time is linear in the text: every repeat is bounded.

Nothing here reaches over a line end, so that a text keeps its lines.
"""

import re

from assistant.redaction.values import Found, Kind

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_DAY = r"(?:[12][0-9]|3[01]|0?[1-9])"
_MONTH_NUMBER = r"(?:1[0-2]|0?[1-9])"
_YEAR = r"(?:19|20)[0-9]{2}"
_DATED = r"(?:on|seen|dos|from|since|to|through|thru|by|until|dated?|visit|and|of|lmp|[a-z]{3,12}ed|-)(?:[ :]{1,2}|-)"
_STREET = (
    r"(?:street|st|avenue|ave|road|rd|boulevard|blvd|lane|ln|drive|dr|court|ct|circle|cir|way|place|pl|terrace|ter"
    r"|parkway|pkwy|highway|hwy|trail|trl|square|sq|loop|alley|pike|crescent|row|path)\b\.?"
)
_STATE = (
    r"(?-i:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]"
    r"|W[AIVY])"
)
_STATE_NAME = (
    r"(?:Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho"
    r"|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi"
    r"|Missouri|Montana|Nebraska|Nevada|New Hampshire|New Jersey|New Mexico|New York|North Carolina|North Dakota|Ohio"
    r"|Oklahoma|Oregon|Pennsylvania|Rhode Island|South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont"
    r"|West Virginia|Virginia|Washington|Wisconsin|Wyoming)"
)
_CAPITALISED = r"(?-i:[A-Z][a-z'\u2019.-]{1,20})"
_TOWN = rf"{_CAPITALISED}(?: {_CAPITALISED}){{0,3}}"
_ALWAYS_NUMBERED = r"(?:mrn|m\.r\.n\.|mr|ssn|npi|dea|vin|mbi|hicn?|icn|dcn)"
_NUMBERED = (
    r"(?:medical record|chart|social security|member|subscriber|insured|beneficiary|policy|group|patient|pt|hospital"
    r"|license|licence|serial|device|accession|specimen|encounter|auth|authorization|referral|passport|plate|account"
    r"|acct|claim|invoice|case|ticket|confirmation|reference|ref|rx|record|health plan|certificate)"
)
_LABEL = r"(?:no\.?|number|num|nbr|id|\#)"
_ID = r"(?=[A-Z-]{0,6}[0-9])[A-Z0-9]{1,12}(?:[-/.][A-Z0-9]{1,12}){0,4}"
_DOMAIN = r"(?:com|org|net|edu|gov|health|clinic|io|us|info|md)"
_AREA = r"(?:\([0-9]{3}\) ?|[0-9]{3}[ ./-])"
_OLD = r"(?:9[0-9]|1[01][0-9])"
_IN_WORDS = r"(?:ninety|(?:one[ -])?hundred)(?:[ -](?:and[ -])?(?:one|two|three|four|five|six|seven|eight|nine))?"

_PATTERNS = (
    (Kind.EMAIL, r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,5}"),
    (
        Kind.EMAIL,
        (
            r"\b(?:[\w+-]{1,20} dot ){0,2}[\w.+-]{1,40} ?(?:\(at\)|\[at\]| at ) ?[\w-]{1,40} ?"
            rf"(?:\(dot\)|\[dot\]| dot ) ?{_DOMAIN}\b"
        ),
    ),
    (Kind.URL, r"\b(?:https?|ftp|file)://[^\s<>\"]{1,500}"),
    (Kind.URL, r"\bwww\.[^\s<>\"]{1,300}"),
    (Kind.URL, rf"\b[a-z0-9-]{{2,40}}(?:\.[a-z0-9-]{{2,40}}){{0,3}}\.{_DOMAIN}\b(?:/[^\s<>\"]{{0,200}})?"),
    (Kind.IP, r"(?<![\w.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?!\w|\.[0-9])"),
    (Kind.IP, r"(?<![\w:])(?:[0-9a-f]{1,4}:){3,7}:?[0-9a-f]{1,4}(?![\w:])"),
    # `label` names a group that is a number of another kind even where it has a code's shape
    (Kind.NUMBER, rf"\b{_ALWAYS_NUMBERED}(?: ?{_LABEL})?(?: is| was)?[ :#.=-]{{1,3}}(?P<label>{_ID})"),
    (Kind.NUMBER, rf"\b{_NUMBERED} ?{_LABEL}(?: is| was)?[ :#.=]{{0,3}}(?P<label>{_ID})"),
    (
        Kind.NUMBER,
        (
            r"\b(?:member|subscriber|policy|group|account|acct|claim|chart|accession|serial|license|medical record|id)"
            r"(?: is|:)? (?P<it>(?=[A-Z-]{0,6}[0-9])[A-Z0-9-]{6,20})\b"
        ),
    ),
    (
        Kind.NUMBER,
        (
            r"\b(?:ssn|social|social security)\b[\w ]{0,20}?(?:ending|last (?:four|4))[\w ]{0,10}?[ :]{1,2}"
            r"(?P<label>[0-9]{4})\b"
        ),
    ),
    (Kind.NUMBER, r"(?<![\w-])(?:[0-9]{3}|[*xX]{3})[- .](?:[0-9]{2}|[*xX]{2})[- .][0-9]{4}(?![\w-])"),
    (Kind.NUMBER, r"\b(?=[A-HJ-NPR-Z0-9]{17}\b)(?=[A-Z0-9]{0,16}[0-9])[A-HJ-NPR-Z0-9]{17}\b"),
    (  # Medicare beneficiary identifier (CMS, MBI format)
        Kind.NUMBER,
        (
            r"\b[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9][0-9]-?[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9][0-9]-?"
            r"[AC-HJKMNP-RT-Y]{2}[0-9]{2}\b"
        ),
    ),
    # telephone, as North America and others write it
    (
        Kind.PHONE,
        (
            rf"(?<![\w.-])(?:\+?1[ .-]?)?{_AREA}[0-9]{{3}}[ .-][0-9]{{4}}"
            r"(?:,? ?(?:x|ext\.?|extension) ?[0-9]{1,6})?(?![\w-])"
        ),
    ),
    (Kind.PHONE, r"(?<![\w+])\+[1-9][0-9]{0,2}(?:[ .-]?\(?[0-9]{2,5}\)?){2,5}(?!\w)"),
    (
        Kind.PHONE,
        (
            r"\b(?:phone|tel|telephone|cell|mobile|fax|pager|beeper|reached at|ext|extension)\b\.?"
            r"(?: (?:no\.?|number|is|at))?[ :#]{1,3}(?P<it>\(?[0-9][0-9() .-]{2,17}[0-9])"
        ),
    ),
    (Kind.PHONE, r"(?<![\w.-])[2-9][0-9]{2}-[0-9]{4}(?![\w-])"),
    # dates: everything finer than the year
    (
        Kind.DATE,
        rf"(?<![\w/.-]){_YEAR}[-/.]{_MONTH_NUMBER}[-/.]{_DAY}(?:[T ][0-9:.]{{4,12}}Z?)?(?![\w/])",
    ),
    (
        Kind.DATE,
        r"(?<![\w/.-])[0-9]{1,2}(?P<sep>[-/.])[0-9]{1,2}(?P=sep)(?:(?:19|20)[0-9]{2}|[0-9]{2})(?![\w/]|\.[0-9])",
    ),
    (Kind.DATE, rf"(?<![\w/.-]){_MONTH_NUMBER}/{_YEAR}(?![\w/])"),
    (Kind.DATE, rf"\b{_MONTH} ?{_DAY}(?:st|nd|rd|th)?(?:,? ?{_YEAR}|,? '[0-9]{{2}})?(?![\w.]?[0-9])"),
    (
        Kind.DATE,
        rf"\b{_DAY}(?:st|nd|rd|th)?(?: of | |-){_MONTH}(?:,?[ -]{_YEAR}|[ -][0-9]{{2}})?(?!\w)",
    ),
    (Kind.DATE, rf"\b{_MONTH},?(?: of)? {_YEAR}\b"),
    (Kind.DATE, rf"\b{_DATED}(?P<it>{_MONTH_NUMBER}[/-]{_DAY})(?![\w/]|\.[0-9])"),
    (
        Kind.DATE,
        (
            r"\b(?:dob|d\.o\.b\.|date of birth|born|birth ?date)\b[ :.(]{0,3}(?:on |in )?"
            r"(?P<it>[0-9]{2,4}[0-9/. -]{1,8}[0-9])"
        ),
    ),
    (
        Kind.DATE,
        r"(?<![\w.-])(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?![\w.-])",
    ),
    # ages of 90 and over (164.514(b)(2)(i)(C))
    (Kind.AGE, rf"\b(?P<it>{_OLD})[ -]?(?:years?|yrs?)?[ -]?(?:old|y/?o|yo|years? of age)\b"),
    (Kind.AGE, rf"\b(?P<it>{_OLD})[ -]?(?:years?|yrs?|y\.?o\.?|y/o|yof|yom|f|m|female|male|woman|man)\b(?!/)"),
    (Kind.AGE, rf"\b(?:age|aged)[ :]{{1,2}}(?P<it>{_OLD})\b"),
    (Kind.AGE, rf"\b(?P<it>{_IN_WORDS})[ -]years?[ -]old"),
    # addresses
    (
        Kind.ADDRESS,
        (
            r"\b[0-9]{1,6}[A-Z]? (?:(?:N|S|E|W|NE|NW|SE|SW|North|South|East|West)\.? )?"
            rf"(?:[0-9]{{1,3}}(?:st|nd|rd|th)|{_CAPITALISED})(?: {_CAPITALISED}){{0,3}} {_STREET}"
        ),
    ),
    (Kind.ADDRESS, r"\b[0-9]{1,6} (?-i:[A-Z]{3,20})(?: (?-i:[A-Z]{3,20})){0,2} (?-i:ST|AVE|RD|BLVD|LN|DR|CT|WAY)\b"),
    (
        Kind.ADDRESS,
        r"\b(?:p\.? ?o\.? ?box|apt|apartment|suite|ste|rm|room|bed)\.? ?#? ?(?P<it>[A-Z]?[0-9]{1,5}[A-Z]?)\b",
    ),
    (Kind.ADDRESS, rf"\b{_TOWN}, ?(?:{_STATE}|{_STATE_NAME})\b\.?(?:,? [0-9]{{5}}(?:-[0-9]{{4}})?)?"),
    (
        Kind.ADDRESS,
        rf"\b(?-i:[A-Z]{{3,20}})(?: (?-i:[A-Z]{{3,20}})){{0,2}}, {_STATE} [0-9]{{5}}(?:-[0-9]{{4}})?(?![\w.-])",
    ),
    (Kind.ADDRESS, rf"\b{_CAPITALISED} {_STATE} [0-9]{{5}}(?:-[0-9]{{4}})?(?![\w.-])"),
    (Kind.ADDRESS, r"\b(?:zip|zip ?code|postal code)[ :]{1,2}(?P<label>[0-9]{5}(?:-[0-9]{4})?)\b"),
    (Kind.ADDRESS, r"(?<![\w.-])[0-9]{5}-[0-9]{4}(?![\w-])"),
    (
        Kind.ADDRESS,
        (
            r"\b(?:lives?|living|resid(?:es?|ing)|resident|native|moved|relocated|travell?ed|visiting|transferred|hometown"
            rf"|grew up)(?: alone| now)?(?: in| of| at| to| from| near|:) (?P<it>{_TOWN})"
        ),
    ),
)
_READ = [(kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _PATTERNS]


def shaped(text: str) -> list[Found]:
    """Every identifier that a pattern knows; they may overlap."""
    return [
        Found(*match.span(_group(pattern)), kind, labelled="label" in pattern.groupindex)
        for kind, pattern in _READ
        for match in pattern.finditer(text)
    ]


def _group(pattern: re.Pattern[str]) -> str | int:
    """Which part of a match is the identifier: without one of these groups, all of it."""
    return next((name for name in ("label", "it") if name in pattern.groupindex), 0)
