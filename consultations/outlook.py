"""How it stands with what mail comes in and goes out by: each mailbox that is watched, each sign-in by OAuth, and
the virus scanner.

`health`, `doctor`, `mail status` and the console all ask here, so that they say the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlmodel import Session, select

from config.oauth import OAuth
from config.sections import Mailbox
from config.settings import Settings
from consultations import repository
from consultations.access_models import MailboxWatch, OAuthGrant
from consultations.ports import NoVerdictError, ScannerAwayError

_UNSCANNED = (ScannerAwayError.__name__, NoVerdictError.__name__)
"""What the jobs say that a scanner did not let through."""
WARN_AHEAD = timedelta(days=14)
"""Long enough for whoever may sign in, or make a new secret, to be on holiday for a week."""


class Level(StrEnum):
    """How it stands; ALARM means that mail does not come in or go out, or soon will not."""

    FINE = "fine"
    WARNING = "warning"
    ALARM = "alarm"


@dataclass(frozen=True, slots=True)
class State:
    """How it stands with one mailbox or sign-in: `about` names it, the sentence says what is and what to do."""

    level: Level
    about: str
    sentence: str


def states(settings: Settings, session: Session, now: datetime) -> tuple[State, ...]:
    """Each mailbox of the settings, each sign-in, and mail that waits for the virus scanner."""
    watches = {watch.name: watch for watch in session.exec(select(MailboxWatch))}
    grants = {grant.name: grant for grant in session.exec(select(OAuthGrant))}
    teller = _Teller(ZoneInfo(settings.time_zone), timedelta(minutes=settings.alarm_minutes), now)
    return (
        *(teller.mailbox(mailbox, watches.get(mailbox.name)) for mailbox in settings.mailboxes),
        *(state for sign_in in settings.oauth for state in teller.sign_in(sign_in, grants.get(sign_in.name))),
        *(teller.scanner(*repository.intake_put_back_for(session, _UNSCANNED)) if settings.clamav else ()),
    )


def alarms(settings: Settings, session: Session, now: datetime) -> tuple[State, ...]:
    """Only what a person must see, alarms first."""
    found = [state for state in states(settings, session, now) if state.level is not Level.FINE]
    return tuple(sorted(found, key=lambda state: state.level is not Level.ALARM))


@dataclass(frozen=True, slots=True)
class _Teller:
    zone: ZoneInfo
    patience: timedelta
    now: datetime

    def mailbox(self, mailbox: Mailbox, watch: MailboxWatch | None) -> State:
        about = f"mailbox {mailbox.name}"
        if watch is None:
            return State(Level.WARNING, about, "It has not been read yet; `caseconsultant up` reads it.")
        since = watch.failing_since or watch.due_at
        if watch.failing_since:
            what = f"It cannot be read since {self._moment(since)}: {watch.reason}."
        elif since < self.now:
            what = f"Nobody has looked into it since {self._moment(watch.polled_at or since)}. Is the service running?"
        else:
            return State(Level.FINE, about, f"Read at {self._moment(watch.polled_at or since)}.")
        late = self.now - since >= self.patience
        return State(Level.ALARM if late else Level.WARNING, about, what)

    def sign_in(self, sign_in: OAuth, grant: OAuthGrant | None) -> Iterator[State]:
        about = f"sign-in {sign_in.name}"
        remedy = f"run `caseconsultant mail sign-in {sign_in.name}`"
        yield from self._secret(sign_in, about)
        if grant is None:
            if sign_in.grant == "client_credentials":
                yield State(Level.FINE, about, "Not used yet.")
            else:
                yield State(Level.ALARM, about, f"Nobody has signed in yet; {remedy}.")
        elif grant.over:
            yield State(Level.ALARM, about, f"{grant.failure[:1].upper()}{grant.failure[1:]}.")
        elif grant.failing_since:
            late = self.now - grant.failing_since >= self.patience
            what = f"It cannot be renewed since {self._moment(grant.failing_since)}: {grant.failure}."
            yield State(Level.ALARM if late else Level.WARNING, about, what)
        elif grant.refresh_expires_at and self.now + WARN_AHEAD > grant.refresh_expires_at:
            ends = self._moment(grant.refresh_expires_at)
            over = grant.refresh_expires_at <= self.now
            what = f"It {'ended' if over else 'ends'} on {ends}; {remedy} {'now' if over else 'before'}."
            yield State(Level.ALARM if over else Level.WARNING, about, what)
        elif grant.expires_at:
            yield State(Level.FINE, about, f"The access token is good until {self._moment(grant.expires_at)}.")

    def scanner(self, waiting: int, oldest: datetime | None) -> Iterator[State]:
        if oldest is None:
            return
        late = self.now - oldest >= self.patience
        what = f"{waiting} mails wait for it, the first of {self._moment(oldest)}; `caseconsultant doctor` says why."
        yield State(Level.ALARM if late else Level.WARNING, "virus scanner", what)

    def _secret(self, sign_in: OAuth, about: str) -> Iterator[State]:
        """The secret that an operator made at the provider ends on a day that only the operator knows."""
        if sign_in.client_secret_expires is None:
            return
        ends = datetime.combine(sign_in.client_secret_expires, time(), self.zone).astimezone(UTC)
        if self.now + WARN_AHEAD <= ends:
            return
        over = ends <= self.now
        what = f"Its client_secret {'ended' if over else 'ends'} on {sign_in.client_secret_expires}"
        remedy = "make a new one at the provider, and write it and its day into [[oauth]]"
        yield State(Level.ALARM if over else Level.WARNING, about, f"{what}; {remedy}.")

    def _moment(self, at: datetime) -> str:
        return f"{at.astimezone(self.zone):%Y-%m-%d %H:%M %Z}"
