"""How it stands with mailboxes and sign-ins: fine, a warning, an alarm; and never a word of a token."""

from datetime import timedelta
from typing import Any

import pytest

from config.oauth import OAuth
from config.sections import Mailbox
from consultations.oauth_tokens import SealedTokens
from consultations.outlook import Level, State, alarms, states
from consultations.ports import Tokens
from consultations.watching import NEWS, WatchBook
from tests.desks import Bench

BOX = Mailbox(name="cases", host="imap.example.org")
SIGN_IN = OAuth(name="cases", provider="google", client_id="app")


def stand(bench: Bench, *, boxes: tuple[Mailbox, ...] = (), sign_ins: tuple[OAuth, ...] = ()) -> tuple[State, ...]:
    settings = bench.desk.settings.model_copy(update={"mailboxes": boxes, "oauth": sign_ins})
    with bench.desk.database.reading() as session:
        found = states(settings, session, bench.clock())
        assert alarms(settings, session, bench.clock()) == tuple(
            sorted((s for s in found if s.level is not Level.FINE), key=lambda s: s.level is not Level.ALARM)
        )
    return found


def box(bench: Bench) -> State:
    (state,) = stand(bench, boxes=(BOX,))
    assert state.about == "mailbox cases"
    return state


def sign_in(bench: Bench, **changed: Any) -> State:
    (state,) = stand(bench, sign_ins=(SIGN_IN.model_copy(update=changed),))
    assert state.about == "sign-in cases"
    return state


def tokens(bench: Bench, *, days: float | None = None) -> Tokens:
    now = bench.clock()
    ends = now + timedelta(days=days) if days is not None else None
    return Tokens("an access token", now + timedelta(hours=1), "a refresh token", ends)


def test_a_mailbox_that_was_never_read_is_a_warning(bench: Bench) -> None:
    assert box(bench).level is Level.WARNING


def test_a_mailbox_in_idle_is_fine_until_it_should_have_been_renewed(bench: Bench) -> None:
    WatchBook(bench.desk, "cases").polled(25 * 60)
    bench.clock.pass_by(minutes=24)
    assert box(bench).level is Level.FINE
    bench.clock.pass_by(minutes=2)
    assert box(bench).level is Level.WARNING
    bench.clock.pass_by(minutes=14)
    assert box(bench) == State(
        Level.ALARM, "mailbox cases", "Nobody has looked into it since 2026-08-20 11:00 EDT. Is the service running?"
    )


def test_a_mailbox_that_fails_is_an_alarm_after_alarm_minutes_counted_from_the_first_failure(bench: Bench) -> None:
    book = WatchBook(bench.desk, "cases")
    book.polled(60)
    for minute in range(15):
        book.failed(f"reason {minute}")
        assert box(bench).level is Level.WARNING
        bench.clock.pass_by(minutes=1)
    assert box(bench) == State(Level.ALARM, "mailbox cases", "It cannot be read since 2026-08-20 11:00 EDT: reason 14.")
    book.polled(60)
    assert box(bench).level is Level.FINE
    book.failed("again")
    assert "since 2026-08-20 11:15 EDT" in box(bench).sentence


def test_a_busy_mailbox_is_noted_now_and_then_only(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    book, written = WatchBook(bench.desk, "cases"), []
    monkeypatch.setattr(WatchBook, "_write", lambda *_: written.append(bench.clock()))
    for _ in range(60):
        book.polled(60)
        bench.clock.pass_by(seconds=1)
    assert len(written) == 60 / NEWS.total_seconds()


def test_a_database_that_is_away_does_not_stop_the_watch(bench: Bench) -> None:
    with bench.desk.transaction() as session:
        session.connection().exec_driver_sql("DROP TABLE mailbox_watch")
    WatchBook(bench.desk, "cases").polled(60)
    WatchBook(bench.desk, "cases").failed("the connection was lost")


def test_nobody_signed_in_yet_is_an_alarm_with_its_remedy(bench: Bench) -> None:
    state = sign_in(bench)
    assert state.level is Level.ALARM
    assert "run `caseconsultant mail sign-in cases`" in state.sentence


def test_an_application_signs_in_by_itself(bench: Bench) -> None:
    assert sign_in(bench, grant="client_credentials").level is Level.FINE


def test_a_sign_in_that_ends_in_fourteen_days_is_a_warning_and_then_an_alarm(bench: Bench) -> None:
    store = SealedTokens(bench.desk)
    store.keep("cases", tokens(bench, days=14.1))
    assert sign_in(bench).level is Level.FINE
    bench.clock.pass_by(days=1)
    assert sign_in(bench).level is Level.WARNING
    assert sign_in(bench).sentence == (
        "It ends on 2026-09-03 13:24 EDT; run `caseconsultant mail sign-in cases` before."
    )
    bench.clock.pass_by(days=14)
    assert sign_in(bench).level is Level.ALARM


def test_a_client_secret_that_ends_is_told_beside_the_token(bench: Bench) -> None:
    SealedTokens(bench.desk).keep("cases", tokens(bench))
    ends = bench.clock().date() + timedelta(days=13)
    secret, token = stand(bench, sign_ins=(SIGN_IN.model_copy(update={"client_secret_expires": ends}),))
    assert (secret.level, token.level) == (Level.WARNING, Level.FINE)
    assert "client_secret ends on 2026-09-02" in secret.sentence
    bench.clock.pass_by(days=20)
    assert stand(bench, sign_ins=(SIGN_IN.model_copy(update={"client_secret_expires": ends}),))[0].level is Level.ALARM


def test_a_failure_that_may_pass_is_an_alarm_after_a_while_one_that_may_not_at_once(bench: Bench) -> None:
    store = SealedTokens(bench.desk)
    store.keep("cases", tokens(bench))
    store.failed("cases", "the provider could not be asked", over=False)
    assert sign_in(bench).level is Level.WARNING
    bench.clock.pass_by(minutes=15)
    store.failed("cases", "the provider could not be asked", over=False)
    assert sign_in(bench).level is Level.ALARM
    store.keep("cases", tokens(bench))
    assert sign_in(bench).level is Level.FINE
    store.failed("cases", "the provider refused", over=True)
    assert sign_in(bench) == State(Level.ALARM, "sign-in cases", "The provider refused.")
