"""Who may do what: the one place of authorisation, decided from who is asking, never from what a button says.

A coordinator of an alliance, a librarian of a library, anyone. A coordinator keeps the alliance's own affairs and
cannot act for a library that is not theirs; a librarian acts for their library only, and speaks for it in public once
they are vouched for (``domain.libraries.service``): whoever has only typed its name drafts. What is not granted below
is denied, and so is a thing that does not say whose it is.
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
    """The alliance may send away whoever is no librarian of a library of its."""

    LIFT_DISMISSAL = "lift_dismissal"
    """To let somebody who was sent away ask again."""

    HIDE = "hide"
    """To take a public thing of the alliance off all pages and out of all feeds, and to bring it back."""

    MODERATE = "moderate"
    """To read what people say against public things of the alliance, and to decide."""

    REVOKE_COORDINATOR = "revoke_coordinator"
    """Somebody else's office: the founder alone, others two together."""

    OBJECT = "object"
    """To say that it was hidden wrongly: those of the library whose it is; of a whole alliance, all who serve in it."""

    COMPLAIN = "complain"

    GIVE_VOICE = "give_voice"
    """That of a member library, when somebody asks the members to look at a coordinator's decision."""

    UNITE_LIBRARIES = "unite_libraries"
    """Two cards that are one library; and to part them again."""

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
    SERVE_LIBRARY = "serve_library"
    """To see a library of one's own from inside, and to change what one has said of oneself there."""

    EDIT_LIBRARY = "edit_library"
    """What everybody reads of it."""

    VOUCH = "vouch"
    """To say that somebody is a librarian there, or is not: its own people, or the coordinators of its alliance."""

    UNDO_DEED = "undo_deed"
    """To take back what a colleague did and what has not taken effect yet (``domain.libraries.delays``)."""

    HURRY_DEED = "hurry_deed"
    """To let it take effect at once; of colleagues only those who are not new."""

    INVITE_COLLEAGUE = "invite_colleague"
    DISMISS_COLLEAGUE = "dismiss_colleague"
    SEE_CONTACTS = "see_contacts"
    """Those that colleagues show to partners."""

    ADD_EVENT = "add_event"
    """As a draft."""

    EDIT_DRAFT = "edit_draft"
    DROP_DRAFT = "drop_draft"
    ANNOUNCE_EVENT = "announce_event"
    EDIT_EVENT = "edit_event"
    """One that the public sees."""

    CANCEL_EVENT = "cancel_event"
    ANSWER_FOR_CO_HOST = "answer_for_co_host"
    """Whether the library holds somebody else's event together with them."""

    WRITE_CHRONICLE = "write_chronicle"
    """Each in the name of their own library."""

    CORRECT_CHRONICLE = "correct_chronicle"

    READ_PUBLIC = "read_public"
    SUBSCRIBE = "subscribe"


class Need(StrEnum):
    """What an action asks of a person."""

    NOTHING = "nothing"
    COORDINATES = "coordinates"
    OWN_LIBRARY = "own_library"
    """Serves there: claims to, where nobody knows better yet, or is vouched for."""

    OWN_OR_HIDDEN = "own_or_hidden"
    """The same, also in a library that was hidden; an alliance that was hidden belongs to all who serve in it."""

    OWN_MEMBER = "own_member"
    """Own library, an active member of this very alliance."""

    OWN_OR_CO_HOST = "own_or_co_host"
    """Own library hosts the event or is one of its co-hosts, who have agreed to be."""

    SPEAKS = "speaks"
    """Vouched for in that library."""

    SPEAKING_MEMBER = "speaking_member"
    """The same, and it is an active member of this very alliance."""

    SPEAKING_OR_HIDDEN_MEMBER = "speaking_or_hidden_member"
    """The same, also where the whole alliance was hidden."""

    SPEAKS_OR_CO_HOST = "speaks_or_co_host"
    """Vouched for in the library that hosts the event, or in a co-host."""

    SPEAKS_OR_COORDINATES = "speaks_or_coordinates"

    PARTNER = "partner"
    """Vouched for in some active member of that alliance."""


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
    Action.LIFT_DISMISSAL: Need.COORDINATES,
    Action.HIDE: Need.COORDINATES,
    Action.MODERATE: Need.COORDINATES,
    Action.REVOKE_COORDINATOR: Need.COORDINATES,
    Action.OBJECT: Need.OWN_OR_HIDDEN,
    Action.COMPLAIN: Need.NOTHING,
    Action.UNITE_LIBRARIES: Need.COORDINATES,
    Action.WRITE_LETTER: Need.COORDINATES,
    Action.INVITE_NAMESAKES: Need.COORDINATES,
    Action.IMPORT_JOINT_PLAN: Need.COORDINATES,
    Action.READ_RUN_JOURNAL: Need.COORDINATES,
    # Joining needs no one's permission (Положение §1.8): the namesake verdict decides, not a role.
    Action.JOIN_ALLIANCE: Need.NOTHING,
    Action.LEAVE_ALLIANCE: Need.SPEAKING_OR_HIDDEN_MEMBER,
    Action.SERVE_LIBRARY: Need.OWN_LIBRARY,
    Action.EDIT_LIBRARY: Need.SPEAKS,
    Action.VOUCH: Need.SPEAKS_OR_COORDINATES,
    Action.UNDO_DEED: Need.SPEAKS_OR_COORDINATES,
    Action.HURRY_DEED: Need.SPEAKS_OR_COORDINATES,
    Action.INVITE_COLLEAGUE: Need.SPEAKS,
    Action.DISMISS_COLLEAGUE: Need.SPEAKS,
    Action.SEE_CONTACTS: Need.PARTNER,
    Action.GIVE_VOICE: Need.PARTNER,
    Action.ADD_EVENT: Need.OWN_MEMBER,
    Action.EDIT_DRAFT: Need.OWN_OR_CO_HOST,
    Action.DROP_DRAFT: Need.OWN_LIBRARY,
    Action.ANNOUNCE_EVENT: Need.SPEAKING_MEMBER,
    # An event stays its host's after the library has left: it must still be possible to move, cancel and tell of it.
    Action.EDIT_EVENT: Need.SPEAKS_OR_CO_HOST,
    Action.CANCEL_EVENT: Need.SPEAKS,
    Action.ANSWER_FOR_CO_HOST: Need.SPEAKS,
    Action.WRITE_CHRONICLE: Need.SPEAKS_OR_CO_HOST,
    # A correction stands in the name of the entry's library.
    Action.CORRECT_CHRONICLE: Need.SPEAKS,
    Action.READ_PUBLIC: Need.NOTHING,
    Action.SUBSCRIBE: Need.NOTHING,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles:
    """Who is asking: the alliances they coordinate, their libraries, and the alliance of each of these."""

    person: int
    coordinates: frozenset[int] = frozenset()
    librarian_of: frozenset[int] = frozenset()
    """Libraries that they serve, vouched for or not. Without those that were hidden: for them they may only object."""

    vouched: frozenset[int] = frozenset()
    """Those of them for which they speak."""

    hidden_of: frozenset[int] = frozenset()
    """Their libraries that were hidden from everybody."""

    hidden_alliances: frozenset[int] = frozenset()
    """Alliances of theirs that were hidden from everybody, those that they coordinate and those of their libraries."""

    may_leave: Mapping[int, int] = field(default_factory=dict)
    """Library id → alliance id of members for which they speak, where the whole alliance was hidden."""

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
    serves = thing.library is not None and thing.library in roles.librarian_of
    speaks = serves and thing.library in roles.vouched
    coordinates = thing.alliance is not None and thing.alliance in roles.coordinates
    match need:
        case None:
            return False
        case Need.NOTHING:
            return True
        case Need.COORDINATES:
            return coordinates
        case Need.OWN_LIBRARY:
            return serves
        case Need.OWN_OR_HIDDEN:
            if thing.library is None:
                return thing.alliance in roles.hidden_alliances
            return serves or thing.library in roles.hidden_of
        case Need.OWN_MEMBER:
            return serves and _is_member(roles, thing)
        case Need.OWN_OR_CO_HOST:
            return serves or bool(thing.co_hosts & roles.librarian_of)
        case Need.SPEAKS:
            return speaks
        case Need.SPEAKING_MEMBER:
            return speaks and _is_member(roles, thing)
        case Need.SPEAKING_OR_HIDDEN_MEMBER:
            return (speaks and _is_member(roles, thing)) or _is_hidden_member(roles, thing)
        case Need.SPEAKS_OR_CO_HOST:
            return speaks or bool(thing.co_hosts & roles.librarian_of & roles.vouched)
        case Need.SPEAKS_OR_COORDINATES:
            return speaks or coordinates
        case Need.PARTNER:
            return thing.alliance is not None and any(
                roles.members.get(library) == thing.alliance for library in roles.librarian_of & roles.vouched
            )
    assert_never(need)


def _is_member(roles: Roles, thing: Thing) -> bool:
    if thing.library is None or thing.alliance is None:
        return False
    return roles.members.get(thing.library) == thing.alliance


def _is_hidden_member(roles: Roles, thing: Thing) -> bool:
    if thing.library is None or thing.alliance is None:
        return False
    return roles.may_leave.get(thing.library) == thing.alliance
