"""Who is asking, and how they come in: passwords, second factors, passkeys, an identity provider, mailed links."""

from web.signing_in.visiting import (
    ANYBODY,
    Anybody,
    Consultant,
    Deciding,
    NotSignedInError,
    Opens,
    Sends,
    Signed,
    Visitor,
)

__all__ = [
    "ANYBODY",
    "Anybody",
    "Consultant",
    "Deciding",
    "NotSignedInError",
    "Opens",
    "Sends",
    "Signed",
    "Visitor",
]
