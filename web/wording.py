"""How the console says times, states, reasons and history: words of a few lines, from the domain's names."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from accounts.roles import May
from accounts.sign_in_models import Method
from consultations import audit
from consultations.answers import Check, Result
from consultations.case_view import Event
from consultations.lifecycle import CaseState

_HOUR = 60
_DAY = 24 * _HOUR
_MEGABYTE = 1_000_000
_HOURS_SAID_AS_HOURS = 8
"""Further away than a working day, "Tomorrow" says more than "17 h 20"."""

STATES = {
    CaseState.DRAFTING: "Being drafted",
    CaseState.IN_REVIEW: "In review",
    CaseState.WAITING_FOR_CLIENT: "Waiting for the client",
    CaseState.ESCALATED: "Escalated",
    CaseState.APPROVED: "Approved, leaving",
    CaseState.ANSWERED: "Answered",
    CaseState.DECLINED: "Declined",
    CaseState.CLOSED: "Closed",
    CaseState.FAILED: "No draft could be made",
}

CLIENT_STATES = {
    CaseState.DRAFTING: "Being worked on",
    CaseState.IN_REVIEW: "Being worked on",
    CaseState.WAITING_FOR_CLIENT: "Waiting for your reply",
    CaseState.ESCALATED: "Being worked on",
    CaseState.APPROVED: "The answer is leaving",
    CaseState.ANSWERED: "Answered",
    CaseState.DECLINED: "Declined",
    CaseState.CLOSED: "Closed",
    CaseState.FAILED: "Being worked on",
}
"""What a client reads of a case; how we get to the answer is ours."""

METHODS = {
    Method.PASSWORD: "password",
    Method.PASSWORD_AND_CODE: "password and code",
    Method.PASSKEY: "passkey",
    Method.PROVIDER: "your organization",
}

MENU = (
    ("/review", "Review", May.LOOK),
    ("/cases", "Your cases", May.FOLLOW_OWN_CASES),
    ("/people", "People", May.KEEP_PEOPLE),
)
"""The pages that everybody finds on top, as far as they may open them."""

RESULTS = {
    Result.PASS: "Pass",
    Result.WARNING: "Warning",
    Result.FAILS: "Fails",
    Result.NOT_RUN: "Not run",
}

HELD = {
    "unauthenticated": "Nothing vouches for the sender",
    "unknown_sender": "The address belongs to no client",
    "over_quota": "The plan is used up",
    "not_a_participant": "It continues a case that its sender has not written on",
    "no_agreement": "No business associate agreement is on file",
    "encrypted": "It is encrypted, and we have no key",
    "failed": "Reading it failed at every attempt",
    "empty": "The mail is empty",
    "no_sender": "It names no sender",
    "several_senders": "It names several senders",
    "unreadable_sender": "Its sender cannot be read",
    "over_limits": "It is larger or deeper than we read",
    "unreadable": "It cannot be read safely",
    "malware": "The virus scanner found malware in it",
    "not_scanned": "The virus scanner did not look at all of it",
}

_HAPPENED = {
    "case_opened": "Received, case opened",
    "mail_filed": "Mail filed on the case",
    "taken_up": "Taken up for drafting",
    "model_asked": "A language model was asked",
    "ready_for_review": "Ready for review",
    "draft_failed": "No draft could be made",
    "answer_taken_back": "Approved answer taken back, because a mail came in",
    "answered": "Answer delivered to the next mail server",
    "closed": "Case closed",
    "mail_undeliverable": "Our mail could not be delivered",
    "reopened_undeliverable": "Back in review, because the answer could not be delivered",
}
_DID = {
    "approved": "approved the answer",
    "approval_undone": "took the approval back",
    "asked_client": "asked the client",
    "declined": "declined the case",
    "redraft_asked": "asked for a new draft",
    "readdressed": "chose another address of the client for the answer",
    "merged_away": "merged the case into another one",
    "merged_in": "merged another case into this one",
    "mail_parted": "took a mail out, which is a case of its own now",
    "claimed": "claimed the case",
    "taken_over": "took the case over",
    "claim_released": "gave the case back",
    "assigned": "changed who should answer",
    "snoozed": "snoozed the case",
    "woken": "woke the case",
    "escalated": "put the case before a lead",
    "escalation_taken": "took the escalated case",
    "note_added": "left a note",
    "nothing_new_left": "left nothing that was not answered",
}


@dataclass(frozen=True, slots=True)
class Due:
    """Minutes left in words, and how pressing they are: `late`, `soon` (under an hour) or `later`."""

    words: str
    pressing: str


def due(at: datetime, now: datetime, zone: ZoneInfo) -> Due:
    """Say when something is due: "12 min late", "38 min", "1 h 05", "Tomorrow", "Thu 26 Nov"."""
    minutes = int((at - now) / timedelta(minutes=1))
    if at <= now:
        return Due(f"{_span(-minutes)} late", "late")
    if minutes < _HOUR:
        return Due(f"{max(minutes, 1)} min", "soon")
    there, here = at.astimezone(zone).date(), now.astimezone(zone).date()
    if minutes < _HOURS_SAID_AS_HOURS * _HOUR or there == here:
        return Due(_span(minutes), "later")
    if there - here == timedelta(days=1):
        return Due("Tomorrow", "later")
    return Due(f"{there:%a} {there.day} {there:%b}", "later")


def minutes_until(at: datetime, now: datetime) -> str:
    """How long until then: "14 more minutes"."""
    minutes = max(round((at - now) / timedelta(minutes=1)), 1)
    return "1 more minute" if minutes == 1 else f"{minutes} more minutes"


def _span(minutes: int) -> str:
    if minutes < _HOUR:
        return f"{max(minutes, 1)} min"
    if minutes < _DAY:
        return f"{minutes // _HOUR} h {minutes % _HOUR:02}"
    days = minutes // _DAY
    return "1 day" if days == 1 else f"{days} days"


class Vouched(Protocol):
    """A mail, as far as it says who vouches for its sender."""

    @property
    def verdict(self) -> str:
        """How the mail was judged: `<by>: <sentence>`."""
        ...

    @property
    def released_by(self) -> str:
        """Who of ours vouched for it, or empty."""
        ...


def moment(at: datetime, zone: ZoneInfo) -> str:
    """A moment in local time: "18 Nov at 09:02"."""
    local = at.astimezone(zone)
    return f"{local.day} {local:%b} at {local:%H:%M}"


def happened(event: Event, me: str) -> str:
    """One line of history in words; `me` is the address of whoever reads it."""
    version = event.details.get("version", "")
    if event.action == "draft_written":
        by = "the assistant" if event.email == audit.ASSISTANT else _who(event, me)
        return f"Draft {version} by {by}"
    if event.action == "mail_sent":
        return f"Our {event.details.get('kind', 'mail')} was sent"
    if event.action in _DID:
        who = _who(event, me)
        return f"{who[0].upper()}{who[1:]} {_DID[event.action]}"
    return _HAPPENED.get(event.action, event.action.replace("_", " ").capitalize())


def _who(event: Event, me: str) -> str:
    return "you" if event.email == me else event.who


def vouched(mail: Vouched) -> tuple[str, str]:
    """What a mail's row says of its sender: the short words, and the sentence behind them."""
    by, _, detail = mail.verdict.partition(": ")
    if mail.released_by:
        return "Released by hand", f"Released by {mail.released_by}."
    if by in {"nothing", ""}:
        return "Sender not verified", detail or "Nothing vouches for this sender."
    return "Sender verified", detail


def tally(checks: Iterable[Check]) -> str:
    """How the checks went: "1 warning, 4 pass"."""
    counted = Counter(check.result for check in checks)
    worst_first = (Result.FAILS, Result.WARNING, Result.NOT_RUN, Result.PASS)
    return ", ".join(f"{counted[result]} {RESULTS[result].lower()}" for result in worst_first if counted[result])


def size(count: int) -> str:
    """Bytes as people say them: "48 KB", "1.2 MB"."""
    if count < _MEGABYTE:
        return f"{max(round(count / 1000), 1)} KB"
    return f"{count / _MEGABYTE:.1f} MB"
