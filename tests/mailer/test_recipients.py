"""Whom a door takes mail for."""

import pytest

from config.sections import Door, Mailbox
from config.settings import Settings
from mailer.inbound.recipients import Recipients


@pytest.mark.parametrize(
    "address",
    [
        "case@example.org",
        "CASE@Example.ORG",
        "case+CC-7K3M9Q@example.org",
        "case+@example.org",
        "team+coding@example.org",
        "team+coding+more@whole.example",
        "anybody@whole.example",
        "postmaster@example.org",
        "PostMaster@EXAMPLE.org",
        "postmaster@whole.example",
        "Postmaster",
    ],
)
def test_ours_in_any_case_and_with_anything_behind_a_plus(address: str) -> None:
    assert address in Recipients.of(["Case@Example.org", "team+coding@example.org", "@Whole.Example"])


@pytest.mark.parametrize(
    "address",
    [
        "",
        "@",
        "@postmaster",
        "case",
        "+@example.org",
        "@example.org",
        "cases@example.org",
        "team@example.org",
        "case@example.org.evil.example",
        "case@sub.example.org",
        "case@evil.example@example.org",
        "case%evil.example@example.org",
        "anybody@sub.whole.example",
        "postmaster@elsewhere.example",
        "postmaster@ample.org",
        "c\udcffse@example.org",
    ],
)
def test_nobody_else_is_ours(address: str) -> None:
    assert address not in Recipients.of(["case@example.org", "team+coding@example.org", "@whole.example"])


def test_a_door_takes_mail_for_the_service_and_its_mailboxes_unless_it_has_a_list() -> None:
    listed = Door(name="listed", addresses=("@example.net",))
    plain = Door(name="plain")
    settings = Settings(
        address="cases@example.org",
        doors=(listed, plain),
        mailboxes=(
            Mailbox(name="one", host="imap.example.org", username="coding@example.com"),
            Mailbox(name="two", host="imap.example.org", username="a-login"),
        ),
    )
    assert settings.addresses_of(plain) == ("cases@example.org", "coding@example.com")
    assert settings.addresses_of(listed) == ("@example.net",)
