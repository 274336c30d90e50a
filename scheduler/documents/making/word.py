"""Documents as DOCX: headings, paragraphs, tables, charts and photographs with their words."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.shared import Cm, Length, Pt
from PIL import Image

from scheduler.documents.making.printable import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docx.document import Document as Docx

SIDE: Final = 1100
"""Pixels of the longer side of a photograph: some 230 an inch."""
WHOLE: Final = Cm(17)
"""What a page holds between its margins."""
NAMES: Final = 0.3
"""The share of a table's width that its first column has. Beside it each has as much as its heading is long."""


class Writing:
    """One document on its way."""

    def __init__(self, title: str) -> None:
        self._docx: Docx = Document()
        self._docx.styles["Normal"].font.name = "Calibri"
        self._docx.styles["Normal"].font.size = Pt(12)
        self._docx.core_properties.title = printable(title)
        self._docx.core_properties.author = ""
        self._docx.core_properties.language = "ru-RU"
        for section in self._docx.sections:
            section.page_width, section.page_height = Cm(21), Cm(29.7)
            section.left_margin = section.right_margin = Cm(2)
            section.top_margin = section.bottom_margin = Cm(2)
        self.heading(title, level=0)

    def heading(self, text: str, *, level: int = 1) -> None:
        self._docx.add_heading(printable(text), level)

    def text(self, text: str) -> None:
        """A paragraph; a line end stays one."""
        self._docx.add_paragraph(printable(text))

    def table(self, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Numbers stand on the right; the heading comes again on every page, and no row is torn between two."""
        table = self._docx.add_table(rows=1, cols=len(heads), style="Light Grid Accent 1")
        table.autofit = False
        first = Length(round(WHOLE * (NAMES if len(heads) > 2 else 0.6)))  # noqa: PLR2004 - a table of one figure
        lengths = [3 + max(map(len, head.split())) for head in heads[1:]]  # with what is free beside it
        widths = [first, *(Length((WHOLE - first) * length // sum(lengths)) for length in lengths)]
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        for number, row in enumerate([heads, *rows]):
            line = table.rows[0] if not number else table.add_row()
            once = line._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no other way to it
            once.append(OxmlElement("w:cantSplit"))
            if not number:
                once.append(OxmlElement("w:tblHeader"))
            for place, (cell, value, width) in enumerate(zip(line.cells, row, widths, strict=True)):
                cell.width = width
                paragraph = cell.paragraphs[0]
                run = paragraph.add_run(printable(value))
                run.font.size = Pt(10) if number else Pt(8)  # so that no word of it is torn
                if place:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        self._docx.add_paragraph()

    def chart(self, png: bytes, alt: str) -> None:
        """As wide as the page; the table below says the same in numbers."""
        self._shape(png, alt, WHOLE)

    def picture(self, jpeg: bytes, alt: str) -> None:
        """With the words for those who do not see it, under it and in it."""
        self._shape(_smaller(jpeg), alt, Cm(12))
        if alt:
            self._docx.paragraphs[-1].paragraph_format.keep_with_next = True
            self._docx.add_paragraph().add_run(printable(alt)).italic = True

    def _shape(self, raw: bytes, alt: str, width: Length) -> None:
        shape = self._docx.add_picture(io.BytesIO(raw), width=width)
        shape._inline.docPr.set("descr", printable(alt))  # noqa: SLF001 - python-docx has no other way to it

    def bytes(self) -> bytes:
        out = io.BytesIO()
        self._docx.save(out)
        return out.getvalue()


def _smaller(jpeg: bytes) -> bytes:
    """As sharp as paper shows it: forty photographs as they were kept would be too large to send."""
    with Image.open(io.BytesIO(jpeg)) as picture:
        if max(picture.size) <= SIDE:
            return jpeg
        picture.thumbnail((SIDE, SIDE))
        out = io.BytesIO()
        picture.convert("RGB").save(out, "JPEG", quality=82)
    return out.getvalue()
