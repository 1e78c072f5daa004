"""What comes in behind DATA: every byte as it came, up to the limit, and where it ends."""

import pytest

from tests.mailer.edges.doors import ENVELOPE, LIMIT, opened, peer, raw_dialogue
from tests.mailer.edges.keeping import Keeper, mail


@pytest.mark.parametrize("content", [b"", b"\r\n", b" \r\n\t\r\n"])
def test_an_empty_mail_is_refused_before_acceptance(content: bytes) -> None:
    keeper = Keeper()
    with opened(keeper) as door:
        *_, reply = raw_dialogue(door, *ENVELOPE, content + b".\r\n")
    assert reply == b"554 5.6.0 The message is empty; nothing was accepted\r\n"
    assert keeper.mails == {}


def test_too_large_is_refused_at_mail_when_announced() -> None:
    with opened(Keeper()) as door, peer(door) as client:
        client.ehlo()
        assert client.mail("a@client.invalid", [f"size={LIMIT}"])[0] == 250
        client.rset()
        code, text = client.mail("a@client.invalid", [f"size={LIMIT + 1}"])
        assert (code, text[:5]) == (552, b"5.3.4")


@pytest.mark.parametrize("line", [b"x" * 70 + b"\r\n", b"x" * 1_000_000], ids=["short-lines", "one-line"])
def test_too_large_is_refused_after_data_and_the_session_goes_on(line: bytes) -> None:
    keeper = Keeper()
    with opened(keeper) as door, peer(door) as client:
        client.ehlo()
        client.mail("a@client.invalid")
        client.rcpt("b@test.invalid")
        code, text = client.data((line * (LIMIT // len(line) + 1)) + b"\r\n")
        assert (code, text[:5]) == (552, b"5.3.4")
        client.sendmail("a@client.invalid", ["b@test.invalid"], mail(1))
    assert len(keeper.mails) == 1


def test_a_mail_of_exactly_the_limit_in_one_line_is_kept() -> None:
    keeper = Keeper()
    content = b"x" * (LIMIT - 2) + b"\r\n"
    with opened(keeper) as door, peer(door) as client:
        client.sendmail("a@client.invalid", ["b@test.invalid"], content)
    assert keeper.wait_for(1)[0].content == content


@pytest.mark.parametrize(
    "terminator", [b"\n.\n", b"\n.\r\n", b"\r.\r", b"\r\n.\n", b"\r\n.\r", b"\r\n\x00.\r\n", b"\n..\r\n", b"\r.\r\n"]
)
def test_a_smuggled_end_of_data_stays_inside_the_one_mail(terminator: bytes) -> None:
    keeper = Keeper()
    smuggled = b"MAIL FROM:<evil@client.invalid>\r\nRCPT TO:<b@test.invalid>\r\nDATA\r\nFrom: evil\r\n\r\nhello\r\n"
    content = b"Subject: one\r\n\r\nbody" + terminator + smuggled
    with opened(keeper) as door:
        *_, reply = raw_dialogue(door, *ENVELOPE, content + b".\r\n")
        assert reply.startswith(b"250 ")
    (kept,) = keeper.wait_for(1)
    assert b"hello" in kept.content
    assert kept.mail_from == "a@client.invalid"


def test_lines_of_any_length_arrive_byte_by_byte() -> None:
    keeper = Keeper()
    lengths = (64 * 1024 - 2, 64 * 1024 - 1, 64 * 1024, 64 * 1024 + 1)
    content = b"".join(b"." + b"x" * (length - 1) + b"\r\n" for length in lengths[:2]) + b"." * 65_600 + b"\r\n.\r\n"
    with opened(keeper) as door, peer(door) as client:
        client.sendmail("a@client.invalid", ["b@test.invalid"], content)
        returns = b"x" + b"".join(b"\r" * length + b"\n" for length in lengths[1:3])
        client.sendmail("a@client.invalid", ["b@test.invalid"], returns)
    assert {kept.content for kept in keeper.wait_for(2)} == {content, returns}
