"""Mail over XOAUTH2 on a real Dovecot and Postfix, with a provider that ends tokens in mid-IDLE."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from sqlmodel import select

from commands.entrances import Entrances
from config.oauth import OAuth
from config.sections import ImapServer, JournalSettings, Mailbox, SentSettings, Submission
from consultations.models import InboundMail
from consultations.oauth_tokens import SealedTokens
from consultations.outlook import Level, State, states
from consultations.ports import Outcome
from consultations.watching import WatchBook
from mailer.inbound.imap import watch
from mailer.inbound.ports import Backroom
from mailer.journal import ImapJournal
from mailer.oauth import AccessTokens
from mailer.oauth.signing_in import sign_in
from mailer.outbound import SmtpTransport
from mailer.sent_folder import ImapSentFolder
from tests.desks import Bench
from tests.mailer.edges.keeping import Keeper, eventually, identify, mail, mailbox, now, watching
from tests.mailer.edges.test_oauth import Browser, settings
from tests.servers.dovecot import Dovecot
from tests.servers.fixtures import or_left_out
from tests.servers.identity import IdentityProvider
from tests.servers.postfix import Postfix

pytestmark = pytest.mark.servers

RESUMED_SECONDS = 60.0
"""What we promise; a cut connection is tried again after one second, so each of these takes about two."""


@pytest.fixture
def dovecot(provider: IdentityProvider) -> Iterator[Dovecot]:
    with or_left_out(lambda: Dovecot.running(provider=provider)) as server:
        yield server


@pytest.fixture
def oauth(provider: IdentityProvider) -> OAuth:
    return settings(provider)


@pytest.fixture
def tokens(provider: IdentityProvider, oauth: OAuth, bench: Bench) -> AccessTokens:
    """Somebody has signed in; tokens are kept as the service keeps them."""
    store = SealedTokens(bench.desk)
    store.keep("cases", sign_in(oauth, Browser(provider), bench.clock))
    return AccessTokens((oauth,), store, bench.clock)


def account(dovecot: Dovecot, provider: IdentityProvider, **changed: Any) -> Mailbox:
    return mailbox(dovecot, provider.user, **({"password": "", "oauth": "cases"} | changed))


def test_a_token_that_ends_in_mid_idle_is_renewed_and_nothing_is_lost(
    dovecot: Dovecot, provider: IdentityProvider, tokens: AccessTokens
) -> None:
    keeper, rounds = Keeper(), 3
    with structlog.testing.capture_logs() as logs, watching(account(dovecot, provider), keeper, tokens=tokens):
        for number in range(rounds):
            dovecot.deliver(mail(2 * number), provider.user)
            keeper.wait_for(2 * number + 1, RESUMED_SECONDS)
            eventually(lambda: len(keeper.polls) > len(keeper.failures))
            provider.end_access()
            dovecot.kick(provider.user)
            dovecot.deliver(mail(2 * number + 1), provider.user)
            keeper.wait_for(2 * number + 2, RESUMED_SECONDS)
    assert len(keeper.mails) == 2 * rounds
    assert sum(keeper.commits) == 2 * rounds
    assert len(keeper.failures) == rounds  # each cut was one failure: the next connection had a fresh token
    assert provider.refused == rounds  # and the server saw each dead token once
    assert provider.asked[1:] == ["refresh_token"] * rounds
    assert not any(token in str(logs) for token in (*provider.access, *provider.refresh))


def test_a_provider_that_is_away_raises_an_alarm_and_mail_comes_in_when_it_is_back(
    dovecot: Dovecot, provider: IdentityProvider, tokens: AccessTokens, bench: Bench
) -> None:
    keeper, box = Keeper(), account(dovecot, provider)
    with watching(box, keeper, tokens=tokens):
        eventually(lambda: bool(keeper.polls))
        provider.away = True
        provider.end_access()
        dovecot.kick(provider.user)
        dovecot.deliver(mail(1), provider.user)
        eventually(lambda: len(keeper.failures) >= 2)
        assert "the provider could not be asked" in keeper.failures[-1]
        bench.clock.pass_by(minutes=16)
        assert [state.level for state in _states(bench, provider, box)] == [Level.WARNING, Level.ALARM]
        provider.away = False
        keeper.wait_for(1, RESUMED_SECONDS)
    assert _states(bench, provider, box)[1].level is Level.FINE


def test_a_revoked_sign_in_raises_an_alarm_at_once_and_a_new_one_ends_it(
    dovecot: Dovecot, provider: IdentityProvider, tokens: AccessTokens, oauth: OAuth, bench: Bench
) -> None:
    keeper, box = Keeper(), account(dovecot, provider)
    with watching(box, keeper, tokens=tokens):
        eventually(lambda: bool(keeper.polls))
        provider.revoke()
        dovecot.kick(provider.user)
        dovecot.deliver(mail(1), provider.user)
        eventually(lambda: len(keeper.failures) >= 2)
        (alarm,) = (state for state in _states(bench, provider, box) if state.about == "sign-in cases")
        assert alarm.level is Level.ALARM
        assert "run `caseconsultant mail sign-in cases`" in alarm.sentence
        SealedTokens(bench.desk).keep("cases", sign_in(oauth, Browser(provider), bench.clock))
        keeper.wait_for(1, RESUMED_SECONDS)
    assert {state.level for state in _states(bench, provider, box) if state.about == "sign-in cases"} == {Level.FINE}


def test_the_book_says_when_a_mailbox_was_read_and_since_when_it_cannot_be(
    dovecot: Dovecot, provider: IdentityProvider, tokens: AccessTokens, bench: Bench
) -> None:
    keeper, box, stop = Keeper(), account(dovecot, provider), threading.Event()
    book = WatchBook(bench.desk, box.name)
    backroom = Backroom(keeper.store, keeper, book, identify, now, tokens)
    thread = threading.Thread(target=watch, args=(box, backroom, stop))
    thread.start()
    try:
        eventually(lambda: _states(bench, provider, box)[0].level is Level.FINE)
        dovecot.stop()
        eventually(lambda: _states(bench, provider, box)[0].level is Level.WARNING)
        bench.clock.pass_by(minutes=16)
        (state, _) = _states(bench, provider, box)
        assert state.level is Level.ALARM
        assert state.sentence.startswith("It cannot be read since 2026-08-20 11:00 EDT: ")
        dovecot.start()
        eventually(lambda: _states(bench, provider, box)[0].level is Level.FINE, 30)
    finally:
        stop.set()
        thread.join(30)
    bench.clock.pass_by(minutes=45)  # the service is down: nobody notes anything any more
    (state, _) = _states(bench, provider, box)
    assert (state.level, "Nobody has looked into it" in state.sentence) == (Level.ALARM, True)


def _states(bench: Bench, provider: IdentityProvider, box: Mailbox) -> tuple[State, ...]:
    wanted = bench.desk.settings.model_copy(update={"mailboxes": (box,), "oauth": (settings(provider),)})
    with bench.desk.database.reading() as session:
        return states(wanted, session, bench.clock())


def test_one_account_that_cannot_log_in_never_stops_the_others(
    dovecot: Dovecot, provider: IdentityProvider, oauth: OAuth, bench: Bench
) -> None:
    """The first has no token, the second a wrong password, the third a server that is not there; the fourth is well."""
    well = dovecot.new_user()
    boxes = (
        account(dovecot, provider, name="no token"),
        mailbox(dovecot, dovecot.new_user(), name="no password", password="wrong"),
        mailbox(dovecot, dovecot.new_user(), name="no server", port=1),
        mailbox(dovecot, well, name="well"),
    )
    changed = bench.desk.settings.model_copy(update={"mailboxes": boxes, "oauth": (oauth,), "doors": ()})
    object.__setattr__(bench.desk, "settings", changed)
    entrances = Entrances(bench.desk)
    entrances.open()
    try:
        eventually(lambda: sum(state.level is not Level.FINE for state in _all(bench)) >= 4)
        dovecot.deliver(mail(1), well)
        eventually(lambda: _stored(bench) == ["well"])
    finally:
        entrances.close()
    told = {state.about: state.sentence for state in _all(bench)}
    assert "nobody has signed in yet" in told["mailbox no token"]
    assert "refused the user name or the password" in told["mailbox no password"]
    assert "refused the connection" in told["mailbox no server"]


def _all(bench: Bench) -> tuple[State, ...]:
    with bench.desk.database.reading() as session:
        return states(bench.desk.settings, session, bench.clock())


def _stored(bench: Bench) -> list[str]:
    with bench.desk.database.reading() as session:
        return list(session.exec(select(InboundMail.source)))


def test_journal_and_sent_folder_log_in_by_token(
    dovecot: Dovecot, provider: IdentityProvider, tokens: AccessTokens
) -> None:
    imap = ImapServer(
        host="localhost",
        port=dovecot.imaps_port,
        username=provider.user,
        oauth="cases",
        ca_file=dovecot.certificates.authority,
    )
    ImapSentFolder(SentSettings(imap=imap), tokens).keep(mail(1), "<1@client.test.invalid>")
    provider.end_access()
    journal = ImapJournal(JournalSettings(address=provider.user, imap=imap, folder="Sent"), tokens)
    assert journal.holds("<1@client.test.invalid>")
    assert provider.refused == 1


def test_somebody_elses_token_opens_nothing(dovecot: Dovecot, provider: IdentityProvider, tokens: AccessTokens) -> None:
    imap = ImapServer(
        host="127.0.0.1", port=dovecot.imap_port, tls="none", username="other@test.invalid", oauth="cases"
    )
    with pytest.raises(OSError, match="refused a fresh access token; sign in as the owner of the mailbox"):
        ImapJournal(JournalSettings(address="other@test.invalid", imap=imap), tokens).holds("<1@x>")


def test_a_server_without_xoauth2_is_told_no_token(tokens: AccessTokens) -> None:
    with or_left_out(Dovecot.running) as plain:
        imap = ImapServer(host="127.0.0.1", port=plain.imap_port, tls="none", username="a@test.invalid", oauth="cases")
        with pytest.raises(OSError, match="offers no XOAUTH2"):
            ImapJournal(JournalSettings(address="a@test.invalid", imap=imap), tokens).holds("<1@x>")


def test_mail_goes_out_by_token_and_a_revoked_sign_in_is_tried_again_with_a_remedy(
    dovecot: Dovecot, provider: IdentityProvider, tokens: AccessTokens
) -> None:
    with or_left_out(lambda: Postfix.running(dovecot)) as postfix:
        submission = Submission(
            host="localhost",
            port=postfix.port,
            username=provider.user,
            oauth="cases",
            ca_file=postfix.certificates.authority,
        )
        transport = SmtpTransport(submission, tokens)
        to = dovecot.new_user()

        def send(number: int) -> Any:
            return transport.send(mail(number), provider.user, (to,), None)

        assert send(1).outcome is Outcome.SENT
        provider.end_access()
        assert send(2).outcome is Outcome.SENT
        assert provider.refused == 1
        other = SmtpTransport(submission.model_copy(update={"username": "other@test.invalid"}), tokens)
        refused = other.send(mail(3), provider.user, (to,), None)
        assert refused.outcome is Outcome.BLOCKED
        assert "refused a fresh access token (535); sign in as the owner" in refused.detail
        provider.revoke()
        delivery = send(3)
        assert delivery.outcome is Outcome.BLOCKED
        assert "run `caseconsultant mail sign-in cases`" in delivery.detail
        eventually(lambda: len(dovecot.contents(to)) == 2)
