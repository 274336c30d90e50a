"""Every event has a picture for links to it; nothing that is not public is drawn."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from scheduler.drawing.canvas import PAPER
from scheduler.drawing.event_card import HEIGHT, WIDTH
from tests.web.conftest import Site


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
    assert pixel != tuple(bytes.fromhex(PAPER[1:]))


async def test_a_card_that_cannot_be_drawn_is_no_error_page(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object) -> bytes:
        raise OSError("cannot open resource")

    monkeypatch.setattr("scheduler.drawing.event_card.draw", breaks)
    assert (await site.get(f"{site.event('soon')}/card.png")).status == 503
    monkeypatch.undo()
    assert (await site.get(f"{site.event('soon')}/card.png")).status == 200
