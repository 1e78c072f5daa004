"""Text from outside is text, wherever it stands."""

import re
from email.message import EmailMessage
from html.parser import HTMLParser

import pytest

from tests.desks import CLIENT, Bench
from tests.web.browser import Browser, forms

PAYLOADS = [
    "<script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg onload=alert(1)>",
    "</title><script>alert(1)</script>",
    "<!--<img src=--><img src=x onerror=alert(1)>",
    '<iframe src="javascript:alert(1)"></iframe>',
    "<a href=javascript:alert(1)>x</a>",
    "{{7*7}}{% raw %}",
    "<style>*{background:url(//evil.example)}</style>",
    '<form action="//evil.example"><input name=token>',
    '<base href="//evil.example/">',
    "<mark>1</mark>&lt;b&gt;&#60;script&#62;",
]
ALLOWED: dict[str, str | tuple[str, ...]] = {
    "form": "/",
    "a": ("/", "#"),
    "use": "#i-",
    "link": "/static/",
    "script": "/static/",
    "iframe": "/review/",
}


class _Tags(HTMLParser):
    """Fails on any tag or attribute that our templates never write."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in {"img", "style", "base", "object", "embed", "math"}, tag
        for name, value in attrs:
            assert not name.startswith("on"), (tag, name)
            assert name != "style", tag
            if name in {"href", "src", "action", "formaction"}:
                assert (value or "").startswith(ALLOWED.get(tag, "/")), (tag, value)
                assert not (value or "").startswith("//"), (tag, value)

    def handle_data(self, data: str) -> None:
        self.text += data


def seen(page: str) -> str:
    tags = _Tags()
    tags.feed(page)
    return tags.text


def mail(payload: str) -> bytes:
    message = EmailMessage()
    message["From"] = f'"{payload.replace(chr(92), "").replace(chr(34), chr(39))}" <{CLIENT}>'
    message["To"] = "cases@caseconsultant.localhost"
    message["Subject"] = payload
    message["Message-ID"] = "<hostile@lakeside.example>"
    message.set_content(f"E11.22 {payload} and more\n")
    message.add_attachment(f"I10 {payload}", filename=f"{payload}.txt")
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename=f"../../{payload}.pdf")
    return message.as_bytes()


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_hostile_mail_is_shown_word_for_word(bench: Bench, mara: Browser, payload: str) -> None:
    bench.take_in(mail(payload))
    bench.work()
    number = bench.cases()[0].number
    # The quotes E11.22 and I10 are marked, and a mark ends with its number.
    text = re.sub(r"(E11\.22|I10)[12]", r"\1", seen(mara.get(f"/review/{number}").text))
    assert f"{payload} and more" in text
    assert f"I10 {payload}" in text
    assert f"../../{payload}.pdf" in text
    seen(mara.get(f"/review/{number}/preview").text)
    seen(mara.get(f"/review/{number}?view=changes").text)
    assert "<script" not in mara.get(f"/review/{number}/preview/mail").text.lower()
    seen(mara.get("/review").text)
    seen(mara.get(f"/review?find={payload}").text)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_mail_that_is_held_is_shown_word_for_word(bench: Bench, mara: Browser, payload: str) -> None:
    bench.take_in(mail(payload), source="open")
    bench.work()
    assert f"E11.22 {payload} and more" in seen(mara.get("/review?tab=held").text)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_hostile_amendment_survives_the_form_and_harms_nobody(bench: Bench, mara: Browser, payload: str) -> None:
    number = bench.ask().number
    page = mara.press(f"/review/{number}", "decision", "Save", headline=payload, summary=payload, before=payload)
    seen(page.text)
    fields = forms(page.text)["decision"].fields
    assert (fields["headline"], fields["summary"], fields["before"]) == (payload, payload, payload)
    seen(mara.get(f"/review/{number}?view=changes").text)
    refused = mara.press(f"/review/{number}", "decision", "Save", d_0_code=payload)
    assert refused.status_code == 422
    seen(refused.text)
