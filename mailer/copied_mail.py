"""Where a copy of another mail begins in a text: a separator, a mark of forwarding, or the headers that were copied."""

# ruff: noqa: RUF001 - mail is copied in many scripts, whose letters look like Latin ones

import re

from mailer.attributions import MAILBOX, MAX_LINE, next_words

_HEADERS_AFTER_FROM = 2
SEPARATOR = re.compile(
    r"\s*+(?:>\s*+)?[-_=*—]{2,}+\s*+(?:original|ursprüngliche|ursprungligt|opprinnelig|oprindelig|alkuperäinen|mensaje|"
    r"messaggio|message d|mensagem|oorspronkelijk|courriel d|reply|in reply|wiadomość|исходное|původní|pôvodná|eredeti|"
    r"orijinal|izvorna|mesajul? original|原始邮件|原始郵件|邮件原件|元のメッセージ|원본 메|"
    r"antwort|forwarded|begin forwarded|"
    r"weitergeleitete)[^-_]{0,40}[-_=*—]{2,}\s*$|"
    r"\s*+-{2,}+\s*+(?:on|am|le|el|il|op)\b.{5,150}(?:wrote|schrieb|a écrit|escribió|ha scritto|schreef)"
    r"\s*+:?\s*+-{2,}+\s*$|"
    r"\s*+(?:_{20,}|-{20,}|={20,})\s*$|"
    r"\s*+[-#=*~_]{0,20}+\s*+(?:please |bitte |veuillez |por favor,? |gelieve )?(?:(?:reply|write|respond|answer|type|"
    r"enter|add)\b.{0,30}\babove this line|(?:antworten|schreiben)\b.{0,30}\b(?:oberhalb|über) dieser (?:linie|zeile)|"
    r"(?:répond|écri|saisi)\w{1,6}\b.{0,30}\bau-dessus de cette ligne|(?:respond|escrib|contest)"
    r"\w{1,5}\b.{0,30}\b(?:por encima|arriba) de esta línea|"
    r"(?:rispond|scriv)\w{1,5}\b.{0,30}\bsopra questa (?:riga|linea)|"
    r"(?:respond|escrev)\w{1,5}\b.{0,30}\bacima desta linha|"
    r"(?:antwoord|schrijf)\w{0,3}\b.{0,30}\bboven deze (?:lijn|regel)|svara\b.{0,30}"
    r"\bovanför (?:den här raden|denna rad)|svar\b.{0,30}\bover denne linje?n?)\b",
    re.IGNORECASE,
)
FORWARDED = re.compile(
    r"\s*+(?:>\s*+)?[-_=*—]*+\s*+(?:begin forwarded message|forwarded message|forwarded by|forwarded mail|"
    r"(?:anfang der )?weitergeleitete(?:n)? (?:nachricht|mail)|message transféré|mensaje reenviado|"
    r"messaggio inoltrato|mensagem encaminhada|doorgestuurd bericht)\b",
    re.IGNORECASE,
)
_RULE = re.compile(r"\s*(?:_{5,}|-{5,}|={5,}|\*{5,})\s*$")
_FROM_NAMES = (
    r"from|von|de|da|van|från|fra|od|от|发件人|寄件者|差出人|보낸 사람|lähettäjä|feladó|kimden|від|από|de la|dari"
)
_SUBJECT_NAMES = (
    r"subject|betreff|objet|asunto|assunto|oggetto|onderwerp|ämne|emne|temat|тема|主题|主旨|"
    r"件名|제목|aihe|tárgy|konu|"
    r"předmět|predmet|θέμα|subiect|assumpte"
)
_SENT_NAMES = (
    r"sent|gesendet|envoyé|enviado|enviada em|inviato|verzonden|skickat|sendt|wysłano|отправлено|发送时间|"
    r"寄件日期|送信日時|보낸 날짜|lähetetty|küldve|elküldve|"
    r"gönderildi|gönderme tarihi|odesláno|odoslané|poslano|надіслано|στάλθηκε|trimis"
)
_FROM = re.compile(rf"\s*+(?:>\s*+)?\**+\s*+(?:{_FROM_NAMES})\s*+\**+\s*+[:：]", re.IGNORECASE)
_OF_MAIL = re.compile(
    rf"\s*+(?:>\s*+)?\**+\s*+(?:{_SUBJECT_NAMES}|{_SENT_NAMES}|reply-to)\s*+\**+\s*+[:：]", re.IGNORECASE
)
"""Headers that only mail has: a note of a transfer has From, To and Date too."""
_HEADER = re.compile(
    rf"\s*+(?:>\s*+)?\**+\s*+(?:{_FROM_NAMES}|{_SUBJECT_NAMES}|{_SENT_NAMES}|date|datum|data|dato|päivämäärä|dátum|"
    r"tarih|to|an|à|para|a|aan|till|til|do|кому|收件人|收件者|宛先|받는 사람|"
    r"vastaanottaja|címzett|kime|komu|προς|către|kepada|"
    r"per a|prima|cc|kopie|kopio|reply-to)"
    r"\s*+\**+\s*+[:：]\**(?:\s|$|\S)",
    re.IGNORECASE,
)
_DATED_HEADER = re.compile(
    r"\s*+(?:>\s*+)?\**+\s*+(?:date|sent|datum|gesendet|envoyé|enviado|inviato|verzonden|skickat|sendt)\s*+\**+\s*+:\**+\s*+\S.*\d",
    re.IGNORECASE,
)


def is_header_block(lines: list[str], number: int) -> bool:
    """Whether the copied headers of a message begin at this line: From and two more, one of them a header that only
    mail has or with an address; or From with an address, and a date. GMX and others write From as the second.
    """
    if not _FROM.match(lines[number]):
        follows = _FROM.match("".join(lines[number + 1 : number + 2])[:MAX_LINE]) is not None
        return follows and _OF_MAIL.match(lines[number][:MAX_LINE]) is not None and is_header_block(lines, number + 1)
    following = [line for line in lines[number + 1 : number + 11] if line.strip()][:5]
    headers = [line for line in following if is_copied_header(line)]
    of_mail = any(_OF_MAIL.match(line) or MAILBOX.search(line[: MAX_LINE * 4]) for line in (lines[number], *headers))
    dated = bool(following) and _DATED_HEADER.match(following[0][:MAX_LINE]) is not None
    return (len(headers) >= _HEADERS_AFTER_FROM and of_mail) or (dated and MAILBOX.search(lines[number]) is not None)


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
