"""Which mails belong to one conversation: whoever names an id in References or In-Reply-To is in that id's thread.

Union over all of them in any order of arrival, as notmuch does. Only the direct parent, or the same subject, would part
or merge conversations wrongly. Who may join a *case* is another question: `consultations.cases` answers it.
"""

from collections.abc import Iterable

from mailer.headers import as_text, ids_in, message_id_of
from mailer.mime import OverLimitsError, read_headers


def connections_of(raw: bytes) -> tuple[str, list[str]]:
    """The Message-ID of a mail, and all the ids that it names, without angle brackets.

    Empty where it has none, or where its headers are past our limits.
    """
    try:
        headers, _ = read_headers(raw)
    except OverLimitsError:
        return "", []
    message_id, _ = message_id_of(headers.first("message-id"))
    values = (*headers.all("references"), *headers.all("in-reply-to"))
    return (message_id or "").strip("<>"), [id_ for value in values for id_ in ids_in(as_text(value))]


def threads(mails: Iterable[tuple[str, Iterable[str]]]) -> list[list[str]]:
    """The Message-IDs of each thread in the order of arrival; the threads in the order of their first mail.

    A mail is its Message-ID and the ids that it names, whether these arrived or not. One without an id is left out.
    """
    leader: dict[str, str] = {}

    def first_of(id_: str) -> str:
        path = []
        while (known := leader.setdefault(id_, id_)) != id_:
            path.append(id_)
            id_ = known
        leader.update(dict.fromkeys(path, id_))  # so that a long chain is walked once
        return id_

    arrived: dict[str, None] = {}
    for message_id, named in mails:
        if not message_id:
            continue
        arrived[message_id] = None
        for id_ in named:
            leader[first_of(id_)] = first_of(message_id)
    found: dict[str, list[str]] = {}
    for message_id in arrived:
        found.setdefault(first_of(message_id), []).append(message_id)
    return list(found.values())
