"""What only the public pages ask for: every list is led by an index, and nothing is public that is not."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from domain.event import State
from storage.chronicle.chronicle import ChroniclePicture
from storage.database import Database
from storage.public.pages import _shown
from tests.storage.explaining import asked, explain, read_whole
from tests.storage.libraries.namesakes import NOW, alliance, event, group, library

MONTH, END = date(2026, 12, 1), date(2027, 1, 1)
START, FINISH = datetime(2026, 12, 1, tzinfo=UTC), datetime(2026, 12, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ask", "arguments", "how", "indexes"),
    [
        ("coming", (1, START), {"limit": 5}, "ix_events_alliance_starts"),
        ("on", (1, START, FINISH), {}, "ix_events_alliance_starts"),
        ("of_library", (1, MONTH), {"limit": 5}, "ix_events_library_day"),
        ("plan", (1, MONTH), {}, "ix_events_alliance"),
        ("plan", (1, MONTH, END), {}, "ix_events_alliance"),
        ("month", (1, MONTH, END), {"most": 3}, "ix_events_alliance"),
        ("undated", (1, MONTH), {"limit": 5}, "ix_events_"),
        ("entries", (1,), {}, "ix_chronicle_alliance_day"),
        ("entries", (1,), {"start": MONTH, "end": END}, "ix_chronicle_alliance_day"),
        ("entries", (1,), {"library_id": 1}, "ix_chronicle_library"),
        ("chronicle_span", (1,), {}, "ix_chronicle_alliance_day"),
    ],
)
@pytest.mark.plans
async def test_lists_are_led_by_an_index(
    database: Database, ask: str, arguments: tuple[Any, ...], how: dict[str, Any], indexes: str
) -> None:
    """By the beginning of its name: with empty tables a database may take any of several that fit."""
    for statement in await asked(database, "public_pages", ask, *arguments, **how):
        async with database.reading() as books:
            plan = await explain(books.connection, statement)
        assert indexes in plan
        assert read_whole(plan) == []


@pytest.mark.plans
async def test_whose_a_picture_is_is_looked_up_by_indexes(database: Database) -> None:
    async with database.reading() as books:
        plan = await explain(books.connection, sa.select(_shown(1)))
    for index in ("ix_alliances_emblem", "ix_events_poster", "ix_chronicle_pictures_picture_id"):
        assert index in plan
    assert read_whole(plan) == []


async def test_alliances_are_found_with_the_number_of_their_members(database: Database) -> None:
    async with database.writing() as books:
        first = await alliance(books)
        await alliance(books, settlement="Никольское", slug="nikolskoe")
        await library(books, first.id)
        left = await library(books, first.id, "Вторая", region="Омская область")
        await books.libraries.leave(left.id, NOW)
        found = await books.public_pages.alliances(folded="ванов")
        assert [(one.slug, one.members, one.regions) for one in found.items] == [("ivanovka", 1, 1)]
        assert (await books.public_pages.alliances(region="Омская область")).total == 0
        assert await books.public_pages.regions() == ("Белгородская область",)
        assert (await books.public_pages.alliances(folded="%")).total == 0


async def test_the_plan_leaves_out_drafts_and_keeps_what_has_no_day_yet(database: Database) -> None:
    async with database.writing() as books:
        host = await library(books, (await alliance(books)).id)
        dated = await event(books, host)
        undated = await event(books, host, month=MONTH)
        await event(books, host, state=State.DRAFT)
        plan = await books.public_pages.plan(host.alliance_id, date(2026, 12, 3))
        assert [one.id for one in plan.items] == [undated.id, dated.id]
        shown, counts = await books.public_pages.month(host.alliance_id, MONTH, END, most=3)
        assert ([one.id for one in shown], counts) == ([dated.id], {date(2026, 12, 5): 1})
        assert [one.id for one in await books.public_pages.undated(host.alliance_id, MONTH, limit=5)] == [undated.id]
        assert await books.public_pages.years(host.alliance_id) == (2026, 2026)


async def test_the_newest_post_leads_into_a_section(database: Database) -> None:
    async with database.writing() as books:
        bound = await group(books, (await alliance(books)).id)
        for number in (1, 2):
            post = await books.posts.upsert(bound.id, f"event:{number}", "plans", "digest", at=NOW)
            await books.posts.delivered(post.id, refs=["1"], link=f"https://t.me/ivanovka/{number}", at=NOW)
        await books.posts.upsert(bound.id, "event:3", "plans", "digest", at=NOW)
        (found,) = await books.public_pages.section_posts([bound.id])
    assert (found.section, found.link) == ("plans", "https://t.me/ivanovka/2")


async def test_a_picture_is_public_while_something_public_shows_it(database: Database) -> None:
    async with database.writing() as books:
        host = await library(books, (await alliance(books)).id)
        poster = await books.pictures.keep(b"poster", width=1, height=1, sha256="a" * 64, person_id=None, at=NOW)
        photo = await books.pictures.keep(b"photo", width=1, height=1, sha256="b" * 64, person_id=None, at=NOW)
        draft = await event(books, host, state=State.DRAFT, poster_id=poster)
        assert await books.public_pages.public_picture("a" * 64) is None
        await books.events.move_state(draft.id, State.ANNOUNCED)
        assert await books.public_pages.public_picture("a" * 64) == poster
        entry = await books.chronicle.write(
            alliance_id=host.alliance_id,
            library_id=host.id,
            title="Вечер",
            happened_on=MONTH,
            text="Было.",
            at=NOW,
            pictures=[ChroniclePicture(picture_id=photo, alt="", agreed=True)],
        )
        assert await books.public_pages.public_picture("b" * 64) is not None
        await books.chronicle.correct(entry.id, correction="фото убрали", pictures=[], at=NOW)
        assert await books.public_pages.public_picture("b" * 64) is None
