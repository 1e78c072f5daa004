"""What strangers try: forged senders, replays, Reply-To, being copied in. (docs/security.md)"""

from dataclasses import replace

import pytest

from config.sections import Door
from consultations import repository
from consultations.lifecycle import CaseState, MailState
from consultations.models import InboundMail, OutKind
from tests.desks import CLIENT, Bench

SERVER = "mx.desk.example"
BORDER = (
    b"Received: from peer (peer.example [203.0.113.7])\r\n\tby mx.desk.example (Postfix) with ESMTPS id E9C4D;"
    b" Mon, 23 Nov 2026 08:58:13 +0000\r\n"
)


def results(text: str) -> bytes:
    return f"Authentication-Results: {SERVER}; {text}\r\n".encode()


@pytest.fixture
def watched(bench: Bench) -> Bench:
    """A bench whose door `relay` believes the results of mx.desk.example."""
    doors = (*bench.desk.settings.doors, Door(name="relay", port=8427, authserv_id=SERVER))
    bench.desk = replace(bench.desk, settings=bench.desk.settings.model_copy(update={"doors": doors}))
    bench.services = replace(bench.services, desk=bench.desk)
    return bench


def test_a_thousand_forged_senders_get_not_one_mail(watched: Bench) -> None:
    domain = CLIENT.partition("@")[2]
    forgeries = (
        b"",
        results(f"dmarc=fail header.from={domain}"),
        results("dmarc=pass header.from=evil.example"),
        results(f'spf=pass smtp.mailfrom="x; dmarc=pass header.from={domain}"@evil.example'),
        results(f"spf=fail; dmarc=none header.from={domain}"),
    )
    for number in range(1_000):
        forged = results(f"dmarc=pass header.from={domain}") if number % 2 else b""
        raw = forgeries[number % 5] + BORDER + forged + watched.mail(f"Question {number}")
        watched.take_in(raw, source="relay" if number % 3 else "open")
    watched.work(200)
    assert watched.outbound() == []
    assert watched.cases() == []
    with watched.desk.database.reading() as session:
        assert repository.how_many(session, InboundMail, *MailState) == 1_000
        assert repository.how_many(session, InboundMail, MailState.HELD) == 1_000


def test_a_genuine_mail_that_is_replayed_has_one_effect(watched: Bench) -> None:
    raw = watched.mail("Is E11.22 right?")
    passed = results(f"dmarc=pass header.from={CLIENT.partition('@')[2]}")
    for number in range(5):
        again = b"Delivered-To: cases@desk.example\r\n" * number + passed + BORDER + raw
        watched.take_in(again, source="relay")
        watched.work()
    assert len(watched.cases()) == 1
    assert [mail.kind for mail in watched.outbound()] == [OutKind.ACKNOWLEDGEMENT]


def test_an_answer_goes_to_the_sender_whatever_reply_to_says(bench: Bench) -> None:
    case = bench.ask(reply_to="x@evil.example", cc="y@evil.example", sender="z@evil.example")
    bench.approve(case.number)
    bench.work()
    assert {recipients for _, recipients in bench.transport.delivered} == {(CLIENT,)}
    assert not any(b"evil.example" in content for content, _ in bench.transport.delivered)


def test_a_stranger_who_was_copied_in_joins_no_case_and_is_shown_no_history(bench: Bench) -> None:
    case = bench.ask(cc="stranger@elsewhere.example")
    bench.approve(case.number)
    bench.work()
    sent = len(bench.transport.delivered)
    answer = bench.outbound()[-1].message_id
    for number, source in enumerate(("open", "trusted")):
        raw = bench.mail(f"And me? {number}", from_="stranger@elsewhere.example", in_reply_to=answer)
        bench.take_in(raw, source=source)
    bench.work()
    with bench.desk.database.reading() as session:
        assert len(repository.mails_of(session, case.id)) == 1
        held = repository.mails_in(session, MailState.HELD)
    assert [mail.reason for mail in held] == ["unauthenticated", "unknown_sender"]
    assert bench.case(case.number).state is CaseState.ANSWERED
    assert all(b"E11.22" not in content for content, _ in bench.transport.delivered[sent:])
