"""The board and the alarms ask for numbers that the program tells, and for labels that it gives."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest
import yaml  # type: ignore[import-untyped]  # pre-commit brings it, without types

from bot.web import metrics
from bot.web.http.counts import REASONS
from scheduler.all_jobs import JOBS
from storage.messaging.outbox_admin import Count
from talk.messenger import Broken, GroupReport, Impossible, Later, Migrated, Sent, Uncertain, Unreachable
from tests.walls import ROOT

NOW: Final = datetime(2026, 11, 30, 12, tzinfo=UTC)
OUTCOMES: Final = (Sent, GroupReport, Later, Uncertain, Unreachable, Migrated, Impossible, Broken)
STATES: Final = ("waiting", "sending", "held", "parked", "sent", "withdrawn")
METRIC: Final = re.compile(r"\btezki_[a-z_]+")
LABELS: Final = re.compile(r"(tezki_[a-z_]+)\{([^}]*)\}")


def told() -> str:
    """All that the program can say."""
    own = metrics.InProcess(
        accounts={1: "listening", 2: "broken"},
        refused=dict.fromkeys(REASONS, 3),
        outcomes={1: {outcome.__name__: 7 for outcome in OUTCOMES}},
        late={job.name: 1.0 for job in JOBS},
    )
    since = NOW - timedelta(seconds=90)
    shared = metrics.InDatabase(
        counts=[Count(account_id=1, state=state, rows=5, oldest=since) for state in STATES],
        unread={1: 4},
        unread_since={1: since},
        events={"refused": 2},
    )
    return metrics.page(own, shared, NOW)


def expressions() -> dict[str, str]:
    """Of the alarms and the board, by name."""
    rules: Any = yaml.safe_load((ROOT / "deploy" / "alerts.yaml").read_text("utf-8"))
    board: Any = json.loads((ROOT / "deploy" / "grafana.json").read_text("utf-8"))
    alarms = {rule["alert"]: rule["expr"] for group in rules["groups"] for rule in group["rules"]}
    panels = {panel["title"]: target["expr"] for panel in board["panels"] for target in panel["targets"]}
    return alarms | panels


def samples(name: str) -> list[dict[str, str]]:
    """The labels of all lines of one metric."""
    lines = re.findall(rf"^{name}(?:\{{(.*)\}})? [0-9.]+$", told(), re.MULTILINE)
    return [dict(re.findall(r'(\w+)="([^"]*)"', line)) for line in lines]


@pytest.mark.parametrize("name", expressions())
def test_every_number_that_is_asked_for_is_told(name: str) -> None:
    asked = expressions()[name]
    for metric in METRIC.findall(asked):
        assert samples(metric), f"{name}: nobody tells {metric}"
    for by in re.findall(r"by \(([a-z, ]+)\)", asked):
        for metric in METRIC.findall(asked):
            assert all(label.strip() in labels for labels in samples(metric) for label in by.split(",")), name
    for metric, labels in LABELS.findall(asked):
        for label, sign, value in re.findall(r'(\w+)(=~|!~|!=|=)"([^"]*)"', labels):
            fits = [one for one in samples(metric) if re.fullmatch(value, one[label])]
            assert fits, f"{name}: {metric} never has {label}={value}"
            if sign in ("=~", "!~"):
                assert all(re.search(rf"(^|\|){re.escape(part)}($|\|)", value) for part in value.split("|"))
                assert {one[label] for one in fits} == set(value.split("|")), f"{name}: not all of {value} exist"


def test_every_number_that_is_told_is_on_the_board() -> None:
    shown = " ".join(expressions().values())
    for name in re.findall(r"^# TYPE (\w+)", told(), re.MULTILINE):
        assert name in shown


def test_a_page_of_numbers_is_what_prometheus_reads() -> None:
    for line in told().splitlines():
        assert re.fullmatch(
            r'# (HELP|TYPE) tezki_\w+ .+|tezki_\w+(\{\w+="[^"\\]*"(,\w+="[^"\\]*")*\})? \d+(\.\d+)?', line
        )
    assert 'tezki_inbox_oldest_seconds{account="1"} 90' in told()
    assert 'tezki_inbox_oldest_seconds{account="2"} 0' in told()
