"""Every event has a picture for links to it; nothing that is not public is drawn."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from PIL import Image

from bot.web.feeds import pictures
from bot.web.feeds.card import HEIGHT, OFF, PAPER, WIDTH, Card, draw
from tests.web.conftest import Site

CARD = Card(
    name="Ивановка",
    title="Вечер памяти",
    when="Суббота, 5 декабря 2026, 15:00",
    library="Ивановская библиотека",
    where="село Ивановка",
    mark="",
)
TITLES = (
    "",
    "Я",
    "Слово " * 80,
    "Ы" * 300,
    "📚 العربية 日本 \u200b\x00\n\tтекст",
    "Вечер «Три Ивановки за одним столом»",
)


async def test_every_public_event_has_one(site: Site) -> None:
    for name in ("today", "soon", "cancelled", "undated", "held"):
        answer = await site.get(f"{site.event(name)}/card.png")
        assert answer.headers["Content-Type"] == "image/png"
        body = await answer.read()
        with Image.open(io.BytesIO(body)) as picture:
            assert (picture.format, picture.size) == ("PNG", (WIDTH, HEIGHT))
        assert len(body) < 150_000


async def test_a_draft_and_what_is_not_there_have_none(site: Site) -> None:
    for path in (site.event("draft"), "/e/0", "/e/999999", f"/e/{'9' * 18}"):
        assert (await site.get(f"{path}/card.png")).status == 404


async def test_a_changed_event_has_another(site: Site) -> None:
    path = f"{site.event('soon')}/card.png"
    first = await (await site.get(path)).read()
    assert await (await site.get(path)).read() == first
    async with site.database.writing() as books:
        await books.events.change(site.village.events["soon"].id, title="Другое название")
    assert await (await site.get(path)).read() != first


async def test_the_emblem_is_on_it(site: Site) -> None:
    body = await (await site.get(f"{site.event('soon')}/card.png")).read()
    with Image.open(io.BytesIO(body)) as picture:
        pixel = picture.getpixel((WIDTH - 100, 90))
    assert pixel is not None
    assert pixel != _colour(PAPER)


async def test_words_of_a_card(site: Site) -> None:
    card = pictures.card_of(site.village.events["soon"])
    assert card.name == "Александровка"
    assert card.when == "Среда, 25 ноября 2026, 15:00 (Екатеринбург)"
    assert card.mark == ""
    off = pictures.card_of(site.village.events["cancelled"])
    assert (off.mark, off.when) == ("Отменено", "Суббота, 28 ноября 2026, 11:00")
    assert pictures.card_of(site.village.events["undated"]).when == "Декабрь 2026"


@pytest.mark.parametrize("title", TITLES, ids=range(len(TITLES)))
def test_any_title_fits(title: str) -> None:
    with Image.open(
        io.BytesIO(draw(replace(CARD, title=title, name=title, library=title, where=title, when=title), None))
    ) as picture:
        right = picture.crop((WIDTH - 60, 0, WIDTH, HEIGHT))
        assert right.getcolors() == [(60 * HEIGHT, _colour(PAPER))], "nothing runs over the edge"


def test_an_emblem_that_cannot_be_read_is_left_out() -> None:
    assert draw(CARD, b"not a picture") == draw(CARD, None)


def test_a_cancelled_one_is_marked() -> None:
    with Image.open(io.BytesIO(draw(replace(CARD, mark="Отменено"), None))) as picture:
        colours = {colour for _, colour in picture.getcolors(100_000) or ()}
    assert _colour(OFF) in colours


def _colour(name: str) -> tuple[int, int, int]:
    return int(name[1:3], 16), int(name[3:5], 16), int(name[5:7], 16)
