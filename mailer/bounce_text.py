"""Failed recipients and status codes in the words of a notice, for servers that write no status report.

The returned mail is cut off first: its addresses are not the ones that failed. Of the addresses that are left, those
that begin a line count before those that stand in a sentence; those of the notice's own sender and receiver count only
where there is no other of their kind.
"""

# ruff: noqa: RUF001 - servers write in many scripts, whose letters look like Latin ones

import re
from collections.abc import Iterable
from dataclasses import dataclass

from mailer.addresses import is_address

_ADDRESS = re.compile(
    r"(?<![A-Za-z0-9.!#$%&*+/^_{|}~-])[A-Za-z0-9!#$%&*+/^_{|}~-][A-Za-z0-9!#$%&'*+/^_{|"
    r"}~.-]{0,63}@[A-Za-z0-9.-]{1,190}[A-Za-z0-9]"
)
_RETURNED = re.compile(
    r"^[>\s]{0,10}[-=_*# ]{0,60}(?:begin |this is a copy|below this line is a copy|included is a copy|original m|"
    r"returned m|following is a copy|(?:message|mail) (?:headers?|text|contents?) follow|unsent message|copy of "
    r"(?:the )?"
    r"(?:original )?message|your (?:original )?message (?:follows|was|begins)|(?:failed|undelivered|bounced) message|"
    r"(?:original )?message (?:headers?|body|text)|the header of the original|received:\s{0,3}(?:from|by) |"
    r"return-path:|"
    r"(?:old|original) message:|the first \d+ lines of|-{5,}\s*message)",
    re.IGNORECASE | re.MULTILINE,
)
_BEGINS_LINE = re.compile(
    r"[\s>*•·-]{0,20}(?:\d{1,3}[.)]\s|[45]\d\d[ -](?:[45]\.\d{1,2}\.\d{1,3} )?)?[\"'<(\[]{0,3}(?:smtp:|mailto:|"
    r"rfc822;)?$",
    re.IGNORECASE,
)
_LEADS_TO = re.compile(
    r"(?:\b(?:to|for|recipients?|address(?:es)?|user|mailbox|account|addressee|destinat\w+|empfänger|an|à|a|para)\b|"
    r"rcpt to\s*:|recipient\s*:|(?:generated|expanded) from)\W{0,10}(?:smtp:|mailto:|rfc822;)?$",
    re.IGNORECASE,
)
_COPIED_HEADER = re.compile(
    r"[\s>]{0,20}(?:from|to|cc|bcc|sender|subject|reply-to|message-id|references|in-reply-to|return-path|mail from|"
    r"delivered-to|x-[\w-]{1,40}|von|an|de|à)\s*:",
    re.IGNORECASE,
)
_ABOUT_OTHERS = re.compile(
    r"\b(?:contact|assistance|questions?|support|help|forward|report this|mail from|sent (?:by|from)|message from|"
    r"sender|(?<!generated )(?<!expanded )from)\b[^@]{0,40}$",
    re.IGNORECASE,
)
_STATUS = re.compile(r"(?<![\d.])#?([45]\.\d{1,2}\.\d{1,3})(?![\d.])")
_REPLY = re.compile(r"(?<![\d.:])([45]\d\d)(?:[ :-]|\]|$)")
_COPIED_TO = re.compile(r"^[>\s]{0,10}to:(.*)", re.IGNORECASE | re.MULTILINE)
_DELAY = re.compile(
    r"will (?:continue|keep|retry|try again|be retried|be tried again|be re-?attempted)|"
    r"(?:delivery|mail|message) (?:is |was |has been )?delayed|warning message only|"
    r"do not need to re-?send|no(?:t yet)? (?:been )?delivered (?:after|"
    r"within)|not yet been delivered|still (?:trying|undelivered|queued|being (?:re-?)?tried|in (?:the|our) queue)|"
    r"has been (?:delayed|postponed)|temporary (?:failure|problem|delay)|kept in the queue|"
    r"verzögert|weitere zustellversuche|wird weiter(?:hin)? versucht|noch nicht (?:zugestellt|ausgeliefert)|"
    r"retardée?\b|différée?\b|nouvelles? tentatives?\b|pas encore (?:été )?(?:remis|distribu|livr)|"
    r"retrasad[oa]|demorad[oa]|se (?:seguirá|volverá a) intenta|ritardat[oa]|ulteriori tentativi|"
    r"atrasad[oa]|novas tentativas|continuará (?:a )?tenta|vertraagd|nog niet (?:afgeleverd|bezorgd)|fördröj|försenad|"
    r"forsinket|opóźnion|задерж|отложен|遅延|遅れて|再送し|延迟|延遲|继续尝试",
    re.IGNORECASE,
)
_NOT_DELIVERED = re.compile(
    r"(?:not|n't|unable to|failed to|never) (?:be |been |able to (?:be )?)?(?:re)?(?:deliver|reach|send|sent|accept|"
    r"transmit)|undeliver|delivery\b.{0,60}\b(?:fail|error|delay|problem|postponed|abort|expired)|did not reach|"
    r"failed recipient|(?:message|mail)\b.{0,40}\b(?:returned|bounced|rejected|delayed|postponed)|been postponed|"
    r"(?:unknown|no such|invalid|inactive|disabled) (?:user|address|recipient|account|mailbox)|"
    r"(?:user|address|recipient|account|mailbox) (?:\S+ )?(?:unknown|unavailable|is full|not found|disabled|rejected)|"
    r"\b[45]\d\d[ -](?:[45]\.\d\.\d|\S+ )|\b[45]\.[0-7]\.\d{1,2}\b|"
    r"unzustellbar|nicht (?:zugestellt|zustellbar|ausgeliefert)|n'(?:a|ont) (?:pas )?pu|non (?:remis|distribu|délivr)|"
    r"échec de|no (?:se )?(?:ha |pudo |fue |puede )?(?:podido |sido |ser )?entreg|no se (?:ha )?(?:pudo|podido)|"
    r"non (?:è stato |può essere |è stato possibile )?(?:consegn|recapit)|mancata consegna|"
    r"não (?:foi |pôde |pode )?(?:possível |ser )?entreg|niet (?:worden )?(?:afgeleverd|bezorgd)|onbestelbaar|"
    r"(?:kunde|kan) inte levereras|(?:kunne|kan) ikke leveres|ei voitu toimittaa|nie (?:można|mogła|została) dostarcz|"
    r"niedostarcz|nelze doručit|nedoručiteln|kézbesíthetetlen|nem (?:sikerült|lehet) kézbesíteni|"
    r"(?:teslim edil|iletil|gönderil)emedi|недоставл|не (?:может быть |был[оа]? )?доставл|не удалось доставить|"
    r"送信でき|配信でき|配達でき|お届けでき|無法|无法|退信|退回|전송하지 못|전송할 수 없|배달되지",
    re.IGNORECASE,
)
_FROM_REPLY = {
    "550": "5.1.1",
    "551": "5.1.6",
    "552": "5.2.2",
    "553": "5.1.3",
    "554": "5.0.0",
    "450": "4.2.0",
    "451": "4.3.0",
    "452": "4.3.1",
    "421": "4.4.2",
}
_MACHINES = ("postmaster@", "mailer-daemon@")
_MAX_LINES = 2_000
_MAX_LINE = 1_000
_NEAR = 80
"""Characters before an address that say what it is."""
_BEGINNING, _LED_TO, _ELSEWHERE = range(3)


@dataclass(frozen=True, slots=True)
class Failure:
    """A recipient that was not reached, with the enhanced status code (RFC 3463) and the reply (RFC 5321) that the
    server gave, where it did. `original` is the address that the sender wrote to, where the mail was forwarded.
    """

    recipient: str
    status: str = ""
    delayed: bool = False
    original: str = ""
    reply: str = ""

    @property
    def code(self) -> str:
        """The enhanced status code, or the one that the reply stands for; empty where neither was given."""
        return self.status or _FROM_REPLY.get(self.reply, f"{self.reply[0]}.0.0" if self.reply else "")


def tells_of_failure(text: str) -> bool:
    """Whether the words say that something was not delivered; asked only where headers or envelope hint at it."""
    return any(_NOT_DELIVERED.search(line) for line in _lines(text))


def failures_in(text: str, own: frozenset[str]) -> tuple[Failure, ...]:
    """The recipients that the words before the returned mail name, each with the first code at or after its line."""
    lines = _lines(text)
    delayed = any(_DELAY.search(line) for line in lines)
    found = _recipients(lines, own)
    starts = [*sorted(found.values()), len(lines)]
    failures = []
    for address, number in found.items():
        about = lines[number : next((start for start in starts if start > number), len(lines))]
        reply = next((match[1] for line in about if (match := _REPLY.search(line))), "")
        failures.append(Failure(address, _status(about), delayed, reply=reply))
    return tuple(failures)


def status_in(text: str) -> str:
    """The most specific status code of the words before the returned mail, or nothing."""
    return _status(_lines(text))


def returned_to(text: str) -> str:
    """Whom the returned mail was to, as its copy in the words says, or nothing."""
    match = _COPIED_TO.search(text)
    found = _ADDRESS.findall(match[1]) if match else []
    return found[0].lower() if len(found) == 1 and is_address(found[0]) else ""


def _lines(text: str) -> list[str]:
    """The words before the returned mail; a mark of it counts only after the first address."""
    first = _ADDRESS.search(text)
    match = _RETURNED.search(text, first.end()) if first else None
    return [line[:_MAX_LINE] for line in text[: match.start() if match else len(text)].splitlines()[:_MAX_LINES]]


def _recipients(lines: list[str], own: frozenset[str]) -> dict[str, int]:
    """The addresses that failed, with the line that names each first: those of the best kind that there are."""
    kinds: dict[tuple[bool, int], dict[str, int]] = {}
    for number, line in enumerate(lines):
        if _COPIED_HEADER.match(line):
            continue
        for match in _ADDRESS.finditer(line):
            name, before = match[0].lower(), line[: match.start()][-_NEAR:]
            if is_address(name) and not _ABOUT_OTHERS.search(before):
                kind = (name in own or name.startswith(_MACHINES), _place(before))
                kinds.setdefault(kind, {}).setdefault(name, number)
    order = ((False, _BEGINNING), (False, _LED_TO), (True, _BEGINNING), (True, _LED_TO), (False, _ELSEWHERE))
    return next((kinds[kind] for kind in order if kind in kinds), {})


def _place(before: str) -> int:
    if _BEGINS_LINE.match(before):
        return _BEGINNING
    return _LED_TO if _LEADS_TO.search(before) else _ELSEWHERE


def _status(lines: list[str]) -> str:
    return most_specific(match[1] for line in lines for match in _STATUS.finditer(line))


def most_specific(codes: Iterable[str]) -> str:
    """The code that says most (RFC 3463): the first that names subject and detail, before one that leaves the detail
    open (x.y.0), before one that says nothing (x.0.0). That a mail grew too old (x.4.7) is no cause.
    """
    return min(codes, key=_vagueness, default="")


def _vagueness(code: str) -> int:
    _, subject, detail = code.split(".")
    if (subject, detail) == ("0", "0"):
        return 3
    if (subject, detail) == ("4", "7"):
        return 2
    return 1 if detail == "0" else 0
