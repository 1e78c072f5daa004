"""Looking at the senders of a batch from a mailbox, by DKIM and DMARC: there is no peer, so SPF says nothing.

It happens before the commit, in the thread of the mailbox: no transaction waits for the DNS, and no other way in does.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from threading import Event

from consultations.messages import AuthenticatedBy, Verdict
from mailer.inbound.imap_folder import Fetched
from mailer.inbound.ports import Check
from mailer.name_servers import UnansweredError
from mailer.sender_checks import Peer

AT_ONCE = 8
"""As many as at a door: a mail whose name servers hang keeps one of them for as long as [dns] says."""
STEP_SECONDS = 0.5
"""Mails that are looked at are committed this often, while others still wait for the DNS."""
ASKED_AT_MOST = 300
"""About a day, at five minutes each: then a person decides, as the peer of a door would have its mail back."""
_NOBODY = Peer("", "", "")
_NEVER_ANSWERED = Verdict(AuthenticatedBy.NOTHING, "The DNS did not answer about the sender for a day.")


@dataclass(frozen=True, slots=True)
class LookedAt:
    """Mails with what is known of their senders, and the UIDs of those about which the DNS did not answer."""

    known: list[Fetched] = field(default_factory=list)
    unanswered: list[int] = field(default_factory=list)


def looked_at_senders(
    mails: Sequence[Fetched], check: Check | None, stop: Event, failures: Callable[[int], int]
) -> Iterator[LookedAt]:
    """The mails as they become known; those that are not when `stop` is set are left out, and so stay on the server."""
    if check is None:
        yield LookedAt(list(mails))
        return
    pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="senders")
    try:
        waiting = {pool.submit(check, mail.content, _NOBODY): mail for mail in mails}
        while waiting and not stop.is_set():
            done, _ = wait(waiting, timeout=STEP_SECONDS)
            yield _sorted({future: waiting.pop(future) for future in done}, failures)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _sorted(done: dict[Future[Verdict], Fetched], failures: Callable[[int], int]) -> LookedAt:
    looked_at = LookedAt()
    for future, mail in done.items():
        try:
            looked_at.known.append(replace(mail, checked=future.result()))
        except UnansweredError:
            if failures(mail.uid) < ASKED_AT_MOST:
                looked_at.unanswered.append(mail.uid)
            else:
                looked_at.known.append(replace(mail, checked=_NEVER_ANSWERED))
    return looked_at
