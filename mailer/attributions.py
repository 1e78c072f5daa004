"""The lines that say who wrote what is quoted below them: "On … wrote:", as it is written in many languages."""

# ruff: noqa: RUF001 - mail is quoted in many scripts, whose letters look like Latin ones

import re

MAX_LINE = 300
"""Longer lines are prose: no program writes an attribution or a separator like that."""
_LINES = 4
_LINES_WITH_LINKS = 9
"""Some programs set the address of an attribution, and its link, on lines of their own."""
_VERBS = (
    r"wrote|writes|schrieb(?:en)?|a écrit|ecrit|escribió|escribio|ha scritto|scrisse|escreveu|schreef|skrev|skreiv|"
    r"kirjoitti|napisał(?:a|\(a\))?|napsal\(?a?\)?|napísal|írta|yazdı|написал\(?а?\)?|пишет|писал\(?а?\)?|написа|"
    r"geschreven|escrigué|va escriure|a scris|scris|写道|写到|寫道|書きました|のメール|작성|έγραψε|said|"
    r"rašė|kirjutas|napisao|napisala|đã viết|menulis|написав|tarihinde şunu"
)
_WROTE = re.compile(rf"(?:{_VERBS}).{{0,160}}[:：]\**\s*$|(?:{_VERBS})\s*[:：]", re.IGNORECASE)
_DAY = re.compile(
    r"\d{1,2}[.:h]\d{2}|\b(?:19|20)\d{2}\b|\b\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}\b|"
    r"\b(?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b",
    re.IGNORECASE,
)
_HOUR = re.compile(r"(?<![\d.])\d{1,2}(?:[:h]\d{2}|\.\d{2}(?![\d.]))")
_OPENING = re.compile(
    r"\s*+[*_>-]{0,3}+\s*+(?:on|am|le|el|il|op|den|em|dne|w dniu|dnia|pe|kl|på|at|in|date|vào|a|pada|"
    r"\d{1,4}[-/.年:]|\d{1,2}\.? [^\W\d]{3,12}\.? \d{4}|(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:пн|вт|ср|"
    r"чт|пт|сб|вс),)",
    re.IGNORECASE,
)
MAILBOX = re.compile(r"[<(\"]?[^\s<>()\"]{1,64}@[^\s<>()\"]{1,190}")
_DATED_MAILBOX = re.compile(r"\s*\d{4}[-/.年]\s?\d{1,2}[-/.月]\s?\d{1,2}\S*\s[^<>]{0,100}<[^<>\s]{3,200}>\s*$")
_LINK = re.compile(r"\s*(?:<|>\s*\S|mailto:|https?:)", re.IGNORECASE)


def is_quoted(line: str) -> bool:
    """Whether the line bears a quote mark."""
    return line.lstrip(" \t").startswith(">")


def next_words(lines: list[str], number: int) -> str:
    """The first of the next five lines that is not blank, or nothing."""
    return next((line for line in lines[number : number + 5] if line.strip()), "")


def length_of_attribution(lines: list[str], number: int) -> int:
    """How many lines from here on say who wrote what follows; 0 when they do not."""
    line = lines[number]
    if len(line) > MAX_LINE:
        return 0
    if _DATED_MAILBOX.match(line) and is_quoted(next_words(lines, number + 1)):
        return 1
    # Every other attribution has a colon: looking for one first makes trimming ten times as fast.
    near = "".join(lines[number : number + _LINES])
    if not (":" in near or "：" in near) or not (_OPENING.match(line) or MAILBOX.search(line) or _WROTE.search(line)):
        return 0
    length, joined = _to_its_colon(lines, number)
    told = _WROTE.search(joined) is not None
    dated, named = _DAY.search(joined) is not None, MAILBOX.search(joined) is not None
    if is_quoted(next_words(lines, number + length)):
        return length if told or named or dated else 0
    # Without quote marks below it, "On Monday the nurse wrote:" is a sentence: programs name an address or the hour.
    ends = joined.rstrip("* ").endswith((":", "："))
    announces = (named and (told or dated)) or (told and _HOUR.search(joined) is not None)
    return length if ends and announces else 0


def _to_its_colon(lines: list[str], number: int) -> tuple[int, str]:
    """The lines up to the colon of an attribution, counted and on one; none where there is no such colon near."""
    joined = ""
    links = False
    for length in range(1, _LINES_WITH_LINKS + 1):
        if number + length > len(lines) or (length > _LINES and not links):
            break
        line = lines[number + length - 1]
        if not line.strip():
            links = links or _LINK.match(next_words(lines, number + length)) is not None
            if not links:
                break
            continue
        joined = f"{joined} {line.strip(' >')}".strip()
        if len(joined) > MAX_LINE:
            break
        if not (":" in line or "：" in line):
            continue
        if joined.endswith((":", "：", ":*")) or _WROTE.search(joined):
            return length, joined
    return 0, ""
