"""What counts as the sender's new words."""

# ruff: noqa: RUF001 - mail is copied in many scripts, whose letters look like Latin ones
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.reply_text import trim

NEW = "The right arm.\n\nThank you,\nDana"
HISTORY = {
    "quote": "> Which arm?\n> Left or right?",
    "attribution": "On Mon, Nov 23, 2026 at 9:40 AM CaseConsultant <c@x.example> wrote:\n\n> Which arm?",
    "attribution on two lines": "On Mon, Nov 23, 2026 at 9:40 AM Coding <\nc@x.example> wrote:\n\n> Which arm?",
    "attribution without quote marks": "On 23 Nov 2026, at 09:40, Coding <c@x.example> wrote:\n\nWhich arm?",
    "German": "Am 23.11.2026 um 09:40 schrieb Coding <c@x.example>:\n> Welcher Arm?",
    "French": "Le lun. 23 nov. 2026 à 09:40, Coding <c@x.example> a écrit :\n\n> Quel bras ?",
    "Spanish": "El lun, 23 nov 2026 a las 9:40, Coding (<c@x.example>) escribió:\n\n> ¿Qué brazo?",
    "Outlook": "________________________________\nFrom: Coding <c@x.example>\nSent: Monday, November 23, 2026 9:40 AM\n"
    "To: Dana <d@x.example>\nSubject: Which arm?\n\nWhich arm?",
    "Outlook in German": "Von: Coding <c@x.example>\nGesendet: Montag, 23. November 2026 09:40\nAn: Dana\n"
    "Betreff: Welcher Arm?\n\nWelcher Arm?",
    "old Outlook": "-----Original Message-----\nFrom: Coding\nSent: Monday\nTo: Dana\nSubject: Which arm?\n\nWhich?",
    "signature": "-- \nDana Whitfield\nClinic, 555-0100",
    "telephone": "Sent from my iPhone",
    "telephone and quote": "Sent from my iPhone\n\n> On Nov 23, 2026, at 9:40, C <c@x.example> wrote:\n>\n> Which?",
    "GMX": 'Gesendet: Montag, 23. November 2026 um 09:40 Uhr\nVon: "Coding" <c@x.example>\nAn: d@x.example\n'
    "Betreff: Arm\nWelcher Arm?",
    "Outlook in Finnish": "Lähettäjä: Coding <c@x.example>\nLähetetty: 23. marraskuuta 2026 9.40\n"
    "Vastaanottaja: Dana\nAihe: Käsi\n\nKumpi käsi?",
    "Outlook in Hungarian": "Feladó: Coding\nKüldve: 2026. november 23., hétfő 9:40\nCímzett: Dana\n"
    "Tárgy: Kar\n\nMelyik?",
    "Outlook in Turkish": "Kimden: Coding\nGönderildi: 23 Kasım 2026 Pazartesi 09:40\n"
    "Kime: Dana\nKonu: Kol\n\nHangisi?",
    "QQ": '------------------ 原始邮件 ------------------\n发件人: "Coding"<c@x.example>;\n主题: 手臂\n\n哪只?',
    "a ticket system": "##- Please type your reply above this line -##\n\nYour case was updated.",
    "a ticket system in German": "--- Bitte antworten Sie oberhalb dieser Linie ---\n\nIhr Fall wurde bearbeitet.",
    "a ticket system in French": "Veuillez répondre au-dessus de cette ligne\n\nVotre dossier a été traité.",
    "Outlook for Android in German": "Outlook für Android<https://aka.ms/x> herunterladen",
    "Outlook for iOS in French": "Télécharger Outlook pour iOS<https://aka.ms/x>",
    "Outlook for iOS": "Get Outlook for iOS<https://aka.ms/o0ukef>",
}


@pytest.mark.parametrize("name", HISTORY)
def test_history_and_signature_go(name: str) -> None:
    assert trim(f"{NEW}\n\n{HISTORY[name]}\n") == NEW


def test_answers_between_quoted_lines_stay() -> None:
    text = "On 23 Nov 2026, Coding <c@x.example> wrote:\n\n> Which arm?\n\nThe right one.\n\n> When?\n\nOn 16 Sep 2026."
    assert trim(text) == "The right one.\n\n\nOn 16 Sep 2026."


@pytest.mark.parametrize(
    "text",
    [
        "On examination the arm was swollen, seen 16 Sep 2026.\nShe wrote: nothing.",
        "From: the note\nThe patient came in.",
        "Sent from my desk, which is easier than the phone.",
        "Diagnosis:\n - CKD 3a\n - T2DM",
        "BP 120/80 -- stable",
        "On Monday Dr. Ray wrote: no fever. On Tuesday she\nwrote: fever. Which of the two counts?\n\nDana",
        "On 09/07/2026 the radiologist wrote:\n\nNo fracture.\n\nWhich code is it?",
        "Am 09.07.2026 schrieb der Radiologe:\n\nKein Bruch.\n\nWelcher Code?",
        "Handover:\n\nFrom: the stroke unit\nTo: Rehab\nDate: 07/08/2026\nReason: stable\n\nWhich code?",
        "Verlegung:\n\nVon: Station 3\nAn: Geriatrie\nDatum: 08.07.2026\n\nWelcher Fall?",
        "Which code for each?\n> 10 mg/dl: call\n> 2 years: send home",
        "We use Outlook for Android",
    ],
)
def test_words_that_look_a_little_like_history_stay(text: str) -> None:
    assert trim(text) == text


@pytest.mark.parametrize("text", ["> only a quote", "-- \nonly a signature", "On 1 Jan 2026, a@b.c wrote:\n\nall"])
def test_the_whole_text_is_the_reply_where_nothing_else_is_left(text: str) -> None:
    assert trim(text) == text


@given(st.text(alphabet="ab >-:_\n@.", max_size=200))
def test_a_reply_is_never_empty_and_never_invented(text: str) -> None:
    trimmed = trim(text)
    assert bool(trimmed.strip()) == bool(text.strip())
    lines = {line.rstrip() for line in text.split("\n")}
    assert all(line.rstrip() in lines for line in trimmed.split("\n"))


def test_lines_of_blanks_take_no_longer_than_lines_of_words() -> None:
    def seconds(line: str) -> float:
        started = time.thread_time()
        trim("\n".join([line] * 20))
        return time.thread_time() - started

    words = min(seconds("a word " * 140) for _ in range(3))
    assert seconds(" " * 980 + "x") < 200 * words
    assert seconds(" " * 490 + "--" + " " * 490 + "x") < 200 * words
