"""Fuzzed mails through intake: each ends in a named state with its bytes kept, and no other mail waits for it."""

from collections import Counter

from sqlmodel import select

from consultations.filing import open_raw
from consultations.lifecycle import MailState
from consultations.models import InboundMail
from tests.desks import Bench
from tests.mailer.fuzzing.mails import made

COUNT = 120


def test_every_fuzzed_mail_ends_in_a_named_state_with_its_bytes(bench: Bench) -> None:
    raws = {bytes(made(seed, longest=50_000)) for seed in range(COUNT)} - {b""}
    ordinary = [bench.mail(f"case {number}") for number in range(10)]
    bench.take_in(*sorted(raws), *ordinary, source="open")
    bench.work()
    with bench.desk.transaction() as session:
        found = list(session.exec(select(InboundMail)))
        kept = {open_raw(bench.desk.vault, mail)[0] for mail in found}
    assert kept >= raws
    states = Counter(mail.state for mail in found)
    assert set(states) <= {MailState.HELD, MailState.REFUSED, MailState.QUARANTINED, MailState.FILED}
    assert all(mail.reason for mail in found)
    assert states[MailState.QUARANTINED] > 10
    assert states[MailState.HELD] > 20
