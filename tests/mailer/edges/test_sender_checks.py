"""What our own door finds out about senders: DKIM, SPF and DMARC, asked of a real name server on loopback."""

import time
from collections.abc import Iterator

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from consultations.messages import AuthenticatedBy
from mailer.name_servers import NameServers, UnansweredError
from mailer.sender_checks import Peer, SenderChecks
from tests.servers.names import NameServer

D = "lakeside.example"
PEER = Peer("203.0.114.7", "mail.lakeside.example", f"dana@{D}")
ELSEWHERE = Peer("198.51.99.1", "mail.evil.example", "x@evil.example")
MAIL = (
    f"From: Dana <dana@{D}>\r\nTo: cases@desk.example\r\nSubject: A question\r\n"
    f"Date: Mon, 23 Nov 2026 09:00:00 -0500\r\nMessage-ID: <m1@{D}>\r\n\r\nIs  E11.22 right? \t\r\n\r\n\r\n"
).encode()
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PEM = KEY.private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
)
SIGNED = [b"from", b"to", b"subject", b"date", b"message-id"]


@pytest.fixture
def names() -> Iterator[NameServer]:
    with NameServer.running() as server:
        for domain in (D, f"news.{D}", "evil.example", f"evil.{D}.example"):
            publish_key(server, domain)
        yield server


def publish_key(server: NameServer, domain: str, key: rsa.RSAPrivateKey = KEY) -> None:
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    server.text(f"s1._domainkey.{domain}", "v=DKIM1; k=rsa; p=" + "".join(public.decode().splitlines()[1:-1]))


def signed(domain: str = D, mail: bytes = MAIL, headers: list[bytes] | None = None, **more: object) -> bytes:
    signature = dkim.sign(
        mail, b"s1", domain.encode(), PEM, include_headers=headers or SIGNED,
        **({"canonicalize": (b"relaxed", b"relaxed")} | more),
    )  # fmt: skip
    return bytes(signature) + mail


def found(names: NameServer, raw: bytes, peer: Peer = ELSEWHERE) -> AuthenticatedBy:
    return SenderChecks(NameServers(names.serving()))(raw, peer).by


PASS, NOTHING = AuthenticatedBy.OUR_CHECKS, AuthenticatedBy.NOTHING


@pytest.mark.parametrize("canonical", [(b"relaxed", b"relaxed"), (b"simple", b"simple"), (b"relaxed", b"simple")])
def test_a_signature_of_the_very_domain_vouches_with_or_without_a_policy(
    names: NameServer, canonical: tuple[bytes, bytes]
) -> None:
    assert found(names, signed(canonicalize=canonical)) is PASS
    names.text(f"_dmarc.{D}", "v=DMARC1; p=reject; adkim=s; aspf=s")
    assert found(names, signed(canonicalize=canonical)) is PASS


@pytest.mark.parametrize(
    "raw",
    [
        signed().replace(b"E11.22", b"E11.21"),
        signed().replace(b"A question", b"Another"),
        signed().replace(b"From: Dana", b"From: Dan"),
        signed("evil.example"),
        signed(length=True) + b"More below.\r\n",
        signed(length=True),
        signed(headers=[b"from", b"to", b"date"]),
        b"Subject: Another\r\n" + signed(),
        signed().replace(b"d=lakeside.example", b"d=lakeside.example.evil.example"),
        signed().replace(b"s=s1", b"s=s2"),
        signed(signature_algorithm=b"rsa-sha1"),
        signed().replace(b"DKIM-Signature: v=1;", b"DKIM-Signature: v=1; x=1;"),
        MAIL,
        b"DKIM-Signature: v=1; a=rsa-sha256; d=lakeside.example; s=s1; h=from:subject; bh=x; b=y\r\n" + MAIL,
        b"DKIM-Signature: \xff\x00;;;==\r\n" * 200 + MAIL,
    ],
    ids=["body", "subject", "name", "another's domain", "appended below l=", "l= at all", "subject unsigned",
         "two subjects", "longer domain", "no such key", "sha1", "expired", "unsigned", "nonsense", "much nonsense"],
)  # fmt: skip
def test_what_is_not_signed_by_the_domain_in_full_is_not_believed(names: NameServer, raw: bytes) -> None:
    assert found(names, raw) is NOTHING


def test_spf_vouches_only_with_a_policy_and_only_for_the_peer_that_it_names(names: NameServer) -> None:
    names.text(D, "v=spf1 ip4:203.0.114.7 include:_spf.mailer.example -all", "google-site-verification=x")
    names.text("_spf.mailer.example", "v=spf1 a:out.mailer.example ~all")
    names.records["out.mailer.example", "A"] = ["198.51.99.1"]
    assert found(names, MAIL, PEER) is NOTHING
    names.text(f"_dmarc.{D}", "v=DMARC1; p=none")
    assert found(names, MAIL, PEER) is PASS
    through = Peer("198.51.99.1", "out.mailer.example", PEER.mail_from)
    assert found(names, MAIL, through) is PASS
    assert found(names, MAIL, Peer("203.0.114.8", PEER.helo, PEER.mail_from)) is NOTHING
    assert found(names, MAIL, ELSEWHERE) is NOTHING
    assert found(names, MAIL, Peer("127.0.0.1", PEER.helo, PEER.mail_from)) is NOTHING


def test_a_domain_of_the_same_organisation_vouches_unless_the_policy_is_strict(names: NameServer) -> None:
    mail = signed(f"news.{D}")
    assert found(names, mail) is NOTHING
    names.text(f"_dmarc.{D}", "v=DMARC1; p=none;")
    assert found(names, mail) is PASS
    names.text(f"_dmarc.{D}", "v=DMARC1; p=none; adkim=s")
    assert found(names, mail) is NOTHING
    names.text(f"_dmarc.{D}", "v=DMARC1; p=none", "v=DMARC1; p=reject")
    assert found(names, mail) is NOTHING


def test_neighbours_below_a_public_suffix_do_not_vouch_for_each_other(names: NameServer) -> None:
    from_sub = MAIL.replace(D.encode(), b"dana.host.example")
    publish_key(names, "evil.host.example")
    publish_key(names, "host.example")
    names.text("_dmarc.host.example", "v=DMARC1; p=none")
    assert found(names, signed("evil.host.example", from_sub)) is NOTHING
    assert found(names, signed("host.example", from_sub)) is PASS
    names.text("_dmarc.host.example", "v=DMARC1; p=none; psd=y")
    assert found(names, signed("host.example", from_sub)) is NOTHING


@pytest.mark.parametrize("how", ["silent", "failing"])
def test_what_is_not_known_yet_is_told_apart_from_what_is_not_so(names: NameServer, how: str) -> None:
    getattr(names, how).add(f"s1._domainkey.{D}")
    begun = time.monotonic()
    with pytest.raises(UnansweredError):
        found(names, signed())
    getattr(names, how).add(D)
    with pytest.raises(UnansweredError):
        found(names, MAIL, PEER)
    assert time.monotonic() - begun < 10


def test_the_questions_about_one_mail_end_in_time(names: NameServer) -> None:
    names.text(D, "v=spf1 " + " ".join(f"include:slow{number}.evil.example" for number in range(9)) + " -all")
    names.silent |= {f"slow{number}.evil.example" for number in range(9)}
    checks = SenderChecks(NameServers(names.serving(seconds_a_mail=1)))
    begun = time.monotonic()
    with pytest.raises(UnansweredError):
        checks(MAIL, PEER)
    assert time.monotonic() - begun < 3


@pytest.mark.parametrize(
    "body",
    [b" " * 1_000_000, b"\t " * 500_000, b"\r\n" * 300_000, b" \r\n" * 200_000, b"a\r\n" * 500_000, b"\r" * 1_000_000],
    ids=["blanks", "tabs", "empty lines", "blank lines", "many lines", "bare CR"],
)
def test_no_body_takes_long_to_check(names: NameServer, body: bytes) -> None:
    head = signed().partition(b"\r\n\r\n")[0]
    begun = time.monotonic()
    assert found(names, head + b"\r\n\r\n" + body) is NOTHING
    assert time.monotonic() - begun < 5


def test_ten_thousand_strange_signatures_are_survived(names: NameServer) -> None:
    tags = b"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=lakeside.example; s=s1; t=1; bh=AAAA; b=AAAA; h="
    begun = time.monotonic()
    assert found(names, (tags + b"from:subject" + b":x" * 20_000 + b"\r\n") + MAIL) is NOTHING
    assert found(names, (tags + b"from:subject\r\n") * 500 + MAIL) is NOTHING
    assert found(names, (tags + b" " * 7_000 + b"\r\n") * 8 + MAIL) is NOTHING
    assert time.monotonic() - begun < 5
