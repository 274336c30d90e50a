"""What one person, or one alliance, may do how often: the one table (docs/quotas.md is drawn from it).

Figures are for honest days: whoever prepares a year's plan, or enters the libraries of their own alliance on the first
day, meets none of them. The operator can raise each (``TEZKI_QUOTAS__…``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

DAY: Final = timedelta(days=1)
HOUR: Final = timedelta(hours=1)
NEWCOMER: Final = timedelta(days=7)
"""For so long after their first word somebody is a newcomer."""


class Quota(StrEnum):
    """What is counted; the value stands in databases and names the setting."""

    ALLIANCES = "alliances"
    """Alliances founded."""
    LIBRARIES = "libraries"
    """Libraries that somebody joins, or becomes a librarian of."""
    OWN_LIBRARIES = "own_libraries"
    """The same in an alliance that they coordinate."""
    CLAIMS = "claims"
    """Claims on libraries that are known: each is a question to their people or to a coordinator."""
    EVENTS = "events"
    """Events written down, drafts too, one by one."""
    ANNOUNCED = "announced"
    """Events announced: each is a post, a line of the journal for ever, and maybe reminders."""
    CHANGES = "changes"
    """What is public and is said anew: changed or cancelled events, entries of the chronicle, cards, the Agreement."""
    PLAN_FILES = "plan_files"
    DOCUMENTS = "documents"
    """Documents made for somebody."""
    PHOTOS = "photos"
    PHOTO_BYTES = "photo_bytes"
    """Bytes of kept photos."""
    SUBSCRIPTIONS = "subscriptions"
    APPEALS = "appeals"
    """Applications that wait for a coordinator's word."""
    APPEALS_THERE = "appeals_there"
    """The same of everybody, in one alliance."""
    COMPLAINTS = "complaints"
    """What somebody said is not right, and waits for a decision."""
    MEMBERS_ASKED = "members_asked"
    """Decisions about which the members of one alliance are being asked: each rings all of them."""
    INVITATIONS = "invitations"
    """Links of one purpose that nobody has followed yet and that still work."""
    LETTERS = "letters"
    """Letters to all of an alliance."""
    POSTS = "posts"
    """News about members in the groups of an alliance; what is more waits for its turn."""
    COORDINATOR_NOTICES = "coordinator_notices"
    """News to one coordinator; what is more goes into one message that changes."""


BUNDLED: Final = frozenset({Quota.POSTS, Quota.COORDINATOR_NOTICES})
"""Of these nobody is refused anything, and there is no setting."""


class Per(StrEnum):
    """Of whom it is counted."""

    PERSON = "person"
    ALLIANCE = "alliance"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """So many, for one of whom it is counted."""

    most: int
    newcomers: int | None = None
    """For newcomers; None: the same."""
    within: timedelta | None = None
    """In any such time; None: at the same time, until some are over."""
    per: Per = Per.PERSON


LIMITS: Final[Mapping[Quota, Limit]] = MappingProxyType(
    {
        Quota.ALLIANCES: Limit(most=1, within=DAY),
        Quota.LIBRARIES: Limit(most=10, newcomers=3, within=DAY),
        Quota.OWN_LIBRARIES: Limit(most=60, within=DAY),
        Quota.CLAIMS: Limit(most=5, newcomers=2, within=DAY),
        Quota.EVENTS: Limit(most=300, newcomers=100, within=DAY),
        Quota.ANNOUNCED: Limit(most=100, newcomers=30, within=DAY),
        Quota.CHANGES: Limit(most=200, newcomers=60, within=DAY),
        Quota.DOCUMENTS: Limit(most=50, within=DAY),
        Quota.PLAN_FILES: Limit(most=20, within=DAY),
        Quota.PHOTOS: Limit(most=150, newcomers=50, within=DAY),
        Quota.PHOTO_BYTES: Limit(most=100_000_000, within=DAY),
        Quota.SUBSCRIPTIONS: Limit(most=200),
        Quota.APPEALS: Limit(most=5),
        Quota.APPEALS_THERE: Limit(most=30, per=Per.ALLIANCE),
        Quota.COMPLAINTS: Limit(most=5),
        Quota.MEMBERS_ASKED: Limit(most=3, per=Per.ALLIANCE),
        Quota.INVITATIONS: Limit(most=20),
        Quota.LETTERS: Limit(most=3, within=DAY, per=Per.ALLIANCE),
        Quota.POSTS: Limit(most=30, within=HOUR, per=Per.ALLIANCE),
        Quota.COORDINATOR_NOTICES: Limit(most=10, within=HOUR),
    }
)


def limit_of(quota: Quota, *, known_since: datetime, now: datetime, raised: Mapping[str, int]) -> int:
    """How many somebody may who wrote for the first time then; ``raised``: what the operator has set, by quota."""
    if quota in raised:
        return raised[quota]
    limit = LIMITS[quota]
    new = now - known_since < NEWCOMER
    return limit.newcomers if new and limit.newcomers is not None else limit.most
