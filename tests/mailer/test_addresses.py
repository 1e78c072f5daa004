"""The strict address reader: what it takes, and what it leaves to a person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.messages import Address
from mailer.addresses import UnreadableAddressError, is_address, read_list, read_one

READABLE = {
    "dana@clinic.example": Address("", "dana@clinic.example"),
    " <dana@Clinic.Example> ": Address("", "dana@clinic.example"),
    "Dana Whitfield <dana@clinic.example>": Address("Dana Whitfield", "dana@clinic.example"),
    '"Whitfield, Dana" <dana@clinic.example>': Address("Whitfield, Dana", "dana@clinic.example"),
    '"eve@evil.example" <dana@clinic.example>': Address("eve@evil.example", "dana@clinic.example"),
    "dana@clinic.example <dana@clinic.example>": Address("dana@clinic.example", "dana@clinic.example"),
    "dana@clinic.example (Dana (front desk))": Address("Dana (front desk)", "dana@clinic.example"),
    "=?utf-8?q?Ren=C3=A9e?= <renee@clinic.example>": Address("Renée", "renee@clinic.example"),
    "=?utf-8?q?x=0D=0ABcc=3A_y?= <dana@clinic.example>": Address("x Bcc: y", "dana@clinic.example"),
    r'"a \"b\" <x@y.example>" <dana@clinic.example>': Address('a "b" <x@y.example>', "dana@clinic.example"),
    "o'hara+codes=x@localhost": Address("", "o'hara+codes=x@localhost"),
}
UNREADABLE = (
    "",
    "Dana",
    "<>",
    "<@",
    "<dana@clinic.example",
    "dana@clinic.example>",
    "alice@example.org)bob@evil.example",
    "alice@example.org <bob@evil.example>",
    '"x" alice@example.org <bob@evil.example>',
    "<alice@example.org> <bob@evil.example>",
    "<alice@example.org>bob@evil.example",
    "alice@example.org, bob@evil.example",
    "Group: alice@example.org;",
    '"alice"@example.org',
    '"alice@example.org"@evil.example',
    "=?utf-8?q?alice=40example.org?=",
    "=?utf-8?q?alice?=@example.org",
    "alice@exam ple.org",
    "al ice@example.org",
    "alice@example..org",
    "alice@-example.org",
    "alice@[127.0.0.1]",
    "alice@exämple.org",
    "älice@example.org",
    "alice@example.org\x00@evil.example",
    "alice@example.org (",
    "a" * 200 + "@example.org",
)


@pytest.mark.parametrize("text", READABLE)
def test_one_clear_address_is_read(text: str) -> None:
    assert read_one(text) == READABLE[text]


@pytest.mark.parametrize("text", UNREADABLE)
def test_an_unclear_address_is_refused(text: str) -> None:
    with pytest.raises(UnreadableAddressError):
        read_one(text)


def test_a_list_keeps_what_is_clear_and_says_what_it_left_out() -> None:
    read, defects = read_list("Team: a@x.example, B <b@x.example>;, nonsense, c@x.example")
    assert [address.addr for address in read] == ["a@x.example", "b@x.example", "c@x.example"]
    assert defects == ("address left out: it is not of the form name@domain",)


def test_a_list_ends_after_a_hundred() -> None:
    read, defects = read_list(", ".join(f"a{number}@x.example" for number in range(150)))
    assert len(read) == 100
    assert defects == ("more than 100 addresses",)


@given(st.text(alphabet='ab@.<>()"\\,;: =?', max_size=60))
def test_whatever_is_read_is_an_address(text: str) -> None:
    try:
        address = read_one(text)
    except UnreadableAddressError:
        return
    assert is_address(address.addr)
    assert text.count(address.addr.split("@")[0]) >= 1
