"""A post about an event without a picture of its own goes out with its card: drawn once, kept, never waited for."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
import sqlalchemy as sa
from PIL import Image

from domain.event import State
from handlers.texts.plan import replanning
from handlers.texts.plan.event_picture import card_of
from scheduler.drawing.canvas import OFF, PAPER
from scheduler.drawing.event_card import HEIGHT, WIDTH, draw
from storage.tables import pictures
from talk.prompt import Card
from tests.handlers.plan.steps import partners
from tests.handlers.texts.text_things import EVENT
from tests.people import Town

CARD = Card(
    name="Ивановка",
    title="Вечер памяти",
    when="Суббота, 5 декабря 2026, 15:00",
    library="Ивановская библиотека",
    where="село Ивановка",
)
TITLES = (
    "",
    "Я",
    "Слово " * 80,
    "Ы" * 300,
    "📚 العربية 日本 \u200b\x00\n\tтекст",
    "Вечер «Три Ивановки за одним столом»",
    "<script>alert(1)</script><b>Клуб</b> &amp; {{7*7}}",
)


async def drawings(town: Town) -> list[bytes]:
    """What is kept of cards, the oldest first."""
    async with town.database.reading() as books:
        query = sa.select(pictures.c.bytes).where(pictures.c.width == WIDTH).order_by(pictures.c.id)
        return [bytes(one) for one in (await books.connection.execute(query)).scalars()]


async def test_a_post_without_a_picture_has_its_card(town: Town) -> None:
    village = await partners(town)
    await village.has()
    shown = village.post("Проводит").post
    assert shown.card is None, "no adapter has to know of cards"
    (picture,) = shown.pictures
    assert picture.alt == "", "the post says all that is on it"
    async with town.database.reading() as books:
        with Image.open(io.BytesIO(await books.pictures.bytes_of(picture.id))) as drawn:
            assert (drawn.format, drawn.size) == ("PNG", (WIDTH, HEIGHT))


async def test_a_post_with_a_poster_has_no_card(town: Town) -> None:
    village = await partners(town)
    async with town.database.writing() as books:
        poster = await books.pictures.keep(b"jpeg", width=4, height=3, sha256="0" * 64, person_id=None, at=town.time)
    await village.has(poster_id=poster, poster_alt="Ёлка")
    assert [one.id for one in village.post("Проводит").post.pictures] == [poster]
    assert await drawings(town) == []


async def test_every_messenger_gets_it_and_it_is_drawn_once(wide_town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    village = await partners(wide_town)
    drawn: list[Card] = []

    def counted(card: Card, emblem: bytes | None) -> bytes:
        drawn.append(card)
        return draw(card, emblem)

    monkeypatch.setattr("scheduler.drawing.event_card.draw", counted)
    other = wide_town.messenger("vk")
    async with wide_town.database.writing() as books:
        maria = await books.people.by_external(village.maria.messenger.account, village.maria.id)
        assert maria is not None
        group = await books.groups.bind(
            alliance_id=village.alliance, account_id=other.account, external_id=-7, bound_by=maria.id, at=wide_town.time
        )
        await books.groups.report(
            group.id, title="Тёзки", link=None, threads={}, missing=(), title_fits=True, at=wide_town.time
        )
    await village.has()
    posts = [village.post("Проводит").post, next(one.post for one in other.walls[-7] if "Проводит" in one.text)]
    assert len({post.pictures for post in posts}) == 1
    assert len(drawn) == len(await drawings(wide_town)) == 1


async def test_a_moved_and_a_cancelled_event_have_other_cards(town: Town) -> None:
    village = await partners(town)
    event = await village.has()
    await village.maria.forges(f"e-move:{event.id}")
    await village.maria.answers("16 января в 16:00", replanning.MOVE_YES)
    await village.maria.forges(f"e-cancel:{event.id}")
    await village.maria.answers("Отключили отопление", replanning.CANCEL_YES)
    assert len(await drawings(town)) == 3
    (shown,) = village.post("Событие отменено").post.pictures
    async with town.database.reading() as books:
        assert await books.pictures.bytes_of(shown.id) == (await drawings(town))[-1]


async def test_what_cannot_be_drawn_goes_without(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduler.drawing.event_card.draw", _breaks)
    village = await partners(town)
    await village.has()
    assert village.post("Проводит").post.pictures == ()
    assert village.post("Проводит").post.card is None


def test_words_of_a_card() -> None:
    event = replace(EVENT, poster_id=None)
    assert card_of(event, 3).emblem == 3
    assert card_of(event, None).when == "Суббота, 5 декабря 2026, 15:00"
    assert card_of(replace(event, zone="Asia/Omsk"), None).when == "Суббота, 5 декабря 2026, 18:00 по Омску"
    assert card_of(replace(event, starts_at=None), None).when == "Декабрь 2026"
    assert [card_of(replace(event, state=state), None).mark for state in State] == ["", "", "", "Отменено", ""]


@pytest.mark.parametrize("title", TITLES, ids=range(len(TITLES)))
def test_any_words_fit(title: str) -> None:
    long = replace(CARD, title=title, name=title, library=title, where=title, when=title)
    with Image.open(io.BytesIO(draw(long, None))) as picture:
        right = picture.crop((WIDTH - 60, 0, WIDTH, HEIGHT))
        assert right.getcolors() == [(60 * HEIGHT, _colour(PAPER))], "nothing runs over the edge"


def test_an_emblem_that_cannot_be_read_is_left_out() -> None:
    assert draw(CARD, b"not a picture") == draw(CARD, None)


def test_a_cancelled_one_is_marked() -> None:
    with Image.open(io.BytesIO(draw(replace(CARD, mark="Отменено"), None))) as picture:
        colours = {colour for _, colour in picture.getcolors(100_000) or ()}
    assert _colour(OFF) in colours


def _breaks(*_: object) -> bytes:
    raise OSError("cannot open resource")


def _colour(name: str) -> tuple[int, int, int]:
    return int(name[1:3], 16), int(name[3:5], 16), int(name[5:7], 16)
