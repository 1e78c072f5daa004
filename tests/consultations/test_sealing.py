"""Case text at rest: it does not open elsewhere, altered, or without its key, and says nothing by itself."""

import json
import logging
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import StatementError
from sqlmodel import select

from config.logging import set_up
from consultations import drafting, filing, repository
from consultations.models import Consultation, Draft, InboundMail
from consultations.records import CaseRecord
from consultations.sealing import Safe, Sealed, SealError, Vault
from tests.desks import Bench, open_bench

CANARY = "Quetzalcoatlus"


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault.open(tmp_path / "key.json")


@pytest.fixture
def safe(vault: Vault) -> Safe:
    return vault.safe("draft", 1, vault.new_data_key("draft", 1))


def test_what_was_sealed_opens_at_its_place(safe: Safe) -> None:
    sealed = safe.seal("draft", 1, "answer", "E11.22 ü")
    assert safe.open("draft", 1, "answer", sealed) == "E11.22 ü".encode()
    assert b"E11.22" not in sealed.blob
    assert sealed != safe.seal("draft", 1, "answer", "E11.22 ü"), "the same words never look the same"
    assert "E11" not in repr(sealed)


@pytest.mark.parametrize("place", [("draft", 2, "answer"), ("draft", 1, "reason"), ("approval", 1, "answer")])
def test_what_was_moved_to_another_place_does_not_open(safe: Safe, place: tuple[str, int, str]) -> None:
    sealed = safe.seal("draft", 1, "answer", "words")
    with pytest.raises(SealError, match="altered, or sealed for another row"):
        safe.open(*place, sealed)


@pytest.mark.parametrize("position", [0, 12, -1])
def test_what_was_altered_does_not_open(safe: Safe, position: int) -> None:
    blob = bytearray(safe.seal("draft", 1, "answer", "words").blob)
    blob[position] ^= 1
    with pytest.raises(SealError, match="altered"):
        safe.open("draft", 1, "answer", Sealed(bytes(blob)))


@pytest.mark.parametrize("length", [0, 5, 12, 20])
def test_what_was_cut_short_does_not_open(safe: Safe, length: int) -> None:
    blob = safe.seal("draft", 1, "answer", "words").blob[:length]
    with pytest.raises(SealError):
        safe.open("draft", 1, "answer", Sealed(blob))


def test_a_data_key_belongs_to_its_row(vault: Vault) -> None:
    key = vault.new_data_key("consultation", 1)
    with pytest.raises(SealError, match="belongs to another row"):
        vault.safe("consultation", 2, key)
    with pytest.raises(SealError, match="belongs to another row"):
        vault.safe("inbound_mail", 1, key)
    with pytest.raises(SealError):
        vault.safe("consultation", 1, key[:-1])
    with pytest.raises(SealError):
        vault.safe("consultation", 1, b"")


def test_two_rows_that_swap_their_mails_are_caught(bench: Bench) -> None:
    bench.take_in(bench.mail("one"), bench.mail("two"))
    with bench.desk.transaction() as session:
        one, two = session.exec(select(InboundMail)).all()
        one.raw, two.raw = two.raw, one.raw
        session.add_all([one, two])
    with bench.desk.database.reading() as session:
        for mail in session.exec(select(InboundMail)).all():
            with pytest.raises(SealError):
                filing.open_raw(bench.desk.vault, mail)


def test_a_column_for_case_text_refuses_plain_text(bench: Bench) -> None:
    case = bench.ask()

    def store_plain_text() -> None:
        with bench.desk.transaction() as session:
            draft = session.exec(select(Draft).where(Draft.consultation_id == case.id)).one()
            draft.answer = "E11.22"  # type: ignore[assignment]
            session.add(draft)

    with pytest.raises(StatementError, match="unsealed case text was about to be stored"):
        store_plain_text()


def test_a_key_file_without_the_key_of_a_row_is_named(tmp_path: Path) -> None:
    key = Vault.open(tmp_path / "old.json").new_data_key("consultation", 7)
    with pytest.raises(SealError, match=r"has no key '[0-9a-f]{8}', which consultation 7"):
        Vault.open(tmp_path / "new.json").safe("consultation", 7, key)


def test_after_a_new_master_key_old_rows_still_open(tmp_path: Path) -> None:
    path = tmp_path / "key.json"
    old = Vault.open(path)
    key = old.new_data_key("consultation", 7)
    sealed = old.safe("consultation", 7, key).seal("consultation", 7, "x", "words")
    stored, other = json.loads(path.read_text()), json.loads(another_key_file(tmp_path).read_text())
    path.write_text(json.dumps({**stored, "keys": stored["keys"] | other["keys"], "current": other["current"]}))
    rotated = Vault.open(path)
    assert rotated.safe("consultation", 7, key).open("consultation", 7, "x", sealed) == b"words"
    assert rotated.new_data_key("consultation", 8).startswith(other["current"].encode())


def another_key_file(folder: Path) -> Path:
    Vault.open(folder / "other.json")
    return folder / "other.json"


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "{}",
        "[]",
        "null",
        '{"keys": 1}',
        '{"keys": {}, "current": "x"}',
        '{"keys": {"y": "AAAA"}, "current": "y", "index_key": "AAAA"}',
        '{"keys": {}, "current": "x", "index_key": "AAAA"}',
    ],
)
def test_a_damaged_key_file_is_said_and_left_alone(tmp_path: Path, content: str) -> None:
    path = tmp_path / "key.json"
    path.write_text(content)
    with pytest.raises(SealError, match=r"key file .* is damaged .*backup"):
        Vault.open(path)
    assert path.read_text() == content


def test_first_starts_at_the_same_time_share_one_key_file(tmp_path: Path) -> None:
    path, together = tmp_path / "new" / "key.json", threading.Barrier(8)

    def start(_: int) -> Vault:
        together.wait(10)
        return Vault.open(path)

    with ThreadPoolExecutor(8) as pool:
        vaults = list(pool.map(start, range(8)))
    assert {vault.current for vault in vaults} == {vaults[0].current}
    assert {vault.index_key for vault in vaults} == {vaults[0].index_key}
    assert [found.name for found in path.parent.iterdir()] == ["key.json"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_keyed_hashes_need_the_key_file_and_part_by_purpose(tmp_path: Path) -> None:
    one, two = Vault.open(tmp_path / "one.json"), Vault.open(tmp_path / "two.json")
    assert one.keyed_hash("recipient", CANARY) == one.keyed_hash("recipient", CANARY)
    assert one.keyed_hash("recipient", CANARY) != one.keyed_hash("message-id", CANARY)
    assert one.keyed_hash("recipient", CANARY) != two.keyed_hash("recipient", CANARY)
    assert one.token_key("a") != one.token_key("b")


def test_destroying_a_cases_data_key_destroys_its_drafts(bench: Bench) -> None:
    case = bench.ask()
    with bench.desk.transaction() as session:
        session.get_one(Consultation, case.id).data_key = b""
    with bench.desk.database.reading() as session:
        destroyed = session.get_one(Consultation, case.id)
        draft = repository.latest_draft(session, case.id)
        assert draft is not None
        with pytest.raises(SealError):
            drafting.open_draft(bench.desk, destroyed, draft)


def test_no_word_of_a_case_lies_in_the_clear_or_in_the_log(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A canary in every part of a mail, through the whole way; then every byte that we wrote is searched for it."""
    set_up(level=logging.DEBUG)
    bench = open_bench(f"sqlite:///{tmp_path / 'cases.sqlite'}", tmp_path)
    try:
        walk_with_a_canary(bench)
        with bench.desk.database.reading() as session:
            assert session.connection().execute(text("SELECT count(*) FROM outbound_mail")).scalar_one() > 2
        said = capsys.readouterr()
        written = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
        for place in (written, (said.out + said.err).encode()):
            assert CANARY.encode() not in place
            assert CANARY.lower().encode() not in place.lower()
        assert any(CANARY.encode() in content for content, _ in bench.transport.delivered), "the client may read it"
        assert (tmp_path / "cases.sqlite-wal").exists(), "what SQLite has not moved yet was searched, too"
    finally:
        bench.desk.database.close()
        logging.getLogger().handlers.clear()


def walk_with_a_canary(bench: Bench) -> None:
    case = bench.ask(
        f"Is E11.22 right for {CANARY}?",
        subject=f"About {CANARY}",
        from_=f'"{CANARY}" <dana@lakeside.example>',
        message_id=f"<{CANARY}@lakeside.example>",
    )
    bench.approve(case.number, reason=f"because {CANARY}")
    bench.work()
    bench.take_in(bench.mail(f"And I10? {CANARY}", in_reply_to=f"<{CANARY}@lakeside.example>"))
    bench.work()
    bench.take_in(bench.mail(CANARY, from_=f"{CANARY} <{CANARY}@else.example>"), f"{CANARY}\r\n".encode())
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(bench.services.assistant, "draft", fail_with_its_words)
        bench.take_in(bench.mail(f"What fails says {CANARY}"))
        bench.work()


def fail_with_its_words(record: CaseRecord) -> None:
    raise ValueError(record.documents[0].text)
