"""Lists of `tag=value;` as DKIM and DMARC write them (RFC 6376, 3.2), in linear time."""


def tags_of(text: str) -> dict[str, str]:
    """The values by tag, tags in lower case, without white space at their ends; the first of a repeated tag counts."""
    tags: dict[str, str] = {}
    for part in text.split(";"):
        name, equals, value = part.partition("=")
        if equals:
            tags.setdefault(name.strip().lower(), value.strip())
    return tags
