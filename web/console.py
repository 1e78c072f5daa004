"""What every route works with: the desk, the assistant, and the pages. One a process, on `app.state`."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from accounts.roles import may
from consultations.desk import Desk
from consultations.ports import Assistant
from web import wording
from web.peers import Peers

STATIC = Path(__file__).parent / "static"


@dataclass(frozen=True, slots=True)
class Console:
    """The desk with the assistant, and templates that escape everything. `zone` is for every time on a screen."""

    desk: Desk
    assistant: Assistant
    zone: ZoneInfo
    templates: Environment = field(repr=False)
    peers: Peers = field(default_factory=Peers, repr=False)

    def render(self, name: str, **values: Any) -> str:
        """A template of `templates/web/` as text; raises jinja2.UndefinedError for a value that it lacks."""
        return self.templates.get_template(f"web/{name}").render(values)

    def page(
        self, name: str, status: int = 200, headers: Mapping[str, str] | None = None, **values: Any
    ) -> HTMLResponse:
        """A template as a response."""
        return HTMLResponse(self.render(name, **values), status_code=status, headers=dict(headers or {}))


def open_console(desk: Desk, assistant: Assistant) -> Console:
    """Make the templates ready, with the words and the zone that they use."""
    zone = ZoneInfo(desk.settings.time_zone)
    templates = Environment(
        loader=PackageLoader("templates", "."),
        autoescape=True,  # whatever the file is called
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals |= {
        "service_name": desk.settings.service_name,
        "undo_seconds": int(desk.settings.undo_seconds),
        "asset": _asset,
        "tally": wording.tally,
        "states": wording.STATES,
        "results": wording.RESULTS,
        "held_reasons": wording.HELD,
        "client_states": wording.CLIENT_STATES,
        "methods": wording.METHODS,
        "menu": wording.MENU,
        "may": may,
    }
    templates.filters |= {
        "moment": lambda at: wording.moment(at, zone),
        "clock": lambda at: f"{at.astimezone(zone):%H:%M}",
        "day": lambda day: f"{day.day} {day:%b %Y}",
        "due": lambda at: wording.due(at, desk.clock(), zone),
        "minutes_until": lambda at: wording.minutes_until(at, desk.clock()),
        "size": wording.size,
        "vouched": wording.vouched,
        "happened": wording.happened,
        "initials": lambda name: "".join(word[0] for word in name.split()[:2]).upper() or "?",
    }
    return Console(desk=desk, assistant=assistant, zone=zone, templates=templates)


def _asset(name: str) -> str:
    """The address of a static file, which changes with its content."""
    return f"/static/{name}?v={_VERSIONS[name]}"


_VERSIONS = {
    path.relative_to(STATIC).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    for path in STATIC.rglob("*")
    if path.is_file()
}


def _console(request: Request) -> Console:
    console: Console = request.app.state.console
    return console


TheConsole = Annotated[Console, Depends(_console)]
