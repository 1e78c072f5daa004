"""Who vouches for a sender. The headers are those that a real Postfix and a real Dovecot put on a mail."""

import pytest

from consultations.messages import Address, AuthenticatedBy
from mailer.authenticity import judge
from mailer.trace import receiver

SERVER = "mx.test.invalid"
SENDER = Address("Second", "second@test.invalid")
RESULTS = "Authentication-Results: mx.test.invalid; dmarc=pass header.from=test.invalid\n"
STORE = """Return-Path: <second@test.invalid>
Delivered-To: case@test.invalid
Received: from mx.test.invalid ([127.0.0.1])
\tby store with LMTP
\tid QPoXASYABGsBMQAAg+zDdQ
\t(envelope-from <second@test.invalid>)
\tfor <case@test.invalid>; Mon, 23 Nov 2026 08:58:14 +0000
"""
BORDER = """Received: from [127.0.0.1] (localhost [127.0.0.1])
\tby mx.test.invalid (Postfix) with ESMTP id E9C4D21612E
\tfor <case@test.invalid>; Mon, 23 Nov 2026 08:58:13 +0000 (UTC)
"""
FORGED = RESULTS + BORDER.replace("E9C4D21612E", "FORGED") + STORE
CLIENT = "From: Second <second@test.invalid>\nSubject: x\n\nHello\n"


def verdict(*parts: str, sender: Address = SENDER, server: str = SERVER, host: str = "") -> AuthenticatedBy:
    raw = "".join(parts).replace("\n", "\r\n").encode()
    return judge(raw, sender, server=receiver(server, host) if server else None).by


@pytest.mark.parametrize(
    "parts",
    [
        (STORE, RESULTS, BORDER, CLIENT),
        (STORE, RESULTS, BORDER, FORGED, CLIENT),
        (RESULTS, BORDER, CLIENT),
        (STORE, RESULTS.replace("mx.test.invalid;", "MX.Test.Invalid 1;"), BORDER, CLIENT),
        (STORE, "Authentication-Results: other.invalid; dmarc=fail\n", RESULTS, BORDER, CLIENT),
        (
            STORE,
            (
                "Authentication-Results: mx.test.invalid;\n\tspf=fail (a;b) smtp.mailfrom=evil.example;\n\tdkim=pass "
                'header.d="x;y" header.i=@x;\n\tdmarc=pass (p=REJECT sp=NONE) header.from=Test.Invalid\n'
            ),
            BORDER,
            CLIENT,
        ),
    ],
    ids=["through the store", "with a forged one below", "at the door", "spelling", "another server's first", "long"],
)
def test_the_receiving_servers_own_result_is_believed(parts: tuple[str, ...]) -> None:
    assert verdict(*parts) is AuthenticatedBy.AUTHENTICATION_RESULTS


def test_the_receiving_server_may_have_another_name_than_its_results() -> None:
    named = RESULTS.replace("mx.test.invalid", "auth.test.invalid")
    assert verdict(STORE, named, BORDER, CLIENT, server="auth.test.invalid") is AuthenticatedBy.NOTHING
    assert (
        verdict(STORE, named, BORDER, CLIENT, server="auth.test.invalid", host=SERVER)
        is AuthenticatedBy.AUTHENTICATION_RESULTS
    )


def results(text: str) -> str:
    return f"Authentication-Results: mx.test.invalid; {text}\n"


@pytest.mark.parametrize(
    "parts",
    [
        (STORE, BORDER, RESULTS, CLIENT),
        (STORE, BORDER, FORGED, CLIENT),
        (STORE, CLIENT.replace("Subject", RESULTS + "Subject")),
        (RESULTS, CLIENT),
        (STORE, BORDER.replace("mx.test.invalid", "unnamed.invalid"), FORGED, CLIENT),
        (STORE.replace("LMTP", "ESMTP"), FORGED, CLIENT),
        (BORDER.replace("from [127.0.0.1]", "from x by mx.test.invalid with LMTP").replace("by mx.test.invalid (",
         "by unnamed.invalid ("), RESULTS, BORDER, CLIENT),
        (STORE, results("dmarc=fail header.from=test.invalid"), RESULTS, BORDER, CLIENT),
    ],
    ids=["below the border", "forged with its own border", "no border at all", "only the client's words",
         "our server under another name", "a relay that is not ours", "a forged HELO", "not the topmost"],
)  # fmt: skip
def test_what_the_client_could_have_written_is_not_believed(parts: tuple[str, ...]) -> None:
    assert verdict(*parts) is AuthenticatedBy.NOTHING


@pytest.mark.parametrize(
    "text",
    [
        "dmarc=none header.from=test.invalid",
        "dmarc=fail header.from=test.invalid",
        "dmarc=pass",
        "dmarc=pass header.from=evil.example",
        "dmarc=pass header.from=sub.test.invalid",
        "dmarc=pass header.from=test.invalid.evil.example",
        "dmarc=pass header.from=test.invalid header.from=evil.example",
        "dmarc=pass smtp.mailfrom=test.invalid",
        "(dmarc=pass header.from=test.invalid)",
        "spf=pass (; dmarc=pass header.from=test.invalid) smtp.mailfrom=x",
        'spf=fail smtp.mailfrom="dmarc=pass header.from=test.invalid"@evil.example',
        'spf=fail smtp.mailfrom="x; dmarc=pass header.from=test.invalid; y"@evil.example',
        'spf=fail smtp.mailfrom="x\\"; dmarc=pass header.from=test.invalid; y"@evil.example',
        'spf=fail smtp.mailfrom="x; dmarc=pass header.from=test.invalid',
        "spf=fail reason=dmarc=pass header.from=test.invalid",
        "dmarc=fail header.from=test.invalid; dmarc=pass header.from=test.invalid",
        "dmarc=pass header.from=test.invalid; dmarc=fail header.from=test.invalid",
        'dmarc=pass header.from="test.invalid"@evil.example',
        "dmarc=pass reason=header.from=test.invalid",
        'dmarc=pass reason=" header.from=test.invalid" smtp.mailfrom=x',
        "dmarc=passed header.from=test.invalid",
        "xdmarc=pass header.from=test.invalid",
        "none",
        "",
        "dmarc=pass header.from=test.invalid; " + "x" * 20_000,
    ],
)
def test_only_one_plain_aligned_dmarc_pass_counts(text: str) -> None:
    assert verdict(STORE, results(text), BORDER, CLIENT) is AuthenticatedBy.NOTHING


def test_settings_and_sessions_vouch_before_any_header() -> None:
    raw = CLIENT.encode()
    assert judge(raw, SENDER, trusted=True).by is AuthenticatedBy.TRUSTED_SOURCE
    assert judge(raw, SENDER, session_user="relay").by is AuthenticatedBy.SESSION
    assert judge(raw, SENDER, session_user="").by is AuthenticatedBy.NOTHING
    assert verdict(STORE, RESULTS, BORDER, CLIENT, server="") is AuthenticatedBy.NOTHING


def test_any_bytes_are_judged() -> None:
    for raw in (b"", b"\0" * 1000, b"Received: by\r\n" * 100_000, b"Authentication-Results: (((((" + b"(" * 20_000):
        assert judge(raw, SENDER, server=receiver(SERVER)).by is AuthenticatedBy.NOTHING
