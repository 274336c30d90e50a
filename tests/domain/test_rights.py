"""Nobody acts for a library that is not theirs: every role, every action, own and foreign things."""

import pytest

from domain.rights import NEEDS, Action, Need, Roles, Thing, may

OURS, THEIRS = 1, 2
OWN, FOREIGN, THIRD = 10, 20, 30

RESIDENT = Roles(person=1)
CLAIMING = Roles(person=6, librarian_of=frozenset({OWN}), members={OWN: OURS})
LIBRARIAN = Roles(person=2, librarian_of=frozenset({OWN}), vouched=frozenset({OWN}), members={OWN: OURS})
LEFT = Roles(person=3, librarian_of=frozenset({OWN}), vouched=frozenset({OWN}), members={})
COORDINATOR = Roles(person=4, coordinates=frozenset({OURS}))
BOTH = Roles(
    person=5,
    coordinates=frozenset({OURS}),
    librarian_of=frozenset({OWN}),
    vouched=frozenset({OWN}),
    members={OWN: OURS},
)

OWN_THING = Thing(alliance=OURS, library=OWN)
FOREIGN_THING = Thing(alliance=OURS, library=FOREIGN)
CO_HOSTED = Thing(alliance=OURS, library=FOREIGN, co_hosts=frozenset({OWN, THIRD}))
OTHER_ALLIANCE = Thing(alliance=THEIRS, library=OWN)
NOBODYS = Thing()

EVERYONES = {
    Action.READ_PUBLIC,
    Action.SUBSCRIBE,
    Action.COMPLAIN,
    Action.FOUND_ALLIANCE,
    Action.JOIN_ALLIANCE,
}
COORDINATORS = {
    Action.EDIT_ALLIANCE,
    Action.EDIT_AGREEMENT,
    Action.BIND_GROUP,
    Action.UNBIND_GROUP,
    Action.OVERRIDE_VERDICT,
    Action.CONFIRM_SETTLEMENT,
    Action.APPOINT_COORDINATOR,
    Action.DISMISS_LIBRARIAN,
    Action.WRITE_LETTER,
    Action.INVITE_NAMESAKES,
    Action.IMPORT_JOINT_PLAN,
    Action.READ_RUN_JOURNAL,
}
DRAFTING = {Action.SERVE_LIBRARY, Action.EDIT_DRAFT, Action.DROP_DRAFT}
"""What somebody may who only says that they work there."""
HOSTS = {Action.EDIT_EVENT, Action.CANCEL_EVENT, Action.WRITE_CHRONICLE, Action.CORRECT_CHRONICLE}
CO_HOSTS = {Action.EDIT_DRAFT, *HOSTS} - {Action.CANCEL_EVENT, Action.CORRECT_CHRONICLE}
SPEAKING = {Action.EDIT_LIBRARY, Action.INVITE_COLLEAGUE, Action.DISMISS_COLLEAGUE, Action.VOUCH}
LIBRARIANS = DRAFTING | HOSTS | SPEAKING
PARTNERS = {Action.SEE_CONTACTS}
MEMBERS = {Action.ADD_EVENT, Action.ANNOUNCE_EVENT, Action.LEAVE_ALLIANCE, *PARTNERS}
COORDINATORS |= {Action.LIFT_DISMISSAL, Action.VOUCH}

KNOWN = EVERYONES | COORDINATORS | LIBRARIANS | MEMBERS
NEW = {need: {action for action in set(Action) - KNOWN if NEEDS[action] is need} for need in Need}
"""Rights that wings have added: granted to whoever has what they need. What is everybody's is said above."""
COORDINATORS |= NEW[Need.COORDINATES] | NEW[Need.SPEAKS_OR_COORDINATES]
CO_HOSTS |= NEW[Need.OWN_OR_CO_HOST] | NEW[Need.SPEAKS_OR_CO_HOST]
DRAFTING |= NEW[Need.OWN_OR_CO_HOST] | NEW[Need.OWN_LIBRARY] | NEW[Need.OWN_OR_HIDDEN]
LIBRARIANS |= DRAFTING | NEW[Need.SPEAKS_OR_CO_HOST] | NEW[Need.SPEAKS] | NEW[Need.SPEAKS_OR_COORDINATES]
PARTNERS |= NEW[Need.PARTNER]
MEMBERS |= NEW[Need.OWN_MEMBER] | NEW[Need.SPEAKING_MEMBER] | PARTNERS

MATRIX = [
    (RESIDENT, OWN_THING, EVERYONES),
    (RESIDENT, CO_HOSTED, EVERYONES),
    (RESIDENT, NOBODYS, EVERYONES),
    (CLAIMING, OWN_THING, EVERYONES | DRAFTING | {Action.ADD_EVENT} | NEW[Need.OWN_MEMBER]),
    (CLAIMING, FOREIGN_THING, EVERYONES),
    (CLAIMING, CO_HOSTED, EVERYONES | {Action.EDIT_DRAFT} | NEW[Need.OWN_OR_CO_HOST]),
    (CLAIMING, OTHER_ALLIANCE, EVERYONES | DRAFTING),
    (CLAIMING, NOBODYS, EVERYONES),
    (LIBRARIAN, OWN_THING, EVERYONES | LIBRARIANS | MEMBERS),
    (LIBRARIAN, FOREIGN_THING, EVERYONES | PARTNERS),
    (LIBRARIAN, CO_HOSTED, EVERYONES | CO_HOSTS | PARTNERS),
    (LIBRARIAN, OTHER_ALLIANCE, EVERYONES | LIBRARIANS),
    (LIBRARIAN, NOBODYS, EVERYONES),
    (LEFT, OWN_THING, EVERYONES | LIBRARIANS),
    (COORDINATOR, OWN_THING, EVERYONES | COORDINATORS),
    (COORDINATOR, FOREIGN_THING, EVERYONES | COORDINATORS),
    (COORDINATOR, CO_HOSTED, EVERYONES | COORDINATORS),
    (COORDINATOR, OTHER_ALLIANCE, EVERYONES),
    (COORDINATOR, NOBODYS, EVERYONES),
    (BOTH, OWN_THING, set(Action)),
    (BOTH, FOREIGN_THING, EVERYONES | COORDINATORS | PARTNERS),
    (BOTH, OTHER_ALLIANCE, EVERYONES | LIBRARIANS),
]


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize(("roles", "thing", "allowed"), MATRIX)
def test_each_role_may_do_exactly_what_is_its_own(
    roles: Roles, thing: Thing, allowed: set[Action], action: Action
) -> None:
    assert may(roles, action, thing) is (action in allowed)


def test_every_action_says_what_it_needs() -> None:
    assert set(NEEDS) == set(Action)


def test_an_action_that_nobody_described_is_denied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("domain.rights.NEEDS", {key: need for key, need in NEEDS.items() if need is not Need.NOTHING})
    assert not may(BOTH, Action.READ_PUBLIC, OWN_THING)


def test_a_membership_without_being_its_librarian_gives_no_right() -> None:
    forged = Roles(person=9, vouched=frozenset({FOREIGN}), members={FOREIGN: OURS})
    assert may(LIBRARIAN, Action.SEE_CONTACTS, FOREIGN_THING)
    assert not may(forged, Action.SEE_CONTACTS, FOREIGN_THING)
    assert not may(forged, Action.ADD_EVENT, FOREIGN_THING)
    assert not may(forged, Action.LEAVE_ALLIANCE, FOREIGN_THING)


def test_a_thing_without_an_alliance_is_no_members_thing() -> None:
    outside = Roles(person=9, librarian_of=frozenset({OWN}))
    assert not may(outside, Action.ADD_EVENT, Thing(library=OWN))


def test_whose_library_was_hidden_may_only_object() -> None:
    hidden = Roles(person=9, hidden_of=frozenset({OWN}))
    allowed = {action for action in Action if may(hidden, action, OWN_THING)}
    assert allowed == EVERYONES | {Action.OBJECT}
    assert not may(hidden, Action.OBJECT, FOREIGN_THING)


def test_whose_whole_alliance_was_hidden_may_object_and_leave() -> None:
    serving = Roles(person=9, hidden_of=frozenset({OWN}), hidden_alliances=frozenset({OURS}), may_leave={OWN: OURS})
    allowed = {action for action in Action if may(serving, action, OWN_THING)}
    assert allowed == EVERYONES | {Action.OBJECT, Action.LEAVE_ALLIANCE}
    assert not may(serving, Action.LEAVE_ALLIANCE, FOREIGN_THING)
    assert not may(serving, Action.LEAVE_ALLIANCE, OTHER_ALLIANCE)
    coordinating = Roles(person=9, hidden_alliances=frozenset({OURS}))
    whole = Thing(alliance=OURS)
    assert {action for action in Action if may(coordinating, action, whole)} == EVERYONES | {Action.OBJECT}
    assert {action for action in Action if may(coordinating, action, FOREIGN_THING)} == EVERYONES
    assert not may(coordinating, Action.OBJECT, Thing(alliance=THEIRS))
