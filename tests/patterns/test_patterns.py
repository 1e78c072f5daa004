"""No regular expression of ours takes ever longer for a letter, however a text was made (SECURITY.md's megabyte is
measured by `make bench-patterns`; here nothing is an absolute time).
"""

import ast
import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from mailer.bounce_signs import Sign, sign
from mailer.limits import MAX_LINE_OF_TEXT
from mailer.mime import Headers
from tests.patterns import trying
from tests.patterns.bounds import BOUNDS, MADE_LATER
from tests.patterns.found import ROOMS, ROOT, Found, made_later
from tests.patterns.known_slow import KNOWN_SLOW, MOST_KNOWN_SLOW, SLOW_ROOMS

_LIMIT_SECONDS = 300


@pytest.fixture(scope="module")
def tried() -> dict[str, str]:
    """By place: the text on which a pattern's time grows faster than the text, or nothing."""
    child = [sys.executable, "-m", "tests.patterns.trying"]
    ended = subprocess.run(child, cwd=ROOT, capture_output=True, text=True, timeout=_LIMIT_SECONDS, check=True)
    return dict(json.loads(line) for line in ended.stdout.splitlines())


def test_no_pattern_takes_ever_longer_for_a_letter(tried: dict[str, str]) -> None:
    slow = [f"{place}: for each letter of {text}" for place, text in tried.items() if text]
    assert not slow, "Mend these patterns, or bound what they are asked about (tests/patterns/bounds.py)."


def test_the_known_slow_ones_only_become_fewer(tried: dict[str, str]) -> None:
    assert set(tried) >= KNOWN_SLOW, "Take what was mended out of tests/patterns/known_slow.py."
    assert len(KNOWN_SLOW) <= MOST_KNOWN_SLOW
    assert {place.split("/")[0] for place in KNOWN_SLOW} <= SLOW_ROOMS


def test_every_pattern_of_a_module_is_found(tried: dict[str, str]) -> None:
    named = set(_named_in_the_sources())
    assert len(named) > 300
    assert named <= set(tried)


def _named_in_the_sources() -> Iterator[str]:
    for room in ROOMS:
        for file in (ROOT / room).rglob("*.py"):
            for statement in ast.parse(file.read_text(encoding="utf-8")).body:
                match statement:
                    case ast.Assign([ast.Name(name)], ast.Call(ast.Attribute(ast.Name("re"), "compile"))):
                        yield f"{file.relative_to(ROOT)} {name}"


def test_functions_that_put_a_pattern_together_are_known() -> None:
    assert made_later(ROOMS) == set(MADE_LATER), (
        "A pattern that a function puts together is seen by no import: see that it cannot be slow, "
        "and say why in tests/patterns/bounds.py."
    )


@pytest.fixture
def alarm() -> Iterator[None]:
    before = signal.signal(signal.SIGALRM, trying.ring)
    yield
    signal.signal(signal.SIGALRM, before)


@pytest.mark.usefixtures("alarm")
@pytest.mark.parametrize(
    "slow", [r"\s+$", r"a.*b.*c", r"(?:a+)+b", r"[a-z]+=", r"fail\w* to deliver", r"\((?:[^)]|x)*\)"]
)
def test_a_slow_pattern_is_found_out(slow: str) -> None:
    assert trying.grows(Found("made.py", "_SLOW", re.compile(slow), frozenset({"search"})))


@pytest.mark.usefixtures("alarm")
@pytest.mark.parametrize("quick", [r"\S+", r"a{0,20}b", r"(?<![a-z])[a-z]+=", r"\bfail\w{0,4} to deliver", r"[^;]*;"])
def test_a_quick_pattern_is_not_blamed(quick: str) -> None:
    ways = frozenset({"match"}) if quick.startswith("[^") else frozenset({"search"})
    assert not trying.grows(Found("made.py", "_QUICK", re.compile(quick), ways))


def test_each_bound_names_a_test_and_a_pattern(tried: dict[str, str]) -> None:
    assert set(BOUNDS) <= set(tried)
    assert {bound.cut for bound in BOUNDS.values()} <= set(globals())


def test_no_more_of_a_subject_is_searched_than_a_line() -> None:
    assert BOUNDS["mailer/bounce_signs.py _NEWS"].characters == MAX_LINE_OF_TEXT
    assert _said_in(b"Undeliverable" + b" x" * MAX_LINE_OF_TEXT) is Sign.POSSIBLE
    assert _said_in(b"x" * MAX_LINE_OF_TEXT + b" Undeliverable") is Sign.NONE


def _said_in(subject: bytes) -> Sign:
    fields = (("from", b"someone@example.org"), ("to", b"bounces@example.com"), ("subject", subject))
    return sign(Headers(fields), "someone@example.org")
