"""The audit trail: whatever is changed, removed, inserted or reordered afterwards shows."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import delete
from sqlmodel import Session, select
from typer.testing import CliRunner

from commands.cli import app
from consultations import audit
from consultations.audit_models import AuditEvent
from tests.desks import Bench

AT = datetime(2026, 8, 20, 15, 0, tzinfo=UTC)


@pytest.fixture
def trail(bench: Bench) -> Bench:
    """Two streams of four events each."""
    with bench.desk.transaction() as session:
        for number in range(4):
            for stream in ("CC-AAAAAA", "mail"):
                audit.record(session, stream, "step", "mara@desk.example", AT, number=number)
    return bench


def faults(bench: Bench) -> list[tuple[str, int, str]]:
    with bench.desk.database.reading() as session:
        return list(audit.broken_streams(session))


def event(session: Session, seq: int, stream: str = "CC-AAAAAA") -> AuditEvent:
    return session.exec(select(AuditEvent).where(AuditEvent.stream == stream, AuditEvent.seq == seq)).one()


def test_an_untouched_trail_is_whole_and_numbered(trail: Bench) -> None:
    assert faults(trail) == []
    with trail.desk.database.reading() as session:
        events = audit.history(session, "CC-AAAAAA")
        assert audit.count(session) == 8
    assert [found.seq for found in events] == [1, 2, 3, 4]
    assert events[0].previous_hash == audit.START
    assert [later.previous_hash for later in events[1:]] == [earlier.hash for earlier in events[:-1]]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor", "nobody"),
        ("action", "approved"),
        ("details", "{}"),
        ("at", AT + timedelta(seconds=1)),
        ("hash", "f" * 64),
    ],
)
def test_a_changed_event_shows(trail: Bench, column: str, value: object) -> None:
    with trail.desk.transaction() as session:
        setattr(event(session, 2), column, value)
    assert faults(trail) == [("CC-AAAAAA", 2, "this event was changed")]


def test_a_change_that_mends_its_own_hash_shows_at_the_next_event(trail: Bench) -> None:
    with trail.desk.transaction() as session:
        changed = event(session, 2)
        changed.actor = "nobody"
        changed.hash = audit._hash(changed)
    assert faults(trail) == [("CC-AAAAAA", 3, "the event before it was changed")]


@pytest.mark.parametrize("seq", [1, 2, 3])
def test_a_removed_event_shows(trail: Bench, seq: int) -> None:
    with trail.desk.transaction() as session:
        session.execute(delete(AuditEvent).where(AuditEvent.id == event(session, seq).id))  # type: ignore[arg-type]
    assert faults(trail) == [("CC-AAAAAA", seq + 1, "an event is missing before this one")]


def test_an_event_moved_to_another_stream_shows(trail: Bench) -> None:
    with trail.desk.transaction() as session:
        moved = event(session, 4, "mail")
        moved.stream, moved.seq = "CC-AAAAAA", 5
    assert faults(trail) == [("CC-AAAAAA", 5, "the event before it was changed")]


def test_the_same_moment_in_another_time_zone_is_the_same_event(bench: Bench) -> None:
    with bench.desk.transaction() as session:
        audit.record(session, "mail", "step", "x", AT.astimezone(timezone(timedelta(hours=-4))))
    assert faults(bench) == []


def test_the_command_verifies_and_fails_for_a_broken_trail(trail: Bench) -> None:
    variables = {
        "CASECONSULTANT_DATA_DIR": str(trail.desk.settings.data_dir),
        "CASECONSULTANT_KEY_FILE": str(trail.desk.settings.data_dir / "key.json"),
        "CASECONSULTANT_DATABASE_URL": str(trail.desk.database.write.url),
        "COLUMNS": "200",
    }
    whole = CliRunner(env=variables).invoke(app, ["audit", "verify"])
    assert whole.exit_code == 0, whole.output
    assert "8" in whole.output
    with trail.desk.transaction() as session:
        event(session, 2).actor = "nobody"
    broken = CliRunner(env=variables).invoke(app, ["audit", "verify"])
    assert broken.exit_code != 0
    assert "CC-AAAAAA" in broken.output


def test_every_decision_leaves_an_event_with_ids_and_no_words(bench: Bench) -> None:
    case = bench.ask("Is E11.22 right for Quetzal?", subject="Quetzal")
    bench.approve(case.number)
    bench.work()
    with bench.desk.database.reading() as session:
        events = audit.history(session, case.number)
    actions = [found.action for found in events]
    assert actions[:2] == ["case_opened", "mail_filed"]
    assert [action for action in actions[2:] if action != "mail_sent"] == [
        "draft_written",
        "ready_for_review",
        "approved",
        "answered",
    ]
    assert actions.count("mail_sent") == 2, "the acknowledgement and the answer"
    assert next(found.actor for found in events if found.action == "approved") == "mara@desk.example"
    assert not any("Quetzal" in found.details or "dana" in found.details for found in events)
