"""Who may do what: the one place of authorisation, decided from who is asking, never from what a button says.

Three roles: a coordinator of an alliance, a librarian of a library, anyone. A coordinator keeps the alliance's own
affairs and cannot act for a library that is not theirs; a librarian acts for their library only. What is not granted
below is denied, and so is a thing that does not say whose it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, assert_never


class Action(StrEnum):
    """Everything that asks for permission."""

    FOUND_ALLIANCE = "found_alliance"
    EDIT_ALLIANCE = "edit_alliance"
    EDIT_AGREEMENT = "edit_agreement"
    BIND_GROUP = "bind_group"
    UNBIND_GROUP = "unbind_group"
    OVERRIDE_VERDICT = "override_verdict"
    CONFIRM_SETTLEMENT = "confirm_settlement"
    APPOINT_COORDINATOR = "appoint_coordinator"
    DISMISS_LIBRARIAN = "dismiss_librarian"
    """Whoever types a library's public facts serves in it (Положение §1.8): its alliance may send a false one away."""

    WRITE_LETTER = "write_letter"
    """To all subscribers at once."""

    INVITE_NAMESAKES = "invite_namesakes"
    """To see who was written to, to write, and to mark it."""

    IMPORT_JOINT_PLAN = "import_joint_plan"
    """To write what was agreed on as drafts of the members: each of them decides what becomes of its own."""

    READ_RUN_JOURNAL = "read_run_journal"
    """What could not be delivered to the alliance's groups, who is to be nudged."""

    JOIN_ALLIANCE = "join_alliance"
    LEAVE_ALLIANCE = "leave_alliance"
    EDIT_LIBRARY = "edit_library"
    ADD_EVENT = "add_event"
    EDIT_EVENT = "edit_event"
    CANCEL_EVENT = "cancel_event"
    WRITE_CHRONICLE = "write_chronicle"
    CORRECT_CHRONICLE = "correct_chronicle"

    READ_PUBLIC = "read_public"
    SUBSCRIBE = "subscribe"


class Need(StrEnum):
    """What an action asks of a person."""

    NOTHING = "nothing"
    COORDINATES = "coordinates"
    OWN_LIBRARY = "own_library"
    OWN_MEMBER = "own_member"
    """Own library, an active member of this very alliance."""

    OWN_OR_CO_HOST = "own_or_co_host"
    """Own library hosts the event or is one of its co-hosts."""


NEEDS: Final[Mapping[Action, Need]] = {
    Action.FOUND_ALLIANCE: Need.NOTHING,
    Action.EDIT_ALLIANCE: Need.COORDINATES,
    Action.EDIT_AGREEMENT: Need.COORDINATES,
    Action.BIND_GROUP: Need.COORDINATES,
    Action.UNBIND_GROUP: Need.COORDINATES,
    Action.OVERRIDE_VERDICT: Need.COORDINATES,
    Action.CONFIRM_SETTLEMENT: Need.COORDINATES,
    Action.APPOINT_COORDINATOR: Need.COORDINATES,
    Action.DISMISS_LIBRARIAN: Need.COORDINATES,
    Action.WRITE_LETTER: Need.COORDINATES,
    Action.INVITE_NAMESAKES: Need.COORDINATES,
    Action.IMPORT_JOINT_PLAN: Need.COORDINATES,
    Action.READ_RUN_JOURNAL: Need.COORDINATES,
    # Joining needs no one's permission (Положение §1.8): the namesake verdict decides, not a role.
    Action.JOIN_ALLIANCE: Need.NOTHING,
    Action.LEAVE_ALLIANCE: Need.OWN_MEMBER,
    Action.EDIT_LIBRARY: Need.OWN_LIBRARY,
    Action.ADD_EVENT: Need.OWN_MEMBER,
    # An event stays its host's after the library has left: it must still be possible to move, cancel and tell of it.
    Action.EDIT_EVENT: Need.OWN_OR_CO_HOST,
    Action.CANCEL_EVENT: Need.OWN_LIBRARY,
    Action.WRITE_CHRONICLE: Need.OWN_OR_CO_HOST,
    Action.CORRECT_CHRONICLE: Need.OWN_OR_CO_HOST,
    Action.READ_PUBLIC: Need.NOTHING,
    Action.SUBSCRIBE: Need.NOTHING,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles:
    """Who is asking: the alliances they coordinate, their libraries, and the alliance of each of these."""

    person: int
    coordinates: frozenset[int] = frozenset()
    librarian_of: frozenset[int] = frozenset()
    members: Mapping[int, int] = field(default_factory=dict)
    """Library id → alliance id, active memberships only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """What is acted on: its alliance, the library it belongs to (an event's host), the co-hosts of an event."""

    alliance: int | None = None
    library: int | None = None
    co_hosts: frozenset[int] = frozenset()


NOTHING: Final = Thing()


def may(roles: Roles, action: Action, thing: Thing = NOTHING) -> bool:
    """Whether these roles allow the action on the thing. Pure; never raises. False for what is not granted."""
    need = NEEDS.get(action)
    own = thing.library is not None and thing.library in roles.librarian_of
    match need:
        case None:
            return False
        case Need.NOTHING:
            return True
        case Need.COORDINATES:
            return thing.alliance is not None and thing.alliance in roles.coordinates
        case Need.OWN_LIBRARY:
            return own
        case Need.OWN_MEMBER:
            is_member = thing.library is not None and roles.members.get(thing.library) == thing.alliance
            return own and is_member and thing.alliance is not None
        case Need.OWN_OR_CO_HOST:
            return own or bool(thing.co_hosts & roles.librarian_of)
    assert_never(need)
