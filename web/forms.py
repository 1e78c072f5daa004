"""Reading a posted form: urlencoded only, bounded, each name once."""

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends, HTTPException, Request

MOST_BYTES = 1_000_000
_MOST_FIELDS = 2_000

Form = Mapping[str, str]


async def _posted(request: Request) -> Form:
    """Fields by name, the last one of each; line ends as LF. Raises 413 for too much and 415 for another encoding."""
    kind = request.headers.get("content-type", "application/x-www-form-urlencoded").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise HTTPException(415, "Send the form as application/x-www-form-urlencoded.")
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise HTTPException(413, f"The form is over {MOST_BYTES} bytes.")
    try:
        fields = parse_qsl(body.decode("latin-1"), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise HTTPException(413, f"The form has over {_MOST_FIELDS} fields.") from None
    return {name: value.replace("\r\n", "\n").replace("\r", "\n") for name, value in fields}


Posted = Annotated[Form, Depends(_posted)]
