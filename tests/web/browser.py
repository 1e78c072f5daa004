"""A browser without JavaScript: it fills the forms that a page really holds, and sends what they really send."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from fastapi.testclient import TestClient
from httpx2 import Response

from tests.desks import PASSWORD

SAME_ORIGIN = {"sec-fetch-site": "same-origin"}


@dataclass
class Form:
    """A form of a page: where it goes, and its fields as they stand. Disabled fields are not sent.

    `buttons` are where each sends the form and whether it is disabled, `values` what it adds to the fields.
    """

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: dict[str, tuple[str, bool]] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)


class _Forms(HTMLParser):
    """Collects forms, also of controls that stand outside with a `form` attribute."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: dict[str, Form] = {}
        self._open: Form | None = None
        self._disabled = False
        self._textarea: tuple[Form, str] | None = None
        self._button: tuple[Form, str, bool, dict[str, str]] | None = None
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            name = has.get("id") or has["action"]
            self._open = self.forms.setdefault(name, Form(""))
            self._open.action = has["action"]
        if tag == "fieldset" and "disabled" in has:
            self._disabled = True
        form = self.forms.setdefault(has["form"], Form("")) if "form" in has else self._open
        if form is None or self._disabled:
            return
        if tag == "input" and "name" in has and (has.get("type") != "checkbox" or "checked" in has):
            form.fields[has["name"]] = has.get("value", "")
        if tag == "textarea":
            self._textarea, self._text = (form, has["name"]), ""
        if tag == "button":
            adds = {has["name"]: has.get("value", "")} if "name" in has else {}
            self._button, self._text = (form, has.get("formaction", form.action), "disabled" in has, adds), ""

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._textarea:
            form, name = self._textarea
            # A parser drops one line break at the start; a browser sends line ends as CRLF.
            form.fields[name] = self._text.removeprefix("\n").replace("\n", "\r\n")
            self._textarea = None
        if tag == "button" and self._button:
            form, action, disabled, adds = self._button
            label = " ".join(self._text.split())
            form.buttons[label], form.values[label] = (action, disabled), adds
            self._button = None
        if tag == "form":
            self._open = None
        if tag == "fieldset":
            self._disabled = False


def forms(page: str) -> dict[str, Form]:
    """The forms of a page by id, else by action."""
    parser = _Forms()
    parser.feed(page)
    return parser.forms


class Browser:
    """Visits the console, follows redirects, and remembers cookies."""

    def __init__(self, client: TestClient) -> None:
        self.client = client

    def get(self, path: str, **headers: str) -> Response:
        """Open a page."""
        return self.client.get(path, headers=headers)

    def post(self, path: str, fields: dict[str, str], **headers: str) -> Response:
        """Send a form as a page of ours would."""
        return self.client.post(path, data=fields, headers={**SAME_ORIGIN, **headers})

    def sign_in(self, email: str = "mara@desk.example", password: str = PASSWORD) -> Response:
        """By the form."""
        return self.post("/sign-in", {"email": email, "password": password})

    def press(self, path: str, form: str, button: str, **changed: str) -> Response:
        """Open a page, change fields of one form, and press a button that is really there and enabled."""
        page = self.get(path)
        assert page.status_code == 200, page.text
        found = forms(page.text)[form]
        label = next(label for label in found.buttons if label.startswith(button))
        action, disabled = found.buttons[label]
        assert not disabled, f"{label} is disabled"
        fields = {**found.fields, **found.values[label]}
        return self.post(action, {**fields, **{name.replace("_", "-"): v for name, v in changed.items()}})
