"""How programs begin the subject of an automatic reply, in the languages of their users."""

# ruff: noqa: RUF001 - programs write in many scripts, whose letters and colons look like Latin ones

import re

_ONLY_PROGRAMS = re.compile(
    r"\s*(?:Automatic reply|Out of Office AutoReply|Automatische Antwort|Abwesenheitsnotiz|Réponse automatique|"
    r"Respuesta automática|Resposta automática|Risposta automatica|Automatisch antwoord|Automatiskt svar|"
    r"Automatisk svar|Autosvar|Automaattinen vastaus|Odpowiedź automatyczna|Automatická odpověď|Automatikus válasz|"
    r"Răspuns automat|Otomatik Yanıt|Automatski odgovor|Αυτόματη απάντηση|Автоматический ответ|Автоматична відповідь|"
    r"自動応答|不在通知|自动答复|自動回覆|자동 회신|תשובה אוטומטית|رد تلقائي)\s{0,2}[:：]"
)
"""Exchange's own words in each of its languages, as it spells them: a name for the reply, not what a person says."""
_IN_AN_ANSWER = re.compile(
    r"\s*(?:auto(?:matic|mated)?[- ]?(?:reply|response|responder|answer)|auto|out of (?:the )?office(?: auto-?reply)?|"
    r"vacation (?:reply|response|notice)|automatische (?:antwort|abwesenheits\w+)|abwesenheits(?:notiz|nachricht)|"
    r"absence du bureau|fuera de (?:la )?oficina|fuori sede|afwezig\w*|frånvaro\w*)"
    r"\s*[:：]",
    re.IGNORECASE,
)
"""What people write too: a mail of their own may begin with "Out of office:"."""


def begins_as_automatic(subject: str, *, answers: bool) -> bool:
    """Whether a program gave the subject its beginning; `answers` says that the mail is an answer to another."""
    begins = _ONLY_PROGRAMS.match(subject) is not None
    return begins or (answers and _IN_AN_ANSWER.match(subject) is not None)
