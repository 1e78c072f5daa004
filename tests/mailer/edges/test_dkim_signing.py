"""Our signature holds for our own verifier, and breaks when anything that people act on is changed or added."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from config.sections import DkimSigning
from consultations.messages import Address, AuthenticatedBy
from mailer import dkim_signing
from mailer.compose import LetterHeaders, compose
from mailer.name_servers import NameServers
from mailer.render import render
from mailer.sender_checks import Peer, SenderChecks
from tests.mailer import letters
from tests.servers.names import NameServer

DOMAIN = "desk.example"
KEY = dkim_signing.new_key()
SIGNING = DkimSigning(selector="cc1", private_key=KEY)
HEADERS = LetterHeaders(
    sender=Address("CaseConsultant, coding", f"cases@{DOMAIN}"),
    to=(Address("Dana Whitfield", "dana@lakeside.example"),),
    date=datetime(2026, 11, 23, 12, tzinfo=UTC),
    message_id=f"<cc-7k3m9q.{'a' * 39}@{DOMAIN}>",
    in_reply_to="<m1@lakeside.example>",
    references=tuple(f"<m{number}@lakeside.example>" for number in range(20)),
)


@pytest.fixture
def names() -> Iterator[NameServer]:
    with NameServer.running() as server:
        server.text(dkim_signing.record_name("cc1", DOMAIN), dkim_signing.record(KEY))
        yield server


def vouched(names: NameServer, raw: bytes) -> bool:
    verdict = SenderChecks(NameServers(names.serving()))(raw, Peer("198.51.99.1", "x", f"cases@{DOMAIN}"))
    return verdict.by is AuthenticatedBy.OUR_CHECKS


@pytest.mark.parametrize("letter", letters.ALL, ids=lambda letter: letter.template)
def test_every_letter_is_signed_so_that_it_verifies(names: NameServer, letter: object) -> None:
    raw = dkim_signing.sign(compose(HEADERS, render(letter)), DOMAIN, SIGNING)  # type: ignore[arg-type]
    assert vouched(names, raw)
    assert max(map(len, raw.split(b"\r\n"))) <= 998


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"Subject: ", b"Subject: No "),
        (b"\r\nTo: Dana", b"\r\nTo: Dan"),
        (b"\r\nFrom: ", b"\r\nReply-To: x@evil.example\r\nFrom: "),
        (b"\r\nFrom: ", b"\r\nCc: x@evil.example\r\nFrom: "),
        (b"\r\nFrom: ", b"\r\nSubject: another\r\nFrom: "),
        (b"\r\n--=_", b"\r\nMore.\r\n--=_"),
    ],
)
def test_what_is_changed_or_added_breaks_the_signature(names: NameServer, before: bytes, after: bytes) -> None:
    raw = dkim_signing.sign(compose(HEADERS, render(letters.ANSWER_LETTER)), DOMAIN, SIGNING)
    changed = raw.replace(before, after, 1)
    assert changed != raw
    assert vouched(names, raw)
    assert not vouched(names, changed)


def test_the_record_is_cut_into_strings_that_a_zone_file_takes() -> None:
    line = dkim_signing.zone_line("cc1", DOMAIN, KEY)
    strings = line.split('"')[1::2]
    assert line.startswith("cc1._domainkey.desk.example. IN TXT ( ")
    assert max(map(len, strings)) <= 255
    assert "".join(strings) == dkim_signing.record(KEY)


@pytest.mark.parametrize("key", ["", "nonsense", KEY[:200], "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END"])
def test_a_key_that_is_none_is_refused_with_what_to_do(key: str) -> None:
    with pytest.raises(ValidationError, match="caseconsultant mail dkim-key"):
        DkimSigning(selector="cc1", private_key=key)
