"""What became of an attempt to send, to the exact byte where it becomes uncertain."""

import ssl
from pathlib import Path
from typing import Any

import pytest

from config.sections import Submission
from consultations.ports import Delivery, Outcome, Transport
from mailer.outbound import FolderTransport, SmtpTransport
from tests.mailer.edges.keeping import eventually, mail
from tests.servers.certificates import make_certificates
from tests.servers.dovecot import Dovecot
from tests.servers.postfix import Postfix
from tests.servers.processes import free_ports
from tests.servers.sink import BreakOff, Sink

FROM, CLIENT, JOURNAL = "cases@test.invalid", "client@else.invalid", "journal@test.invalid"


def transport(sink: Sink, **settings: Any) -> Transport:
    return SmtpTransport(
        Submission(**({"host": "127.0.0.1", "port": sink.port, "tls": "none", "timeout_seconds": 1} | settings))
    )


def send(sink: Sink, content: bytes = mail(1), to: tuple[str, ...] = (CLIENT,), **settings: Any) -> Delivery:
    delivery = transport(sink, **settings).send(content, FROM, to, JOURNAL)
    assert "@" not in delivery.detail
    return delivery


def test_recipients_and_journal_go_in_one_transaction(sink: Sink) -> None:
    delivery = send(sink, to=(CLIENT, "second@else.invalid"))
    assert delivery == Delivery(Outcome.SENT, "The server accepted the mail (250 2.0.0).")
    (kept,) = sink.kept
    assert kept.rcpt_tos == (CLIENT, "second@else.invalid", JOURNAL)
    assert kept.mail_from == FROM


@pytest.mark.parametrize(
    ("content", "arrives"),
    [
        (b"A: b\r\n\r\n.\r\n..\r\n.dot\r\nend", b"A: b\r\n\r\n.\r\n..\r\n.dot\r\nend\r\n"),
        (b"A: b\n\nbare\rreturns\n.\n", b"A: b\r\n\r\nbare\r\nreturns\r\n.\r\n"),
        (b"A: b\r\n\r\ncaf\xc3\xa9 \xff\r\n", b"A: b\r\n\r\ncaf\xc3\xa9 \xff\r\n"),
        (b".A: b\r\n\r\n", b".A: b\r\n\r\n"),
    ],
)
def test_dots_line_ends_and_eight_bits_arrive_whole(sink: Sink, content: bytes, arrives: bytes) -> None:
    assert send(sink, content).outcome is Outcome.SENT
    assert sink.kept[0].content == arrives


@pytest.mark.parametrize(
    ("reply", "outcome", "status"),
    [
        ("550 5.1.1 <client@else.invalid> unknown", Outcome.UNDELIVERABLE, "550 5.1.1"),
        ("451 4.7.1 Greylisted", Outcome.TRY_AGAIN, "451 4.7.1"),
        ("421 busy", Outcome.TRY_AGAIN, "421"),
    ],
)
def test_a_refused_recipient_means_that_nothing_is_sent(sink: Sink, reply: str, outcome: Outcome, status: str) -> None:
    sink.refuse[CLIENT] = reply
    delivery = send(sink, to=("first@else.invalid", CLIENT))
    assert delivery.outcome is outcome
    assert status in delivery.detail
    assert sink.kept == []


def test_one_recipient_refused_for_good_decides_over_one_refused_for_now(sink: Sink) -> None:
    sink.refuse |= {CLIENT: "550 5.1.1 unknown", "second@else.invalid": "451 4.7.1 later"}
    assert send(sink, to=(CLIENT, "second@else.invalid")).outcome is Outcome.UNDELIVERABLE


@pytest.mark.parametrize("reply", ["550 5.1.1 no such journal", "451 4.3.0 later"])
def test_without_the_journal_nothing_is_sent(sink: Sink, reply: str) -> None:
    sink.refuse[JOURNAL] = reply
    delivery = send(sink)
    assert delivery.outcome is Outcome.TRY_AGAIN
    assert "journal" in delivery.detail
    assert sink.kept == []


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        ("554 5.7.1 spam", Outcome.UNDELIVERABLE),
        ("452 4.3.1 disk full", Outcome.TRY_AGAIN),
        ("nonsense", Outcome.UNCERTAIN),
    ],
)
def test_the_reply_to_the_mail_decides(sink: Sink, reply: str, outcome: Outcome) -> None:
    sink.after_data = reply
    assert send(sink).outcome is outcome


@pytest.mark.parametrize("where", [BreakOff.AT_DATA, BreakOff.IN_CONTENT])
def test_a_connection_lost_before_the_final_dot_is_tried_again(sink: Sink, where: BreakOff) -> None:
    sink.break_off = where
    large = mail(1, "x" * 70 + "\r\n" + ("y" * 70 + "\r\n") * 400_000)  # more than the socket buffers hold
    assert send(sink, large, timeout_seconds=5).outcome is Outcome.TRY_AGAIN
    assert sink.kept == []


@pytest.mark.parametrize("where", [BreakOff.BEFORE_KEEPING, BreakOff.AFTER_KEEPING])
def test_a_connection_lost_after_the_final_dot_is_uncertain(sink: Sink, where: BreakOff) -> None:
    sink.break_off = where
    assert send(sink).outcome is Outcome.UNCERTAIN
    assert len(sink.kept) == (where is BreakOff.AFTER_KEEPING)


def test_a_reply_that_comes_too_late_is_uncertain(sink: Sink) -> None:
    sink.delay_seconds = 1.0
    assert send(sink, timeout_seconds=0.3).outcome is Outcome.UNCERTAIN
    assert len(sink.wait_for(1)) == 1


def test_a_server_that_is_away_is_tried_again(sink: Sink) -> None:
    assert "refused the connection" in send(sink, port=free_ports(1)[0]).detail
    assert send(sink, port=free_ports(1)[0]).outcome is Outcome.TRY_AGAIN


def test_what_cannot_be_written_in_smtp_is_undeliverable(sink: Sink) -> None:
    assert send(sink, to=("a@b.invalid>\r\nRCPT TO:<evil@else.invalid",)).outcome is Outcome.UNDELIVERABLE
    assert send(sink, to=()).outcome is Outcome.UNDELIVERABLE
    assert sink.kept == []


def test_an_address_beyond_ascii_goes_out_with_smtputf8(sink: Sink) -> None:
    assert send(sink, to=("jörg@else.invalid",)).outcome is Outcome.SENT
    assert sink.kept[0].rcpt_tos[0] == "jörg@else.invalid"


@pytest.mark.parametrize("tls", ["tls", "starttls"])
@pytest.mark.parametrize("trusted", ["ours", "another authority", "another host"])
def test_the_certificate_is_verified(tmp_path: Path, tls: str, trusted: str) -> None:
    ours = make_certificates(tmp_path / "ours", "localhost" if trusted != "another host" else "mail.else.invalid")
    theirs = make_certificates(tmp_path / "theirs")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(ours.certificate, ours.key)
    certificates: dict[str, Any] = {tls: context}
    with Sink.running(tmp_path / "sink", **certificates) as sink:
        authority = theirs.authority if trusted == "another authority" else ours.authority
        delivery = send(sink, tls=tls, ca_file=authority, timeout_seconds=5)
    if trusted == "ours":
        assert delivery.outcome is Outcome.SENT
    else:
        assert delivery.outcome is Outcome.BLOCKED
        assert "certificate is not trusted" in delivery.detail
        assert sink.kept == []


def test_a_server_without_starttls_gets_nothing(sink: Sink) -> None:
    delivery = send(sink, tls="starttls", username="u", password="secret")
    assert delivery.outcome is Outcome.BLOCKED
    assert "STARTTLS" in delivery.detail


@pytest.mark.servers
def test_postfix_takes_it_over_starttls_with_auth_and_dovecot_gets_it(dovecot: Dovecot, postfix: Postfix) -> None:
    user = dovecot.new_user()
    submission = Submission(
        host="localhost",
        port=postfix.port,
        username=user,
        password=postfix.password,
        ca_file=postfix.certificates.authority,
    )
    assert SmtpTransport(submission).send(mail(1), FROM, (user,), JOURNAL).outcome is Outcome.SENT
    eventually(lambda: len(dovecot.contents(user)) == 1)
    unknown = SmtpTransport(submission).send(mail(2), FROM, ("unknown@test.invalid",), None)
    assert unknown == Delivery(
        Outcome.UNDELIVERABLE, "The server refused a recipient (550 5.1.1); nothing was sent.", "5.1.1"
    )
    wrong = SmtpTransport(submission.model_copy(update={"username": "", "password": postfix.password}))
    assert wrong.send(mail(3), FROM, (user,), None).outcome is Outcome.SENT  # loopback may relay without


@pytest.mark.servers
def test_a_refused_password_is_ours_to_mend_and_named(dovecot: Dovecot, postfix: Postfix) -> None:
    submission = Submission(
        host="localhost",
        port=postfix.port,
        username=dovecot.new_user(),
        password="wrong",
        ca_file=postfix.certificates.authority,
    )
    delivery = SmtpTransport(submission).send(mail(1), FROM, (CLIENT,), None)
    assert delivery == Delivery(Outcome.BLOCKED, "The server refused our user name or password (535); mend [smtp].")


def test_the_outbox_folder_keeps_one_whole_file_a_message_id(tmp_path: Path) -> None:
    outbox = FolderTransport(tmp_path / "outbox")
    for _ in range(2):
        delivery = outbox.send(mail("CC-7K3M9Q"), FROM, (CLIENT,), JOURNAL)
        assert delivery.outcome is Outcome.SENT
    evil = b"Message-ID: <../../etc/passwd@x>\r\n\r\nbody\r\n"
    outbox.send(evil, FROM, (CLIENT,), None)
    outbox.send(b"Message-ID: <..|..|etc/passwd@x>\r\n\r\nbody\r\n", FROM, (CLIENT,), None)
    outbox.send(b"Subject: none\r\n\r\nbody\r\n", FROM, (CLIENT,), None)
    files = sorted((tmp_path / "outbox").iterdir())
    assert len(files) == 4
    assert (tmp_path / "outbox" / "CC-7K3M9Q@client.test.invalid.eml").read_bytes() == mail("CC-7K3M9Q")


def test_an_outbox_that_cannot_be_written_is_tried_again(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("a file in the way")
    assert FolderTransport(tmp_path / "outbox").send(mail(1), FROM, (CLIENT,), None).outcome is Outcome.TRY_AGAIN
