"""Files as clients attach them, made here from nothing: small, real, and each with one property."""

import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pypdfium2
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs7
from pypdf import PdfReader, PdfWriter

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def pdf(*pages: Sequence[str]) -> bytes:
    """A PDF with these lines on each page, in Helvetica; a page of no lines is blank."""
    contents = [_page_content(lines) for lines in pages]
    return _pdf_of(contents, b"/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>")


def _page_content(lines: Sequence[str], top: int = 720) -> bytes:
    shown = "".join(f"({line}) Tj T*\n" for line in lines)
    return f"BT /F1 12 Tf 14 TL 72 {top} Td\n{shown}ET".encode("latin-1")


def scan(*pages: Sequence[str], stamp: str = "") -> bytes:
    """A PDF whose pages are pictures of those lines, as a scanner makes one; `stamp` is the fax machine's own line."""
    images, contents = [], []
    for number, lines in enumerate(pages):
        width, rows = _drawn(lines)
        head = f"/Width {width} /Height {len(rows)} /ColorSpace /DeviceGray /BitsPerComponent 8"
        packed = zlib.compress(b"".join(rows))
        images.append(
            f"<< /Type /XObject /Subtype /Image {head} /Filter /FlateDecode /Length {len(packed)} >>\nstream\n".encode()
            + packed
            + b"\nendstream"
        )
        line = _page_content([stamp], top=40) if stamp else b""
        contents.append(b"q 612 0 0 792 0 0 cm /Im%d Do Q\n" % number + line)
    return _pdf_of(contents, b"/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>", images)


def png(*lines: str) -> bytes:
    """A picture of those lines, such as a photograph of a note."""
    width, rows = _drawn(lines)
    head = struct.pack(">IIBBBBB", width, len(rows), 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + row for row in rows))
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _drawn(lines: Sequence[str]) -> tuple[int, list[bytes]]:
    """The width of a page with these lines at 200 dpi, and its rows of grey pixels."""
    document = pypdfium2.PdfDocument(pdf(lines))
    bitmap = document[0].render(scale=200 / 72, grayscale=True)
    pixels, stride = bytes(bitmap.buffer), bitmap.stride
    document.close()
    return bitmap.width, [pixels[at : at + bitmap.width] for at in range(0, bitmap.height * stride, stride)]


def _pdf_of(contents: list[bytes], resources: bytes, images: Sequence[bytes] = ()) -> bytes:
    first_page, first_image = 3, 3 + 2 * len(contents)
    kids = b" ".join(b"%d 0 R" % (first_page + 2 * place) for place in range(len(contents)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(contents)),
    ]
    for place, content in enumerate(contents):
        own = b"/XObject << /Im%d %d 0 R >>" % (place, first_image + place) if images else b""
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R /Resources << %s %s >> >>"
            % (first_page + 2 * place + 1, resources, own)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate([*objects, *images], 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, table)
    return bytes(out)


def pdf_bomb(megabytes: int) -> bytes:
    """A PDF whose one page unpacks to so many megabytes of drawing."""
    packer = zlib.compressobj(1)
    packed = b"".join(packer.compress(b"0 0 m " * 174_763) for _ in range(megabytes)) + packer.flush()
    whole = pdf(["x"])
    start, end = whole.index(b"<< /Length"), whole.index(b"endobj", whole.index(b"stream"))
    stream = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream\n" % (len(packed), packed)
    return whole[:start] + stream + whole[end:]


def locked_pdf(*lines: str, user_password: str) -> bytes:
    """An encrypted PDF; with an empty user password everybody may read it, and only changing it is forbidden."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf(lines))))
    writer.encrypt(user_password=user_password, owner_password="owner", algorithm="AES-256")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def docx(body: str, **parts: str) -> bytes:
    """A Word file with this WordprocessingML as its body; `parts` are further members of its folder (`header1`)."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f"<w:document {_W}><w:body>{body}</w:body></w:document>")
        for name, inner in parts.items():
            archive.writestr(f"word/{name}.xml", f"<w:hdr {_W}>{inner}</w:hdr>")
    return out.getvalue()


def zipped(files: Mapping[str, bytes], *, packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these files."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", packed) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def paragraph(text: str) -> str:
    """One paragraph of a Word file."""
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def signature(content: bytes, *, beside: bool = True) -> bytes:
    """What S/MIME puts beside a mail (smime.p7s); or around it (smime.p7m), which then is no signature alone."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Dana Whitfield")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    certificate = builder.not_valid_before(now).not_valid_after(now + timedelta(days=1)).sign(key, hashes.SHA256())
    options = [pkcs7.PKCS7Options.Binary, *([pkcs7.PKCS7Options.DetachedSignature] if beside else [])]
    signed = pkcs7.PKCS7SignatureBuilder().set_data(content).add_signer(certificate, key, hashes.SHA256())
    return signed.sign(serialization.Encoding.DER, options)


INVITATION = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nDTSTART:20260812T140000Z\r\n"
    b"SUMMARY:Claim review\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
