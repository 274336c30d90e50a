"""What can be hidden from everybody, by whom, and what people may say against it."""

from collections.abc import Collection
from datetime import timedelta
from enum import StrEnum
from typing import Final

from domain.journal import WingKind
from domain.machine import Machine, Move, Told
from domain.rights import Action


class What(StrEnum):
    """Public things that can be hidden. The names stand in the database and on buttons."""

    ALLIANCE = "alliance"
    """With everything in it; by the operator alone."""
    LIBRARY = "library"
    """With everything that it announced and told."""
    EVENT = "event"
    """With what was told of it, and with those of its series that come after it."""
    ENTRY = "entry"
    """With all that correct it."""
    PICTURE = "picture"
    LETTER = "letter"
    """Whoever has not got it yet does not get it. It does not come back."""


class Office(StrEnum):
    """In which office somebody hides or restores; the journal names it, never the person."""

    COORDINATOR = "coordinator"
    OPERATOR = "operator"
    """Whoever keeps the program, such as on the order of a court."""
    MEMBERS = "members"
    """The member libraries, a voice each; no coordinator undoes it."""


class Subject(StrEnum):
    """What a complaint is about."""

    REPORT = "report"
    """This should not be shown."""
    NOT_OURS = "not_ours"
    """«Это не наша библиотека»: nobody of it has joined."""
    NOT_STAFF = "not_staff"
    """«Это не библиотекарь»: whoever speaks for the library does not work there."""
    HIDING = "hiding"
    """It was hidden wrongly: its librarians say so."""
    REVOKE = "revoke"
    """This coordinator should be none: a second one who says so decides."""


HEARD: Final = frozenset({Subject.NOT_OURS, Subject.NOT_STAFF})
"""Before these are decided the library is asked what it says."""


class State(StrEnum):
    """Where a complaint stands."""

    OPEN = "open"
    UPHELD = "upheld"
    DECLINED = "declined"
    APPEALED = "appealed"
    """Its author asked that somebody else looks once more."""
    REFUSED = "refused"
    """No coordinator looks any more."""
    ASKED = "asked"
    """Who lost the decision has asked the members: once, and what they say is the end of it."""


MEMBERS_DECIDED: Final = WingKind.declared("members_decided")
"""What the members said of a coordinator's decision, and with how many voices; no word of what it was about."""

COMPLAINT: Final = Machine(
    name="complaint",
    states=State,
    first=State.OPEN,
    moves=(
        Move(
            name="uphold",
            sources=frozenset({State.OPEN, State.APPEALED}),
            to=State.UPHELD,
            who=Action.MODERATE,
            tells=frozenset({Told.AUTHOR}),
            withdraws=frozenset({"complaint"}),
        ),
        Move(
            name="decline",
            sources=frozenset({State.OPEN}),
            to=State.DECLINED,
            who=Action.MODERATE,
            tells=frozenset({Told.AUTHOR}),
            withdraws=frozenset({"complaint"}),
        ),
        # Whoever complained asks for it, whatever their role: no right of anybody else.
        Move(name="appeal", sources=frozenset({State.DECLINED}), to=State.APPEALED, who=None),
        Move(
            name="refuse",
            sources=frozenset({State.APPEALED}),
            to=State.REFUSED,
            who=Action.MODERATE,
            tells=frozenset({Told.AUTHOR}),
            withdraws=frozenset({"complaint"}),
        ),
        # Whoever has lost asks, whatever their role: no right of anybody else.
        Move(
            name="ask-members",
            sources=frozenset({State.UPHELD, State.DECLINED, State.REFUSED}),
            to=State.ASKED,
            who=None,
            tells=frozenset({Told.LIBRARIANS}),
        ),
        # Time makes these, or a majority.
        Move(
            name="members-uphold",
            sources=frozenset({State.ASKED}),
            to=State.UPHELD,
            who=None,
            journal=MEMBERS_DECIDED,
            tells=frozenset({Told.AUTHOR, Told.COORDINATORS, Told.LIBRARIANS}),
            withdraws=frozenset({"members-asked"}),
        ),
        Move(
            name="members-refuse",
            sources=frozenset({State.ASKED}),
            to=State.REFUSED,
            who=None,
            journal=MEMBERS_DECIDED,
            tells=frozenset({Told.AUTHOR, Told.COORDINATORS, Told.LIBRARIANS}),
            withdraws=frozenset({"members-asked"}),
        ),
    ),
)

ASK_WITHIN: Final = timedelta(days=14)
"""So long after a coordinator's decision the members can be asked."""
VOICES_FOR: Final = timedelta(days=7)
"""So long they answer."""
ENOUGH: Final = 2
"""Voices without which nothing is overturned, where there are as many libraries."""


def overturned(voices: Collection[bool], electorate: int) -> bool:
    """Whether the decision falls. ``voices``: each library's, whether it should; ``electorate``: of how many."""
    against = sum(voices)
    return against > len(voices) - against and against >= max(1, min(ENOUGH, electorate))


def is_settled(voices: Collection[bool], electorate: int) -> bool:
    """Whether more than half of all have said the same: no later voice changes anything."""
    against = sum(voices)
    return max(against, len(voices) - against) * 2 > electorate


HIDDEN: Final = WingKind.declared("thing_hidden")
"""That something was hidden: its sort and in which office, no word of it."""
RESTORED: Final = WingKind.declared("thing_restored")
"""The same of what came back."""
