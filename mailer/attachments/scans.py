"""Words of pictures, through Tesseract where it is installed. PDFium draws the page that Tesseract looks at.

PDFium opens a file only here: where no Tesseract is installed, no PDF meets it.
"""

import functools
import math
import os
import shutil
import subprocess

from consultations.records import Page, Unread
from mailer.attachments.limits import LOGO_BYTES, MAX_PIXELS, MAX_SCANNED_PAGES, SCANNING_SECONDS
from mailer.attachments.readings import Reading, UnreadableError

_PROGRAM = "tesseract"
_DPI = 300
"""What Tesseract was trained for."""
_POINTS = 72
WHY_NOT = "a picture, which we cannot read here: send it as text"
TOO_MANY = f"scanned; we read {MAX_SCANNED_PAGES} scanned pages of a file at most: send it as text"


@functools.cache
def possible() -> bool:
    """Whether Tesseract is on the PATH."""
    return shutil.which(_PROGRAM) is not None


def picture(content: bytes) -> Reading:
    """The words of a picture file; a TIFF may have several pages. A small one without words is a logo."""
    small = len(content) < LOGO_BYTES
    if not possible():
        return _nothing() if small else _refused(WHY_NOT)
    texts = [text for text in _made_out(content).split("\f") if text.strip()]
    if not texts:
        return _nothing() if small else _refused("a picture, in which we could make out no words")
    return _pages(texts)


def words_of_page(content: bytes, index: int) -> str:
    """The words of one page of a PDF, drawn as a picture; `index` counts from 0."""
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    try:
        page = document[index]
        width, height = page.get_size()
        scale = min(_DPI / _POINTS, math.sqrt(MAX_PIXELS / max(width * height, 1.0)))
        bitmap = page.render(scale=scale, grayscale=True)
        rows, stride = bytes(bitmap.buffer), bitmap.stride
        pixels = b"".join(rows[at : at + bitmap.width] for at in range(0, bitmap.height * stride, stride))
        return _made_out(b"P5 %d %d 255\n" % (bitmap.width, bitmap.height) + pixels).replace("\f", "")
    finally:
        document.close()


def _made_out(image: bytes) -> str:
    """What Tesseract makes of an image (PNM, PNG, JPEG, TIFF …). It inherits the limits of this process."""
    try:
        done = subprocess.run(
            [_PROGRAM, "-", "-", "--dpi", str(_DPI)],
            input=image,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            check=True,
            timeout=SCANNING_SECONDS,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},  # its threads gain little on a page, and cost the neighbours
        )
    except subprocess.TimeoutExpired:
        raise UnreadableError("a picture that takes too long to read: send it as text") from None
    except subprocess.CalledProcessError:
        raise UnreadableError("a picture that is damaged or too large: send it as text") from None
    return done.stdout.decode("utf-8", errors="replace")


def _pages(texts: list[str]) -> Reading:
    for number, text in enumerate(texts, 1):
        yield Page(number if len(texts) > 1 else 0, text, scanned=True)
    return None


def _nothing() -> Reading:
    yield from ()
    return None


def _refused(why: str) -> Reading:
    yield from ()
    return Unread(why)
