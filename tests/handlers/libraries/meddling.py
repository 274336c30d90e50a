"""What strangers try upon a library and its membership."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from domain.libraries.membership import Ownership
from handlers.libraries import appeal_correcting, appeals, complete, edit, leave, proof

if TYPE_CHECKING:
    from tests.handlers.meddling import Deeds
    from tests.handlers.neighbours import Neighbours

EVERYBODYS: Final = {
    "libraries.join.join_it": "joining needs no one's permission (Положение §1.8)",
    "libraries.join.claim_known": "and so is saying that one works in a library which is there: it waits for a word",
    "libraries.joining.appeal": "and so does asking for it",
    "libraries.join_by_steps.join_it": "the same in talks from before",
    "libraries.join_by_steps.claim_known": "the same in talks from before",
}


def deeds(neighbours: Neighbours) -> Deeds:
    _, host, _, _, _, _, _, _, appeal, *_ = neighbours.theirs.ids
    return {
        "libraries.leave.leave_it": lambda context: leave.leave_it(context, host, None, []),
        "libraries.appeals.allow": lambda context: appeals.allow(context, appeal, "потому что"),
        "libraries.appeals.decline": lambda context: appeals.decline(context, appeal, "потому что"),
        "libraries.appeal_correcting.change": lambda context: appeal_correcting.change(
            context, appeal, {"title": "Чужая"}
        ),
        "libraries.appeal_correcting.change_contact": lambda context: appeal_correcting.change_contact(
            context, appeal, "+7", public=True
        ),
        "libraries.proof.prove": lambda context: proof.prove(context, host, 1),
        "libraries.complete.fill": lambda context: complete.fill(context, host, "Чужое", Ownership.OTHER),
        "libraries.complete.change_contact": lambda context: edit.change_contact(context, host, "+7", public=True),
        "libraries.edit.change": lambda context: edit.change(context, host, {"title": "Чужая"}),
        "libraries.edit.change_contact": lambda context: edit.change_contact(context, host, "+7", public=True),
    }
