"""Enhanced status codes of mail servers (RFC 3463) in words, for who reads why a mail did not arrive."""

_WORDS = {
    "1.0": "the address was refused",
    "1.1": "there is no such mailbox",
    "1.2": "there is no such domain",
    "1.3": "the address cannot be written so",
    "1.6": "the mailbox has moved",
    "1.10": "the domain takes no mail",
    "2.0": "the mailbox has a problem",
    "2.1": "the mailbox is switched off",
    "2.2": "the mailbox is full",
    "2.3": "the mail is too large for the mailbox",
    "3.0": "{their} mail server has a problem",
    "3.4": "the mail is too large for {their} mail server",
    "4.0": "the way to {their} mail server is broken",
    "4.1": "{their} mail server does not answer",
    "4.4": "no way leads to {their} mail server",
    "4.6": "the mail went in circles",
    "4.7": "it was tried for too long",
    "7.0": "{their} mail server refused it by its rules",
    "7.1": "{their} mail server refused it as unwanted",
    "7.26": "{their} mail server could not verify that it is ours",
}
"""By subject and detail; their class says only whether it was tried again."""
_REMEDIES = {
    "1": "Check whether that address is still in use.",
    "2": "Make room in that mailbox, or have it switched on again.",
    "7": "Ask whoever runs your mail server to let mail from us in.",
}
"""By subject: what the client can do. The others are troubles of servers and of the way between them."""
_ANY_REMEDY = "Ask whoever runs your mail server what was wrong."


def bounce_words(status: str) -> str:
    """`bounced 5.1.1: there is no such mailbox`; without words for a code that has none here."""
    said = _words(status, "the client's")
    return f"bounced {status}".strip() + (f": {said}" if said else "")


def told_to_client(status: str) -> str:
    """Why a mail did not arrive, as the client reads it: `the mailbox is full`."""
    return _words(status, "your") or "it was not accepted on its way"


def remedy(status: str) -> str:
    """What the client can do about it, in one sentence."""
    return _REMEDIES.get(status.partition(".")[2].partition(".")[0], _ANY_REMEDY)


def _words(status: str, their: str) -> str:
    return _WORDS.get(status.partition(".")[2], "").format(their=their)
