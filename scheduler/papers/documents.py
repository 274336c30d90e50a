"""Documents as DOCX: headings, paragraphs, tables with a bar beside the numbers, photographs with their words."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Final

from docx import Document
from docx.shared import Cm, Pt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docx.document import Document as Docx

_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
BAR: Final = 20
"""Blocks of the longest bar."""


class Writing:
    """One document on its way."""

    def __init__(self, title: str) -> None:
        self._docx: Docx = Document()
        self._docx.styles["Normal"].font.name = "Calibri"
        self._docx.styles["Normal"].font.size = Pt(12)
        self._docx.core_properties.title = printable(title)
        self._docx.core_properties.author = ""
        self.heading(title, level=0)

    def heading(self, text: str, *, level: int = 1) -> None:
        self._docx.add_heading(printable(text), level)

    def text(self, text: str) -> None:
        """A paragraph; a line end stays one."""
        self._docx.add_paragraph(printable(text))

    def table(self, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """The first row is repeated on every page by the reader's program as a heading."""
        table = self._docx.add_table(rows=1, cols=len(heads), style="Light Grid Accent 1")
        for cell, head in zip(table.rows[0].cells, heads, strict=True):
            cell.text = printable(head)
        for row in rows:
            for cell, value in zip(table.add_row().cells, row, strict=True):
                cell.text = printable(value)
        self._docx.add_paragraph()

    def picture(self, jpeg: bytes, alt: str) -> None:
        """With the words for those who do not see it, under it and in it."""
        shape = self._docx.add_picture(io.BytesIO(jpeg), width=Cm(12))
        shape._inline.docPr.set("descr", printable(alt))  # noqa: SLF001 - python-docx has no other way to it
        if alt:
            self._docx.add_paragraph().add_run(printable(alt)).italic = True

    def bytes(self) -> bytes:
        out = io.BytesIO()
        self._docx.save(out)
        return out.getvalue()


def printable(text: str) -> str:
    """XML holds no control characters."""
    return _UNPRINTABLE.sub("", text)


def bar(value: int, most: int) -> str:
    """A chart of one line: «██████»; the number stands beside it, so that nothing is told by the bar alone."""
    return "█" * round(BAR * value / most) if most and value else ""
