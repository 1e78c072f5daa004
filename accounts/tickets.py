"""Secrets that open something later: made here, handed out once, and kept as a hash."""

import hashlib
import secrets


def new_secret() -> str:
    """256 random bits, for a cookie or an address."""
    return secrets.token_urlsafe(32)


def hash_of(secret: str) -> str:
    """What is kept of a secret. It is random and long, so that a plain hash cannot be guessed backwards."""
    return hashlib.sha256(secret.encode()).hexdigest()
