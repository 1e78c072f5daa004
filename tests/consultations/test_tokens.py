"""Message-IDs that we signed are known again in exactly one form, and no other is taken for ours."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.tokens import Token, sign, tokens, verify

KEY = b"a key of thirty-two bytes for us"
SIGNED = sign("CC-7K3M9Q", 42, KEY, "caseconsultant.example")


def test_what_we_signed_says_its_case_and_row() -> None:
    assert verify(SIGNED, KEY) == Token("CC-7K3M9Q", 42)
    assert sign("CC-7K3M9Q", 42, KEY, "caseconsultant.example") == SIGNED
    assert sign("CC-7K3M9Q", 43, KEY, "caseconsultant.example") != SIGNED


@pytest.mark.parametrize(
    "forged",
    [
        "",
        SIGNED[1:-1],
        SIGNED + " ",
        SIGNED + "\n",
        SIGNED.upper(),
        SIGNED.replace("cc-7k3m9q", "cc-7k3m9r"),
        SIGNED.replace("caseconsultant.example", "evil.example"),
        SIGNED.replace("caseconsultant.example", "CaseConsultant.example"),
        SIGNED.replace("@", "=@"),
        "<cc-7k3m9q." + "a" * 39 + "@caseconsultant.example>",
    ],
)
def test_another_form_is_not_ours(forged: str) -> None:
    assert verify(forged, KEY) is None


def test_another_key_is_not_ours() -> None:
    assert verify(SIGNED, KEY[::-1]) is None


@given(st.integers(min_value=0, max_value=len(SIGNED) - 1), st.sampled_from("abz27-.@<> "))
def test_no_changed_character_is_accepted(position: int, character: str) -> None:
    changed = SIGNED[:position] + character + SIGNED[position + 1 :]
    assert (verify(changed, KEY) is None) == (changed != SIGNED)


@given(st.integers(min_value=0, max_value=2**63 - 1))
def test_any_row_is_known_again_and_stays_inside(row: int) -> None:
    message_id = sign("CC-7K3M9Q", row, KEY, "x.example")
    assert verify(message_id, KEY) == Token("CC-7K3M9Q", row)
    assert row < 1_000 or str(row) not in message_id


def test_our_mails_among_references_are_found_once_and_in_order() -> None:
    other = sign("CC-000000", 1, KEY, "x.example")
    assert tokens(("<q@x>", SIGNED, other, SIGNED), KEY) == (Token("CC-7K3M9Q", 42), Token("CC-000000", 1))


def test_a_weak_key_or_an_odd_case_number_is_refused() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        sign("CC-7K3M9Q", 1, b"short", "x.example")
    with pytest.raises(ValueError, match="case number"):
        sign("cc-7k3m9q", 1, KEY, "x.example")
