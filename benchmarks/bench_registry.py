"""A registry of 194,000 settlements: the first look after the import, and how long the import takes.

Ours is what a talk does: a transaction, the query by the folded name, records, the two registries merged. Beside it the
same query in bare sqlite3 (the index with nothing around it), the same without the index, and a dictionary of the whole
registry in memory: what a program would have to hold to be faster. «First» is a fresh process with a cold connection.
"""

from __future__ import annotations

import asyncio
import csv
import json
import os
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.figures import Figure
from bot.registries.loading import load
from domain.vocabulary.registry import OKTMO_REGIONS
from storage.database import Database
from storage.migrations import upgrade

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).parent.parent
ROUNDS: Final = 9
KINDS: Final = ("с", "д", "х", "п", "ст-ца", "пгт", "г")
ROOTS: Final = ("Иван", "Петр", "Михайл", "Никол", "Александр", "Алексе", "Андре", "Павл", "Григор", "Степан", "Васил")
ENDINGS: Final = ("овка", "евка", "ово", "ово-2", "ское", "ская", "овский", "ино", "ичи", "ышево", "ята", "ушкино")
COMMON: Final = "Александровка"


def write(path: Path, settlements: int) -> None:
    """A file as Rosstat's: as many names as it has, some hundreds of the commonest."""
    dice = random.Random(194_000)
    codes = [code for code in OKTMO_REGIONS if len(code) == 2]
    with path.open("w", encoding="cp1251", newline="") as file:
        table = csv.writer(file, delimiter=";", quoting=csv.QUOTE_ALL)
        for row in _rows(codes, settlements, dice):
            table.writerow([*row, "", "", "000", "0", "14.06.2013", "01.01.2014"])


def _rows(codes: list[str], settlements: int, dice: random.Random) -> Iterator[list[str]]:
    each = settlements // len(codes) + 1
    for code in codes:
        yield [code, "000", "000", "000", "", "1", f"Муниципальные образования ({OKTMO_REGIONS[code]})"]
        for n in range(each):
            district, place = 601 + n // 120, n % 120
            if place == 0:
                yield [code, str(district), "000", "000", "7", "1", f"{dice.choice(ROOTS)}ский {n} муниципальный район"]
            number = dice.randrange(600)
            common = dice.random() < 0.0015
            name = COMMON if common else f"{dice.choice(ROOTS)}{dice.choice(ENDINGS)} {number}-я".removesuffix(" 0-я")
            yield [
                code,
                str(district),
                f"{401 + place // 10}",
                f"{101 + place:03}",
                "4",
                "2",
                f"{dice.choice(KINDS)} {name}",
            ]


_LOOK: Final = """
import asyncio, json, sys, time
from storage.database import Database

async def look():
    database = await Database.open(sys.argv[1], alone=False)
    began = time.perf_counter()
    async with database.reading() as books:
        found = await books.places.called(sys.argv[2])
    took = time.perf_counter() - began
    await database.close()
    print(json.dumps([took, len(found)]))

asyncio.run(look())
"""
_BARE: Final = """
import json, sqlite3, sys, time
database = sqlite3.connect(sys.argv[1])
began = time.perf_counter()
rows = database.execute(sys.argv[3], (sys.argv[2],)).fetchall()
print(json.dumps([time.perf_counter() - began, len(rows)]))
"""
_INDEXED: Final = "SELECT * FROM places WHERE folded = ?"
_SCANNED: Final = "SELECT * FROM places NOT INDEXED WHERE folded = ?"


def _fresh(script: str, *words: str) -> tuple[float, int]:
    """In a process of its own."""
    run = subprocess.run([sys.executable, "-c", script, *words], cwd=ROOT, check=True, capture_output=True, text=True)
    took, found = json.loads(run.stdout)
    return took, found


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.2f} ms"


def measure(*, small: bool) -> list[Figure]:
    settlements, rounds = (2_000, 2) if small else (194_000, ROUNDS)
    with tempfile.TemporaryDirectory() as folder:
        return _measured(Path(folder), settlements, rounds)


def _measured(folder: Path, settlements: int, rounds: int) -> list[Figure]:
    file, path = folder / "oktmo.csv", folder / "tezki.db"
    write(file, settlements)
    url = f"sqlite+aiosqlite:///{path}"
    took, again, records = asyncio.run(_import(url, file))
    plain = _plain_import(file, folder / "plain.db")
    folded = COMMON.lower()
    first: dict[str, list[float]] = {"ours": [], "indexed": [], "scanned": []}
    found = set()
    for _ in range(rounds):  # one beside the other, in the same minute
        for name, (seconds, many) in {
            "ours": _fresh(_LOOK, url, COMMON),
            "indexed": _fresh(_BARE, str(path), folded, _INDEXED),
            "scanned": _fresh(_BARE, str(path), folded, _SCANNED),
        }.items():
            first[name].append(seconds)
            found.add(many)
    assert len(found) == 1, "all three see the same"
    middle = {name: statistics.median(seconds) for name, seconds in first.items()}
    warm, held = asyncio.run(_warm(url, path, rounds * 20))
    size, matches = f"{settlements:,} settlements", f"{found.pop()} found"
    return [
        Figure(
            work=f"first look after an import of {size}, {matches}",
            ours=_ms(middle["ours"]),
            baseline=f"bare sqlite3 by the index: {_ms(middle['indexed'])}",
            ratio=middle["ours"] / middle["indexed"],
            at_most=100,
        ),
        Figure(
            work="the same against reading the whole table",
            ours=_ms(middle["ours"]),
            baseline=f"bare sqlite3 without the index: {_ms(middle['scanned'])}",
            ratio=middle["scanned"] / middle["ours"],
            at_least=0 if settlements < 100_000 else 1.5,
        ),
        Figure(
            work=f"a look in the running program, {matches}, against 50 ms that nobody notices",
            ours=_ms(warm),
            baseline=f"dict of the whole registry in memory: {held * 1e6:.1f} µs",
            ratio=warm / 0.05,
            at_most=1,
        ),
        Figure(
            work=f"import of {records:,} records",
            ours=f"{took:.1f} s",
            baseline=f"csv and executemany, one transaction: {plain:.1f} s",
            ratio=took / plain,
            at_most=60,
        ),
        Figure(
            work="the same file read again (--again), nothing changes",
            ours=f"{again:.1f} s",
            baseline=f"the first time: {took:.1f} s",
            ratio=again / took,
            at_most=1,
        ),
    ]


async def _import(url: str, file: Path) -> tuple[float, float, int]:
    await upgrade(url)
    database = await Database.open(url)
    took = []
    records = 0
    for anew in (False, True):
        began = time.perf_counter()
        report = await load(database, "oktmo", file, anew=anew, progress=lambda _done, _size: None)
        took.append(time.perf_counter() - began)
        records = report.counts["read"]
    assert report.counts["new"] == report.counts["changed"] == 0
    await database.close()
    return took[0], took[1], records


def _plain_import(file: Path, path: Path) -> float:
    """What loading costs at the least: no folding, no types, no districts, nothing that could be gone on with."""
    began = time.perf_counter()
    with file.open(encoding="cp1251", newline="") as lines, closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE places (code TEXT PRIMARY KEY, name TEXT)")
        rows = (("".join(row[:4]) + row[5], row[6]) for row in csv.reader(lines, delimiter=";"))
        database.executemany("INSERT OR REPLACE INTO places VALUES (?, ?)", rows)
        database.commit()
    os.sync()
    return time.perf_counter() - began


async def _warm(url: str, path: Path, rounds: int) -> tuple[float, float]:
    database = await Database.open(url, alone=False)
    ours, theirs = [], []
    for _ in range(rounds):  # before the dictionary is there: so much in memory slows everything else down
        began = time.perf_counter()
        async with database.reading() as books:
            await books.places.called(COMMON)
        ours.append(time.perf_counter() - began)
    await database.close()
    held: dict[str, list[object]] = {}
    with closing(sqlite3.connect(path)) as whole:
        for row in whole.execute("SELECT folded, * FROM places"):
            held.setdefault(row[0], []).append(row)
    for _ in range(rounds):
        began = time.perf_counter()
        held.get(COMMON.lower())
        theirs.append(time.perf_counter() - began)
    return statistics.median(ours), statistics.median(theirs)
