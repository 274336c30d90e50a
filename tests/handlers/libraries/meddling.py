"""What strangers try upon a library and its membership."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from handlers.libraries import appeals, edit, leave

if TYPE_CHECKING:
    from tests.handlers.meddling import Deeds
    from tests.handlers.neighbours import Neighbours

EVERYBODYS: Final = {
    "libraries.join.join_it": "joining needs no one's permission (Положение §1.8)",
    "libraries.join.appeal": "and so does asking for it",
}


def deeds(neighbours: Neighbours) -> Deeds:
    _, host, _, _, _, _, _, _, appeal, *_ = neighbours.theirs.ids
    return {
        "libraries.leave.leave_it": lambda desk: leave.leave_it(desk, host, None, []),
        "libraries.appeals.allow": lambda desk: appeals.allow(desk, appeal, "потому что"),
        "libraries.appeals.decline": lambda desk: appeals.decline(desk, appeal, "потому что"),
        "libraries.edit.change": lambda desk: edit.change(desk, host, {"title": "Чужая"}),
        "libraries.edit.change_contact": lambda desk: edit.change_contact(desk, host, "+7", public=True),
    }
