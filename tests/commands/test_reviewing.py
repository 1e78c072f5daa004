"""A consultant's work on the command line, over a case that was mailed in."""

import json
import re
from datetime import date
from pathlib import Path

import pytest

from accounts.clients import add_organisation
from consultations.lifecycle import CaseState, MailState
from consultations.models import InboundMail, OutKind
from tests.commands.conftest import Call
from tests.desks import Bench
from workers.running import run

pytestmark = pytest.mark.usefixtures("same_service")


def work(bench: Bench) -> None:
    """Run what the commands made due: a few seconds later, as the sweeper does."""
    bench.clock.pass_by(seconds=30)
    bench.work()


def test_a_case_is_listed_and_shown(bench: Bench, call: Call) -> None:
    case = bench.ask("Is E11.22 right for the visit?", subject="The visit of Tuesday")
    listed = call("review", "list").out.splitlines()
    assert listed[0].split() == ["case", "state", "due", "organisation", "codes", "checks", "topic"]
    assert listed[1].startswith(f"{case.number}  in review")
    assert listed[1].endswith("  Lakeside      E11.22  pass    Diagnosis coding")
    shown = call("review", "show", case.number.lower()).out
    assert "\nSubject: The visit of Tuesday\n" in shown
    assert "  | Is E11.22 right for the visit?" in shown
    assert "DRAFT 1" in shown
    assert shown.rstrip().endswith("ready for review, service")


def test_a_case_is_shown_with_earlier_answers_like_it(bench: Bench, call: Call) -> None:
    first = bench.ask("Is E11.22 right for nephropathy?")
    assert "EARLIER ANSWERS" not in call("review", "show", first.number).out
    bench.approve(first.number)
    work(bench)
    shown = call("review", "show", bench.ask("And is E11.22 right here?").number).out
    earlier = shown.partition("\nEARLIER ANSWERS LIKE THIS ONE\n")[2].splitlines()
    assert earlier[0].startswith(f"  {first.number}, Lakeside, 20")
    assert earlier[0].endswith("  Diagnosis coding: E11.22")
    assert earlier[1].startswith("    ")


def test_of_another_practice_no_number_day_or_words_are_shown(bench: Bench, call: Call) -> None:
    with bench.desk.transaction() as session:
        bench.organisation(session).shares_precedents = True
        add_organisation(session, "Hillside", "enterprise", ("lee@hillside.example",), date(2026, 1, 2))
    first = bench.ask("Is E11.22 right for nephropathy?")
    bench.approve(first.number)
    work(bench)
    shown = call("review", "show", bench.ask("And is E11.22 right?", from_="lee@hillside.example").number).out
    earlier = shown.partition("\nEARLIER ANSWERS LIKE THIS ONE\n")[2]
    assert earlier.startswith("  another practice  Diagnosis coding: E11.22\n\n")
    assert first.number not in shown
    assert "Lakeside" not in shown


def test_a_list_shows_what_did_not_pass(bench: Bench, call: Call) -> None:
    number = bench.ask("Are E11.22 and I10 right?").number
    call("review", "amend", number, "--add", "U07.1", "--add", "Z99.9")
    assert "  E11.22 I10 U07.1 +1  1 FAILS, 1 WARNING, 1 not run  " in call("review", "list").out.splitlines()[1]


def test_a_case_without_a_draft_is_listed_without_checks(bench: Bench, call: Call) -> None:
    bench.take_in(bench.mail())
    run(bench.services, bench.wakes.woken[:1])
    listed = call("review", "list").out.splitlines()
    assert "  drafting  " in listed[1]
    assert "  -      -       " in listed[1]


def test_a_list_that_ends_at_its_limit_says_how_many_there_are(bench: Bench, call: Call) -> None:
    for _ in range(3):
        bench.ask()
    for _ in range(3):
        bench.take_in(bench.mail(), source="open")
    work(bench)
    bench.approve(bench.cases()[0].number)
    bench.approve(bench.cases()[1].number)
    for room, more, total in (
        ("review", (), 3),
        ("mail quarantine", (), 3),
        ("outbox", (), 2),
        ("jobs", ("--all",), 2),
    ):
        cut = call(*room.split(), "list", "--limit", "1", *more).out.splitlines()
        assert cut[2:] == [f"1 of {total} shown; --limit {total} shows them all."], room
        whole = call(*room.split(), "list", "--limit", str(total), *more).out.splitlines()
        assert len(whole) == 1 + total, room


def test_an_amendment_is_the_next_version_and_is_what_leaves(bench: Bench, call: Call, tmp_path: Path) -> None:
    number = bench.ask().number
    answer = json.loads(call("review", "show", number, "--json").out)
    answer["headline"] = "Report E11.22 first"
    (tmp_path / "answer.json").write_text(json.dumps(answer), encoding="utf-8")
    amended = call("review", "amend", number, "--file", str(tmp_path / "answer.json"))
    assert amended.out == f"{number}: draft 2 is filed.\n"
    approved = call("review", "approve", number)
    assert (approved.code, approved.out) == (0, f"{number}: draft 2 is approved; the answer is in the outbox.\n")
    work(bench)
    assert bench.case(number).state is CaseState.ANSWERED
    assert b"Report E11.22 first" in bench.transport.delivered[-1][0]
    again = call("review", "approve", number)
    assert (again.code, again.out) == (1, "")
    assert again.err == f"{number} is answered, not in review, so this decision cannot be taken.\n"


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ((), "Say what to change: --headline, --summary, --add, --remove or --file."),
        (("--remove", "Z99.9"), "The draft does not hold Z99.9, so it cannot be removed."),
        (("--file", "/nowhere/answer.json"), "/nowhere/answer.json cannot be read: No such file or directory."),
        (("--file", "/dev/null"), "/dev/null is not an answer as `review show --json` prints it: "),
    ],
)
def test_an_amendment_that_cannot_be_made_is_told(
    options: tuple[str, ...], sentence: str, bench: Bench, call: Call
) -> None:
    ended = call("review", "amend", bench.ask().number, *options)
    assert ended.code == 1
    assert ended.err.startswith(sentence)
    assert ended.err.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "state", "kind"),
    [
        (("ask", "Which visit?"), CaseState.WAITING_FOR_CLIENT, OutKind.QUESTION),
        (("decline", "This is no coding question."), CaseState.DECLINED, OutKind.NOTICE),
    ],
)
def test_asking_and_declining(
    words: tuple[str, str], state: CaseState, kind: OutKind, bench: Bench, call: Call
) -> None:
    number = bench.ask().number
    assert call("review", words[0], number, words[1]).code == 0
    assert bench.case(number).state is state
    assert bench.outbound()[-1].kind is kind


def test_a_redraft_is_the_assistants_next_version(bench: Bench, call: Call) -> None:
    number = bench.ask().number
    assert call("review", "redraft", number, "--as", "mara@desk.example").code == 0
    work(bench)
    assert "DRAFT 2 by" in call("review", "show", number).out


def test_held_mail_is_listed_shown_and_released(bench: Bench, call: Call) -> None:
    raw = bench.mail("Is E11.22 right?")
    bench.take_in(raw, source="open")
    work(bench)
    listed = call("mail", "quarantine", "list")
    assert listed.err.startswith("unauthenticated: look at it with `mail quarantine show`")
    _, row = listed.out.splitlines()
    assert row.split()[1:3] == [MailState.HELD, "unauthenticated"]
    mail_id = row.split()[0]
    assert call("mail", "quarantine", "show", mail_id).out.replace("\r\n", "\n") == raw.decode().replace("\r\n", "\n")
    assert call("mail", "quarantine", "release", mail_id).out == f"Mail {mail_id} goes on.\n"
    work(bench)
    assert bench.cases()[-1].state is CaseState.IN_REVIEW
    assert call("mail", "quarantine", "release", mail_id).err.startswith(f"Mail {mail_id} is filed; ")


def released(bench: Bench, call: Call, raw: bytes) -> str:
    """Take a mail in that nothing vouches for, release it, and give what the command says behind its number."""
    bench.take_in(raw, source="open")
    work(bench)
    mail_id = call("mail", "quarantine", "list").out.splitlines()[1].split()[0]
    return call("mail", "quarantine", "release", mail_id).out.removeprefix(f"Mail {mail_id} ")


def test_a_release_says_that_the_sender_belongs_to_no_account(bench: Bench, call: Call) -> None:
    said = released(bench, call, bench.mail(from_="stranger@elsewhere.example"))
    assert said == (
        "is read again. Its sender belongs to no account, so it will be held again: add the address with "
        "`caseconsultant accounts add` or `caseconsultant accounts add-address`, then release the mail again.\n"
    )
    work(bench)
    mail_id, _, reason, *_ = call("mail", "quarantine", "list").out.splitlines()[1].split()
    assert reason == "unknown_sender"
    call("accounts", "add-address", "Lakeside", "stranger@elsewhere.example")
    assert call("mail", "quarantine", "release", mail_id).out == f"Mail {mail_id} goes on.\n"
    work(bench)
    assert bench.cases()[-1].state is CaseState.IN_REVIEW


def test_a_release_says_that_the_agreement_is_missing(bench: Bench, call: Call) -> None:
    with bench.desk.transaction() as session:
        bench.organisation(session).baa_signed_on = None
    said = released(bench, call, bench.mail())
    assert said.startswith("is read again. Lakeside has no signed agreement, so it will be held again: ")
    work(bench)
    assert "no_agreement" in call("mail", "quarantine", "list").out


def test_a_release_says_that_the_plan_is_used_up(bench: Bench, call: Call) -> None:
    with bench.desk.transaction() as session:
        bench.organisation(session).plan = "guest"
    for _ in range(bench.desk.plan("guest").consultations):
        bench.ask()
    said = released(bench, call, bench.mail())
    assert said.startswith("is read again. The plan of Lakeside is used up: ")
    work(bench)
    mail_id, _, reason, *_ = call("mail", "quarantine", "list").out.splitlines()[1].split()
    assert reason == "over_quota"
    assert call("mail", "quarantine", "release", mail_id).out == f"Mail {mail_id} goes on.\n"


def test_a_release_says_that_what_cannot_be_read_is_set_aside_again(bench: Bench, call: Call) -> None:
    said = released(bench, call, bench.mail(from_="one@lakeside.example, two@lakeside.example"))
    assert said.startswith("is read again. If it reads as before, it is set aside again. ")
    work(bench)
    assert MailState.QUARANTINED in call("mail", "quarantine", "list").out


def test_a_mail_that_is_turned_away_opens_no_case(bench: Bench, call: Call) -> None:
    bench.take_in(bench.mail(), source="open")
    work(bench)
    mail_id = call("mail", "quarantine", "list").out.splitlines()[1].split()[0]
    assert call("mail", "quarantine", "discard", mail_id).out == f"Mail {mail_id} is refused. Its bytes stay.\n"
    work(bench)
    with bench.desk.database.reading() as session:
        assert session.get_one(InboundMail, int(mail_id)).state is MailState.REFUSED
    assert bench.cases() == []


def test_a_replay_reads_again_and_vouches_for_nobody(bench: Bench, call: Call) -> None:
    bench.take_in(bench.mail(), source="open")
    work(bench)
    mail_id = call("mail", "quarantine", "list").out.splitlines()[1].split()[0]
    assert call("mail", "quarantine", "replay", mail_id).out == f"Mail {mail_id} is read again.\n"
    work(bench)
    assert bench.cases() == []
    with bench.desk.transaction() as session:
        session.get_one(InboundMail, int(mail_id)).source = "trusted"  # as if the operator had mended the settings
    call("mail", "quarantine", "replay", mail_id)
    work(bench)
    assert len(bench.cases()) == 1


def test_the_verdict_on_the_sender_is_listed_and_shown(bench: Bench, call: Call) -> None:
    bench.take_in(bench.mail(), source="open")
    work(bench)
    listed = call("mail", "quarantine", "list").out
    assert "No server is set (authserv_id) whose Authentication-Results would be believed." in listed
    shown = call("mail", "quarantine", "show", listed.splitlines()[1].split()[0])
    assert shown.err.splitlines()[1].startswith("Sender: nothing: No server is set")


def test_only_an_uncertain_mail_is_decided_by_a_person(bench: Bench, call: Call) -> None:
    number = bench.ask().number
    bench.approve(number)
    mail_id = str(bench.outbound()[-1].id)
    ended = call("outbox", "decide", mail_id, "--send-again")
    assert ended.err == f"Mail {mail_id} is pending; only an uncertain mail is decided by a person.\n"
    assert mail_id in call("outbox", "list").out


def test_cases_are_merged_and_a_mail_is_parted_again(bench: Bench, call: Call) -> None:
    first = bench.ask("Is E11.22 right?", subject="CKD", cc="lee@lakeside.example").number
    second = bench.ask("And I10?", subject="Re: CKD").number
    shown = call("review", "show", second).out
    assert f"MAY BE THE SAME QUESTION (`review merge {second} INTO`)\n  {first}  Diagnosis coding: the same" in shown
    merged = call("review", "merge", second, first.lower())
    assert (merged.code, merged.out) == (0, f"{second} is merged into {first}, which is drafted anew.\n")
    work(bench)
    shown = call("review", "show", first).out
    assert "\nAlso to: lee@lakeside.example\n" in shown
    newest = re.findall(r"  mail (\d+)$", shown, re.MULTILINE)[-1]
    parted = call("review", "split", first, newest)
    number = parted.out.split()[-1].rstrip(".")
    assert parted.out == f"Mail {newest} of {first} is now {number}.\n"
    assert number not in {first, second}
    again = call("review", "split", first, newest)
    assert (again.code, again.err) == (
        1,
        f"{first} is drafting; only a case in review, waiting or failed can be parted.\n",
    )
    wrong = call("review", "merge", second, "CC-000000")
    assert wrong.err.startswith("There is no case CC-000000.")


def test_a_colleagues_reply_waits_and_is_let_go_on_its_own(bench: Bench, call: Call) -> None:
    call("accounts", "add-address", "Lakeside", "lee@lakeside.example")
    number = bench.ask(message_id="<q@lakeside.example>").number
    bench.take_in(bench.mail("And I10?", from_="lee@lakeside.example", in_reply_to="<q@lakeside.example>"))
    work(bench)
    listed = call("mail", "quarantine", "list")
    assert f"It continues {number}, on which its sender has not written." in listed.out
    assert "not_a_participant: `release` lets its sender into the case, `--own-case`" in listed.err
    mail = listed.out.splitlines()[1].split()[0]
    assert call("mail", "quarantine", "release", mail, "--own-case").code == 0
    work(bench)
    assert len(bench.cases()) == 2
