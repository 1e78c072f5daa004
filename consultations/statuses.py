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
    "3.0": "the client's mail server has a problem",
    "3.4": "the mail is too large for the client's mail server",
    "4.0": "the way to the client's mail server is broken",
    "4.1": "the client's mail server does not answer",
    "4.4": "no way leads to the client's mail server",
    "4.6": "the mail went in circles",
    "4.7": "it was tried for too long",
    "7.0": "the client's mail server refused it by its rules",
    "7.1": "the client's mail server refused it as unwanted",
    "7.26": "the client's mail server could not verify that it is ours",
}
"""By subject and detail; their class says only whether it was tried again."""


def bounce_words(status: str) -> str:
    """`bounced 5.1.1: there is no such mailbox`; without words for a code that has none here."""
    said = _WORDS.get(status.partition(".")[2], "")
    return f"bounced {status}".strip() + (f": {said}" if said else "")
