"""Watching a mailbox on a real Dovecot: nothing lost, nothing twice, nothing marked before it is committed."""

import os
import time

import pytest
import structlog

from config.settings import MAX_MAIL_BYTES
from tests.mailer.edges.keeping import Keeper, eventually, mail, mailbox, watching
from tests.servers.dovecot import Dovecot
from tests.servers.fixtures import or_left_out

pytestmark = pytest.mark.servers

SEEN, STORED, OVERSIZE, FLAGGED = b"\\Seen", b"$CaseConsultantStored", b"$CaseConsultantOversize", b"\\Flagged"


def marked(dovecot: Dovecot, user: str) -> list[bool]:
    return [{SEEN, STORED} <= flags for _, flags in dovecot.contents(user).values()]


def test_a_mail_is_fetched_through_idle_within_two_seconds_and_then_marked(dovecot: Dovecot) -> None:
    user, keeper = dovecot.new_user(), Keeper()
    dovecot.deliver(mail(1), user)
    with watching(mailbox(dovecot, user), keeper):
        keeper.wait_for(1)
        time.sleep(0.5)  # it idles now
        started = time.monotonic()
        dovecot.deliver(mail(2), user)
        keeper.wait_for(2, 2.0)
        assert time.monotonic() - started < 2.0
        eventually(lambda: marked(dovecot, user) == [True, True])
    raw = dovecot.contents(user)[2][0]
    taken = next(taken for taken in keeper.mails.values() if taken.position and taken.position.uid == 2)
    assert taken.content == raw
    assert taken.source == "cases"


def test_idle_is_renewed_and_goes_on(dovecot: Dovecot) -> None:
    user, keeper = dovecot.new_user(), Keeper()
    with watching(mailbox(dovecot, user, idle_seconds=0.4), keeper):
        time.sleep(1.5)
        dovecot.deliver(mail(1), user)
        keeper.wait_for(1, 2.0)


def test_it_resumes_after_any_time_offline_and_stores_nothing_twice(dovecot: Dovecot) -> None:
    user, keeper = dovecot.new_user(), Keeper()
    dovecot.deliver_all([mail(n) for n in range(120)], user)
    with watching(mailbox(dovecot, user), keeper):
        keeper.wait_for(120)
        eventually(lambda: all(marked(dovecot, user)))
    assert max(keeper.commits) == 50
    dovecot.deliver_all([mail(n) for n in range(120, 130)], user)
    keeper.commits.clear()
    with watching(mailbox(dovecot, user), keeper):
        keeper.wait_for(130)
    assert sum(keeper.commits) == 10


def test_after_a_crash_between_commit_and_flag_mails_are_marked_and_not_stored_again(dovecot: Dovecot) -> None:
    user, keeper = dovecot.new_user(), Keeper()
    dovecot.deliver_all([mail(n) for n in range(3)], user)

    def crash() -> None:
        raise SystemExit  # ends the thread as kill -9 would: after the commit, before the flag

    keeper.after_commit = crash
    with watching(mailbox(dovecot, user), keeper):
        keeper.wait_for(3)
    assert marked(dovecot, user) == [False, False, False]
    keeper.after_commit = lambda: None
    keeper.commits.clear()
    with watching(mailbox(dovecot, user), keeper):
        eventually(lambda: marked(dovecot, user) == [True, True, True])
    assert keeper.commits == []


def test_mails_are_moved_after_the_commit_and_after_a_crash(dovecot: Dovecot) -> None:
    user, keeper = dovecot.new_user(), Keeper()
    settings = mailbox(dovecot, user, processed_folder="Done")
    dovecot.deliver_all([mail(n) for n in range(2)], user)

    def crash() -> None:
        raise SystemExit

    keeper.after_commit = crash
    with watching(settings, keeper):
        keeper.wait_for(2)
    assert len(dovecot.contents(user)) == 2
    keeper.after_commit = lambda: None
    with watching(settings, keeper):
        eventually(lambda: len(dovecot.contents(user, "Done")) == 2)
        dovecot.deliver(mail(2), user)
        eventually(lambda: len(dovecot.contents(user, "Done")) == 3)
    assert dovecot.contents(user) == {}
    assert sum(keeper.commits) == 3


def test_a_store_that_fails_leaves_everything_unmarked_until_it_works_again(dovecot: Dovecot) -> None:
    user, keeper = dovecot.new_user(), Keeper()
    keeper.refuse = lambda mail: True
    dovecot.deliver_all([mail(n) for n in range(5)], user)
    with structlog.testing.capture_logs() as logs, watching(mailbox(dovecot, user), keeper):
        eventually(lambda: any(line["event"] == "mailbox.interrupted" for line in logs))
        assert marked(dovecot, user) == [False] * 5
        keeper.refuse = lambda mail: False
        keeper.wait_for(5)
        eventually(lambda: all(marked(dovecot, user)))
    assert "Jane" not in str(logs)


def test_one_mail_that_the_store_refuses_never_stops_the_others(dovecot: Dovecot) -> None:
    user, keeper = dovecot.new_user(), Keeper()
    keeper.refuse = lambda mail: b"poison" in mail.content
    dovecot.deliver_all([mail(n, "poison" if n == 3 else "fine") for n in range(10)], user)
    with watching(mailbox(dovecot, user), keeper):
        keeper.wait_for(9)
        dovecot.deliver(mail(10), user)
        keeper.wait_for(10)
        assert [uid for uid, (_, flags) in dovecot.contents(user).items() if SEEN not in flags] == [4]
        keeper.refuse = lambda mail: False
        keeper.wait_for(11, 20)


def test_three_refused_mails_at_the_head_do_not_hide_the_healthy_ones(dovecot: Dovecot) -> None:
    user, keeper = dovecot.new_user(), Keeper()
    keeper.refuse = lambda mail: b"poison" in mail.content
    dovecot.deliver_all([mail(n, "poison" if n < 4 else "fine") for n in range(10)], user)
    with watching(mailbox(dovecot, user), keeper):
        keeper.wait_for(6, 20)


def test_one_mail_that_the_server_cannot_hand_out_never_stops_the_others(dovecot: Dovecot) -> None:
    user, keeper = dovecot.new_user(), Keeper()
    dovecot.deliver_all([mail(n) for n in range(8)], user)
    broken = dovecot.files(user)[2]
    owner = broken.stat()
    # As root, Dovecot keeps mail as another user; otherwise as ourselves, whom only the file's rights keep out.
    os.chown(broken, os.geteuid(), os.getegid())
    broken.chmod(0o600 if os.geteuid() == 0 else 0)
    with watching(mailbox(dovecot, user), keeper):
        keeper.wait_for(7, 20)
        dovecot.deliver(mail(8), user)
        keeper.wait_for(8, 20)
        (now_at,) = broken.parent.parent.glob(f"*/{broken.name.partition(',')[0]}*")
        os.chown(now_at, owner.st_uid, owner.st_gid)
        now_at.chmod(0o600)
        keeper.wait_for(9, 30)


def test_a_mail_over_the_limit_stays_unread_flagged_and_named_while_others_come_in(dovecot: Dovecot) -> None:
    user, keeper = dovecot.new_user(), Keeper()
    dovecot.deliver_all([mail(1), mail(2, "x" * 20_000), mail(3)], user)
    with (
        structlog.testing.capture_logs() as logs,
        watching(mailbox(dovecot, user, idle_seconds=0.3), keeper, max_bytes=10_000),
    ):
        keeper.wait_for(2)
        eventually(lambda: OVERSIZE in dovecot.contents(user)[2][1])
        time.sleep(1)
    flags = dovecot.contents(user)[2][1]
    assert FLAGGED in flags
    assert SEEN not in flags
    assert len(keeper.mails) == 2
    (line,) = (line for line in logs if line["event"] == "mail.too_large")
    assert (line["uid"], line["remedy"]) == (2, "raise max_mail_bytes")


def test_no_setting_takes_in_a_mail_that_nobody_could_read(dovecot: Dovecot) -> None:
    user, keeper = dovecot.new_user(), Keeper()
    dovecot.deliver_all([mail(1, ("x" * 70 + "\r\n") * (MAX_MAIL_BYTES // 72 + 1)), mail(2)], user)
    with structlog.testing.capture_logs() as logs, watching(mailbox(dovecot, user, idle_seconds=0.3), keeper):
        keeper.wait_for(1)
        eventually(lambda: OVERSIZE in dovecot.contents(user)[1][1])
    (line,) = (line for line in logs if line["event"] == "mail.too_large")
    assert (line["uid"], line["remedy"]) == (1, "ask the sender for it in smaller parts")


def test_where_idle_is_missing_it_polls() -> None:
    with or_left_out(lambda: Dovecot.running(idle=False)) as dovecot:
        user, keeper = dovecot.new_user(), Keeper()
        with watching(mailbox(dovecot, user, poll_seconds=0.3, processed_folder="Done"), keeper):
            time.sleep(0.5)
            dovecot.deliver(mail(1), user)
            keeper.wait_for(1, 3.0)
            eventually(lambda: len(dovecot.contents(user, "Done")) == 1)  # by COPY and EXPUNGE: MOVE is missing, too


def test_a_server_that_stops_and_starts_again_and_changes_uidvalidity_loses_and_doubles_nothing() -> None:
    with or_left_out(Dovecot.running) as dovecot:
        user, keeper = dovecot.new_user(), Keeper()
        dovecot.deliver_all([mail(n) for n in range(20)], user)
        with watching(mailbox(dovecot, user), keeper):
            keeper.wait_for(20)
            dovecot.stop()
            time.sleep(0.2)
            dovecot.start()
            dovecot.deliver(mail(20), user)
            keeper.wait_for(21)
            before = {row[2] for row in keeper.rows}
            dovecot.bump_uidvalidity(user)
            dovecot.deliver(mail(21), user)
            keeper.wait_for(22)
            eventually(lambda: len(keeper.rows) == 21 + 22)
        assert len({row[2] for row in keeper.rows} - before) == 1
        assert len(keeper.mails) == 22
