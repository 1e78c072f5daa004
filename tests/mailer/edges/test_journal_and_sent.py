"""The journal mailbox answers exactly; the Sent folder gets one copy."""

import pytest

from config.sections import ImapServer, JournalSettings, SentSettings
from consultations.ports import Journal, SentFolder
from mailer.journal import ImapJournal
from mailer.sent_folder import ImapSentFolder
from tests.mailer.edges.keeping import mail
from tests.servers.dovecot import Dovecot
from tests.servers.processes import free_ports


def account(dovecot: Dovecot, user: str) -> ImapServer:
    return ImapServer(
        host="localhost",
        port=dovecot.imaps_port,
        username=user,
        password=dovecot.password,
        ca_file=dovecot.certificates.authority,
    )


@pytest.mark.servers
def test_the_journal_holds_exactly_what_was_sent(dovecot: Dovecot) -> None:
    user = dovecot.new_user()
    journal: Journal = ImapJournal(JournalSettings(address=user, imap=account(dovecot, user)))
    assert not journal.holds("<1@client.test.invalid>")
    dovecot.deliver(mail(1), user)
    dovecot.deliver(mail("21"), user)
    dovecot.deliver(b"Message-ID:\r\n <folded@client.test.invalid>\r\n\r\nbody\r\n", user)
    assert journal.holds("<1@client.test.invalid>")
    assert journal.holds("<folded@client.test.invalid>")
    assert not journal.holds("<1@client.test>")
    assert not journal.holds("<2@client.test.invalid>")
    assert not any(b"\\Seen" in flags for _, flags in dovecot.contents(user).values())


@pytest.mark.servers
def test_a_part_of_a_message_id_is_not_the_message_id(dovecot: Dovecot) -> None:
    """SEARCH matches parts; only the exact header counts."""
    user = dovecot.new_user()
    journal = ImapJournal(JournalSettings(address=user, imap=account(dovecot, user)))
    dovecot.deliver(b"Message-ID: x<9@client.test.invalid>y\r\n\r\nbody\r\n", user)
    assert not journal.holds("<9@client.test.invalid>")


@pytest.mark.servers
def test_the_sent_folder_gets_one_copy_that_is_read(dovecot: Dovecot) -> None:
    user = dovecot.new_user()
    for folder in ("Sent", "Answers"):
        sent: SentFolder = ImapSentFolder(SentSettings(imap=account(dovecot, user), folder=folder))
        sent.keep(mail(1), "<1@client.test.invalid>")
        sent.keep(mail(1), "<1@client.test.invalid>")
        sent.keep(mail(2), "<2@client.test.invalid>")
        contents = dovecot.contents(user, folder)
        assert [raw for raw, _ in contents.values()] == [mail(1), mail(2)]
        assert all(b"\\Seen" in flags for _, flags in contents.values())


def test_an_unreachable_server_is_an_oserror() -> None:
    imap = ImapServer(host="127.0.0.1", port=free_ports(1)[0], tls="none")
    with pytest.raises(OSError, match="refused"):
        ImapJournal(JournalSettings(address="j@test.invalid", imap=imap)).holds("<1@x>")
    with pytest.raises(OSError, match="refused"):
        ImapSentFolder(SentSettings(imap=imap)).keep(mail(1), "<1@x>")
