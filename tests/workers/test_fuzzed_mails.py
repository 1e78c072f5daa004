"""Fuzzed mails through intake: each ends in a named state with its bytes kept, and no other mail waits for it."""

from collections import Counter

from sqlmodel import select

from consultations.filing import open_raw
from consultations.lifecycle import MailState
from consultations.models import InboundMail
from mailer.identity import identity_of
from tests.desks import Bench
from tests.mailer.fuzzing.mails import made

TOGETHER = 100
"""Mails at once: a round of work ends after so many wake-ups."""


def test_every_fuzzed_mail_ends_in_a_named_state_with_its_bytes(bench: Bench, fuzzed: int) -> None:
    """One row a mail: two that say the same (docs/ARCHITECTURE.md) are one mail, and the first one's bytes are kept."""
    raws: dict[str, bytes] = {}
    for start in range(0, fuzzed, TOGETHER):
        some = [raw for seed in range(start, min(start + TOGETHER, fuzzed)) if (raw := made(seed, longest=50_000))]
        for raw in some:
            raws.setdefault(identity_of(raw), raw)
        bench.take_in(*some, source="open")
        bench.work()
    bench.take_in(*(bench.mail(f"case {number}") for number in range(10)), source="open")
    bench.work()
    with bench.desk.database.reading() as session:
        found = list(session.exec(select(InboundMail)))
    kept = {mail.identity: open_raw(bench.desk.vault, mail)[0] for mail in found}
    assert {identity: kept.get(identity) for identity in raws} == raws
    states = Counter(mail.state for mail in found)
    assert set(states) <= {MailState.HELD, MailState.REFUSED, MailState.QUARANTINED, MailState.FILED}
    assert all(mail.reason for mail in found)
    assert states[MailState.QUARANTINED] > 10
    assert states[MailState.HELD] > 20
