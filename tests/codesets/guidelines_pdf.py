"""A PDF in the manner of the Official Guidelines: a cover, a table of contents, and sections of our own wording."""

from collections.abc import Sequence

COVER = (
    "ICD-10-CM Official Guidelines for Coding and Reporting",
    "FY 2026",
    "(October 1, 2025 - September 30, 2026)",
    "Narrative changes appear in bold text",
)
CONTENTS = (
    "Section I. Conventions and guidelines ........................ 7",
    "A. Conventions for the ICD-10-CM ......................... 7",
    "Section I. A title of the contents that is so long that it goes on in",
    "the next line ............................................ 8",
    "A. Wrapped too ............ 9",
)


def pages(chapters: int = 21) -> list[Sequence[str]]:
    """The lines of each page; every chapter has four sections of its own."""
    body: list[Sequence[str]] = [
        COVER,
        CONTENTS,
        (
            "ICD-10-CM Official Guidelines for Coding and Reporting",
            "FY 2026",
            "Page 3 of 30",
            "Section I. Conventions, general coding guidelines and chapter specific guidelines",
            "The conventions apply in every setting.",
            "A. Conventions for the ICD-10-CM",
            "1. The Alphabetic Index and Tabular List",
            "The index is a list of terms.",
            "2. Format and Structure:",
            "Codes have 3 to 7 characters.",
            "7. A line that starts with a number out of turn is text.",
            "B. General Coding Guidelines",
            "1. Locating a code",
            "C. Chapter-Specific Coding Guidelines",
        ),
    ]
    body += [
        (
            "ICD-10-CM Official Guidelines for Coding and Reporting",
            f"{chapter}. Chapter {chapter}: Made-up diseases of chapter {chapter}",
            "a. First kind",
            f"Rule of chapter {chapter}, first line,",
            "and second line.",
            "1) Cases of it",
            "(a) Confirmed cases only",
            "Code only what is confirmed.",
            "2) Other cases",
            "b. Second kind",
            f"Page {chapter + 3} of 30",
        )
        for chapter in range(1, chapters + 1)
    ]
    body.append(
        (
            "Section II. Selection of Principal Diagnosis",
            "The circumstances of admission decide.",
            "A. Codes for symptoms, signs, and ill-defined conditions",
            "B. Two or more interrelated conditions",
            "Section III. Reporting Additional Diagnoses",
            "A. Previous conditions",
            "Section IV. Diagnostic Coding for Outpatient Services",
            "A. Selection of first-listed condition",
            "1. Outpatient Surgery",
        )
    )
    return body


def pdf(lines_of_pages: Sequence[Sequence[str]]) -> bytes:
    """A PDF whose pages show these lines, with nothing more than a reader needs."""
    objects: list[bytes] = [b"", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for lines in lines_of_pages:
        shown = "".join(f"({_escaped(line)}) Tj T*\n" for line in lines)
        stream = f"BT /F1 10 Tf 14 TL 50 780 Td\n{shown}ET".encode("latin-1")
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        kids.append(len(objects) + 1)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 842] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> >>" % len(objects)
        )
    listed = b" ".join(b"%d 0 R" % kid for kid in kids)
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), listed)
    return _file(objects)


def _file(objects: Sequence[bytes]) -> bytes:
    made = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    end = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(made))
    return made + head + table + end


def _escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
