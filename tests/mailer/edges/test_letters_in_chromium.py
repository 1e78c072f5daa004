"""Every letter in a real browser, as wide as a reading pane and as a telephone, light and dark."""

import itertools
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser

from consultations.letters import Letter
from mailer.render import render
from tests.mailer.letters import ALL
from tests.web.chromium import chromium as chromium  # noqa: PLC0414 - a fixture of this file

pytestmark = pytest.mark.servers

WIDTHS = (640, 375)
SCHEMES = ("light", "dark")
CONTRAST = 4.5
"""Of text with what lies behind it: WCAG 2.2, 1.4.3, level AA."""
FINGER = 24
"""Pixels of whatever can be pressed, both ways: WCAG 2.2, 2.5.8, level AA."""
LOOK = """() => {
  const rgb = color => color.match(/[0-9.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(value => value / 255)
    .map(value => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
    .reduce((sum, value, at) => sum + value * [0.2126, 0.7152, 0.0722][at], 0);
  const behind = element => {
    for (let at = element; at; at = at.parentElement) {
      const color = rgb(getComputedStyle(at).backgroundColor);
      if (color.length === 3 || color[3] === 1) return color;
    }
    return [255, 255, 255];
  };
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility()) continue;
    const [over, under] = [light(rgb(getComputedStyle(element).color)), light(behind(element))].sort((a, b) => b - a);
    texts.push([(over + 0.05) / (under + 0.05), walker.currentNode.data.trim().slice(0, 40)]);
  }
  const links = [...document.links].map(link => link.getBoundingClientRect()).map(box => [box.width, box.height]);
  const {scrollWidth, clientWidth} = document.documentElement;
  const backdrop = light(rgb(getComputedStyle(document.body).backgroundColor));
  return {scrollWidth, clientWidth, texts, links, backdrop};
}"""


@pytest.mark.parametrize(("width", "scheme"), list(itertools.product(WIDTHS, SCHEMES)))
def test_letters_fit_and_can_be_read_and_pressed(
    chromium: Browser, width: int, scheme: Literal["light", "dark"]
) -> None:
    asked: list[str] = []
    with chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme) as context:
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        for letter in ALL:
            page.set_content(render(letter).html)
            found: dict[str, Any] = page.evaluate(LOOK)
            assert found["scrollWidth"] == found["clientWidth"] == width, f"{letter.template} is pushed sideways"
            assert len(found["texts"]) > 4
            assert [one for one in found["texts"] if one[0] < CONTRAST] == [], letter.template
            assert [box for box in found["links"] if min(box) < FINGER] == [], letter.template
            assert (found["backdrop"] < 0.2) is (scheme == "dark"), "the scheme of the device is taken"
    assert asked == [], "a letter loads nothing from anywhere"


@pytest.mark.parametrize("letter", ALL)
def test_letters_say_their_language_title_and_tables_for_layout(chromium: Browser, letter: Letter) -> None:
    rendered = render(letter)
    page = chromium.new_page()
    page.set_content(rendered.html)
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.title() == rendered.subject
    assert page.evaluate("document.querySelector('meta[name=color-scheme]').content") == "light dark"
    assert page.locator("h1").count() == 1
    tables = page.locator("table")
    roles = [
        tables.nth(at).get_attribute("role") or tables.nth(at).get_attribute("class") for at in range(tables.count())
    ]
    assert set(roles) <= {"presentation", "codes"}
    assert page.locator("table.codes:not(:has(thead th[scope=col]))").count() == 0
    page.close()
