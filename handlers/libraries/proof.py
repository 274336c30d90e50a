"""A paper with the stamp of the institution is shown to the coordinators, and forgotten when they have answered.

One more way to say who one is, for those whom nobody knows and nobody can call. Whatever it shows grants nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from domain.libraries.service import WAITING
from domain.rights import Action, Thing
from handlers.libraries.claims import CLAIM, code_of
from handlers.libraries.membership import locked
from handlers.notices.people import tell_coordinators
from handlers.texts.libraries import vouching as texts
from handlers.texts.turn import shared
from handlers.turn.context import Context, Forbidden
from handlers.turn.errands import errand
from handlers.turn.paging import number_of
from storage.messaging.outbox import Notice
from talk.fields import Photos
from talk.play import Talk
from talk.prompt import Button, Rows
from talk.script import script

if TYPE_CHECKING:
    from storage.libraries.librarians import Librarian
    from storage.libraries.libraries import Library

SHOW: Final = "claim-proof"


@errand(SHOW, most_args=1)
async def begin(context: Context, library: str = "") -> None:
    found, _ = await _own_claim(context, number_of(library))
    await context.begin(prove_service, library=found.id)


@script("prove-service", version=1, called=texts.PROOF_CALLED)
async def prove_service(talk: Talk, context: Context) -> None:
    (photo,) = await talk.ask("photo", texts.SEND_PROOF, Photos(most=1))
    await talk.do("prove", prove, context, int(talk.given["library"]), int(photo))
    await talk.say(texts.PROOF_SENT, rows=shared.MENU_ROWS)


async def prove(context: Context, library_id: int, photo: int) -> None:
    """The coordinators are told that there is something to look at. Raises Forbidden where nothing waits."""
    found, claim = await _own_claim(context, library_id)
    await context.books.librarians.prove(found.id, claim.person_id, photo, at=context.now)
    look: Rows = ((Button(label=texts.LOOK, press=f"claim:{found.id}:{claim.person_id}", tone="main"),),)
    await tell_coordinators(
        context.books,
        found.alliance_id,
        texts.told_of_proof(found.title, code_of(claim)),
        now=context.now,
        key=f"proof:{found.id}:{claim.person_id}:{photo}",
        rows=look,
        but=claim.person_id,
        about=Notice(kind=CLAIM, subject=f"claim:{found.id}:{claim.person_id}", may_wait=True),
    )


async def _own_claim(context: Context, library_id: int) -> tuple[Library, Librarian]:
    known = await locked(context.books, library_id)
    claim = await context.books.librarians.get(library_id, context.person.id) if known is not None else None
    if known is None or claim is None or claim.state not in WAITING:
        raise Forbidden(Action.VOUCH, Thing(library=library_id))
    return known[0], claim
