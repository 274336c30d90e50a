"""``/metrics``: how much waits and how it goes, in the text format of Prometheus (0.0.4). No names, no texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Final

from bot.web.http.counts import REASONS

if TYPE_CHECKING:
    from storage.messaging.outbox_admin import Count

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
WAITING: Final = ("waiting", "sending")
"""States of an outbox row that is still to be sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InProcess:
    """What this process counts itself."""

    accounts: Mapping[int, str]
    """Account → its ``health.State``."""
    refused: Mapping[str, int]
    """Reason (``REASONS``) → how often the HTTP server refused."""
    outcomes: Mapping[int, Mapping[str, int]] = field(default_factory=dict)
    """Account → outcome of a sent message → how often."""
    late: Mapping[str, float] = field(default_factory=dict)
    """Job → seconds by which it is late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InDatabase:
    """What the database knows, of all processes."""

    counts: Iterable[Count]
    """Rows of the outbox by account and state."""
    unread: Mapping[int, int]
    """Account → updates that wait in the inbox."""
    unread_since: Mapping[int, datetime] = field(default_factory=dict)
    """Account → when the oldest of them was stored."""
    events: Mapping[str, int] = field(default_factory=dict)
    """Kind of security event → how many there were in the last hour."""


def page(own: InProcess, shared: InDatabase, now: datetime) -> str:
    """The text that Prometheus scrapes; ages in whole seconds."""
    return "\n".join(_lines(own, shared, now)) + "\n"


def _lines(own: InProcess, shared: InDatabase, now: datetime) -> Iterator[str]:
    counts = list(shared.counts)
    oldest = dict.fromkeys(own.accounts, 0.0)
    for count in counts:
        if count.state in WAITING:
            age = (now - count.oldest).total_seconds()
            oldest[count.account_id] = max(oldest.get(count.account_id, 0.0), age)
    yield from _metric("tezki_account_listening", "Whether the account is listened to by this process.")
    for account, state in own.accounts.items():
        yield f'tezki_account_listening{{account="{account}"}} {int(state == "listening")}'
    yield from _metric("tezki_account_deaf", "Whether nothing reaches an account that is listened to.")
    for account, state in own.accounts.items():
        yield f'tezki_account_deaf{{account="{account}"}} {int(state == "deaf")}'
    yield from _metric("tezki_outbox_rows", "Rows of the outbox.")
    for c in counts:
        yield f'tezki_outbox_rows{{account="{c.account_id}",state="{c.state}"}} {c.rows}'
    yield from _metric("tezki_outbox_oldest_seconds", "Age of the oldest row that is to be sent.")
    for account, age in oldest.items():
        yield f'tezki_outbox_oldest_seconds{{account="{account}"}} {age:.0f}'
    yield from _metric("tezki_outcomes_total", "What became of messages that left.", kind="counter")
    for account, outcomes in own.outcomes.items():
        for outcome, times in sorted(outcomes.items()):
            yield f'tezki_outcomes_total{{account="{account}",outcome="{outcome}"}} {times}'
    yield from _metric("tezki_inbox_waiting", "Happenings that are stored and not dealt with.")
    for account, rows in shared.unread.items():
        yield f'tezki_inbox_waiting{{account="{account}"}} {rows}'
    yield from _metric("tezki_inbox_oldest_seconds", "Since when the oldest of them waits.")
    for account in own.accounts:
        since = shared.unread_since.get(account, now)
        yield f'tezki_inbox_oldest_seconds{{account="{account}"}} {max(0.0, (now - since).total_seconds()):.0f}'
    yield from _metric("tezki_job_late_seconds", "By how much a job of this process is late.")
    for job, seconds in sorted(own.late.items()):
        yield f'tezki_job_late_seconds{{job="{job}"}} {seconds:.0f}'
    yield from _metric("tezki_http_refused_total", "What the HTTP door turned away.", kind="counter")
    for why in REASONS:
        yield f'tezki_http_refused_total{{why="{why}"}} {own.refused.get(why, 0)}'
    yield from _metric("tezki_security_events", "Refusals, changes of roles, wrong secrets of the last hour.")
    for kind, times in sorted(shared.events.items()):
        yield f'tezki_security_events{{kind="{kind}"}} {times}'


def _metric(name: str, about: str, *, kind: str = "gauge") -> tuple[str, str]:
    return f"# HELP {name} {about}", f"# TYPE {name} {kind}"
