"""Makes workbooks (xlsx) as Excel does: a zip of XML with shared texts."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from string import ascii_uppercase
from xml.sax.saxutils import escape

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

_SHEET = '<sheet xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" name="1" r:id="rId1"/>'
_RELATIONS = '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>'


def workbook(rows: Iterable[Sequence[str]]) -> bytes:
    """One sheet of text; blank cells are left out, as Excel leaves them out."""
    texts: dict[str, int] = {}
    lines = []
    for number, row in enumerate(rows, start=1):
        cells = "".join(
            f'<c r="{_letters(column)}{number}" t="s"><v>{texts.setdefault(text, len(texts))}</v></c>'
            for column, text in enumerate(row)
            if text
        )
        lines.append(f'<row r="{number}">{cells}</row>')
    shared = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in texts)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", f'<workbook xmlns="{_MAIN}"><sheets>{_SHEET}</sheets></workbook>')
        archive.writestr("xl/_rels/workbook.xml.rels", _RELATIONS)
        archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{_MAIN}">{shared}</sst>')
        sheet = f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>'
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
    return packed.getvalue()


def _letters(column: int) -> str:
    first, second = divmod(column, len(ascii_uppercase))
    return (ascii_uppercase[first - 1] if first else "") + ascii_uppercase[second]
