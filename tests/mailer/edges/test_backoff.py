"""Waits grow to five minutes and no further; nothing ever gives up."""

from mailer.inbound.backoff import Backoff, Postponed


def test_waits_double_from_one_second_to_five_minutes_with_jitter() -> None:
    backoff = Backoff()
    waits = [backoff.fail() for _ in range(100)]
    for wait, exact in zip(waits[:9], (1, 2, 4, 8, 16, 32, 64, 128, 256), strict=True):
        assert 0.8 * exact <= wait <= 1.2 * exact
    assert all(240 <= wait <= 360 for wait in waits[9:])
    assert len(set(waits)) > 90
    backoff.reset()
    assert backoff.fail() <= 1.2


def test_a_postponed_mail_is_due_after_its_wait_and_gone_when_forgotten() -> None:
    postponed = Postponed()
    assert postponed.seconds_until_due() == float("inf")
    assert 0.8 <= postponed.put_off(7) <= 1.2
    assert 7 in postponed
    assert postponed.due() == []
    assert 0 < postponed.seconds_until_due() <= 1.2
    postponed.all_due_now()
    assert postponed.due() == [7]
    assert postponed.seconds_until_due() == 0
    assert 1.6 <= postponed.put_off(7) <= 2.4
    postponed.forget(7)
    assert 7 not in postponed
    assert postponed.due() == []


def test_waits_stay_finite_after_years_of_failures() -> None:
    backoff = Backoff(failures=10_000_000)
    assert backoff.fail() <= 360
