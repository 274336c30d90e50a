"""Lists show small copies of photographs; a copy is no more public than the whole."""

from __future__ import annotations

import hashlib
import io
import re

import pytest
from PIL import Image

from bot.web.pages.thumbs import WIDTHS, Thumbs, smaller
from storage.chronicle.chronicle import ChroniclePicture
from tests.web.conftest import Site
from tests.web.village import NOW

SIDE = (1600, 1200)


def noise(size: tuple[int, int] = SIDE) -> bytes:
    """A photograph, as far as its weight goes."""
    file = io.BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(file, "JPEG")
    return file.getvalue()


async def photographed(site: Site) -> str:
    """An entry of today with a large photograph, which is also the emblem and a poster; its SHA-256."""
    jpeg = noise()
    sha = hashlib.sha256(jpeg).hexdigest()
    village = site.village
    async with site.database.writing() as books:
        kept = await books.pictures.keep(jpeg, width=SIDE[0], height=SIDE[1], sha256=sha, person_id=None, at=NOW)
        await books.chronicle.write(
            alliance_id=village.alliance.id,
            library_id=village.libraries[0].id,
            title="Вечер",
            happened_on=NOW.date(),
            text="Было.",
            at=NOW,
            pictures=[ChroniclePicture(picture_id=kept, alt="Гости.", agreed=True)],
        )
        await books.alliances.change(village.alliance.id, emblem_id=kept)
        await books.events.change(village.events["soon"].id, poster_id=kept)
    return sha


def images(page: str) -> list[str]:
    return re.findall(r"<img [^>]*>", page)


async def test_no_list_shows_a_whole_photograph(site: Site) -> None:
    sha = await photographed(site)
    for path in ("/", site.home, f"{site.home}/chronicle", f"{site.home}/l/{site.village.libraries[0].id}"):
        shown = [one for one in images(await site.reads(path)) if sha in one]
        assert shown, path
        for one in shown:
            assert f"{sha}.jpg" not in one, path
            assert ' width="1600" height="1200"' in one, "the page does not jump when it comes"
    photo = next(one for one in images(await site.reads(f"{site.home}/chronicle")) if sha in one)
    assert f'src="/p/{sha}-480.jpg" srcset="/p/{sha}-480.jpg 480w, /p/{sha}-960.jpg 960w"' in photo
    assert 'loading="lazy"' in photo
    assert f'<a href="/p/{sha}.jpg">' in await site.reads(f"{site.home}/chronicle"), "whole for whoever presses it"
    assert f"/p/{sha}-960.jpg" in await site.reads(site.event("soon"))


async def test_a_copy_is_smaller_keeps_its_shape_and_is_sent_once(site: Site) -> None:
    sha = await photographed(site)
    whole = await (await site.get(f"/p/{sha}.jpg")).read()
    for width in WIDTHS:
        answer = await site.get(f"/p/{sha}-{width}.jpg")
        body = await answer.read()
        assert len(body) < len(whole) / 2
        with Image.open(io.BytesIO(body)) as small:
            assert (small.format, small.size) == ("JPEG", (width, width * 3 // 4))
        assert answer.headers["Content-Type"] == "image/jpeg"
        again = await site.get(f"/p/{sha}-{width}.jpg", headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status, await again.read()) == (304, b"")


async def test_a_copy_of_what_is_not_public_is_not_there(site: Site) -> None:
    for name in ("not agreed", "taken back"):
        for width in WIDTHS:
            assert (await site.get(f"/p/{site.village.pictures[name]}-{width}.jpg")).status == 404


async def test_a_copy_goes_when_the_consent_is_taken_back(site: Site) -> None:
    sha = site.village.pictures["agreed"]
    assert (await site.get(f"/p/{sha}-240.jpg")).status == 200
    async with site.database.writing() as books:
        await books.chronicle.correct(site.village.entries["told"], correction="фото убрали", pictures=[], at=NOW)
    assert (await site.get(f"/p/{sha}-240.jpg")).status == 404


@pytest.mark.parametrize("width", ["1", "0", "99999", "-240", "240x", "²"])
async def test_other_widths_are_not_made(site: Site, width: str) -> None:
    assert (await site.get(f"/p/{site.village.pictures['emblem']}-{width}.jpg")).status == 404


def test_what_is_small_or_no_picture_stays_as_it_is() -> None:
    small = noise((200, 100))
    assert smaller(small, 240) == small
    assert smaller(b"no picture", 240) == b"no picture"


async def test_a_copy_is_made_once_and_forgotten_when_there_are_too_many() -> None:
    asked: list[str] = []
    thumbs = Thumbs(most=1)

    async def whole() -> bytes:
        asked.append("whole")
        return b"as it is"

    for _ in range(2):
        assert await thumbs.of("a", 240, whole) == b"as it is"
    await thumbs.of("b", 240, whole)
    await thumbs.of("a", 240, whole)
    assert len(asked) == 3
