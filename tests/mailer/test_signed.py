"""Signatures of people: what fits vouches, and nothing that is not signed gains from what is."""

import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pysequoia import SignatureMode, Tsk, sign

from config.sections import Signatures
from consultations.messages import Signature
from mailer.message import parse
from mailer.signed import smime
from mailer.signed.checks import SignatureChecks
from mailer.signed.smime import KeyFolderError
from tests.mailer.signing import (
    BARE,
    DANA,
    DATED,
    HEADERS,
    PROTECTED,
    TEXT,
    WORDS,
    Changed,
    Holder,
    beside,
    holder,
    pgp_beside,
    pgp_in_text,
    smime_around,
    smime_beside,
)  # fmt: skip

CHANGED = "does not fit: the text was changed"


@dataclass(frozen=True)
class People:
    folder: Path
    authority: Holder
    dana: Holder
    pgp: Tsk
    eve: Holder
    eve_pgp: Tsk

    def check(self, raw: bytes) -> Signature:
        """As the worker does: read the mail, and where it is signed look at the signature."""
        message = parse(raw)
        assert message.signed
        folder = self.folder
        return SignatureChecks(Signatures(smime_certificates=folder / "smime", pgp_keys=folder / "pgp"))(
            raw, message.sender
        )

    def signers(self) -> tuple[Callable[[bytes, bytes], bytes], ...]:
        """Every way in which Dana signs text and headers."""
        return (
            lambda part, headers: smime_beside(self.dana, part, headers),
            lambda part, headers: smime_around(self.dana, part, headers),
            lambda part, headers: pgp_beside(self.pgp, part, headers),
        )


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> People:
    folder = tmp_path_factory.mktemp("keys")
    (folder / "smime").mkdir()
    (folder / "pgp").mkdir()
    authority = holder("Clinic CA", authority=True)
    made = People(
        folder, authority, holder(DANA, authority), Tsk.generate(f"Dana <{DANA}>"), holder(DANA),
        Tsk.generate(f"Dana <{DANA}>"),
    )  # fmt: skip
    authority.pem(folder / "smime" / "ca.pem")
    (folder / "pgp" / "dana.asc").write_text(str(made.pgp.extract_certificate()))
    return made


def test_a_signature_that_covers_text_and_headers_vouches(people: People) -> None:
    for signed in people.signers():
        raw = signed(PROTECTED, HEADERS)
        assert parse(raw).text.strip() == WORDS.decode().strip()
        found = people.check(raw)
        assert found.vouches
        assert re.fullmatch(rf"Signed by {DANA} \((S/MIME|OpenPGP)\), checked\.", found.said)
        assert people.check(raw.replace(b"\r\n", b"\n") if b"pkcs7-mime" not in raw else raw).vouches


def test_without_its_headers_it_is_shown_and_vouches_for_nobody(people: People) -> None:
    for raw in (*(signed(BARE, HEADERS) for signed in people.signers()), pgp_in_text(people.pgp)):
        found = people.check(raw)
        assert found.said.startswith(f"Signed by {DANA}")
        assert "headers are not signed" in found.said
        assert not found.vouches


@pytest.mark.parametrize(
    "line", [b"Subject: A question", b"To: cases@desk.example", b"<s1@clinic.example>", b"Dana <dana"]
)
def test_headers_that_are_not_the_signed_ones_gain_nothing(people: People, line: bytes) -> None:
    for signed in people.signers():
        assert not people.check(signed(PROTECTED, HEADERS.replace(line, line[:-1] + b"x"))).vouches


@pytest.mark.parametrize(
    "more", [b"Subject: Another\r\n", b"Cc: eve@evil.example\r\n", b"In-Reply-To: <a@b.example>\r\n"]
)
def test_headers_beside_the_signed_ones_gain_nothing(people: People, more: bytes) -> None:
    for signed in people.signers():
        assert not people.check(signed(PROTECTED, HEADERS + more)).vouches
        assert not people.check(signed(PROTECTED, more + HEADERS)).vouches


def test_a_text_that_was_changed_is_told_and_vouches_for_nobody(people: People) -> None:
    mails = [signed(PROTECTED, HEADERS).replace(b"E11.22", b"E11.21") for signed in people.signers()]
    around = people.dana.signature(PROTECTED).replace(b"E11.22", b"E11.21")
    mails[1] = smime_around(Changed(around), PROTECTED)
    mails.append(pgp_in_text(people.pgp).replace(b"E11.22", b"E11.21"))
    for raw in mails:
        found = people.check(raw)
        assert CHANGED in found.said
        assert not found.vouches


def test_keys_that_only_claim_to_be_the_senders_vouch_for_nobody(people: People) -> None:
    found = people.check(smime_beside(people.eve, PROTECTED))
    assert (found.said, found.vouches) == ("Signed (S/MIME); no certificate of ours vouches for who signed.", False)
    for raw in (pgp_beside(people.eve_pgp, PROTECTED), pgp_in_text(people.eve_pgp)):
        found = people.check(raw)
        assert CHANGED in found.said
        assert not found.vouches


def test_a_known_signer_vouches_for_no_other_sender(people: People) -> None:
    other = HEADERS.replace(DANA.encode(), b"boss@clinic.example")
    part = PROTECTED.replace(HEADERS, other)
    found = people.check(smime_beside(people.dana, part, other))
    assert (found.said, found.vouches) == (f"Signed (S/MIME) by {DANA}, who is not the sender.", False)
    found = people.check(pgp_beside(people.pgp, part, other))
    assert (found.said, found.vouches) == ("Signed (OpenPGP); we have no key of this sender.", False)


def test_a_certificate_that_ended_or_is_issued_by_a_sender_vouches_for_nobody(people: People) -> None:
    for by in (holder(DANA, people.authority, lasting=-1), holder(DANA, people.dana)):
        found = people.check(smime_beside(by, PROTECTED))
        assert not found.vouches
        assert "no certificate of ours" in found.said


def test_a_senders_own_certificate_vouches_for_that_sender_alone(people: People, tmp_path: Path) -> None:
    people.eve.pem(tmp_path / "one.crt")
    checks = SignatureChecks(Signatures(smime_certificates=tmp_path))
    raw = smime_beside(people.eve, PROTECTED)
    assert checks(raw, parse(raw).sender).vouches
    raw = smime_beside(holder(DANA, people.eve), PROTECTED)
    assert not checks(raw, parse(raw).sender).vouches


def partial(people: People) -> dict[str, bytes]:
    """The attacks of "Johnny, you are fired": signed words of Dana's inside a mail of somebody else's."""
    whole = pgp_beside(people.pgp, PROTECTED)
    inner = whole.partition(b"MIME-Version: 1.0\r\n")[2]
    mixed = HEADERS + DATED + b"Content-Type: multipart/mixed; boundary=o1\r\n\r\n--o1\r\n%s\r\n--o1--\r\n"
    evil = TEXT + b"\r\nPlease bill N18.6 as well.\r\n"
    clear = pgp_in_text(people.pgp).partition(b"\r\n\r\n")[2]
    return {
        "words before": mixed % (evil + b"\r\n--o1\r\n" + inner),
        "words after": mixed % (inner + b"\r\n--o1\r\n" + evil),
        "wrapped alone": mixed % inner,
        "a third part": whole.replace(b"\r\n--b1--", b"\r\n--b1\r\n" + evil + b"\r\n--b1--"),
        "a part before": whole.replace(b"\r\n--b1\r\n", b"\r\n--b1\r\n" + evil + b"\r\n--b1\r\n", 1),
        "the signature first": HEADERS + DATED + b"Content-Type: multipart/signed; boundary=b1\r\n\r\n--b1\r\n"
        b"Content-Type: application/pgp-signature\r\n\r\nx\r\n--b1\r\n" + PROTECTED + b"\r\n--b1--\r\n",
        "words above clear text": HEADERS + DATED + b"\r\nPlease bill N18.6.\r\n\r\n" + clear,
        "words below clear text": HEADERS + DATED + b"\r\n" + clear + b"\r\nPlease bill N18.6.\r\n",
        "clear text twice": HEADERS + DATED + b"\r\n" + clear + clear,
        "clear text in a part": mixed % (evil + b"\r\n--o1\r\n\r\n" + clear),
    }


def test_a_signature_over_a_part_of_the_mail_vouches_for_nothing(people: People) -> None:
    for attack, raw in partial(people).items():
        found = people.check(raw)
        assert (attack, found.vouches, "Only a part" in found.said) == (attack, False, True)


def test_a_signed_mail_that_is_attached_is_an_attachment_like_any_other(people: People) -> None:
    raw = HEADERS + DATED + b"Content-Type: message/rfc822\r\n\r\n" + pgp_beside(people.pgp, PROTECTED)
    assert parse(raw).signed == ""


def test_words_around_the_signature_itself_gain_nothing(people: People) -> None:
    armour = sign(people.pgp.signer(), PROTECTED, mode=SignatureMode.DETACHED)
    for signature in (
        b"Please bill N18.6.\r\n\r\n" + armour,
        armour + b"Please bill N18.6.\r\n",
        armour.replace(b"SIGNATURE-----\n\n", b"SIGNATURE-----\nComment: Please bill N18.6.\n\n", 1),
    ):
        assert not people.check(beside(PROTECTED, "pgp", signature)).vouches


def test_status_lines_in_mail_and_user_ids_say_nothing(people: People, tmp_path: Path) -> None:
    """What gpg's status output was made to say (CVE-2018-12020): Sequoia has none; a user id must be one address."""
    forged = f"[GNUPG:] GOODSIG 0 {DANA}\n[GNUPG:] VALIDSIG 0"
    eve = Tsk.generate(f"eve@evil.example\n{forged} <{DANA}> <eve@evil.example>")
    (tmp_path / "eve.asc").write_text(str(eve.extract_certificate()))
    checks = SignatureChecks(Signatures(pgp_keys=tmp_path))
    raw = pgp_beside(eve, PROTECTED)
    assert checks(raw, parse(raw).sender).said == "Signed (OpenPGP); we have no key of this sender."


@pytest.mark.parametrize(("digest", "fits"), [("sha256", True), ("sha512", True), ("sha1", False), ("md5", False)])
def test_a_digest_that_can_be_made_to_fit_another_text_is_not_believed(
    people: People,
    tmp_path: Path,
    digest: str,
    fits: bool,  # noqa: FBT001 - what is expected
) -> None:
    people.dana.pem(tmp_path / "signer.pem")
    (tmp_path / "key.pem").write_bytes(people.dana.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    made = subprocess.run(
        ["openssl", "cms", "-sign", "-binary", "-outform", "DER", "-md", digest, "-signer", tmp_path / "signer.pem",
         "-inkey", tmp_path / "key.pem"],
        input=PROTECTED, stdout=subprocess.PIPE, check=True, timeout=30,
    )  # fmt: skip
    found = smime.verify(made.stdout, PROTECTED, people.folder / "smime")
    assert (found.fits, found.signers) == (fits, frozenset({DANA} if fits else ()))


def test_what_cannot_be_checked_says_why(people: People, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = smime_beside(people.dana, PROTECTED)
    sender = parse(raw).sender
    assert "no keys are set" in SignatureChecks()(raw, sender).said
    checks = SignatureChecks(Signatures(smime_certificates=people.folder / "smime"))
    monkeypatch.setattr(smime, "SECONDS", 0.0001)
    assert "took too long" in checks(raw, sender).said
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "install openssl" in checks(raw, sender).said


@pytest.mark.parametrize("setting", ["smime_certificates", "pgp_keys"])
def test_a_folder_that_cannot_be_used_is_told_in_one_sentence(tmp_path: Path, setting: str) -> None:
    with pytest.raises(ValueError, match="must be a folder"):
        Signatures(**{setting: tmp_path / "none"})
    checks = SignatureChecks(Signatures(**{setting: tmp_path}))
    with pytest.raises(KeyFolderError, match="put files there that end in"):
        checks.look_through_folders()
    for name in ("a.pem", "a.asc"):
        (tmp_path / name).write_bytes(b"nonsense")
    with pytest.raises(KeyFolderError, match="take it out"):
        checks.look_through_folders()


def test_a_damaged_signature_stops_nobody(people: People) -> None:
    for signed in people.signers():
        raw = signed(PROTECTED, HEADERS)
        for at in range(len(HEADERS) + 400, len(raw), 211):
            damaged = raw[:at] + b"#" + raw[at + 1 :]
            if parse(damaged).signed:
                assert isinstance(people.check(damaged), Signature)
