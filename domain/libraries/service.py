"""Who speaks for a library: whoever types its public name claims to, and is vouched for by somebody who can know.

That a library joins needs nobody's permission (Положение §1.8); that this person speaks for it does. See
docs/decisions/a-claim-is-not-a-right.md.
"""

from enum import StrEnum
from typing import Final

from domain.journal import WingKind
from domain.machine import Machine, Move, Told
from domain.rights import Action


class Service(StrEnum):
    """Where a person stands in a library."""

    ASKED = "asked"
    """They say that they work there, and those who can know are asked. It gives nothing."""

    CLAIMED = "claimed"
    """They have brought a library that nobody had brought before: they draft, and nothing of it rings."""

    VOUCHED = "vouched"
    """They speak for it."""

    RETIRED = "retired"
    """They have gone by themselves; they may ask again."""

    DISMISSED = "dismissed"
    """They were sent away, and it is remembered: nobody is asked again until a coordinator lifts it."""


class Way(StrEnum):
    """How somebody was vouched for; stored for ever."""

    BEFORE = "before"
    """They served before there was vouching."""

    COLLEAGUE = "colleague"
    COORDINATOR = "coordinator"
    FOUNDING = "founding"
    """A coordinator's first library in their own alliance."""
    MEMBERS = "members"
    """Sent away by a coordinator, and the members said that this was wrong."""


class Why(StrEnum):
    """Why somebody was sent away; stored for ever."""

    STRANGER = "stranger"
    """They never worked there."""

    GONE = "gone"
    """They work there no longer."""

    UNSAID = "unsaid"


SERVICE: Final = Machine(
    name="service",
    states=Service,
    first=Service.ASKED,
    moves=(
        Move(
            name="vouch",
            sources=frozenset({Service.ASKED, Service.CLAIMED}),
            to=Service.VOUCHED,
            who=Action.VOUCH,
            tells=frozenset({Told.AUTHOR, Told.LIBRARIANS}),
            withdraws=frozenset({"claim"}),
        ),
        Move(
            name="decline",
            sources=frozenset({Service.ASKED, Service.CLAIMED}),
            to=Service.DISMISSED,
            who=Action.VOUCH,
            tells=frozenset({Told.AUTHOR}),
            withdraws=frozenset({"claim"}),
        ),
        Move(
            name="dismiss",
            sources=frozenset({Service.CLAIMED, Service.VOUCHED}),
            to=Service.DISMISSED,
            who=Action.DISMISS_COLLEAGUE,  # or DISMISS_LIBRARIAN, a coordinator's
            tells=frozenset({Told.AUTHOR, Told.LIBRARIANS, Told.COORDINATORS}),
        ),
        Move(
            name="retire",
            sources=frozenset({Service.CLAIMED, Service.VOUCHED}),
            to=Service.RETIRED,
            who=Action.SERVE_LIBRARY,
            tells=frozenset({Told.LIBRARIANS}),
        ),
        Move(
            name="lift",
            sources=frozenset({Service.DISMISSED}),
            to=Service.RETIRED,
            who=Action.LIFT_DISMISSAL,
            tells=frozenset({Told.AUTHOR}),
        ),
        # Nobody's rights: these come by themselves.
        Move(name="come-first", sources=frozenset({Service.ASKED}), to=Service.CLAIMED, who=None),
        Move(name="ask", sources=frozenset({Service.CLAIMED, Service.RETIRED}), to=Service.ASKED, who=None),
    ),
)
"""The way of one person in one library. Who has brought it is asked like anybody once another one is vouched for."""

WAITING: Final = frozenset({Service.ASKED, Service.CLAIMED})
"""Those about whom somebody is to say yes or no."""

SERVING: Final = frozenset({Service.CLAIMED, Service.VOUCHED})
"""Those whose library it is, from inside."""

VOUCHED_BY_OFFICE: Final = WingKind.declared("librarian_vouched")
"""That the coordinators have vouched for somebody; never for whom, nor who did."""
