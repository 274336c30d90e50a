"""A library is asked to hold an event together with its host, and holds it once it has agreed (row 26).

Until then it is named nowhere in public and has no say in the event; what it said it may say otherwise while the event
lies ahead.
"""

from enum import StrEnum
from typing import Final

from domain.machine import Machine, Move, Told
from domain.rights import Action


class CoHosting(StrEnum):
    """What became of the question."""

    INVITED = "invited"
    AGREED = "agreed"
    DECLINED = "declined"
    """Remembered, so that nobody is asked over and over."""


CO_HOSTING: Final = Machine(
    name="co-host",
    states=CoHosting,
    first=CoHosting.INVITED,
    moves=(
        Move(
            name="agree",
            sources=frozenset({CoHosting.INVITED, CoHosting.DECLINED}),
            to=CoHosting.AGREED,
            who=Action.ANSWER_FOR_CO_HOST,
            tells=frozenset({Told.LIBRARIANS}),  # those of the host
            withdraws=frozenset({"question"}),
        ),
        Move(
            name="decline",
            sources=frozenset({CoHosting.INVITED, CoHosting.AGREED}),
            to=CoHosting.DECLINED,
            who=Action.ANSWER_FOR_CO_HOST,
            tells=frozenset({Told.LIBRARIANS}),
            withdraws=frozenset({"question"}),
        ),
    ),
    public=(CoHosting.AGREED,),
)
"""The journal says of an event that those who hold it have changed (``handlers.plan.actions.hosts_changed``)."""
