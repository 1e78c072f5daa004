"""Letters: what they say, how wide they are, and that nothing of a mail is ever run."""

import re
from dataclasses import replace

import pytest

from consultations.answers import Check, Evidence, Facts, Result
from consultations.letters import Letter
from mailer.layout import WIDTH, paragraphs, pointer, wrap
from mailer.render import render
from tests.mailer.letters import ALL, ANSWER, ANSWER_LETTER, STANDING

EVIL = '{{7*7}} {% raw %} <script>alert(1)</script> <img src=https://evil.example/x> & "quoted"'


@pytest.mark.parametrize("letter", ALL)
def test_every_letter_renders_within_its_bounds(letter: Letter) -> None:
    rendered = render(letter)
    assert rendered.subject.strip()
    assert "\n" not in rendered.subject
    assert max(map(len, rendered.text.splitlines())) <= WIDTH <= 78
    assert len(rendered.html.encode()) < 80 * 1024
    assert "names, birth dates and record" in rendered.text
    ours = rendered.html.replace(f'href="{getattr(letter, "link", "#")}"', 'href="#"')  # where a link is what is mailed
    assert not re.search(r"(?:src|background|href)\s*=\s*(?![\"']#)|url\(|@import", ours)
    assert "prefers-color-scheme: dark" in rendered.html
    for words in ("StrictUndefined", "Undefined", "None", "{{", "{%", "Casewell"):
        assert words not in rendered.text + rendered.html
    assert not re.search(r"\n\n\n", rendered.text)


def test_letters_of_a_case_carry_its_number_in_a_subject_of_our_own() -> None:
    assert render(ANSWER_LETTER).subject == "Re: Diabetic kidney disease with an ESA [CC-7K3M9Q]"
    for letter in ALL:
        if number := getattr(letter, "case_number", ""):
            assert render(letter).subject.endswith(f"[{number}]")


def test_the_answer_says_all_that_a_client_needs_in_both_forms() -> None:
    rendered = render(ANSWER_LETTER)
    words = [
        "Hi Dana,",
        "Yes: report E11.22",
        "Diagnoses, in claim order",
        "Your codes that we do not recommend",
        "What we could not check",
        "J0882: HCPCS is not loaded",
        "Before you send the claim",
        "NCCI edits. The tables are not loaded. An operator can load them.",
        "Please look at this: Excludes1 note",
        "J0881 was not checked: HCPCS Level II is not loaded here.",
        "Reviewed and approved by Mara Okafor, CPC",
        "18 Nov 2026, 10:42 EST",
        "Follow-ups on this case are free for 14 days",
        "Solo plan: 4 of 10 consultations used this month. 6 left, renews 1 Dec 2026.",
        "payers decide payment",
        "CPT is a registered trademark",
        "FY2026, 1 Oct 2025 to 30 Sep 2026",
        "Date of service 16 Sep 2026. Payer: Medicare Part B. Setting: office.",
    ]
    plain = re.sub(r"<[^>]+>", "", rendered.html)
    for text in (rendered.text, plain):
        joined = " ".join(text.split()).lower()
        assert [word for word in words if word.lower() not in joined] == []
    assert "a laboratory value" not in rendered.text + rendered.html


def test_codes_stand_in_claim_order_with_pointers_modifiers_and_units() -> None:
    text = render(ANSWER_LETTER).text
    assert re.findall(r"^([A-D])  (\S+)", text, re.MULTILINE) == [
        ("A", "E11.22"),
        ("B", "I12.9"),
        ("C", "N18.31"),
        ("D", "S52.521A"),
    ]
    assert re.search(r"^J0881-EC-JZ  x60  Darbepoetin", text, re.MULTILINE)
    assert re.search(r"^96372        x1   Giving", text, re.MULTILINE)
    assert 'Your mail: "CKD 3a due to T2DM"' in text
    assert render(ANSWER_LETTER).html.index("E11.22</span>") < render(ANSWER_LETTER).html.index("I12.9</span>")


def test_a_table_has_at_most_three_columns() -> None:
    for table in re.findall(r"<table[^>]*class=\"codes\".*?</table>", render(ANSWER_LETTER).html, re.DOTALL):
        assert all(row.count("<td") + row.count("<th ") <= 3 for row in table.split("<tr>"))


def test_an_assumed_date_is_said_as_an_assumption() -> None:
    facts = Facts(ANSWER.facts.date_of_service, date_assumed=True)
    text = render(replace(ANSWER_LETTER, answer=replace(ANSWER, facts=facts))).text
    assert "You gave no date of service, so we assumed 16 Sep 2026" in text


def test_words_of_a_mail_are_shown_and_never_run() -> None:
    line = replace(ANSWER.diagnoses[0], title=EVIL, reason=EVIL, evidence=(Evidence(EVIL, EVIL),))
    answer = replace(ANSWER, topic=EVIL, headline=EVIL, summary=EVIL, diagnoses=(line,), before_you_send=(EVIL,))
    rendered = render(replace(ANSWER_LETTER, answer=answer, greeting=EVIL, reviewer=EVIL))
    assert "{{7*7}}" in rendered.subject
    assert "{{7*7}}" in rendered.text
    assert "{{7*7}}" in rendered.html
    assert "49" not in rendered.subject + rendered.text
    assert "<script" not in rendered.html
    assert "<img" not in rendered.html


def test_a_plan_without_a_limit_is_not_counted_down() -> None:
    text = render(replace(ANSWER_LETTER, standing=replace(STANDING, limit=-1))).text
    assert "Solo plan: 4 consultations used this month, without a limit." in text


def test_layout_of_words() -> None:
    assert wrap("a\n\nb\nc") == "a\n\nb\nc"
    assert max(map(len, wrap("x" * 200).splitlines())) == WIDTH
    assert str(paragraphs("a <b>\nc\n\nd")) == "<p>a &lt;b&gt;<br>c</p>\n  <p>d</p>"
    assert [pointer(index) for index in (0, 25, 26)] == ["A", "Z", "27"]


def test_what_was_checked_is_one_sentence_about_the_case_alone() -> None:
    checks = (
        Check("valid_on_date", Result.PASS, "4 codes valid on 16 Sep 2026"),
        Check("prose", Result.PASS, "every code in the text has its status"),
        Check("excludes1", Result.PASS, "no Excludes1 conflict"),
    )
    text = render(replace(ANSWER_LETTER, answer=replace(ANSWER, checks=checks))).text
    assert "Checked: 4 codes valid on 16 Sep 2026; no Excludes1 conflict." in text
    assert "status" not in text


def test_the_codes_that_a_check_names_are_told_once_with_what_the_client_can_do() -> None:
    check = Check("not_loaded", Result.NOT_RUN, "J0882: HCPCS is away", remedy="Look it up.", codes=("J0882",))
    rendered = render(replace(ANSWER_LETTER, answer=replace(ANSWER, checks=(check,))))
    assert "- J0882: HCPCS is away. Look it up." in rendered.text
    assert "J0882: HCPCS is not loaded" not in rendered.text
    assert rendered.html.count("J0882") == 1


def test_why_a_line_was_not_checked_is_said_at_the_line_alone() -> None:
    check = Check("valid_on_date", Result.NOT_RUN, "j0881 was not looked up", remedy="Ask.", codes=("J0881",))
    rendered = render(replace(ANSWER_LETTER, answer=replace(ANSWER, checks=(check,))))
    for part in (rendered.text, rendered.html):
        assert " ".join(part.split()).count("HCPCS Level II is not loaded here.") == 1
    assert "- J0881 was not looked up. Ask." in rendered.text


def test_what_was_checked_twice_is_told_once() -> None:
    twice = (Check("mue", Result.PASS, "units a day"), Check("mue", Result.PASS, "units a day"))
    assert "Checked: units a day." in render(replace(ANSWER_LETTER, answer=replace(ANSWER, checks=twice))).text


def test_why_a_code_is_reported_stands_at_the_code() -> None:
    line = replace(ANSWER.diagnoses[0], why="The note asks for it.")
    rendered = render(replace(ANSWER_LETTER, answer=replace(ANSWER, diagnoses=(line,))))
    assert "The note asks for it." in rendered.text
    assert "The note asks for it." in rendered.html


def test_the_name_of_a_file_is_not_made_a_sentence() -> None:
    line = replace(ANSWER.diagnoses[0], evidence=(Evidence("gout", "note.txt"),))
    assert 'note.txt: "gout"' in render(replace(ANSWER_LETTER, answer=replace(ANSWER, diagnoses=(line,)))).text
