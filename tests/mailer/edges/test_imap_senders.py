"""Our own look at the senders of a mailbox, on a real Dovecot and a real name server."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from pydantic import ValidationError

from config.sections import Mailbox
from consultations.messages import AuthenticatedBy, Verdict
from mailer.inbound.imap import watch
from mailer.inbound.imap_folder import Fetched
from mailer.inbound.imap_senders import ASKED_AT_MOST, looked_at_senders
from mailer.inbound.ports import Backroom
from mailer.name_servers import NameServers, UnansweredError
from mailer.sender_checks import Peer, SenderChecks
from tests.mailer.edges.keeping import Keeper, eventually, identify, mailbox, now
from tests.mailer.edges.test_sender_checks import MAIL, D, publish_key, signed
from tests.servers.dovecot import Dovecot
from tests.servers.names import NameServer

UNSIGNED = MAIL.replace(b"<m1@", b"<m2@")
FORGED = signed().replace(b"E11.22", b"E11.21").replace(b"Dana <", b"Dan <")


@pytest.fixture
def names() -> Iterator[NameServer]:
    with NameServer.running() as server:
        publish_key(server, D)
        yield server


@pytest.fixture
def keeper() -> Keeper:
    return Keeper()


@pytest.fixture
def user(dovecot: Dovecot, names: NameServer, keeper: Keeper) -> Iterator[str]:
    """A mailbox that is watched."""
    user, stop = dovecot.new_user(), threading.Event()
    checks = SenderChecks(NameServers(names.serving()))
    backroom = replace(Backroom(keeper.store, keeper, keeper, identify, now), check=checks)
    thread = threading.Thread(target=watch, args=(mailbox(dovecot, user, check_senders=True), backroom, stop))
    thread.start()
    try:
        yield user
    finally:
        stop.set()
        thread.join(10)
        assert not thread.is_alive()


def verdicts(keeper: Keeper) -> list[AuthenticatedBy]:
    return [mail.checked.by for mail in keeper.mails.values() if mail.checked]


@pytest.mark.servers
def test_a_signed_mail_of_a_mailbox_is_vouched_for_and_a_forged_one_is_not(
    dovecot: Dovecot, keeper: Keeper, user: str
) -> None:
    dovecot.deliver(signed(), user)
    keeper.wait_for(1)
    dovecot.deliver(FORGED, user)
    dovecot.deliver(UNSIGNED, user)
    keeper.wait_for(3)
    assert verdicts(keeper) == [AuthenticatedBy.OUR_CHECKS, AuthenticatedBy.NOTHING, AuthenticatedBy.NOTHING]


@pytest.mark.servers
def test_old_mail_whose_key_is_gone_is_vouched_for_by_nobody(
    dovecot: Dovecot, keeper: Keeper, user: str, names: NameServer
) -> None:
    names.records.clear()
    dovecot.deliver(signed(), user)
    keeper.wait_for(1)
    assert verdicts(keeper) == [AuthenticatedBy.NOTHING]


@pytest.mark.servers
@pytest.mark.parametrize("how", ["silent", "failing"])
def test_while_the_dns_does_not_answer_a_mail_stays_on_the_server_and_others_come_in(
    dovecot: Dovecot, keeper: Keeper, user: str, names: NameServer, how: str
) -> None:
    getattr(names, how).add(f"s1._domainkey.{D}")
    dovecot.deliver(signed(), user)
    eventually(lambda: bool(names.asked))
    dovecot.deliver(UNSIGNED, user)
    keeper.wait_for(1)
    assert verdicts(keeper) == [AuthenticatedBy.NOTHING]
    getattr(names, how).clear()
    keeper.wait_for(2, 30)
    assert sorted(verdicts(keeper)) == [AuthenticatedBy.NOTHING, AuthenticatedBy.OUR_CHECKS]


def test_what_is_never_answered_is_a_persons_after_a_day() -> None:
    def unanswered(raw: bytes, peer: Peer) -> Verdict:
        raise UnansweredError("timeout")

    mails = [Fetched(1, MAIL, None), Fetched(2, MAIL, None)]
    failures = {1: ASKED_AT_MOST - 1, 2: ASKED_AT_MOST}
    found = list(looked_at_senders(mails, unanswered, threading.Event(), failures.__getitem__))
    assert [uid for one in found for uid in one.unanswered] == [1]
    ((kept,),) = [one.known for one in found if one.known]
    assert (kept.uid, kept.checked and kept.checked.detail) == (2, "The DNS did not answer about the sender for a day.")


def test_only_one_may_vouch_for_a_mailbox() -> None:
    with pytest.raises(ValidationError, match="keep one of them"):
        Mailbox(name="cases", host="imap.example.org", check_senders=True, authserv_id="mx.example.org")
