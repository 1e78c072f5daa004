"""Connections are encrypted and verified before any credential byte is said."""

from pathlib import Path

import pytest

from config.sections import ImapServer, Mailbox
from mailer.imap_connection import ImapUnavailable, reason, session
from tests.mailer.edges.keeping import Keeper, eventually, mail, mailbox, watching
from tests.mailer.edges.scripted import scripted
from tests.servers.certificates import make_certificates
from tests.servers.dovecot import Dovecot


@pytest.mark.servers
def test_tls_with_our_authority_is_trusted(dovecot: Dovecot) -> None:
    settings = mailbox(
        dovecot, dovecot.new_user(), port=dovecot.imaps_port, tls="tls", ca_file=dovecot.certificates.authority
    )
    with session(settings) as client:
        assert client.folder_exists("INBOX")


@pytest.mark.servers
def test_starttls_with_our_authority_is_trusted_and_mail_comes_in_over_it(dovecot: Dovecot) -> None:
    user, keeper = dovecot.new_user(), Keeper()
    settings = mailbox(dovecot, user, tls="starttls", ca_file=dovecot.certificates.authority)
    with watching(settings, keeper):
        dovecot.deliver(mail(1), user)
        keeper.wait_for(1)
        dovecot.deliver(mail(2), user)
        keeper.wait_for(2, 2.0)


@pytest.mark.servers
@pytest.mark.parametrize("tls", ["tls", "starttls"])
def test_another_authority_is_refused_before_any_credential(dovecot: Dovecot, tmp_path: Path, tls: str) -> None:
    other = make_certificates(tmp_path).authority
    port = dovecot.imaps_port if tls == "tls" else dovecot.imap_port
    settings = mailbox(dovecot, dovecot.new_user(), port=port, tls=tls, ca_file=other)
    with pytest.raises(OSError, match="CERTIFICATE_VERIFY_FAILED") as caught, session(settings):
        pass
    assert "not trusted" in reason(caught.value)
    log = (dovecot.root / "dovecot.log").read_text()
    assert settings.username not in log


@pytest.mark.servers
def test_a_wrong_password_is_one_sentence_without_names(dovecot: Dovecot) -> None:
    user = dovecot.new_user()
    with pytest.raises(ImapUnavailable) as caught, session(mailbox(dovecot, user, password="wrong")):
        pass
    assert str(caught.value) == "the server refused the user name or the password"


def test_a_server_that_says_nothing_is_given_up_in_time() -> None:
    with scripted(b"", lambda tag, command: b"") as (port, _):
        server = ImapServer(host="127.0.0.1", port=port, tls="none", timeout_seconds=0.3)
        with pytest.raises(TimeoutError), session(server):
            pass


class Announcing:
    """A server that announces its first mail in the same segment as "+ idling"."""

    def __init__(self) -> None:
        self.idles = 0
        self._idle_tag = ""

    def __call__(self, tag: str, command: str) -> bytes:
        done = f"{tag} OK done\r\n".encode()
        if tag == "DONE":
            return f"{self._idle_tag} OK done\r\n".encode()
        if command == "CAPABILITY":
            return b"* CAPABILITY IMAP4rev1 IDLE\r\n" + done
        if command.startswith("SELECT"):
            return b"* 0 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT 1] ok\r\n" + done
        if command.startswith("UID SEARCH"):
            return b"* SEARCH\r\n" + done
        if command == "IDLE":
            self.idles += 1
            self._idle_tag = tag
            return b"+ idling\r\n* 1 EXISTS\r\n" if self.idles == 1 else b"+ idling\r\n"
        return done


def test_mail_that_is_announced_together_with_the_start_of_idle_is_noticed_at_once() -> None:
    """imapclient polls the socket alone; the announcement lies in a read buffer by then."""
    answer = Announcing()
    with scripted(b"* OK ready\r\n", answer) as (port, _):
        box = Mailbox(name="cases", host="127.0.0.1", port=port, tls="none", username="u", timeout_seconds=2)
        with watching(box, Keeper()):
            eventually(lambda: answer.idles == 2, 3.0)
