"""What the sender wrote this time, without the quoted history and the signature below it."""


def trim(text: str) -> str:
    """X."""
    return text
