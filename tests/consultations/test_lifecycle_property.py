"""Random sequences of events: no transition outside the table, no answer without one approval of its draft.

A plain run tries a thousand, `make sequences` the 20,000 that we promise. The table stands here a second time, in the
words of docs/ARCHITECTURE.md, so that a slip in the code's own table is seen.
"""

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlmodel import Session, select

from accounts.clients import add_address
from consultations import (
    answers,
    audit,
    bounces,
    cases,
    delivery,
    drafting,
    jobs,
    joining,
    outbox,
    repository,
    review,
    threads,
)
from consultations.lifecycle import CaseState, OutState
from consultations.messages import Address, Automatic, BounceReport, InboundMessage
from consultations.models import Approval, Consultation, Draft, InboundMail, Job, JobKind, OutboundMail, OutKind
from consultations.ports import Delivery, Outcome
from consultations.refusals import DecisionError
from consultations.review import Seen
from tests.desks import CLIENT, Bench, open_bench

STEPS = 12
COLLEAGUE = "lee@lakeside.example"

ALLOWED = {
    line.split(":")[0].strip(): set(line.split(":")[1].split())
    for line in """
    drafting: in_review failed
    in_review: drafting waiting_for_client escalated approved answered declined closed
    waiting_for_client: drafting in_review closed
    escalated: in_review
    approved: answered in_review
    answered: drafting in_review closed
    closed: drafting
    failed: drafting in_review closed
    declined: closed
    """.strip().splitlines()
}


class Story:
    """Cases of one client, to which things happen in a random order; `case` is the one that is looked at."""

    def __init__(self, bench: Bench, session: Session, chance: random.Random, number: int) -> None:
        self.bench, self.session, self.chance, self.number = bench, session, chance, number
        self.mails = 0
        self.seen: Seen | None = None
        self.case = self._mail_in(None)
        self.cases = [self.case]
        self.happened: set[str] = set()

    def happen(self) -> None:
        """One random event; what the domain refuses with a sentence is no event."""
        events: list[Callable[[], None]] = [
            self.follow_up,
            self.draft,
            self.draft,
            self.draft,
            self.draft_fails,
            self.look,
            self.look,
            self.approve,
            self.approve,
            self.approve,
            self.approve_what_was_seen,
            self.amend,
            self.ask,
            self.decline,
            self.undo,
            self.redraft,
            self.send,
            self.send,
            self.send,
            self.crash_while_sending,
            self.journal,
            self.bounce,
            self.bounce,
            self.person_decides,
            self.another_case,
            self.turn_to_another,
            self.merge,
            self.split,
            self.split,
            self.readdress,
        ]
        event_ = self.chance.choice(events)
        with suppress(DecisionError):
            event_()
            self.happened.add(event_.__name__)
        self.session.flush()

    def _mail_in(self, thread: Consultation | None) -> Consultation:
        self.mails += 1
        desk = self.bench.desk
        message = InboundMessage(
            sender=Address("Dana", CLIENT if self.chance.random() < 0.8 else COLLEAGUE),
            to=(),
            cc=(),
            subject="",
            text="E11.22",
            reply_text="E11.22",
            message_id=f"<s{self.number}.{self.mails}@x.example>",
        )
        mail = _stored(self.bench, self.session, message)
        organisation = self.bench.organisation(self.session)
        case = thread or cases.open_case(desk, self.session, mail, organisation, f"mail:{mail.id}")
        mail.consultation_id, mail.filing = case.id, mail.id
        self.session.flush()
        cases.take_up(desk, self.session, case)
        return case

    def follow_up(self) -> None:
        self._mail_in(threads.surviving(self.session, self.case))

    def another_case(self) -> None:
        """Drafted at once, like the case with a second mail that is there to be parted."""
        self.case = self._mail_in(None)
        self.cases.append(self.case)
        if self.chance.random() < 0.5:
            self.follow_up()
        self.draft()

    def turn_to_another(self) -> None:
        self.case = self.chance.choice(self.cases)

    def merge(self) -> None:
        gone = self.chance.choice([case for case in self.cases if case.state in joining.STILL_OPEN] or self.cases)
        into = self.chance.choice([case for case in self.cases if case is not gone] or self.cases)
        person = self.bench.person(self.session)
        self.case = joining.merge(self.bench.desk, self.session, gone.number, into.number, person)

    def split(self) -> None:
        mail = self.chance.choice(repository.client_mails_of(self.session, self.case.id) or [None])
        if mail:
            person = self.bench.person(self.session)
            self.cases.append(joining.split(self.bench.desk, self.session, self.case.number, mail.id, person))

    def readdress(self) -> None:
        if self.seen:
            person, addr = self.bench.person(self.session), self.chance.choice([CLIENT, COLLEAGUE])
            review.readdress(self.bench.desk, self.session, self.case.number, person, addr, self.seen)

    def draft(self) -> None:
        if self.case.state is CaseState.APPROVED:
            return
        reading = drafting.begin(self.bench.desk, self.session, self.case.id)
        if reading:
            answer = self.bench.services.assistant.draft(reading.record)
            drafting.drafted(self.bench.desk, self.session, self.case.id, answer, reading)

    def draft_fails(self) -> None:
        drafting.failed(self.bench.desk, self.session, self.case.id, "Broken")

    def look(self) -> None:
        draft = repository.latest_draft(self.session, self.case.id)
        self.seen = Seen(draft.id, draft.sha256) if draft else None

    def approve(self) -> None:
        self.look()
        self.approve_what_was_seen()

    def approve_what_was_seen(self) -> None:
        if self.seen:
            person = self.bench.person(self.session)
            review.approve(self.bench.desk, self.session, self.case.number, person, self.seen)

    def amend(self) -> None:
        draft = repository.latest_draft(self.session, self.case.id)
        if draft and self.seen:
            answer = drafting.open_draft(self.bench.desk, self.case, draft)
            review.amend(
                self.bench.desk,
                self.session,
                self.case.number,
                self.bench.person(self.session),
                answer,
                self.seen,
                self.bench.services.assistant,
            )

    def ask(self) -> None:
        review.ask(self.bench.desk, self.session, self.case.number, self.bench.person(self.session), "Which?")

    def decline(self) -> None:
        review.decline(self.bench.desk, self.session, self.case.number, self.bench.person(self.session), "No.")

    def undo(self) -> None:
        review.undo(self.bench.desk, self.session, self.case.number, self.bench.person(self.session))

    def redraft(self) -> None:
        review.redraft(self.bench.desk, self.session, self.case.number, self.bench.person(self.session))

    def send(self) -> None:
        desk, outcome = self.bench.desk, self.chance.choice(list(Outcome))
        for mail in self._outbound(OutState.PENDING):
            parcel = delivery.parcel(desk, self.session, mail.id)
            if delivery.begin(desk, self.session, mail.id, parcel.message_id.encode(), repeatable=False):
                delivery.conclude(desk, self.session, mail.id, Delivery(outcome, ""), self._lease(mail))

    def crash_while_sending(self) -> None:
        for mail in self._outbound(OutState.PENDING):
            delivery.begin(self.bench.desk, self.session, mail.id, b"", repeatable=False)
            delivery.begin(self.bench.desk, self.session, mail.id, b"", repeatable=False)

    def journal(self) -> None:
        for mail in self._outbound(OutState.UNCERTAIN):
            found = self.chance.random() < 0.5
            delivery.settle_uncertain(self.bench.desk, self.session, mail.id, in_journal=found)

    def person_decides(self) -> None:
        for mail in self._outbound(OutState.UNCERTAIN):
            sent = self.chance.random() < 0.5
            delivery.decide_uncertain(self.bench.desk, self.session, mail.id, "operator", was_sent=sent)

    def bounce(self) -> None:
        for mail in self._outbound(OutState.SENT):
            proof = outbox.envelope_id(self.bench.desk, mail) if self.chance.random() < 0.5 else ""
            report = BounceReport(mail.message_id, (CLIENT, COLLEAGUE), "5.1.1", envelope_id=proof)
            message = InboundMessage(
                Address("", "mailer-daemon@x.example"), (), (), "", "", "", automatic=Automatic.BOUNCE, bounce=report
            )
            bounces.take(self.bench.desk, self.session, message)

    def _outbound(self, state: OutState) -> list[OutboundMail]:
        return [mail for mail in repository.outbound_of(self.session, self.case.id) if mail.state is state]

    def _lease(self, mail: OutboundMail) -> jobs.Lease:
        job = self.session.exec(select(Job).where(Job.kind == JobKind.SEND, Job.row_id == mail.id)).one()
        job.lease_token = "mine"
        self.session.add(job)
        self.session.flush()
        return jobs.Lease(job.id, job.kind, job.row_id, "mine", 1)


def _stored(bench: Bench, session: Session, message: InboundMessage) -> InboundMail:
    from config.columns import new_row_id
    from consultations.filing import readable, seal_filed
    from consultations.lifecycle import MailState

    row, vault = new_row_id(), bench.desk.vault
    key = vault.new_data_key("inbound_mail", row)
    sealed = vault.safe("inbound_mail", row, key).seal("inbound_mail", row, "raw", b"")
    mail = InboundMail(
        id=row,
        source="trusted",
        identity=str(row),
        state=MailState.FILED,
        received_at=bench.clock(),
        size=0,
        data_key=key,
        raw=sealed,
        envelope=sealed,
    )
    seal_filed(vault, mail, readable(message, "cases@caseconsultant.localhost"))
    session.add(mail)
    session.flush()
    return mail


def check(bench: Bench, session: Session, case: Consultation) -> None:
    """What must hold whatever happened."""
    states = ["drafting"] + [
        details["state"]
        for entry in audit.history(session, case.number)
        if "state" in (details := json.loads(entry.details))
    ]
    for before, after in pairwise(states):
        assert after in ALLOWED[before], f"{before} became {after}"
    assert states[-1] == case.state
    for mail in repository.outbound_of(session, case.id):
        if mail.kind is not OutKind.ANSWER:
            continue
        approval = session.get_one(Approval, mail.approval_id)
        draft = session.get_one(Draft, approval.draft_id)
        letter, headers = outbox.open_letter(mail, outbox.about(session, mail).safe(bench.desk.vault))
        assert draft.consultation_id == case.id
        assert approval.draft_sha256 == draft.sha256 == answers.digest(letter.answer, (headers.to.addr,))  # type: ignore[union-attr]
    approvals = session.exec(select(Approval.id).where(Approval.consultation_id == case.id)).all()
    sent = [mail.approval_id for mail in repository.outbound_of(session, case.id) if mail.kind is OutKind.ANSWER]
    assert sorted(approvals) == sorted(id_ for id_ in sent if id_)
    assert len(sent) == len(set(sent))


@pytest.fixture
def quick_bench(tmp_path: Path) -> Iterator[Bench]:
    """A bench whose commits need not survive a power cut, on an unlimited plan; its client has two addresses."""
    made = open_bench(f"sqlite:///{tmp_path / 'cases.sqlite'}", tmp_path, plan="enterprise")
    with made.desk.transaction() as session:
        add_address(session, made.organisation(session), COLLEAGUE)
    event.listen(
        made.desk.database.write, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF")
    )
    made.desk.database.write.dispose()
    yield made
    made.desk.database.close()


def test_random_sequences_of_events(quick_bench: Bench, sequences: int) -> None:
    """What is looked at is never changed or taken away again, so looking once, at the end, sees every step."""
    reached: set[str] = set()
    happened: Counter[str] = Counter()
    for seed in range(sequences):
        chance = random.Random(seed)
        with (
            Session(quick_bench.desk.database.write, expire_on_commit=False) as session,
            session.begin() as transaction,
        ):
            story = Story(quick_bench, session, chance, seed)
            for _ in range(chance.randint(2, STEPS)):
                story.happen()
                reached.add(story.case.state)
            for case in story.cases:
                check(quick_bench, session, case)
            happened.update(story.happened)
            transaction.rollback()
    assert reached >= set(CaseState) - {CaseState.ESCALATED}
    seldom = {name: happened[name] for name in ("merge", "split", "readdress", "bounce", "undo")}
    assert min(seldom.values()) >= sequences // 200, seldom
