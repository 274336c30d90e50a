"""Pictures that people send: whatever their name says, only real pictures are kept, small and without secrets."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from handlers.texts.turn import shared
from handlers.texts.turn.dialogue import PHRASES
from scheduler.inbox.sheets.images import MOST_BYTES, SIDE, BadPicture, TooLarge, clean
from storage.tables import pictures
from talk.messenger import Impossible, Uncertain, Undelivered, Unreachable
from tests.people import Town, photo
from tests.scheduler.conftest import wants_an_emblem


def encoded(picture: Image.Image, kind: str, **facts: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **facts)
    return out.getvalue()


def opened(raw: bytes) -> Image.Image:
    return Image.open(io.BytesIO(raw))


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("photo.jpg", photo())
    return out.getvalue()


def bomb(side: int) -> bytes:
    """A PNG of a few hundred bytes that says it is enormous."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 10_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


LYING = {
    "a zip": zipped(),
    "an svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "nothing": b"",
    "a text": "просто слова".encode(),
    "half a jpeg": photo(size=(640, 480))[:900],
    "the head of a jpeg": photo()[:20],
    "half a png": encoded(Image.effect_noise((200, 200), 50), "PNG")[:4000],
}


@pytest.mark.parametrize("raw", LYING.values(), ids=LYING.keys())
def test_what_is_no_picture_is_refused(raw: bytes) -> None:
    with pytest.raises(BadPicture):
        clean(raw)


@pytest.mark.parametrize("side", [8_000, 20_000, 60_000])
def test_a_bomb_is_refused_before_it_is_unpacked(side: int) -> None:
    with pytest.raises(TooLarge):
        clean(bomb(side))


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_whatever_comes_it_is_a_picture_or_refused(data: st.DataObject) -> None:
    raw = bytearray(photo())
    for _ in range(data.draw(st.integers(1, 8))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    try:
        jpeg, width, height = clean(bytes(raw))
    except BadPicture:
        return
    assert opened(jpeg).size == (width, height)


def test_where_a_photo_was_made_is_not_kept() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Телефон Марии"
    exif.get_ifd(0x8825)[2] = (55.0, 45.0, 0.0)
    raw = encoded(Image.new("RGB", (80, 60), "olive"), "JPEG", exif=exif, comment=b"secret", icc_profile=b"secret")
    assert opened(raw).getexif()

    jpeg, _, _ = clean(raw)

    assert not opened(jpeg).getexif()
    assert set(opened(jpeg).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert b"secret" not in jpeg


def test_a_photo_taken_sideways_stands_upright() -> None:
    sideways = Image.new("RGB", (80, 60), "white")
    sideways.paste("black", (0, 0, 40, 60))  # the left half: the top, once it is turned
    exif = Image.Exif()
    exif[0x0112] = 6

    jpeg, width, height = clean(encoded(sideways, "JPEG", exif=exif))

    assert (width, height) == (60, 80)
    upright = opened(jpeg).convert("L")
    assert upright.getpixel((30, 10)) == 0
    assert upright.getpixel((30, 70)) == 255


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_can_be_seen_through_lies_on_white(mode: str) -> None:
    picture = Image.new("RGBA", (40, 40), (0, 0, 0, 0)).convert(mode)
    facts = {"transparency": 0} if mode == "P" else {}

    jpeg, _, _ = clean(encoded(picture, "PNG", **facts))

    assert opened(jpeg).convert("L").getpixel((20, 20)) == 255


@pytest.mark.parametrize(
    ("mode", "kind"), [("CMYK", "JPEG"), ("L", "JPEG"), ("1", "PNG"), ("P", "GIF"), ("RGB", "BMP")]
)
def test_every_usual_kind_becomes_a_jpeg(mode: str, kind: str) -> None:
    jpeg, width, height = clean(encoded(Image.new("RGB", (40, 30), "white").convert(mode), kind))

    assert opened(jpeg).format == "JPEG"
    assert (width, height) == (40, 30)
    assert opened(jpeg).convert("1").getpixel((20, 15)) == 255


def test_a_large_photo_becomes_a_small_one() -> None:
    jpeg, width, height = clean(encoded(Image.new("RGB", (4000, 3000)), "JPEG"))

    assert (width, height) == (SIDE, SIDE * 3 // 4)
    assert opened(jpeg).size == (width, height)


# In a talk.


async def kept(town: Town) -> list[int | None]:
    async with town.database.reading() as books:
        return list((await books.connection.execute(sa.select(pictures.c.person_id))).scalars())


@pytest.mark.parametrize("raw", [zipped(), b""], ids=["a zip", "nothing"])
async def test_a_lying_file_is_refused_in_words_and_the_talk_goes_on(sqlite_town: Town, raw: bytes) -> None:
    maria = await wants_an_emblem(sqlite_town)
    await maria.shows(raw)

    assert maria.reads == shared.PICTURE_FAILED
    assert await kept(sqlite_town) == []
    before = len(maria.heard)
    await maria.presses(PHRASES.skip)
    assert len(maria.heard) > before
    assert maria.reads != shared.NOT_UNDERSTOOD


async def test_a_file_that_is_too_large_is_not_even_fetched(sqlite_town: Town) -> None:
    maria = await wants_an_emblem(sqlite_town)
    sqlite_town.messenger().fetch_failures.append(Unreachable("it was fetched"))
    await maria.shows(b"x" * (MOST_BYTES + 1))

    assert maria.reads == shared.PICTURE_TOO_LARGE


@pytest.mark.parametrize(
    ("failures", "words"),
    [
        ([Uncertain("timeout")] * 3, shared.PICTURE_NOT_FETCHED),
        ([Impossible("more than that")], shared.PICTURE_REFUSED),
    ],
)
async def test_a_photo_that_does_not_arrive_is_asked_for_again(
    sqlite_town: Town, failures: list[Undelivered], words: str
) -> None:
    maria = await wants_an_emblem(sqlite_town)
    sqlite_town.messenger().fetch_failures.extend(failures)
    await maria.shows()

    assert maria.reads == words


async def test_a_photo_that_arrives_at_the_second_try_is_taken(sqlite_town: Town) -> None:
    maria = await wants_an_emblem(sqlite_town)
    sqlite_town.messenger().fetch_failures.append(Uncertain("timeout"))
    await maria.shows()

    assert len(await kept(sqlite_town)) == 1
    assert None not in await kept(sqlite_town)


async def test_a_photo_that_nobody_asked_for_is_not_kept(sqlite_town: Town) -> None:
    """Of a stranger, whom it could not be erased with, and of somebody without a talk."""
    maria = sqlite_town.person()
    await maria.shows()
    await maria.shows()

    assert await kept(sqlite_town) == []
    assert maria.reads == shared.NOT_UNDERSTOOD


async def test_photos_are_fetched_only_for_a_question_that_takes_them(sqlite_town: Town) -> None:
    """M8: whoever is asked for words may send photos all day."""
    maria = sqlite_town.person()
    await maria.says("/found")
    sqlite_town.messenger().fetch_failures.extend([Unreachable("it was fetched")] * 20)
    await maria.shows(*[photo()] * 20)

    assert await kept(sqlite_town) == []
    assert len(sqlite_town.messenger().fetch_failures) == 20
    assert maria.saw(PHRASES.wrong_kind("text", "photo"))


async def test_in_a_talk_from_before_this_was_kept_photos_are_fetched_as_they_were(sqlite_town: Town) -> None:
    maria = await wants_an_emblem(sqlite_town)
    async with sqlite_town.database.writing() as books:
        person = await books.people.by_external(maria.messenger.account, maria.id)
        assert person is not None
        talk = await books.dialogues.get(person.id)
        assert isinstance(talk, dict)
        assert talk.pop("takes") == "photos"
        await books.dialogues.save(person.id, talk, sqlite_town.time + timedelta(days=1))
    await maria.shows()

    assert len(await kept(sqlite_town)) == 1


@pytest.mark.parametrize("size", [(4000, 100), (100, 4000), (1600, 1)])
def test_a_poster_that_no_messenger_would_take_gets_white_beside_it(size: tuple[int, int]) -> None:
    raw, width, height = clean(photo(size=size))
    assert max(width, height) < 20 * min(width, height)
    assert max(width, height) <= SIDE
    with Image.open(io.BytesIO(raw)) as kept:
        assert kept.size == (width, height)
        corner = kept.getpixel((0, 0))
        assert isinstance(corner, tuple)
        assert min(corner) > 250


async def test_a_photograph_of_an_iphone_is_called_what_it_is(sqlite_town: Town) -> None:
    maria = await wants_an_emblem(sqlite_town)
    await maria.shows(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(100))
    assert shared.PICTURE_HEIC in maria.reads
