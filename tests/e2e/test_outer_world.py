"""A genuine Postfix before a world that refuses, delays and keeps silent; and machines that answer each other."""

import time
from collections import Counter
from collections.abc import Iterator

import pytest

from accounts import quota
from accounts.clients import set_contact
from consultations import audit, case_view
from consultations.lifecycle import CaseState, OutState
from consultations.models import OutboundMail, OutKind
from consultations.outbox import AUTOMATIC
from mailer.message import parse
from tests.e2e.posting import PostedDesk, open_posted, until
from tests.servers.dovecot import Dovecot
from tests.servers.fixtures import or_left_out
from tests.servers.postfix import Postfix
from tests.servers.processes import free_ports
from tests.servers.sink import Kept, Sink, spam_filter, world

pytestmark = pytest.mark.servers

LIFETIME = 24
"""Seconds after which this Postfix gives up."""


@pytest.fixture(scope="module")
def post(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Dovecot, Sink]]:
    with (
        Sink.running(tmp_path_factory.mktemp("world")) as sink,
        or_left_out(lambda: Dovecot.running(smtp_port=free_ports(1)[0])) as dovecot,
        or_left_out(lambda: Postfix.running(dovecot, sink.port, lifetime=LIFETIME)),
    ):
        sink.rcpt_rule, sink.data_rule = world(), spam_filter
        yield dovecot, sink


OFFICE = "office@practice.example"
WORLD = {
    "fine@practice.example": (OutState.SENT, ""),
    "grey@practice.example": (OutState.SENT, ""),
    "gone@practice.example": (OutState.UNDELIVERABLE, "bounced 5.1.1: there is no such mailbox"),
    "full@practice.example": (OutState.UNDELIVERABLE, "bounced 5.2.2: the mailbox is full"),
    "spam@practice.example": (OutState.UNDELIVERABLE, "bounced 5.7.1: the client's mail server refused it as unwanted"),
    "slow@practice.example": (OutState.UNDELIVERABLE, "bounced 4.3.0: the client's mail server has a problem"),
    "dana@closed.invalid": (OutState.UNDELIVERABLE, "bounced 4.4.1: the client's mail server does not answer"),
}


TOLD = {
    "gone@practice.example": "there is no such mailbox. Check whether that address is still in use.",
    "full@practice.example": "the mailbox is full. Make room in that mailbox, or have it switched on again.",
    "spam@practice.example": "your mail server refused it as unwanted. Ask whoever runs your mail server to let mail",
    "slow@practice.example": "your mail server has a problem. Ask whoever runs your mail server what was wrong.",
    "dana@closed.invalid": "your mail server does not answer. Ask whoever runs your mail server what was wrong.",
}
"""What the client's contact reads of each answer that came back."""


def words_of(kept: Kept) -> str:
    return " ".join(parse(kept.content).text.split())


def answer_of(desk: PostedDesk, number: str) -> OutboundMail:
    case = desk.bench.case(number)
    return next(
        mail for mail in desk.bench.outbound() if mail.consultation_id == case.id and mail.kind is OutKind.ANSWER
    )


def test_every_answer_of_the_world_ends_in_the_right_state(
    post: tuple[Dovecot, Sink], tmp_path_factory: pytest.TempPathFactory
) -> None:
    dovecot, sink = post
    desk = open_posted(tmp_path_factory.mktemp("a") / "desk", "cases@test.invalid", dovecot, [*WORLD, OFFICE])
    bench, numbers = desk.bench, {}
    with bench.desk.transaction() as session:
        set_contact(session, bench.organisation(session), OFFICE, contact=True)
    for client in WORLD:
        numbers[client] = bench.ask(f"Is E11.22 right, asks {client}?", from_=f"Client <{client}>").number
        bench.approve(numbers[client])
    bench.work()
    assert {answer_of(desk, number).state for number in numbers.values()} == {OutState.SENT}, "Postfix took them all"

    def settled() -> bool:
        desk.turn()
        there = {kept.rcpt_tos[0] for kept in sink.kept}
        answers = {client: answer_of(desk, number).state for client, number in numbers.items()}
        return "grey@practice.example" in there and answers == {client: state for client, (state, _) in WORLD.items()}

    until(settled, "the end of it all", LIFETIME * 3)
    for client, (state, why) in WORLD.items():
        case, number = bench.case(numbers[client]), numbers[client]
        with bench.desk.database.reading() as session:
            refunded = quota.is_refunded(session, case.quota_reference)
            shown = case_view.case_view(bench.desk, session, number)
            reopened = [event.action for event in audit.history(session, number)].count("reopened_undeliverable")
        came_back = state is OutState.UNDELIVERABLE
        assert answer_of(desk, number).detail.removeprefix("The server accepted the mail (250 2.0.0).") == why
        assert case.state is (CaseState.IN_REVIEW if came_back else CaseState.ANSWERED), client
        assert (refunded, reopened) == (came_back, int(came_back)), client
        if came_back:
            assert shown.came_back is not None
            assert (shown.came_back.to, shown.came_back.detail, shown.told) == (client, why, (OFFICE,))
    with bench.desk.database.reading() as session:
        used = quota.used(session, bench.organisation(session).id, quota.period_of(bench.clock()))
    assert used == sum(state is OutState.SENT for state, _ in WORLD.values())

    until(lambda: len(_to(sink, OFFICE)) == len(TOLD), "a notice for each answer that came back", LIFETIME)
    for client, words in TOLD.items():
        (notice,) = [kept for kept in _to(sink, OFFICE) if numbers[client] in kept.message["Subject"]]
        assert f"did not arrive at {client}: {words}" in words_of(notice)
        assert notice.message["Auto-Submitted"] == "auto-replied"
        assert "E11.22" not in words_of(notice)

    sink.rcpt_rule = sink.data_rule = None  # there is room by now
    bench.approve(numbers["full@practice.example"])
    bench.work()
    until(lambda: len(_to(sink, "full@practice.example")) == 1, "the answer, sent again", LIFETIME)
    (again,) = _to(sink, "full@practice.example")
    assert "could not be delivered: the mailbox is full." in words_of(again)
    assert again.message["Auto-Submitted"] is None
    bench.desk.database.close()


def _to(sink: Sink, addr: str) -> list[Kept]:
    return [kept for kept in sink.kept if kept.rcpt_tos == (addr,) and "We have your question" not in words_of(kept)]


def test_two_desks_and_a_vacation_bot_write_one_automatic_mail_a_thread_and_fall_silent(
    post: tuple[Dovecot, Sink], tmp_path_factory: pytest.TempPathFactory
) -> None:
    dovecot, _ = post
    folder = tmp_path_factory.mktemp("two")
    one, two, bot = "one@test.invalid", "two@test.invalid", "auto@test.invalid"
    first = open_posted(folder / "one", one, dovecot, [two, bot])
    second = open_posted(folder / "two", two, dovecot, [one, bot])
    for number, (sender, to) in enumerate([(one, two), (two, one), (bot, one), (bot, two), (one, bot), (two, bot)]):
        question = first.bench.mail("Is E11.22 right?", from_=sender, to=to, message_id=f"<q{number}@test.invalid>")
        dovecot.deliver(question, to, sender)
    begun, quiet_since = time.monotonic(), time.monotonic()
    while time.monotonic() - quiet_since < 10:
        if first.turn() + second.turn():
            quiet_since = time.monotonic()
            for desk in (first, second):
                for case in desk.bench.cases():
                    if case.state is CaseState.IN_REVIEW and not any(
                        mail.consultation_id == case.id and mail.kind is OutKind.ANSWER
                        for mail in desk.bench.outbound()
                    ):
                        desk.bench.approve(case.number)
                desk.bench.work()
        assert time.monotonic() - begun < 60, "they still write to each other"
        time.sleep(0.5)
    answered = dovecot.contents(bot)
    assert any(b"Auto-Submitted" not in raw.partition(b"\r\n\r\n")[0] for raw, _ in answered.values()), "an answer came"
    for desk in (first, second):
        automatic = Counter(mail.consultation_id for mail in desk.bench.outbound() if mail.kind in AUTOMATIC)
        assert automatic
        assert max(automatic.values()) == 1
        mails = [raw for raw, _ in dovecot.contents(desk.address).values()]
        assert any(b"Out of office" in raw for raw in mails), "the bot answered"
        desk.bench.desk.database.close()
