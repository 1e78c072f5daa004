"""Authentication-Results as ten kinds of server write them, and ten ways to forge them in front of each."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from consultations.messages import Address, AuthenticatedBy
from mailer.authenticity import judge
from mailer.trace import Place, receiver

D = "lakeside.example"
SENDER = Address("Dana", f"dana@{D}")
CLIENT = f"From: Dana <dana@{D}>\nTo: cases@desk.example\nSubject: A question\n\nIs E11.22 right?\n"
SIGNATURE = (
    f"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d={D}; s=s1;\n"
    "\th=from:to:subject:date:message-id; bh=kUYVnXzp7dDnhYyLK2wq=; b=dKIMnTwAAB\n"
)
PEER = "mail.peer.example (mail.peer.example [203.0.113.7])"


@dataclass(frozen=True)
class Shape:
    """How one server writes: `{results}` is its Authentication-Results line, or nothing; `peer` who connected to it."""

    authserv_id: str
    trace: str
    received_by: str = ""
    place: Place = "above"
    names_itself: bool = True

    def mail(self, results: str, client: str = CLIENT, peer: str = PEER) -> bytes:
        name = f" {self.authserv_id};" if self.names_itself else ""
        line = f"Authentication-Results:{name} {results}\n" if results else ""
        return (self.trace.format(results=line, peer=peer) + client).replace("\n", "\r\n").encode()

    def verdict(self, raw: bytes) -> AuthenticatedBy:
        server = receiver(self.authserv_id, self.received_by, self.place)
        return judge(raw, SENDER, server=server).by


AT = "; Mon, 23 Nov 2026 08:58:13 +0000"
SHAPES = {
    "postfix prepends, dovecot": Shape(
        "mx.desk.example",
        "Return-Path: <x@peer.example>\nDelivered-To: cases@desk.example\nReceived: from mx.desk.example ([127.0.0.1])"
        f"\n\tby store with LMTP\n\tid QPo (envelope-from <x@peer.example>){AT}\n"
        "{results}Received: from {peer}\n\tby mx.desk.example (Postfix) with ESMTPS id E9C4D"
        f"\n\tfor <cases@desk.example>{AT} (UTC)\n",
    ),
    "postfix milter, amavis": Shape(
        "mx.desk.example",
        "Received: from mx.desk.example (localhost [127.0.0.1])\n\tby mx.desk.example (Postfix) with ESMTP id JfFD"
        f"{AT}\nReceived: from {{peer}}\n\tby mx.desk.example (Postfix) with ESMTPS id 4SnN{AT}\n{{results}}",
        place="below",
    ),
    "sendmail": Shape(
        "6jo.desk.example",
        "Return-Path: <x@peer.example>\nReceived: from {peer}\n\tby 6jo.desk.example (V8/cf) with ESMTP id s9OC"
        f"{AT}\n{{results}}",
        place="below",
    ),
    "google": Shape(
        "mx.google.com",
        f"Delivered-To: c@desk.example\nReceived: by 2002:a05:6a20:9f4a:b0:12:3d4e:5f60 with SMTP id mk10{AT} (PST)\n"
        "X-Received: by 2002:a17:902:8f94 with SMTP id z20mr1\nARC-Seal: i=1; a=rsa-sha256; d=google.com; cv=none\n"
        f"ARC-Authentication-Results: i=1; mx.google.com; dmarc=pass header.from={D}\nReturn-Path: <x@peer.example>\n"
        "Received: from {peer}\n        by mx.google.com with ESMTPS id e68si2"
        f"\n        (version=TLS1_3 cipher=TLS_AES_256 bits=256/256){AT} (PST)\n"
        "Received-SPF: pass (google.com: domain of x@peer.example designates 203.0.113.7) client-ip=203.0.113.7;\n"
        "{results}",
    ),
    "microsoft 365": Shape(
        "protection.outlook.com",
        "Received: from VI1HT030.eop-eur04.prod.protection.outlook.com (2603:1096::13)\n by SLX.KORP.PROD.OUTLOOK.COM "
        f"with HTTPS via SL2.KORP.PROD.OUTLOOK.COM{AT}\nReceived: from VI1FT006.eop-eur04.prod.protection.outlook.com "
        "(10.152.28.56)\n by VI1HT030.eop-eur04.prod.protection.outlook.com (10.152.28.244) with Microsoft SMTP Server"
        f" (version=TLS1_2) id 15.20{AT}\n{{results}}Received-SPF: Pass (protection.outlook.com: domain)\n"
        "Received: from {peer}\n by VI1FT006.mail.protection.outlook.com (10.152.29.20) with Microsoft SMTP Server"
        f" (version=TLS1_2) id 15.20 via Frontend Transport{AT}\n",
        names_itself=False,
    ),
    "a house of several servers": Shape(
        "desk.example",
        f"Received: from proxy.inner.example ([127.0.0.1])\n\tby store16.inner.example (Dovecot) with LMTP id G{AT}\n"
        "Received: from mailin05.desk.example (unknown [10.0.1.5])\n\t(using TLSv1.3 with cipher X (256/256 bits))\n\t"
        f"by proxy.desk.example with ESMTPS id 4J{AT}\nReceived: from mx03.desk.example (mailin05.desk.example"
        f" [127.0.0.1])\n\tby mailin05.desk.example (Postfix) with ESMTPS id 1B{AT}\n"
        f"{{results}}Received: from {{peer}}\n\tby mx03.desk.example (Postfix) with ESMTPS id 4K{AT}\n",
        received_by=".desk.example",
    ),
    "exim": Shape(
        "mxs.desk.example",
        "Delivered-To: cases@desk.example\nReturn-path: <x@peer.example>\n{results}Received-SPF: none ()\n"
        f"Received: from {{peer}} (port=58540 helo=peer)\n\tby mx113.desk.example with esmtp id 1fTo{AT}\n",
        received_by="mx113.desk.example",
    ),
    "yahoo": Shape(
        "atlas206.free.mail.example",
        "X-Originating-Ip: [203.0.113.7]\nReceived-SPF: pass (domain of peer.example designates 203.0.113.7)\n{results}"
        f"Received: from {{peer}}\n by atlas206.free.mail.example with SMTPS{AT}\nX-Sample: 1\n",
    ),
    "amazon": Shape(
        "amazonses.com",
        "Return-Path: <x@peer.example>\nReceived: from {peer}\n by inbound-smtp.us-east-1.amazonaws.com with SMTP id a1"
        "\n for c@desk.example;\n Mon, 23 Nov 2026 08:58:13 +0000 (UTC)\nReceived-SPF: pass (spfCheck: x)\n{results}",
    ),
    "hotmail": Shape(
        "hotmail.example",
        "{results}X-Store-Info: J++/JTCzmObr\nReceived: from {peer} by SNT004.hotmail.example over TLS secured channel "
        f"with Microsoft SMTPSVC(7.5){AT}\n",
        received_by=".hotmail.example",
    ),
}

GENUINE = {
    "plain": (f"dmarc=pass header.from={D}", True),
    "policy in a comment": (f"dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from={D}", True),
    "all three": (
        (
            "spf=pass (domain of x@peer.example designates 203.0.113.7; helo=(peer)) smtp.mailfrom=x=y@peer.example; "
            f"dkim=pass (2048-bit key; unprotected) header.d={D} header.i=@{D} header.b=dKIMnTwA;\n\t"
            f"dmarc=pass(p=none) action=none header.from={D}; compauth=pass reason=100"
        ),
        True,
    ),
    "a reason": (f'dmarc=pass reason="policy; as published" header.from={D.upper()}', True),
    "a foreign signature that failed": (
        (
            f'dkim=fail reason="signature verification failed" (1024-bit key) header.d=list.example; dmarc=pass '
            f"header.from={D}"
        ),
        True,
    ),
    "no policy, but signed": (f"dkim=pass header.d={D} header.b=dKIMnTwA; dmarc=none header.from={D}", True),
    "signed, and DMARC not asked": (f"dkim=pass (ok) header.i=@{D}; spf=none smtp.helo=mail.peer.example", True),
    "failed": (f"dkim=none header.d=none; spf=fail smtp.mailfrom={D}; dmarc=fail (p=none) header.from={D}", False),
    "no policy, unsigned": (f"spf=pass smtp.mailfrom=dana@{D}; dkim=none; dmarc=none header.from={D}", False),
    "nothing looked up": (f"dkim=temperror header.d={D}; spf=temperror; dmarc=temperror header.from={D}", False),
}

FAILED = f"spf=none smtp.helo=x; dkim=none; dmarc=fail header.from={D}"
PASSED = f"dmarc=pass header.from={D}"
Forgery = Callable[[Shape], bytes]


def _named(shape: Shape, results: str) -> str:
    return f"Authentication-Results: {shape.authserv_id}; {results}\n" if shape.names_itself else (
        f"Authentication-Results: {results}\n"
    )  # fmt: skip


def _own_trace(shape: Shape) -> bytes:
    """The client writes a whole trace of the server, with a pass in it, below the true one."""
    forged = shape.mail(PASSED).decode().replace("\r\n", "\n")
    return shape.mail(FAILED if shape.place == "below" or shape.authserv_id in KNOWN_BELOW else "", client=forged)


def _helo(shape: Shape) -> bytes:
    """A HELO that looks like a delivery inside the house, and a trace of the client's below."""
    forged = shape.mail(PASSED).decode().replace("\r\n", "\n")
    host = (shape.received_by or shape.authserv_id).removeprefix(".")
    peer = f"mx.{host} by mx.{host} with LMTP ([127.0.0.1]) (unknown [203.0.113.7])"
    return shape.mail(FAILED if shape.place == "below" or shape.authserv_id in KNOWN_BELOW else "", forged, peer)


def _signed(shape: Shape, results: str, signature: str) -> bytes:
    return shape.mail(results, client=signature + CLIENT)


KNOWN_BELOW = ("mx.google.com", "amazonses.com")
ALIGNED = f"dkim=pass header.d={D}; dmarc=none header.from={D}"
FORGERIES: dict[str, Forgery] = {
    "a pass below the true failure": lambda s: s.mail(FAILED, client=_named(s, PASSED) + CLIENT),
    "a trace of its own": _own_trace,
    "a HELO of the house": _helo,
    "another server's name": lambda s: s.mail(
        FAILED, client=f"Authentication-Results: mx.evil.example; {PASSED}\n" + CLIENT
    ),
    "in the local part of an address": lambda s: s.mail(
        f'spf=pass smtp.mailfrom="x; dmarc=pass header.from={D}"@evil.example; dmarc=none header.from={D}'
    ),
    "in a comment": lambda s: s.mail(f"spf=pass (; {PASSED}) smtp.mailfrom=evil.example; dmarc=none (x) header.from=x"),
    "a pass of another domain": lambda s: s.mail(
        "dkim=pass header.d=evil.example; dmarc=pass header.from=lakeside.example.evil.example"
    ),
    "two results": lambda s: s.mail(f"dmarc=fail header.from={D}; {PASSED}"),
    "signed up to l=": lambda s: _signed(s, ALIGNED, SIGNATURE.replace("s=s1;", "s=s1; l=0;")),
    "subject not signed": lambda s: _signed(s, ALIGNED, SIGNATURE.replace("subject:", "")),
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
@pytest.mark.parametrize(("results", "passes"), GENUINE.values(), ids=GENUINE.keys())
def test_the_servers_own_results_are_read_right(shape: Shape, results: str, passes: bool) -> None:  # noqa: FBT001
    raw = shape.mail(results, client=SIGNATURE + CLIENT)
    wanted = AuthenticatedBy.AUTHENTICATION_RESULTS if passes else AuthenticatedBy.NOTHING
    assert shape.verdict(raw) is wanted


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES.keys())
def test_no_forged_result_is_believed(shape: Shape, forge: Forgery) -> None:
    assert shape.verdict(forge(shape)) is AuthenticatedBy.NOTHING


def test_a_place_where_the_client_can_write_is_named_in_the_verdict() -> None:
    shape = SHAPES["sendmail"]
    verdict = judge(shape.mail(PASSED), SENDER, server=receiver(shape.authserv_id))
    assert not verdict.authenticated
    assert 'authserv_place = "below"' in verdict.detail
