"""Who wrote what, and from which telephone, in the languages of mail programs."""

# ruff: noqa: RUF001 - mail is quoted in many scripts, whose letters look like Latin ones

import pytest

from mailer.reply_text import trim

NEW = "The right arm."
WROTE = {
    "English, Gmail": "On Mon, Nov 23, 2026 at 9:40 AM Coding <c@x.example> wrote:",
    "English, Apple Mail": "On Nov 23, 2026, at 9:40 AM, Coding <c@x.example> wrote:",
    "English, Thunderbird": "On 11/23/26 09:40, Coding wrote:",
    "English, Yahoo": "On Monday, November 23, 2026 at 09:40:12 AM EST, Coding <c@x.example> wrote:",
    "English, the name first": "Coding <c@x.example> wrote on 23.11.2026 09:40:",
    "English, three lines": "On Mon, Nov 23, 2026 at 9:40 AM Coding Desk of the\nPractice <\nc@x.example> wrote:",
    "old Gmail": "2026/11/23 Coding <c@x.example>",
    "ISO date": "2026-11-23 9:40 GMT+01:00 Coding <c@x.example>:",
    "links on lines of their own": "On Mon, 23 Nov 2026 at 09:40 Coding\n\n<\nmailto:Coding <c@x.example>\n> wrote:",
    "German": "Am 23.11.2026 um 09:40 schrieb Coding:",
    "German, Gmail": "Am Mo., 23. Nov. 2026 um 09:40 Uhr schrieb Coding <c@x.example>:",
    "German, the name first": "Coding <c@x.example> schrieb am Mo., 23. Nov. 2026, 09:40:",
    "French": "Le lun. 23 nov. 2026 à 09:40, Coding <c@x.example> a écrit :",
    "Spanish": "El lun, 23 nov 2026 a las 9:40, Coding (<c@x.example>) escribió:",
    "Italian": "Il giorno lun 23 nov 2026 alle ore 09:40 Coding <c@x.example> ha scritto:",
    "Portuguese": "Em seg., 23 de nov. de 2026 às 09:40, Coding <c@x.example> escreveu:",
    "Dutch": "Op ma 23 nov 2026 om 09:40 schreef Coding <c@x.example>:",
    "Swedish": "Den mån 23 nov. 2026 kl 09:40 skrev Coding <c@x.example>:",
    "Danish": "Den man. 23. nov. 2026 kl. 09.40 skrev Coding <c@x.example>:",
    "Norwegian": "man. 23. nov. 2026 kl. 09:40 skrev Coding <c@x.example>:",
    "Finnish": "ma 23. marrask. 2026 klo 9.40 Coding (c@x.example) kirjoitti:",
    "Polish": "W dniu pon., 23 lis 2026 o 09:40 Coding <c@x.example> napisał(a):",
    "Polish, short": "pon., 23 lis 2026 o 09:40 Coding <c@x.example> napisał:",
    "Czech": "po 23. 11. 2026 v 9:40 odesílatel Coding <c@x.example> napsal:",
    "Slovak": "Dňa 23. 11. 2026 o 9:40 Coding <c@x.example> napísal:",
    "Hungarian": "Coding <c@x.example> ezt írta (időpont: 2026. nov. 23., H, 9:40):",
    "Romanian": "Pe lun., 23 nov. 2026 la 09:40, Coding <c@x.example> a scris:",
    "Catalan": "El dl., 23 de nov. 2026, a les 9:40, Coding <c@x.example> va escriure:",
    "Croatian": "pon, 23. stu 2026. u 09:40 Coding <c@x.example> napisao je:",
    "Turkish": "Coding <c@x.example>, 23 Kas 2026 Pzt, 09:40 tarihinde şunu yazdı:",
    "Greek": "Στις Δευ 23 Νοε 2026 στις 9:40 π.μ., ο χρήστης Coding <c@x.example> έγραψε:",
    "Russian": "пн, 23 нояб. 2026 г. в 09:40, Coding <c@x.example>:",
    "Russian, on two lines": '23 нояб. 2026 г. 9:40 пользователь "Coding" <\nc@x.example> написал:',
    "Ukrainian": "пн, 23 лист. 2026 р. о 09:40 Coding <c@x.example> пише:",
    "Bulgarian": "На пн, 23.11.2026 г. в 9:40 Coding <c@x.example> написа:",
    "Chinese": "Coding <c@x.example> 于2026年11月23日周一 09:40写道：",
    "Chinese, old letters": "Coding <c@x.example> 於 2026年11月23日 週一 上午9:40寫道：",
    "Japanese": "2026年11月23日(月) 9:40 Coding <c@x.example>:",
    "Korean": "2026년 11월 23일 (월) 오전 9:40, Coding <c@x.example>님이 작성:",
    "Vietnamese": "Vào Th 2, 23 thg 11, 2026 lúc 09:40 Coding <c@x.example> đã viết:",
    "Indonesian": "Pada tanggal Sen, 23 Nov 2026 pukul 09.40 Coding <c@x.example> menulis:",
    "Hebrew": "בתאריך יום ב׳, 23 בנוב׳ 2026 ב-9:40 מאת Coding <c@x.example>:",
    "Arabic": "في الاثنين، 23 نوفمبر 2026 في 9:40 ص تمت كتابة ما يلي بواسطة Coding <c@x.example>:",
}
SIGNED = (
    "Sent from my iPhone",
    "Sent from my Samsung Galaxy smartphone.",
    "Sent from Yahoo Mail on Android",
    "Sent from Outlook for Android",
    "Sent via the Samsung Galaxy S24, an AT&T 5G smartphone",
    "Sent with Proton Mail secure email.",
    "Get Outlook for Android<https://aka.ms/AAb9ysg>",
    "Von meinem iPhone gesendet",
    "Gesendet von Mail für Windows",
    "Envoyé de mon iPhone",
    "Enviado desde mi iPhone",
    "Enviado do meu iPhone",
    "Inviato da iPhone",
    "Verstuurd vanaf mijn iPhone",
    "Verzonden vanaf mijn Galaxy",
    "Skickat från min iPhone",
    "Sendt fra min iPhone",
    "Lähetetty iPhonesta",
    "Wysłane z iPhone'a",
    "Odesláno z iPhonu",
    "Отправлено с iPhone",
    "Надіслано з iPhone",
    "iPhone'umdan gönderildi",
    "从我的iPhone发送",
    "發自我的 iPhone",
    "iPhoneから送信",
    "나의 iPhone에서 보냄",
)


@pytest.mark.parametrize("quote", ["> Which arm?", "> " + "Which arm? " * 60], ids=["short", "one long line"])
@pytest.mark.parametrize("name", WROTE)
def test_an_attribution_goes_with_its_quote(name: str, quote: str) -> None:
    assert trim(f"{NEW}\n\n{WROTE[name]}\n\n{quote}\n> Left or right?\n") == NEW


@pytest.mark.parametrize("name", WROTE)
def test_words_between_the_quotes_stay(name: str) -> None:
    text = f"{NEW}\n\n{WROTE[name]}\n> Which arm?\n\nThe right one.\n\n> When?\n\nOn 16 Sep 2026."
    assert trim(text).split() == f"{NEW} The right one. On 16 Sep 2026.".split()


@pytest.mark.parametrize("signature", SIGNED)
def test_what_a_telephone_signs_goes(signature: str) -> None:
    assert trim(f"{NEW}\n\n{signature}\n") == NEW
    assert trim(f"{NEW}\n\n{signature}\n\n{WROTE['French']}\n> Which arm?") == NEW


def test_a_quote_that_opens_the_text_stays_with_its_answer() -> None:
    text = "> Which arm?\n\nThe right one.\n\n> And when?"
    assert trim(text) == "> Which arm?\n\nThe right one."
    assert trim(f"> Which arm?\n\n{WROTE['German']}\n> x") == f"> Which arm?\n\n{WROTE['German']}\n> x"


def test_the_rest_of_a_broken_link_goes_with_its_quote() -> None:
    quote = "> View ticket (https://x.example/show?\n_nonce=3dd518)\n> Thank you"
    assert trim(f"{NEW}\n\n{WROTE['German']}\n\n{quote}") == NEW


def test_a_mail_that_is_only_passed_on_loses_the_copied_headers() -> None:
    headers = "From: Dr. Lee <lee@x.example>\nDate: Mon, Nov 2, 2026\nSubject: Visit\nnote\nTo: Dana"
    assert trim(f"---------- Forwarded message ---------\n{headers}\n\nGout.\nHypertension.") == "Gout.\nHypertension."


@pytest.mark.parametrize(
    "note",
    [
        "On 11/20/2026 the patient wrote: pain is worse at night.\nWhich code?",
        "Seen 2026-11-20 by Dr. Lee.\nShe said: no chest pain.",
        "Date: 11/20/2026\nProcedure: 99213\nTo: be billed",
        "From: 11/20/2026\nTo: 11/22/2026\nDx: I10",
        "Sent from the lab: hemoglobin 9.4",
        "Patient <dana@clinic.example> called at 9:40.\nWants a refund.",
    ],
)
def test_notes_with_dates_and_colons_are_not_history(note: str) -> None:
    assert trim(note) == note
