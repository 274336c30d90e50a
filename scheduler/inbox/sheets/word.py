"""The tables of a document of Word, one under the other, with the short paragraphs above each: titles, months.

Runs in the sandbox. Raises BadSheet.
"""

from __future__ import annotations

import io
from collections import deque
from typing import TYPE_CHECKING, Any, Final

from scheduler.inbox.sheets.refusals import BadSheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

WORD: Final = frozenset({"word/document.xml", "[Content_Types].xml"})
"""What such an archive holds."""
MOST_ABOVE: Final = 12
"""Paragraphs above a table that are looked at."""
LONGEST_ABOVE: Final = 300
MOST_SPAN: Final = 60
"""Columns of one cell."""
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def tables_of(raw: bytes) -> Iterable[Iterable[object]]:
    """A list of texts for each row. A cell that is merged downwards holds for all its rows."""
    import docx  # noqa: PLC0415 - takes a while, others need it not
    from docx.opc.exceptions import OpcError  # noqa: PLC0415 - the same

    try:
        body: Any = docx.Document(io.BytesIO(raw)).element.body
        rows = list(_rows(body))
    except (OpcError, KeyError, ValueError, TypeError, AttributeError, IndexError, SyntaxError) as error:
        raise BadSheet("damaged") from error  # what python-docx raises for damaged files
    if not rows:
        raise BadSheet("no_table")
    return rows


def _rows(body: Any) -> Iterator[list[str]]:
    above: deque[str] = deque(maxlen=MOST_ABOVE)
    for part in body:
        if part.tag == f"{_W}p":
            text = _text(part).strip()
            if text and len(text) <= LONGEST_ABOVE:
                above.append(text)
        elif part.tag == f"{_W}tbl":
            yield from ([text] for text in above)
            above.clear()
            yield from _table(part)


def _table(table: Any) -> Iterator[list[str]]:
    before: list[str] = []
    for row in table.iterchildren(f"{_W}tr"):
        cells: list[str] = []
        for cell in row.iter(f"{_W}tc"):
            if cell.getparent() is not row and cell.getparent().tag == f"{_W}tr":
                continue  # of a table inside a cell
            said = "\n".join(filter(None, (_text(one).strip() for one in cell.iterchildren(f"{_W}p"))))
            span, merged = _shape(cell)
            if merged and len(cells) < len(before):
                said = before[len(cells)]
            cells += [said] + [""] * (span - 1)
        before = cells
        yield cells


def _shape(cell: Any) -> tuple[int, bool]:
    """How many columns it takes, and whether it continues the cell above."""
    span, merged = 1, False
    shape = cell.find(f"{_W}tcPr")
    if shape is None:
        return span, merged
    if (wide := shape.find(f"{_W}gridSpan")) is not None:
        span = min(MOST_SPAN, max(1, int(wide.get(f"{_W}val", "1"))))
    if (tall := shape.find(f"{_W}vMerge")) is not None:
        merged = tall.get(f"{_W}val", "continue") == "continue"
    return span, merged


def _text(paragraph: Any) -> str:
    """As it is shown: what was deleted in revision is gone, a line break is one."""
    pieces: list[str] = []
    for part in paragraph.iter(f"{_W}t", f"{_W}br", f"{_W}tab", f"{_W}noBreakHyphen"):
        match part.tag.removeprefix(_W):
            case "t":
                pieces.append(part.text or "")
            case "br":
                pieces.append("\n")
            case "tab":
                pieces.append(" ")
            case _:
                pieces.append("-")
    return "".join(pieces)
