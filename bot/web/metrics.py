"""``/metrics``: how much waits, in the text format of Prometheus (version 0.0.4). Numbers only: no names, no texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from storage.messaging.outbox_admin import Count

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
WAITING: Final = ("waiting", "sending")


def page(accounts: Mapping[int, str], counts: Iterable[Count], unread: Mapping[int, int], now: datetime) -> str:
    """``accounts``: state of each account; ``unread``: updates that wait in the inbox, by account."""
    counts = list(counts)
    oldest = dict.fromkeys(accounts, 0.0)
    for count in counts:
        if count.state in WAITING:
            age = (now - count.oldest).total_seconds()
            oldest[count.account_id] = max(oldest.get(count.account_id, 0.0), age)
    lines = [
        *_metric("tezki_account_listening", "Whether the account is listened to by this process."),
        *(f'tezki_account_listening{{account="{id_}"}} {int(state == "listening")}' for id_, state in accounts.items()),
        *_metric("tezki_outbox_rows", "Rows of the outbox."),
        *(f'tezki_outbox_rows{{account="{c.account_id}",state="{c.state}"}} {c.rows}' for c in counts),
        *_metric("tezki_outbox_oldest_seconds", "Age of the oldest row that is to be sent."),
        *(f'tezki_outbox_oldest_seconds{{account="{id_}"}} {age:.0f}' for id_, age in oldest.items()),
        *_metric("tezki_inbox_waiting", "Happenings that are stored and not dealt with."),
        *(f'tezki_inbox_waiting{{account="{id_}"}} {rows}' for id_, rows in unread.items()),
    ]
    return "\n".join(lines) + "\n"


def _metric(name: str, about: str) -> tuple[str, str]:
    return f"# HELP {name} {about}", f"# TYPE {name} gauge"
