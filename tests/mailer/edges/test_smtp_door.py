"""The SMTP and LMTP doors: 250 only after the commit, refusals as sentences."""

import base64
import logging
import shutil
import smtplib
import subprocess
import threading
import time
from contextlib import ExitStack

import pytest
import structlog

from config.sections import Door
from consultations.messages import AuthenticatedBy, Verdict
from mailer.inbound.places import MAILS_AT_ONCE
from mailer.inbound.smtp import Keeping, open_door
from mailer.name_servers import UnansweredError
from mailer.sender_checks import Peer
from tests.mailer.edges.doors import ENVELOPE, OURS, opened, peer, raw_dialogue
from tests.mailer.edges.keeping import Keeper, identify, mail, now
from tests.servers.fixtures import left_out


def test_what_the_door_finds_out_about_the_sender_is_kept_with_the_mail() -> None:
    keeper, seen = Keeper(), []

    def check(raw: bytes, client: Peer) -> Verdict:
        seen.append((raw, client))
        return Verdict(AuthenticatedBy.OUR_CHECKS, "Our door found a signature.")

    with opened(keeper, check) as door, peer(door) as client:
        client.sendmail("a@test.invalid", ["b@test.invalid"], mail(1))
    (kept,) = keeper.mails.values()
    assert kept.checked == Verdict(AuthenticatedBy.OUR_CHECKS, "Our door found a signature.")
    assert seen == [(mail(1), Peer("127.0.0.1", "client.invalid", "a@test.invalid"))]


def test_while_the_dns_does_not_answer_the_peer_keeps_the_mail_and_tries_again() -> None:
    def check(raw: bytes, client: Peer) -> Verdict:
        raise UnansweredError("timeout")

    keeper = Keeper()
    with opened(keeper, check) as door, peer(door) as client:
        with pytest.raises(smtplib.SMTPDataError) as refusal:
            client.sendmail("a@test.invalid", ["b@test.invalid"], mail(1))
        assert refusal.value.smtp_code == 451
        assert b"4.4.3" in refusal.value.smtp_error
    assert not keeper.mails


def test_a_mail_is_kept_with_its_envelope_and_exact_bytes() -> None:
    keeper = Keeper()
    content = b"From: a@b.invalid\r\n\r\n..dots\r\ncaf\xe9 \xff\x00 bare\nline feed and " + b"long " * 2000 + b"\r\n"
    with opened(keeper) as door, peer(door) as client:
        assert client.sendmail("a@client.invalid", ["b@test.invalid", "c@test.invalid"], content) == {}
    (kept,) = keeper.wait_for(1)
    assert kept.content == content
    assert (kept.mail_from, kept.rcpt_tos) == ("a@client.invalid", ("b@test.invalid", "c@test.invalid"))
    assert (kept.source, kept.session_user, kept.position) == ("door", None, None)
    assert kept.received_at.utcoffset() is not None


def test_the_empty_sender_of_a_bounce_is_empty() -> None:
    keeper = Keeper()
    with opened(keeper) as door, peer(door) as client:
        client.sendmail("", ["b@test.invalid"], mail(1))
    assert keeper.wait_for(1)[0].mail_from == ""


@pytest.mark.parametrize(("protocol", "hello"), [("smtp", b"EHLO x\r\n"), ("lmtp", b"LHLO x\r\n")])
def test_a_recipient_that_is_not_ours_is_refused_and_the_others_get_the_mail(protocol: str, hello: bytes) -> None:
    keeper = Keeper()
    with opened(keeper, protocol=protocol) as door:
        *_, stranger, no_data, ours, go_on, kept = raw_dialogue(
            door,
            hello,
            ENVELOPE[1],
            b"RCPT TO:<b@elsewhere.invalid>\r\n",
            b"DATA\r\n",
            b"RCPT TO:<B+CC-7K3M9Q@TEST.invalid>\r\n",
            b"DATA\r\n",
            mail(1) + b".\r\n",
        )
    assert stranger == b"550 5.1.1 No mail is taken in for that address here\r\n"
    assert no_data.startswith(b"503 ")
    assert ours.startswith(b"250 ")
    assert go_on.startswith(b"354 ")
    assert kept.startswith(b"250 ")
    assert keeper.wait_for(1)[0].rcpt_tos == ("B+CC-7K3M9Q@TEST.invalid",)


@pytest.mark.parametrize("postmaster", [b"<Postmaster>", b"<postmaster@test.invalid>"])
def test_a_door_takes_mail_for_its_postmaster(postmaster: bytes) -> None:
    with opened(Keeper()) as door:
        assert raw_dialogue(door, *ENVELOPE[:2], b"RCPT TO:" + postmaster + b"\r\n")[-1].startswith(b"250 ")


def test_250_comes_only_after_the_commit() -> None:
    keeper, may_commit = Keeper(), threading.Event()
    keeper.after_commit = lambda: (may_commit.wait(5), None)[1]
    with opened(keeper) as door, peer(door) as client:
        client.ehlo()
        client.mail("a@client.invalid")
        client.rcpt("b@test.invalid")
        client.docmd("DATA")
        client.send(mail(1) + b".\r\n")
        assert client.sock is not None
        client.sock.settimeout(0.3)
        with pytest.raises(TimeoutError):
            client.sock.recv(100)
        may_commit.set()
        client.sock.settimeout(5)
        assert client.sock.recv(100) == b"250 2.0.0 Accepted and kept\r\n"


def test_a_store_that_fails_means_451_and_the_log_holds_no_content() -> None:
    keeper = Keeper()
    keeper.refuse = lambda mail: True
    with structlog.testing.capture_logs() as logs, opened(keeper) as door, peer(door) as client:
        with pytest.raises(smtplib.SMTPDataError) as caught:
            client.sendmail("a@client.invalid", ["b@test.invalid"], mail(1))
        assert caught.value.smtp_code == 451
        assert isinstance(caught.value.smtp_error, bytes)
        assert caught.value.smtp_error.startswith(b"4.3.0")
        keeper.refuse = lambda mail: False
        client.sendmail("a@client.invalid", ["b@test.invalid"], mail(1))
    assert len(keeper.mails) == 1
    assert "Jane" not in str(logs)
    assert "@" not in str(logs)


def test_a_door_takes_in_a_few_mails_at_once_and_the_next_one_waits() -> None:
    keeper = Keeper()
    with opened(keeper) as door, ExitStack() as peers:
        clients = [peers.enter_context(peer(door)) for _ in range(MAILS_AT_ONCE + 1)]
        for client in clients:
            client.ehlo()
            client.mail("a@client.invalid")
            client.rcpt("b@test.invalid")
        *early, late = clients
        assert [client.docmd("DATA")[0] for client in early] == [354] * MAILS_AT_ONCE
        late.putcmd("DATA")
        assert late.sock is not None
        late.sock.settimeout(0.3)
        with pytest.raises(TimeoutError):
            late.sock.recv(1)
        early[0].close()  # a peer that goes away gives its place back
        late.sock.settimeout(10)
        assert late.getreply()[0] == 354
        late.send(mail(1) + b".\r\n")
        assert late.getreply()[0] == 250
        early[1].send(mail(2) + b".\r\n")
        assert early[1].getreply()[0] == 250
        for client in early[2:]:  # they would wait for an answer to QUIT
            client.close()
    assert len(keeper.wait_for(2)) == 2


def test_lmtp_takes_one_recipient_a_transaction() -> None:
    keeper = Keeper()
    with opened(keeper, protocol="lmtp") as door:
        replies = raw_dialogue(
            door,
            b"LHLO client.invalid\r\n",
            *ENVELOPE[1:3],
            b"RCPT TO:<c@test.invalid>\r\n",
            b"DATA\r\n",
            mail(1) + b".\r\n",
        )
    assert replies[4].startswith(b"452 4.5.3 ")
    assert replies[6] == b"250 2.0.0 Accepted and kept\r\n"
    assert keeper.wait_for(1)[0].rcpt_tos == ("b@test.invalid",)


def test_lmtp_knows_no_ehlo_and_smtp_no_lhlo() -> None:
    with opened(Keeper(), protocol="lmtp") as lmtp, opened(Keeper()) as smtp:
        assert raw_dialogue(lmtp, b"EHLO x\r\n")[1].startswith(b"500")
        assert raw_dialogue(smtp, b"LHLO x\r\n")[1].startswith(b"500")


def test_auth_is_offered_only_with_a_name_to_log_in_with() -> None:
    with opened(Keeper()) as door, peer(door) as client:
        client.ehlo()
        assert not client.has_extn("auth")
        assert client.docmd("AUTH", "PLAIN " + base64.b64encode(b"\0u\0p").decode())[0] >= 500


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN"])
def test_a_session_that_logged_in_is_known_by_its_name(mechanism: str) -> None:
    keeper = Keeper()
    with opened(keeper, username="relay", password="secret") as door, peer(door) as client:
        client.ehlo()
        assert set(client.esmtp_features["auth"].split()) == {"PLAIN", "LOGIN"}
        client.user, client.password = "relay", "secret"
        client.auth(mechanism, getattr(client, f"auth_{mechanism.lower()}"))
        client.sendmail("a@client.invalid", ["b@test.invalid"], mail(1))
    assert keeper.wait_for(1)[0].session_user == "relay"


def test_a_wrong_password_is_refused_and_guessing_ends_the_session() -> None:
    keeper = Keeper()
    with opened(keeper, username="relay", password="secret") as door, peer(door) as client:
        client.ehlo()
        wrong = "PLAIN " + base64.b64encode(b"\0relay\0wrong").decode()
        assert [client.docmd("AUTH", wrong)[0] for _ in range(6)] == [535] * 5 + [421]
    with opened(keeper, username="relay", password="secret") as door, peer(door) as client:
        client.ehlo()
        assert client.docmd("AUTH", wrong)[0] == 535
        client.sendmail("a@client.invalid", ["b@test.invalid"], mail(1))
    assert keeper.wait_for(1)[0].session_user is None


def test_no_address_reaches_any_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with structlog.testing.capture_logs() as logs, opened(Keeper()) as door, peer(door) as client:
        client.sendmail("a@client.invalid", ["b@test.invalid"], mail(1))
        client.docmd("NONSENSE", "a@client.invalid")
    assert "@" not in caplog.text + str(logs)


def test_closing_waits_for_the_commit_under_way() -> None:
    keeper = Keeper()
    keeper.after_commit = lambda: time.sleep(0.5)
    with opened(keeper) as door, peer(door) as client:
        client.ehlo()
        client.mail("a@client.invalid")
        client.rcpt("b@test.invalid")
        client.docmd("DATA")
        client.send(mail(1) + b".\r\n")
        keeper.wait_for(1)
        closing = threading.Thread(target=door.close)
        closing.start()
        assert client.getreply()[0] == 250
        closing.join(5)
        assert not closing.is_alive()


def test_an_address_that_is_taken_is_an_error_at_once() -> None:
    with opened(Keeper()) as door, pytest.raises(OSError, match="in use"):
        open_door(Door(name="second", port=door.port), OURS, Keeping("second", Keeper().store, identify, now))


@pytest.mark.servers
def test_swaks_hands_in_a_mail() -> None:
    if not shutil.which("swaks"):
        left_out("swaks is not installed here (Debian: apt-get install swaks)")
    keeper = Keeper()
    with opened(keeper) as door:
        done = subprocess.run(
            ["swaks", "--to", "b@test.invalid", "--from", "a@client.invalid", "--server", f"127.0.0.1:{door.port}"],
            check=False,
            capture_output=True,
            timeout=20,
        )
    assert done.returncode == 0, done.stdout
    assert b"This is a test mailing" in keeper.wait_for(1)[0].content
