"""How many rows of the handed plans and of our own are read as a person reads them, by kind."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from domain.plan.cells import Readers
from domain.plan.file import NoHeadings, read_plan
from domain.plan.hosts import Host
from scheduler.inbox.sheets.parsing import unpack
from tests.plans.expected import Score, score

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from domain.plan.rows import PlanRow

HERE: Final = Path(__file__).parent
ZONE: Final = ZoneInfo("Europe/Moscow")
NOW: Final = datetime(2026, 11, 30, 10, tzinfo=ZONE)
OWN: Final = Host(id=1, title="Александровская сельская библиотека", settlement="Александровка", zone=ZONE)


@dataclass(frozen=True, slots=True)
class Case:
    """One row of a plan."""

    kind: str
    plan: str
    wanted: str
    result: Score


def read(raw: bytes) -> tuple[PlanRow, ...]:
    """The rows of one library's plan."""
    return read_plan(unpack(raw, NOW.date()), now=NOW, readers=Readers(own=OWN, partners=(OWN,)))


def handed() -> Iterator[Case]:
    """Workbooks, each with the titles and what a person reads."""
    wanted: dict[str, list[list[str]]] = json.loads((HERE / "handed/xlsx/expected.json").read_text())
    for name, lines in wanted.items():
        try:
            rows = list(read((HERE / "handed/xlsx" / name).read_bytes()))
        except NoHeadings:
            rows = []
        for title, expected in lines:
            key = " ".join(title.split())
            found = next((row for row in rows if row.title.startswith(key)), None)
            if found is not None:
                rows.remove(found)
            yield Case("handed workbooks", name, f"{key}: {expected}", score(found, expected))
        for row in rows:
            yield Case("handed workbooks", name, f"no row: {row.title}", Score.WRONG)


def own() -> Iterator[Case]:
    """Plans of ``own/plans.txt``: a row that nobody expects is wrong, too."""
    for block in (HERE / "own/plans.txt").read_text().split("\n== ")[1:]:
        name, *lines = block.strip().split("\n")
        wanted = {number: line.split(" => ")[1] for number, line in enumerate(lines, 1) if " => " in line}
        rows = {row.number: row for row in read("\n".join(line.split(" => ")[0] for line in lines).encode())}
        for number, expected in wanted.items():
            yield Case(name.split(":")[0], name, f"{lines[number - 1]}", score(rows.get(number), expected))
        for number in rows.keys() - wanted.keys():
            yield Case(name.split(":")[0], name, f"no row: {lines[number - 1]}", Score.WRONG)


def by_kind(cases: Sequence[Case]) -> Mapping[str, Counter[Score]]:
    """Kind → how many rows of each score."""
    counted: dict[str, Counter[Score]] = defaultdict(Counter)
    for case in cases:
        counted[case.kind][case.result] += 1
    return counted
