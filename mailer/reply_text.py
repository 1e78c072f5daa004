"""What the sender wrote this time, without the quoted history and the signature below it.

Lines decide, one after the other, in linear time: quoted lines go, an attribution ("On … wrote:") goes with the quote
below it, and a copied header block, a separator or a signature ends the text. Whatever goes is still in the message's
whole text, and when nothing is left the whole text is the answer: a client's words are never lost here.
"""

# ruff: noqa: RUF001 - mail is quoted in many scripts, whose letters look like Latin ones

import re

from mailer.limits import MAX_REPLY_CHARACTERS

_MAX_LINE = 300
"""Longer lines are prose: no program writes an attribution or a separator like that."""
_ATTRIBUTION_LINES = 4
_HEADERS_AFTER_FROM = 2
_COLON = re.compile("[:：]")
_FENCE = re.compile(r"\s{0,3}```")
_VERBS = (
    r"wrote|writes|schrieb(?:en)?|a écrit|ecrit|escribió|escribio|ha scritto|scrisse|escreveu|schreef|skrev|skreiv|"
    r"kirjoitti|napisał(?:a|\(a\))?|napsal\(?a?\)?|napísal|írta|yazdı|написал\(?а?\)?|пишет|писал\(?а?\)?|написа|"
    r"geschreven|escrigué|a scris|写道|写到|書きました|님이 작성|έγραψε|wrote on behalf|said"
)
_WROTE = re.compile(rf"(?:{_VERBS}).{{0,160}}[:：]\**\s*$|(?:{_VERBS})\s*[:：]", re.IGNORECASE)
_DAY = re.compile(
    r"\d{1,2}[.:h]\d{2}|\b(?:19|20)\d{2}\b|\b\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}\b|"
    r"\b(?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"\s*[*_>-]{0,3}\s*(?:on|am|le|el|il|op|den|em|dne|w dniu|dnia|pe|kl|på|at|in|date|vào|a|"
    r"\d{1,4}[-/.年:]|(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:пн|вт|ср|чт|пт|сб|вс),)",
    re.IGNORECASE,
)
_MAILBOX = re.compile(r"[<(\"]?[^\s<>()\"]{1,64}@[^\s<>()\"]{1,190}")
SEPARATOR = re.compile(
    r"\s*>?\s*[-_=*—]{2,}\s*(?:original|ursprüngliche|opprinnelig|oprindelig|alkuperäinen|mensaje|messaggio|message d|"
    r"mensagem|reply|in reply|wiadomość|исходное|antwort|forwarded|begin forwarded|"
    r"weitergeleitete)[^-_]{0,40}[-_=*—]{2,}\s*$|"
    r"\s*(?:_{20,}|-{20,}|={20,})\s*$|"
    r"\s*[-#=*~_]*\s*(?:please )?(?:reply|write|respond)\b.{0,30}\babove this line\b",
    re.IGNORECASE,
)
FORWARDED = re.compile(
    r"\s*>?\s*[-_=*—]*\s*(?:begin forwarded message|forwarded message|forwarded by|forwarded mail|"
    r"(?:anfang der )?weitergeleitete(?:n)? (?:nachricht|mail)|message transféré|mensaje reenviado|"
    r"messaggio inoltrato|mensagem encaminhada|doorgestuurd bericht)\b",
    re.IGNORECASE,
)
_RULE = re.compile(r"\s*(?:_{5,}|-{5,}|={5,}|\*{5,})\s*$")
_HEADER = re.compile(
    r"\s*>?\s*\**\s*(?:from|von|de|da|van|från|fra|od|от|发件人|差出人|date|datum|data|dato|sent|gesendet|envoyé|enviado|"
    r"inviato|verzonden|skickat|sendt|wysłano|отправлено|发送时间|送信日時|to|an|à|para|a|aan|till|til|do|кому|收件人|宛先|"
    r"cc|subject|betreff|objet|asunto|assunto|oggetto|onderwerp|ämne|emne|temat|тема|主题|件名|reply-to)"
    r"\s*\**\s*[:：]\**(?:\s|$|\S)",
    re.IGNORECASE,
)
_FROM = re.compile(r"\s*>?\s*\**\s*(?:from|von|de|da|van|från|fra|od|от|发件人|差出人)\s*\**\s*[:：]", re.IGNORECASE)
_SIGNATURE = re.compile(r"\s{0,3}(?:--|—|–|_{2,4})\s*$")
_DEVICE = re.compile(
    r"\s*\(?(?:sent (?:from|via|by|using)|get outlook for|gesendet (?:von|mit)|von meinem|envoyé (?:de|depuis|à)|"
    r"enviado (?:desde|de|do|via)|inviato da|verstuurd (?:vanaf|met)|verzonden (?:vanaf|met)|skickat från|sendt fra|"
    r"wysłane z|отправлено (?:из|с)|lähetetty|sent on the go)\b.{0,90}[^.!?\s]\s*$",
    re.IGNORECASE,
)
_DECORATION = re.compile(r"[\s\u1427\u200b*#~=_+\-—–]*$")


def trim(text: str) -> str:
    """The new words of a reply, or the whole text where no new words can be told from old ones."""
    return split(text)[0]


def split(text: str) -> tuple[str, list[str]]:
    """The new words as `trim` gives them, and the lines left out, in their order: history and signature.

    Nothing is left out where the whole text is taken for new.
    """
    if len(text) > MAX_REPLY_CHARACTERS:
        return text.strip("\n"), []
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept: list[str] = []
    left_out: list[str] = []
    number, fenced = 0, False
    while number < len(lines):
        line = lines[number]
        fenced ^= _FENCE.match(line) is not None
        if fenced or len(line) > _MAX_LINE:
            kept.append(line)
            number += 1
        elif _ends_the_text(lines, number):
            break
        elif is_quoted(line):
            left_out.append(line)
            number += 1
        elif length := length_of_attribution(lines, number):
            left_out += lines[number : number + length]
            number += length
            if not is_quoted(_next_words(lines, number)):
                break
        else:
            kept.append(line)
            number += 1
    trimmed = _without_decoration(kept)
    return (trimmed, [*left_out, *lines[number:]]) if trimmed else (text.strip("\n"), [])


def begins_history(lines: list[str], number: int) -> bool:
    """Whether a copied message begins at this line: by a separator, its headers, an attribution, or a quote mark."""
    line = lines[number]
    if len(line) > _MAX_LINE or _SIGNATURE.match(line) or _DEVICE.match(line):
        return False
    copied = SEPARATOR.match(line) is not None or is_header_block(lines, number)
    return copied or is_quoted(line) or length_of_attribution(lines, number) > 0


def is_header_block(lines: list[str], number: int) -> bool:
    """Whether the copied headers of a message begin at this line."""
    return _FROM.match(lines[number]) is not None and _headers_follow(lines, number)


def is_quoted(line: str) -> bool:
    """Whether the line bears a quote mark."""
    return line.lstrip(" \t").startswith(">")


def _ends_the_text(lines: list[str], number: int) -> bool:
    """Whether everything from this line on is history or signature."""
    line = lines[number]
    if _SIGNATURE.match(line) or _DEVICE.match(line):
        return True
    if FORWARDED.match(line) and _FROM.match(_next_words(lines, number + 1)):
        return True
    if SEPARATOR.match(line):
        return _words_before(lines, number) or _FROM.match(_next_words(lines, number + 1)) is not None
    if _RULE.match(line) and _FROM.match(_next_words(lines, number + 1)):
        return True
    return is_header_block(lines, number)


def _words_before(lines: list[str], number: int) -> bool:
    return any(line.strip() for line in lines[max(0, number - 50) : number])


def _headers_follow(lines: list[str], number: int) -> bool:
    """From, and at least two more header lines within the next five that are not blank."""
    following = [line for line in lines[number + 1 : number + 11] if line.strip()][:5]
    headers = sum(_HEADER.match(line) is not None for line in following if len(line) <= _MAX_LINE * 4)
    return headers >= _HEADERS_AFTER_FROM


def length_of_attribution(lines: list[str], number: int) -> int:
    """How many lines from here on say who wrote what follows; 0 when they do not."""
    # Every attribution has a colon: looking for one first makes trimming ten times as fast.
    near = any(_COLON.search(line) for line in lines[number : number + _ATTRIBUTION_LINES])
    line = lines[number]
    if not near or not (_OPENING.match(line) or _MAILBOX.search(line) or _WROTE.search(line)):
        return 0
    joined = ""
    for length in range(1, _ATTRIBUTION_LINES + 1):
        if number + length > len(lines) or not lines[number + length - 1].strip():
            return 0
        joined = f"{joined} {lines[number + length - 1].strip(' >')}".strip()
        if len(joined) > _MAX_LINE:
            return 0
        if joined.endswith((":", "：", ":*")) or _WROTE.search(joined):
            told = _WROTE.search(joined) is not None
            dated, named = _DAY.search(joined) is not None, _MAILBOX.search(joined) is not None
            if told + named + dated > 1:
                return length
            quoted = is_quoted(_next_words(lines, number + length))
            return length if quoted and (told or named or dated) else 0
    return 0


def _next_words(lines: list[str], number: int) -> str:
    return next((line for line in lines[number : number + 5] if line.strip()), "")


def _without_decoration(lines: list[str]) -> str:
    """The lines without blank or drawn ones at the end and blank ones at the start."""
    end = len(lines)
    while end and _DECORATION.match(lines[end - 1][:_MAX_LINE]) and len(lines[end - 1]) <= _MAX_LINE:
        end -= 1
    return "\n".join(line.rstrip() for line in lines[:end]).strip("\n")
