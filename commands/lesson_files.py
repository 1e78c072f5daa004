"""A lesson as the two files of an evaluation case: the words, and beside them what is right."""

import json

from consultations.lessons import Lesson


def pair(lesson: Lesson) -> dict[str, str]:
    """Contents by suffix. JSON strings and lists are TOML as well."""
    mail, *notes = lesson.documents
    wrong = [code for code in lesson.drafted if code not in lesson.right]
    fields: dict[str, object] = {
        "subject": lesson.subject,
        "codes": list(lesson.right),
        "absent": wrong,
        "note": "\n\n".join(notes),
        "setting": lesson.setting,
        "payer": lesson.payer,
    }
    lines = [f"{name} = {_toml(value)}" for name, value in fields.items() if value]
    return {".txt": mail, ".toml": "\n".join([f"date_of_service = {lesson.day}", *lines]) + "\n"}


def _toml(value: object) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
