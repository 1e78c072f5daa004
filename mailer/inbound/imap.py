"""Watching one mailbox: connect, take in what is there, wait for more, and come back after every error.

Run `watch` in a thread of its own for each mailbox; none of them knows of the others.
"""

import time
from threading import Event
from typing import Any

import structlog

from config.sections import Mailbox
from config.settings import MAX_MAIL_BYTES
from mailer.imap_connection import Client, reason, session
from mailer.inbound.backoff import Backoff
from mailer.inbound.imap_collector import Collector, StoreUnavailable
from mailer.inbound.ports import Backroom, PollBook

STOP_CHECK_SECONDS = 0.5
"""How often waiting is interrupted to see whether we should stop."""

ANNOUNCED_PAUSE_SECONDS = 0.1
"""Between rounds when mail was announced meanwhile: some servers repeat EXISTS after every command."""

_log = structlog.get_logger(__name__)


def watch(mailbox: Mailbox, backroom: Backroom, stop: Event, *, max_bytes: int = MAX_MAIL_BYTES) -> None:
    """Take in every mail of the mailbox until `stop` is set; returns within about a second of it when idle.

    A mail is marked on the server (flagged, or moved to `processed_folder`) only after the store has returned. Errors
    never end the watch: they are logged without names or content and tried again, after 1 s at first and 5 minutes at
    most; the book is told how it goes. A mail over `max_bytes` stays in the mailbox, unread and flagged, and is logged.
    """
    log = _log.bind(source=mailbox.name)
    store, ledger, identify, clock = backroom.store, backroom.ledger, backroom.identify, backroom.clock
    collector = Collector(mailbox, store, ledger, identify, clock, stop, max_bytes, log, check=backroom.check)
    backoff = Backoff()
    while not stop.is_set():
        try:
            with session(mailbox, backroom.tokens) as client:
                log.info("mailbox.connected")
                _take_turns(client, collector, backoff, backroom.book)
        except Exception as error:  # noqa: BLE001 - a mailbox never switches itself off
            wait = backoff.fail()
            why = str(error) if isinstance(error, StoreUnavailable) else reason(error)
            log.warning("mailbox.interrupted", reason=why, retry_in=round(wait, 1))
            backroom.book.failed(why)
            stop.wait(wait)


def _take_turns(client: Client, collector: Collector, backoff: Backoff, book: PollBook) -> None:
    """Take in and wait, in turns, until we should stop or something breaks."""
    stop, log = collector.stop, collector.log
    resuming = True
    while not stop.is_set():
        started = time.monotonic()
        kept = collector.collect(client, resuming=resuming)
        resuming = False
        backoff.reset()
        if kept:
            log.info("mailbox.stored", mails=kept, seconds=round(time.monotonic() - started, 3))
        at_most = min(_longest_wait(client, collector.mailbox), collector.postponed.seconds_until_due())
        book.polled(at_most)
        if client.new_mail_was_announced():
            stop.wait(ANNOUNCED_PAUSE_SECONDS)
            continue
        _wait_for_news(client, stop, at_most)


def _longest_wait(client: Client, mailbox: Mailbox) -> float:
    """In seconds: IDLE is renewed in time (RFC 2177); a server without it is asked often."""
    return mailbox.idle_seconds if client.has_capability("IDLE") else mailbox.poll_seconds


def _wait_for_news(client: Client, stop: Event, at_most: float) -> None:
    """Return when there may be new mail, when `at_most` seconds are over, or when we should stop."""
    if client.has_capability("IDLE"):
        _idle(client, at_most, stop)
    else:
        stop.wait(at_most)


def _idle(client: Client, seconds: float, stop: Event) -> None:
    """IDLE until mail is announced (RFC 2177). A connection that broke meanwhile raises at DONE."""
    ends_at = time.monotonic() + seconds
    client.idle()
    responses = client.idle_check(timeout=0)
    while not _announces_mail(responses) and not stop.is_set():
        left = ends_at - time.monotonic()
        if left <= 0:
            break
        asked_at, patience = time.monotonic(), min(left, STOP_CHECK_SECONDS)
        responses = client.idle_check(timeout=patience)
        if not responses and time.monotonic() - asked_at < patience / 2:
            break  # readable but nothing to read: closed, or TLS housekeeping; DONE finds out which
    client.idle_done()


def _announces_mail(responses: list[Any]) -> bool:
    return any(len(response) > 1 and response[1] == b"EXISTS" for response in responses)
