"""What the sender wrote this time, without the quoted history and the signature below it.

Lines decide, one after the other, in linear time: quoted lines go, an attribution ("On … wrote:") goes with the quote
below it, and a copied header block, a separator or a signature ends the text. A quote that opens the text without
saying whose it is stays: the sender put it there to be answered. Whatever goes is still in the message's whole text,
and when nothing is left the whole text is the answer: a client's words are never lost here.
"""

# ruff: noqa: RUF001 - phones sign in many scripts, whose letters look like Latin ones

import re

from mailer.attributions import MAX_LINE, is_quoted, length_of_attribution, next_words
from mailer.copied_mail import FORWARDED, SEPARATOR, begins_copy, is_copied_header, is_header_block
from mailer.limits import MAX_REPLY_CHARACTERS

_FENCE = re.compile(r"\s{0,3}```")
_SIGNATURE = re.compile(r"\s{0,3}(?:--|—|–|_{2,4})\s*$")
_DEVICE = re.compile(
    r"\s*\(?(?:sent (?:from|via|by|using)|get outlook for|gesendet (?:von|mit)|von meinem|envoyé (?:de|depuis|à)|"
    r"enviado (?:desde|de|do|via)|inviato da|verstuurd (?:vanaf|met)|verzonden (?:vanaf|met)|skickat från|sendt fra|"
    r"wysłane z|отправлено (?:из|с)|lähetetty|sent on the go)\b.{0,90}[^.!?\s]\s*$",
    re.IGNORECASE,
)
_THING = (
    r"(?:iphon\w|ipad|ipod|android|samsung|galaxy|blackberry|pixel|huawei|xiaomi|smartphone|mobile (?:phone|device)|"
    r"windows phone|(?:yahoo |proton ?)mail|outlook|gmail|thunderbird)"
)
_FROM_A_THING = re.compile(
    rf"\s*\(?(?:sent (?:from|via|with|using)\b.{{0,30}}\b{_THING}\b|(?:odesláno z|надіслано з|отправлено с|"
    rf"trimis de pe|στάλθηκε από)\b.{{0,20}}{_THING}|{_THING}\S{{0,8}} (?:gönderildi|küldve)|"
    rf"(?:从我的|發自我的|来自我的)\s?{_THING}|{_THING}\s?(?:から送信|에서 보냄)|나의 {_THING}에서 보냄).{{0,40}}$",
    re.IGNORECASE,
)
"""Telephones and mail programs by name, in languages whose words for "sent" people write too."""
_OUTLOOK = r"outlook (?:\S{1,8} ){1,2}(?:ios|android)\S{0,4}(?:\s?<[^<>\s]{1,300}>)?"
_GET_OUTLOOK = re.compile(
    rf"\s*(?:download|télécharge[rz]|obtenir|obtenez|obtener|descargar|ottieni|scarica|obter o|obtenha o|baixar o|"
    rf"hämta|skaffa|skaff deg|hent|hanki|pobierz|získat|stáhnout|скачать|получите|获取|取得) {_OUTLOOK}\s*$|"
    rf"\s*{_OUTLOOK} ?(?:herunterladen|beziehen|holen|downloaden|edinin|を入手|다운로드)\s*$",
    re.IGNORECASE,
)
"""What Outlook on a telephone signs with; in English it is among the devices."""
_COMPARISON = re.compile(
    r"\s*>\s?\d[\d.,]{0,9}\s?(?:%|°|(?:[mµuk]?g|mcg|[md]?l|[mck]?m|mmhg|m?mol|m?eq|[um]?i?u|units?|minutes?|mins?|hours?|"
    r"h|days?|weeks?|months?|years?|tage?n?|wochen?|monaten?|jahren?|jours?|mois|ans|días?|meses|años)\b)",
    re.IGNORECASE,
)
"""A threshold, "> 10 mg/dl": no quote, as long as none of the history stands above it."""
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
    number = _length_of_opening_quote(lines)
    left_out: list[str] = []
    kept, fenced = lines[:number], False
    while number < len(lines):
        line = lines[number]
        fenced ^= _FENCE.match(line) is not None
        if fenced or (len(line) > MAX_LINE and not is_quoted(line)):
            kept.append(line)
            number += 1
        elif _ends_the_text(lines, number):
            break
        elif is_quoted(line) and (left_out or not _COMPARISON.match(line)):
            length = 1 + _is_torn_off(lines, number)
            left_out += lines[number : number + length]
            number += length
        elif length := length_of_attribution(lines, number):
            left_out += lines[number : number + length]
            number += length
            if not is_quoted(next_words(lines, number)):
                break
        else:
            kept.append(line)
            number += 1
    trimmed = _without_decoration(kept)
    return (trimmed, [*left_out, *lines[number:]]) if trimmed else _only_history(lines)


def begins_history(lines: list[str], number: int) -> bool:
    """Whether a copied message begins at this line: by a separator, its headers, an attribution, or a quote mark."""
    line = lines[number]
    if len(line) > MAX_LINE or _is_signature(line):
        return False
    copied = SEPARATOR.match(line) is not None or is_header_block(lines, number)
    return copied or is_quoted(line) or length_of_attribution(lines, number) > 0


def _ends_the_text(lines: list[str], number: int) -> bool:
    """Whether everything from this line on is history or signature."""
    line = lines[number]
    return _is_signature(line) or begins_copy(lines, number)


def _is_signature(line: str) -> bool:
    return bool(_SIGNATURE.match(line) or _DEVICE.match(line) or _FROM_A_THING.match(line) or _GET_OUTLOOK.match(line))


def _length_of_opening_quote(lines: list[str]) -> int:
    """How many lines of quote open the text, where words follow them; 0 where there are none of either."""
    number = 0
    while number < len(lines) and (is_quoted(lines[number]) or not lines[number].strip()):
        number += 1
    quotes = any(is_quoted(line) for line in lines[:number])
    follows = number < len(lines) and not _ends_the_text(lines, number) and not length_of_attribution(lines, number)
    return number if quotes and follows else 0


def _is_torn_off(lines: list[str], number: int) -> bool:
    """Whether the line after this quoted one is the rest of its link, which some program broke in two."""
    line, following = lines[number], lines[number + 1 : number + 3]
    is_open = line.count("(") > line.count(")") or line.count("<") > line.count(">")
    return is_open and len(following) > 1 and not is_quoted(following[0]) and is_quoted(following[1])


def _only_history(lines: list[str]) -> tuple[str, list[str]]:
    """The whole text; of a mail that is only passed on, without the mark and the headers that were copied with it."""
    start = next((number for number, line in enumerate(lines) if line.strip()), 0)
    end = start + 1
    if FORWARDED.match(lines[start]):
        while end < len(lines) and not lines[end].strip():
            end += 1
        while end < len(lines) and lines[end].strip() and any(map(is_copied_header, lines[end : end + 3])):
            end += 1
        words = "\n".join(lines[end:]).strip("\n")
        if words.strip():
            return words, lines[:end]
    return "\n".join(lines).strip("\n"), []


def _without_decoration(lines: list[str]) -> str:
    """The lines without blank or drawn ones at the end and blank ones at the start."""
    end = len(lines)
    while end and _DECORATION.match(lines[end - 1][:MAX_LINE]) and len(lines[end - 1]) <= MAX_LINE:
        end -= 1
    return "\n".join(line.rstrip() for line in lines[:end]).strip("\n")
