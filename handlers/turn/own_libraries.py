"""«Which of my libraries?», in an errand and in a talk: asked only where there is a choice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.rights import Action, Thing
from handlers.texts.turn.shared import BACK_TO_MENU
from handlers.turn.context import Context, Forbidden
from handlers.turn.paging import PAGE, number_of
from talk.fields import Choice, Option
from talk.prompt import Button, Rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.libraries.libraries import Library
    from talk.play import Talk
    from talk.rich import Say


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnLibrary:
    """A member library of the person who asks."""

    id: int
    alliance_id: int
    title: str
    where: str
    zone: str
    speaks: bool = True
    """Whether they speak for it: whoever only claims to drafts."""


async def own_libraries(context: Context) -> list[OwnLibrary]:
    """The member libraries that this person serves."""
    served = await context.books.libraries.served_by(context.person.id)
    return [
        OwnLibrary(
            id=one.id,
            alliance_id=one.alliance_id,
            title=one.title,
            where=", ".join(part for part in (one.settlement, one.district, one.region) if part),
            zone=one.zone,
            speaks=one.id in context.roles.vouched,
        )
        for one in served
        if one.is_member
    ]


async def which_library(talk: Talk, context: Context, *, question: Say, label: str, none: Say) -> OwnLibrary:
    """A part of scripts: the one that ``given["library"]`` names if it is theirs, else the only one or the chosen one.

    In the journal it is ``own`` and ``library``. Whoever serves none hears ``none``, and the talk is over.
    """
    own = await talk.look("own", own_libraries, context)
    if not own:
        talk.leave(none)
    named = [one for one in own if one.id == talk.given.get("library")] or own
    if len(named) == 1:
        return named[0]
    offered = [Option(value=one.id, label=one.title, hint=one.where) for one in named]
    chosen = await talk.ask("library", question, Choice(offered), label=label)
    return next(one for one in named if one.id == chosen)


async def served_library(
    context: Context,
    errand_name: str,
    named: str,
    *,
    question: Say,
    option: Callable[[str, str], str],
    none: Say,
    ways: Rows,
    members_only: bool = False,
) -> Library | None:
    """A library that this person serves. None: they were asked which, or told ``none`` with its ``ways``.

    Buttons say ``errand_name:<id>`` and are labelled by ``option`` of title and settlement. Raises Forbidden when one
    names a library that is not theirs, or, with ``members_only``, that has left its alliance.
    """
    if named:
        number = number_of(named)
        found = await context.books.libraries.get(number)
        context.require(Action.SERVE_LIBRARY, Thing(library=number if found is None else found.id))
        if members_only and (found is None or not found.is_member):
            raise Forbidden
        return found
    served = await context.books.libraries.served_by(context.person.id)
    served = tuple(one for one in served if one.is_member or not members_only)
    if len(served) == 1:
        return served[0]
    if not served:
        await context.say(none, rows=ways)
        return None
    rows = tuple(
        (Button(label=option(one.title, one.settlement), press=f"{errand_name}:{one.id}"),) for one in served[:PAGE]
    )
    await context.say(question, rows=(*rows, (BACK_TO_MENU,)), in_place=True)
    return None
