"""What errands may know of the messengers: how to invite people there, and what fits into a message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from domain.purposes import Operator
from handlers.turn.erased_lately import ErasedLately
from talk.messenger import Limits
from talk.updates import AccountId


class MessengerInfo(Protocol):
    """What a Messenger tells of itself without I/O: its kind, its limits, its deep links."""

    @property
    def kind(self) -> str: ...
    @property
    def account(self) -> AccountId: ...
    @property
    def limits(self) -> Limits: ...
    def invitation(self, payload: str) -> str: ...
    def group_invitation(self, payload: str) -> str | None: ...


@dataclass(frozen=True, slots=True)
class AccountDirectory:
    """All accounts that this program runs, by id; ``public_url`` is the address of its site, if it has one."""

    messengers: Mapping[int, MessengerInfo]
    public_url: str | None = None
    quotas: Mapping[str, int] = field(default_factory=dict)
    """What the operator has set instead of the figures of ``domain.quotas``."""
    operator: Operator | None = None
    """None: the settings do not say."""
    erased: ErasedLately = field(default_factory=ErasedLately)

    def messenger(self, account: int) -> MessengerInfo:
        return self.messengers[account]

    def page_url(self, path: str) -> str | None:
        """The whole address of a page of the site, from ``/e/12``; None without a site."""
        return f"{self.public_url.rstrip('/')}{path}" if self.public_url else None
