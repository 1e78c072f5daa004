"""Invitations to meetings (iCalendar, RFC 5545) as text, and mail that only answers one (iMIP, RFC 6047).

Our own reader: an invitation may be all that a mail says, so it is read where the mail is, in time that grows with its
length alone. It takes of each meeting what people read, and lets repetitions, alarms and time zones be.
"""

import re
from collections.abc import Iterator

from mailer.limits import MAX_LAYOUT_CHARACTERS
from mailer.mime import Part

_FOLD = re.compile(r"\r?\n[ \t]")
_ESCAPED = re.compile(r"\\([\\;,:nN])")
_MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d(Z?))?")
_LONGEST_HEAD = 1_000
"""Characters in which a property has its colon: names, zones and roles stand before it."""
_MAX_MEETINGS = 20
_MEETINGS = frozenset({"VEVENT", "VTODO"})
_TITLES = {
    "REPLY": "Answer to an invitation",
    "CANCEL": "Cancelled meeting",
    "COUNTER": "Proposal of another time",
}
_ANSWERS = frozenset({"REPLY", "CANCEL", "COUNTER", "DECLINECOUNTER", "REFRESH"})
"""Methods by which calendars answer each other (RFC 5546, 1.4); REQUEST and PUBLISH are a person's."""
_SHOWN = {
    "SUMMARY": "Subject",
    "DTSTART": "From",
    "DTEND": "To",
    "DUE": "Due",
    "LOCATION": "Place",
    "ORGANIZER": "Organiser",
    "DESCRIPTION": "",
}


def text_of(calendar: str) -> str:
    """What its meetings say, each in lines of its own; empty for a calendar without any."""
    title, meetings, inside = "Invitation", [], [""]
    for name, parameters, value in _properties(calendar[:MAX_LAYOUT_CHARACTERS]):
        if name == "BEGIN":
            inside.append(value.strip().upper())
            if inside[-1] in _MEETINGS:
                meetings.append(dict[str, str]())
        elif name == "END":
            inside = inside[: max(1, len(inside) - 1)]
        elif name == "METHOD":
            title = _TITLES.get(value.strip().upper(), title)
        elif name in _SHOWN and inside[-1] in _MEETINGS:
            meetings[-1].setdefault(name, _shown(name, parameters, value))
    return "\n\n".join(_told(title, meeting) for meeting in meetings[:_MAX_MEETINGS] if meeting)


def is_answer(mail: Part) -> bool:
    """Whether a calendar wrote the mail to answer another one. A file that a person attached does not count."""
    for part in mail.walk():
        attached = b"attachment" in part.headers.first("content-disposition")[:100].lower()
        method = part.type.parameters.get("method", "").upper()
        if str(part.type) == "text/calendar" and method in _ANSWERS and not attached:
            return True
    return False


def _properties(calendar: str) -> Iterator[tuple[str, str, str]]:
    """Name, parameters and value of each line (RFC 5545, 3.1)."""
    for line in _FOLD.sub("", calendar).splitlines():
        colon = _colon(line[:_LONGEST_HEAD])
        if colon:
            name, _, parameters = line[:colon].partition(";")
            yield name.strip().upper(), parameters, line[colon + 1 :]


def _colon(head: str) -> int:
    """Where the value begins: the first colon outside of quotes; 0 where there is none."""
    quoted = False
    for place, letter in enumerate(head):
        quoted ^= letter == '"'
        if letter == ":" and not quoted:
            return place
    return 0


def _shown(name: str, parameters: str, value: str) -> str:
    if name in ("DTSTART", "DTEND", "DUE"):
        moment = _MOMENT.match(value)
        if moment is None:
            return ""
        year, month, day, hour, minute, utc = moment.groups()
        zone = "UTC" if utc else _parameter(parameters, "TZID")
        return f"{year}-{month}-{day}" + (f" {hour}:{minute} {zone}".rstrip() if hour else "")
    if name == "ORGANIZER":
        address = re.sub("^mailto:", "", value.strip(), flags=re.IGNORECASE)
        return f"{_parameter(parameters, 'CN')} {address}".strip()
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value).strip()


def _parameter(parameters: str, name: str) -> str:
    for each in parameters.split(";"):
        key, _, value = each.partition("=")
        if key.strip().upper() == name:
            return value.strip('" ')
    return ""


def _told(title: str, meeting: dict[str, str]) -> str:
    lines = (f"{_SHOWN[name]}: {meeting[name]}" for name in _SHOWN if _SHOWN[name] and meeting.get(name))
    return "\n".join([title, *lines, *(["", meeting["DESCRIPTION"]] if meeting.get("DESCRIPTION") else [])])
