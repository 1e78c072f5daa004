"""Text under a wrong label, or under none, is read as what it is."""

import pytest

from mailer.charsets import decode

JAPANESE = "右腕です。"
WRONG = "text does not fit its charset"


@pytest.mark.parametrize(
    ("content", "charset", "text", "defect"),
    [
        ("naïve".encode(), "iso-8859-1", "naïve", WRONG),
        ("naïve – “quoted”".encode(), "windows-1252", "naïve – “quoted”", WRONG),  # noqa: RUF001 - as people write
        ("naïve".encode("cp1252"), "iso-8859-1", "naïve", None),
        (b"\x93quoted\x94 \x96 5\x80", "iso-8859-1", "“quoted” – 5€", None),  # noqa: RUF001 - as people write
        ("naïve".encode("cp1252"), "", "naïve", WRONG),
        ("naïve".encode(), "", "naïve", None),
        ("naïve".encode("cp1252"), "utf-8", "naïve", WRONG),
        ("naïve".encode(), "us-ascii", "naïve", None),
        (JAPANESE.encode("iso2022_jp"), "iso-2022-jp", JAPANESE, None),
        (JAPANESE.encode("iso2022_jp"), "us-ascii", JAPANESE, WRONG),
        (JAPANESE.encode("iso2022_jp"), "", JAPANESE, WRONG),
        ("오른팔".encode("iso2022_kr"), "", "오른팔", WRONG),
        ("右臂".encode("gb18030"), "gb2312", "右臂", None),
        ("右臂".encode("gbk"), "x-gbk", "右臂", None),
        ("плечо".encode("koi8-r"), "koi8-r", "плечо", None),
        (b"a\x1b$B broken \xff", "us-ascii", "a\x1b$B broken ÿ", WRONG),
        (b"plain", "x-unknown", "plain", "unknown charset"),
    ],
)
def test_text_is_read_as_what_it_is(content: bytes, charset: str, text: str, defect: str | None) -> None:
    assert decode(content, charset) == (text, defect)
