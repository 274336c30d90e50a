"""What the sandbox is asked of a plan and what it answers, as JSON: the table and who reads it; rows with verdicts."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from domain.plan.cells import Readers
from domain.plan.file import read_plan
from domain.plan.hosts import Host

if TYPE_CHECKING:
    from collections.abc import Sequence


def asked(table: Sequence[Sequence[str]], *, now: datetime, readers: Readers) -> bytes:
    partners = [_spelled(one) for one in readers.partners]
    own = None if readers.own is None else _spelled(readers.own)
    asking = {"table": table, "now": now.isoformat(), "own": own, "partners": partners}
    return json.dumps(asking, ensure_ascii=False).encode("utf-8", "surrogatepass")


def answered(raw: bytes) -> list[dict[str, Any]]:
    """In the sandbox. Raises NoHeadings, NoHostColumn."""
    given = json.loads(raw.decode("utf-8", "surrogatepass"))
    own = None if given["own"] is None else _host(given["own"])
    readers = Readers(own=own, partners=tuple(map(_host, given["partners"])))
    rows = read_plan(given["table"], now=datetime.fromisoformat(given["now"]), readers=readers)
    return [{name: _plain(value) for name, value in asdict(row).items()} for row in rows]


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date | time) else value


def _spelled(host: Host) -> dict[str, Any]:
    return {name: getattr(host, name) for name in ("id", "title", "settlement", "district", "region")} | {
        "zone": host.zone.key
    }


def _host(spelled: dict[str, Any]) -> Host:
    return Host(**{**spelled, "zone": ZoneInfo(spelled["zone"])})
