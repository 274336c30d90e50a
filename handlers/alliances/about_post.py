"""The post that presents the alliance in its groups: what it is for, its Agreement, how to join (rows 8, 10, 17)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.notices.posts import publish
from handlers.texts.alliances import founding
from handlers.texts.groups import binding
from handlers.texts.sections import hashtags
from handlers.turn.hooks import group_bound
from talk.prompt import Button, Post, Section, ShownPicture
from talk.rich import Say
from talk.updates import PictureId

if TYPE_CHECKING:
    from datetime import datetime

    from storage.books import Books


async def publish_about(books: Books, alliance_id: int, now: datetime, *, changes: Say = "") -> None:
    """Put it into «Присоединение» of every bound group, or revise it there. Unchanged, it is left alone."""
    alliance = await books.alliances.get(alliance_id)
    if alliance is None:
        return
    latest = await books.agreements.latest(alliance_id)
    emblem: tuple[ShownPicture, ...] = ()
    if alliance.emblem_id is not None:
        emblem = (ShownPicture(id=PictureId(alliance.emblem_id), alt=binding.emblem_alt(alliance.settlement)),)
    post = Post(
        section=Section.JOINING,
        text=binding.about(
            settlement=alliance.settlement,
            form=founding.form_words(alliance.form, alliance.form_own),
            goals=alliance.goals,
            motto=alliance.motto,
            version=latest.version if latest else None,
        ),
        hashtags=hashtags(Section.JOINING, alliance.hashtag),
        rows=(
            (Button(label=binding.JOIN, invite=f"join_{alliance_id}"),),
            (Button(label=binding.READ_AGREEMENT, invite=f"agreement_{alliance_id}"),),
            (Button(label=binding.SUBSCRIBE, invite=f"subscribe_{alliance_id}"),),
        ),
        pictures=emblem,
    )
    await publish(books, alliance_id, f"about:{alliance_id}", post, now=now, changes=changes)


@group_bound.heard(10)
async def present_alliance(books: Books, alliance_id: int, now: datetime) -> None:
    """The first thing that a group shows."""
    await publish_about(books, alliance_id, now)
