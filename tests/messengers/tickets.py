"""A ticket that counts the calls which wait for their turn by it."""

from __future__ import annotations

from talk.messenger import BULK, SendTicket


class Counted:
    """One send's."""

    def __init__(self) -> None:
        self.calls = 0
        self.ticket = SendTicket(lane=BULK, may_leave=self._count)

    def _count(self) -> bool:
        self.calls += 1
        return True
