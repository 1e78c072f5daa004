"""Where a copy of another mail begins in a text: a separator, a mark of forwarding, or the headers that were copied."""

# ruff: noqa: RUF001 - mail is copied in many scripts, whose letters look like Latin ones

import re

from mailer.attributions import MAILBOX, MAX_LINE, next_words

_HEADERS_AFTER_FROM = 2
SEPARATOR = re.compile(
    r"\s*+(?:>\s*+)?[-_=*—]{2,}+\s*+(?:original|ursprüngliche|opprinnelig|oprindelig|alkuperäinen|mensaje|messaggio|"
    r"message d|mensagem|reply|in reply|wiadomość|исходное|antwort|forwarded|begin forwarded|"
    r"weitergeleitete)[^-_]{0,40}[-_=*—]{2,}\s*$|"
    r"\s*+-{2,}+\s*+(?:on|am|le|el|il|op)\b.{5,150}(?:wrote|schrieb|a écrit|escribió|ha scritto|"
    r"schreef)\s*+:?\s*+-{2,}+\s*$|"
    r"\s*+(?:_{20,}|-{20,}|={20,})\s*$|"
    r"\s*+[-#=*~_]*+\s*+(?:please )?(?:reply|write|respond)\b.{0,30}\babove this line\b",
    re.IGNORECASE,
)
FORWARDED = re.compile(
    r"\s*+(?:>\s*+)?[-_=*—]*+\s*+(?:begin forwarded message|forwarded message|forwarded by|forwarded mail|"
    r"(?:anfang der )?weitergeleitete(?:n)? (?:nachricht|mail)|message transféré|mensaje reenviado|"
    r"messaggio inoltrato|mensagem encaminhada|doorgestuurd bericht)\b",
    re.IGNORECASE,
)
_RULE = re.compile(r"\s*(?:_{5,}|-{5,}|={5,}|\*{5,})\s*$")
_HEADER = re.compile(
    r"\s*+(?:>\s*+)?\**+\s*+(?:from|von|de|da|van|från|fra|od|от|发件人|差出人|date|datum|data|dato|sent|gesendet|envoyé|enviado|"
    r"inviato|verzonden|skickat|sendt|wysłano|отправлено|发送时间|送信日時|to|an|à|para|a|aan|till|til|do|кому|收件人|宛先|"
    r"cc|subject|betreff|objet|asunto|assunto|oggetto|onderwerp|ämne|emne|temat|тема|主题|件名|reply-to)"
    r"\s*+\**+\s*+[:：]\**(?:\s|$|\S)",
    re.IGNORECASE,
)
_FROM = re.compile(
    r"\s*+(?:>\s*+)?\**+\s*+(?:from|von|de|da|van|från|fra|od|от|发件人|差出人)\s*+\**+\s*+[:：]", re.IGNORECASE
)
_DATED_HEADER = re.compile(
    r"\s*+(?:>\s*+)?\**+\s*+(?:date|sent|datum|gesendet|envoyé|enviado|inviato|verzonden|skickat|sendt)"
    r"\s*+\**+\s*+:\**+\s*+\S.*\d",
    re.IGNORECASE,
)


def is_header_block(lines: list[str], number: int) -> bool:
    """Whether the copied headers of a message begin at this line: From, and two more, or an address and a date."""
    if not _FROM.match(lines[number]):
        return False
    following = [line for line in lines[number + 1 : number + 11] if line.strip()][:5]
    headers = sum(_HEADER.match(line) is not None for line in following if len(line) <= MAX_LINE * 4)
    dated = bool(following) and _DATED_HEADER.match(following[0][:MAX_LINE]) is not None
    return headers >= _HEADERS_AFTER_FROM or (dated and MAILBOX.search(lines[number]) is not None)


def is_copied_header(line: str) -> bool:
    """Whether the line looks like a header of a message."""
    return len(line) <= MAX_LINE * 4 and _HEADER.match(line) is not None


def begins_copy(lines: list[str], number: int) -> bool:
    """Whether everything from this line on is a copy of another mail, below words of the sender's."""
    line = lines[number]
    if SEPARATOR.match(line):
        below_words = any(before.strip() for before in lines[max(0, number - 50) : number])
        return below_words or _leads_to_headers(lines, number)
    if FORWARDED.match(line) or _RULE.match(line):
        return _leads_to_headers(lines, number)
    return is_header_block(lines, number)


def _leads_to_headers(lines: list[str], number: int) -> bool:
    return _FROM.match(next_words(lines, number + 1)) is not None
