"""A signed mail on its way to a case: what vouches, what is shown, and what a second sending of it gains."""

from dataclasses import replace
from pathlib import Path

import pytest
from pysequoia import Tsk

from commands.reading_case import as_text
from config.sections import Signatures
from consultations import repository
from consultations.case_view import case_view
from consultations.lifecycle import MailState
from consultations.models import InboundMail
from mailer.signed.checks import SignatureChecks
from tests.desks import CLIENT, Bench
from tests.mailer.signing import DANA, HEADERS, PROTECTED, pgp_beside

OPEN = "open"
"""A door where nothing else vouches."""
WRITTEN = HEADERS.replace(DANA.encode(), CLIENT.encode())
PART = PROTECTED.replace(DANA.encode(), CLIENT.encode())


@pytest.fixture
def key(bench: Bench, tmp_path: Path) -> Tsk:
    """The client's key, which the operator keeps."""
    made = Tsk.generate(f"Dana <{CLIENT}>")
    folder = tmp_path / "keys"
    folder.mkdir()
    (folder / "dana.asc").write_text(str(made.extract_certificate()))
    bench.services = replace(bench.services, signatures=SignatureChecks(Signatures(pgp_keys=folder)))
    return made


def mails(bench: Bench) -> list[InboundMail]:
    with bench.desk.database.reading() as session:
        return list(repository.mails_in(session, *MailState))


def test_a_signature_of_a_client_opens_a_case_and_is_shown(bench: Bench, key: Tsk) -> None:
    bench.take_in(pgp_beside(key, PART, WRITTEN), source=OPEN)
    bench.work()
    (case,) = bench.cases()
    (mail,) = mails(bench)
    assert mail.verdict == "signature: A signature fits a key of this sender, and covers text and headers."
    with bench.desk.database.reading() as session:
        seen = case_view(bench.desk, session, case.number)
    assert f"\nSigned by {CLIENT} (OpenPGP), checked.\n" in as_text(seen, "UTC")


def test_a_changed_mail_is_held_and_a_trusted_one_says_that_it_was_changed(bench: Bench, key: Tsk) -> None:
    raw = pgp_beside(key, PART, WRITTEN).replace(b"E11.22", b"E11.21")
    bench.take_in(raw, source=OPEN)
    bench.work()
    assert (bench.cases(), bench.outbound(), mails(bench)[0].state) == ([], [], MailState.HELD)
    bench.take_in(raw, source="trusted")
    bench.work()
    (case,) = bench.cases()
    with bench.desk.database.reading() as session:
        seen = case_view(bench.desk, session, case.number)
    assert "the text was changed after it was signed" in as_text(seen, "UTC")


def test_the_same_signed_mail_under_another_date_opens_no_second_case(bench: Bench, key: Tsk) -> None:
    raw = pgp_beside(key, PART, WRITTEN)
    for again in (raw, raw.replace(b"Date: Mon, 23", b"Date: Tue, 24")):
        bench.take_in(again, source=OPEN)
        bench.work()
    first, second = mails(bench)
    assert (first.state, second.state, len(bench.cases())) == (MailState.FILED, MailState.HELD, 1)
    assert second.detail == "The mail is signed, but a mail of this Message-ID is filed already."
