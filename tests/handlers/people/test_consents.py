"""Consents are given with the very words, shown by day and version, taken back with everything that they showed."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from domain.purposes import ASKED, Purpose
from handlers import dispatcher
from handlers.texts.chronicle import photo_consent, telling
from handlers.texts.libraries import contact_consent, joining
from handlers.texts.people import consents as texts
from handlers.texts.people import policy, privacy
from handlers.texts.turn import consents as wordings
from handlers.turn.consent import ask_consent, give
from storage.chronicle.chronicle import ChroniclePicture
from storage.database import Database
from storage.tables import chronicle_pictures, pictures, tokens
from talk.script import script
from talk.updates import IncomingMessage
from tests.handlers.chronicle.steps import GROUP, tells_with_photos, villages
from tests.handlers.libraries.steps import founded, joins
from tests.people import Person, Town

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from handlers.turn.context import Context
    from talk.play import Talk

PHONE = "maria@example.ru"


@pytest.fixture
async def town_of(request: pytest.FixtureRequest, sqlite_url: str) -> AsyncIterator[Town]:
    """One messenger, of the kind that the test names."""
    database = await Database.open(sqlite_url)
    yield await Town.found(database, request.param)
    await database.close()


async def ledger(person: Person) -> list[tuple[Purpose, str, bool]]:
    """Purpose, how, whether it stands."""
    async with person.town.database.reading() as books:
        known = await books.people.by_external(person.messenger.account, person.id)
        assert known is not None
        return [(one.purpose, one.how, one.withdrawn_at is None) for one in await books.consents.of(known.id)]


async def contacts(town: Town) -> list[tuple[str | None, bool]]:
    async with town.database.reading() as books:
        [alliance] = (await books.alliances.all()).items
        members = await books.libraries.members(alliance.id)
        return [
            (one.contact, one.contact_public)
            for library in members.items
            for one in await books.librarians.of_library(library.id)
        ]


async def librarian(town: Town, *, public: bool) -> Person:
    """Somebody who has joined with a contact."""
    _, alliance = await founded(town)
    maria = town.person("Мария")
    await joins(maria, alliance=alliance.id, contact=PHONE)
    if public:
        await maria.says("согласия")
        await maria.presses(texts.SHOW_TO_ALL)
        assert maria.reads == wordings.current(Purpose.CONTACT_ALL).text
        await maria.presses(wordings.AGREE)
        assert maria.reads == texts.SHOWN_TO_ALL
    return maria


def test_words_that_somebody_has_agreed_to_are_never_changed() -> None:
    """What is to be said otherwise is a new version, and a new line here."""
    assert {(purpose, one.version): one.hash[:16] for purpose in ASKED for one in wordings.WORDINGS[purpose]} == {
        (Purpose.SERVICE, 1): "1593296567b460c2",
        (Purpose.SERVICE, 2): "5e3bc979ffcf5e8b",
        (Purpose.CONTACT_PARTNERS, 1): "1f6a335d810d8085",
        (Purpose.CONTACT_ALL, 1): "69e1416570b08e12",
        (Purpose.NAME, 1): "fc071fcc4cd7f393",
        (Purpose.PHOTOS, 1): "abc62a9fa330cd8a",
        (Purpose.CHILD, 1): "cd7d2e735cf913da",
        (Purpose.EMAIL, 1): "5b8cc27b5553873a",
    }


def test_every_edition_of_the_policy_says_something_else() -> None:
    """Whoever changes what it says raises its version, and writes the hash down here."""
    kept = [f"{one.title} {one.what} {one.until} {one.ground}" for one in policy.KEPT.values()]
    rest = (policy.BEFORE_WORDS, policy.CHILDREN_WORDS, *policy.RIGHTS_WORDS, *policy.where(["telegram"]))
    said = hashlib.sha256("\n".join([*kept, *rest]).encode()).hexdigest()[:16]
    assert {policy.VERSION: said} == {2: "01dcd18205ba28aa"}


def test_every_purpose_has_words_and_a_name() -> None:
    assert wordings.WORDINGS.keys() == wordings.TITLES.keys() == texts.TAKE_BACK_LABELS.keys() == set(ASKED)
    for versions in wordings.WORDINGS.values():
        assert [one.version for one in versions] == list(range(1, len(versions) + 1))
    assert policy.KEPT.keys() == set(Purpose)
    assert all(one.purpose is purpose and one.ground for purpose, one in policy.KEPT.items())


async def test_the_choice_who_sees_a_contact_is_the_consent(any_town: Town) -> None:
    maria = await librarian(any_town, public=False)
    assert joining.CONTACT_FOR.plain.count("\n") == 2
    assert wordings.current(Purpose.CONTACT_PARTNERS).text in joining.CONTACT_FOR.plain
    assert wordings.current(Purpose.CONTACT_ALL).text in joining.CONTACT_FOR.plain
    assert await ledger(maria) == [
        (Purpose.SERVICE, "button", True),
        (Purpose.CONTACT_PARTNERS, "answer", True),
    ]
    await maria.says("/consents")
    assert "Показывать ваш контакт партнёрам: с 20 ноября 2026, версия 1." in maria.reads
    assert "всем" not in maria.reads.lower()


async def test_a_contact_taken_back_from_all_stays_with_the_partners(any_town: Town) -> None:
    maria = await librarian(any_town, public=True)
    assert (PHONE, True) in await contacts(any_town)
    await maria.says("/consents")
    await maria.presses(texts.TAKE_BACK_LABELS[Purpose.CONTACT_ALL])
    assert maria.reads == texts.sure(Purpose.CONTACT_ALL)
    await maria.presses(texts.YES_TAKE_BACK)
    assert contact_consent.SEARCH_ENGINES in maria.reads
    assert (PHONE, False) in await contacts(any_town)
    assert await ledger(maria) == [
        (Purpose.SERVICE, "button", True),
        (Purpose.CONTACT_PARTNERS, "answer", True),
        (Purpose.CONTACT_ALL, "button", False),
    ]


async def test_a_contact_taken_back_from_the_partners_is_nowhere(any_town: Town) -> None:
    maria = await librarian(any_town, public=True)
    await maria.says("/consents")
    await maria.presses(texts.TAKE_BACK_LABELS[Purpose.CONTACT_PARTNERS])
    await maria.presses(texts.YES_TAKE_BACK)
    assert all(contact is None and not public for contact, public in await contacts(any_town))
    assert [stands for *_, stands in await ledger(maria)] == [True, False, False]
    await maria.presses(texts.YES_TAKE_BACK)
    assert maria.reads == texts.NOTHING_STOOD
    await maria.says("мои данные")
    assert PHONE not in maria.reads


async def test_a_contact_of_before_the_ledger_can_be_taken_back_too(town: Town) -> None:
    maria = await librarian(town, public=True)
    async with town.database.writing() as books:
        await books.connection.execute(sa.text("DELETE FROM consents WHERE purpose LIKE 'contact%'"))
    await maria.says("/consents")
    assert "вы выбрали это раньше" in maria.reads
    await maria.presses(texts.TAKE_BACK_LABELS[Purpose.CONTACT_PARTNERS])
    await maria.presses(texts.YES_TAKE_BACK)
    assert all(contact is None for contact, _ in await contacts(town))


async def test_without_the_service_everything_is_erased_and_that_is_asked(town: Town) -> None:
    maria = town.person()
    await maria.says("/consents")
    await maria.presses(texts.TAKE_BACK_LABELS[Purpose.SERVICE])
    assert privacy.YES_ERASE in maria.labels
    await maria.forges(f"consent-off:{Purpose.SERVICE}:yes")
    assert maria.reads.startswith(texts.CONSENTS), "there is one way to erasure, and it asks"


@pytest.mark.parametrize("press", ["consent-off:all", "consent-off", "consent-on:photos:yes", "consent-on:service:yes"])
async def test_a_forged_button_changes_nothing(town: Town, press: str) -> None:
    maria = await librarian(town, public=False)
    before = await ledger(maria)
    await maria.forges(press)
    assert await ledger(maria) == before
    assert (PHONE, False) in await contacts(town)


# Photographs.


async def coordinates(person: Person, alliance: int) -> None:
    async with person.town.database.writing() as books:
        known = await books.people.by_external(person.messenger.account, person.id)
        assert known is not None
        await books.coordinators.appoint(alliance, known.id, at=person.town.time)


async def test_who_said_that_people_agree_is_kept_with_the_day_and_the_words(town: Town) -> None:
    village = await villages(town)
    await tells_with_photos(village)
    async with town.database.reading() as books:
        maria = await books.people.by_external(village.maria.messenger.account, village.maria.id)
        rows = (await books.connection.execute(sa.select(chronicle_pictures))).mappings().all()
    assert maria is not None
    assert wordings.current(Purpose.PHOTOS).text == telling.PEOPLE
    assert {(row["agreed"], row["confirmed_by"], row["confirmed_at"], row["text_version"]) for row in rows} == {
        (True, maria.id, town.time, 1)
    }
    await village.maria.says("/consents")
    assert "все согласны" in village.maria.reads


@pytest.mark.parametrize(
    ("town_of", "which"),
    [("telegram", texts.ALL_PHOTOS), ("vk", "20 ноября: Вечер памяти"), ("vk", texts.ALL_PHOTOS)],
    indirect=["town_of"],
)
async def test_photographs_whose_people_do_not_agree_any_more_go(town_of: Town, which: str) -> None:
    """In Telegram the post is edited; on VK without an administrator's key the old one has to be deleted by hand."""
    town = town_of
    village = await villages(town)
    await coordinates(village.ira, village.alliance)
    await tells_with_photos(village)
    [entry] = await village.chronicle()
    shown = [one.picture_id for one in entry.pictures]
    assert len(shown) == 2
    before = (await village.post()).post
    assert before.pictures
    await village.maria.says("/consents")
    await village.maria.presses(texts.TAKE_BACK_LABELS[Purpose.PHOTOS])
    assert village.maria.reads == texts.WHICH_PHOTOS
    await village.maria.presses(which)
    await village.maria.presses(texts.YES_TAKE_BACK)

    [entry] = await village.chronicle()
    assert entry.pictures == ()
    assert entry.text, "the story stays"
    assert (await village.post()).post.pictures == ()
    async with town.database.reading() as books:
        left = await books.connection.execute(sa.select(pictures.c.id).where(pictures.c.id.in_(shown)))
        assert left.scalars().all() == [], "the bytes are gone"
    if town.messenger().limits.edits_posts:
        assert "удалит человек" not in village.maria.reads
    else:
        old = next(one for one in town.wall(GROUP) if one.post.section == "chronicle")
        assert old.replaced
        assert old.comments[-1] == photo_consent.TAKEN_DOWN
        assert "удалит человек" in village.maria.reads
        assert "удалите их" in village.ira.reads
        assert village.ira.labels == [photo_consent.OPEN]


async def test_of_one_event_alone_and_also_after_a_correction(town: Town) -> None:
    """The people of one photograph have changed their minds; the others have not."""
    village = await villages(town)
    await tells_with_photos(village, "olive")
    async with town.database.writing() as books:
        maria = await books.people.by_external(village.maria.messenger.account, village.maria.id)
        assert maria is not None
        [entry] = (await books.chronicle.page(village.alliance)).items
        right = await books.chronicle.correct(entry.id, correction="опечатка", title="Вечер песни", at=town.time)
        kept = await books.pictures.keep(b"x", width=1, height=1, sha256="x" * 64, person_id=maria.id, at=town.time)
        shown = ChroniclePicture(picture_id=kept, alt="", agreed=True, confirmed_by=maria.id, text_version=1)
        other = await books.chronicle.write(
            alliance_id=village.alliance,
            library_id=village.host.id,
            title="Другой вечер",
            happened_on=entry.happened_on,
            text="Пели",
            pictures=[shown],
            at=town.time,
        )
        await give(books, maria.id, Purpose.PHOTOS, how="answer", at=town.time, subject=f"chronicle:{other.id}")
    await village.maria.says("/consents")
    await village.maria.presses(texts.TAKE_BACK_LABELS[Purpose.PHOTOS])
    await village.maria.presses("20 ноября: Вечер песни")
    await village.maria.presses(texts.YES_TAKE_BACK)
    async with town.database.reading() as books:
        shown_now = {one.id: len(one.pictures) for one in (await books.chronicle.page(village.alliance)).items}
        assert shown_now == {entry.id: 0, right.id: 0, other.id: 1}
        standing = [one.subject for one in await books.consents.of(maria.id) if one.withdrawn_at is None]
        assert standing == [None, f"chronicle:{other.id}"]
    await village.maria.forges(f"consent-off:photos:{other.id + 5}:yes")
    assert village.maria.reads == texts.NOTHING_STOOD


# The page.


async def test_the_page_is_one_secret_link_that_can_be_closed(town: Town) -> None:
    town.public_url = "https://tezki.example"
    town._start()
    maria = town.person()
    await maria.says("/consents")
    links = []
    for _ in range(2):
        await maria.forges("me-link")
        links += [button.url for row in maria.last.rows for button in row if button.url]
    assert len(set(links)) == 2
    token = str(links[-1]).rpartition("/")[2]
    assert len(token) == 32
    async with town.database.reading() as books:
        hashes = (await books.connection.execute(sa.select(tokens.c.hash))).scalars().all()
        assert len(hashes) == 1, "the one before does not work any more"
        assert token not in hashes
        assert await books.tokens.look(token, "me", town.time) is not None
    await maria.presses(texts.CLOSE_PAGE)
    async with town.database.reading() as books:
        assert await books.tokens.look(token, "me", town.time) is None


async def test_without_a_site_there_is_no_page(town: Town) -> None:
    maria = town.person()
    await maria.says("/consents")
    assert texts.PAGE not in maria.labels
    await maria.forges("me-link")
    assert maria.reads == texts.NO_SITE


# The question in a talk.


@script("ask-a-name", version=1, called="проба")
async def ask_a_name(talk: Talk, context: Context) -> None:
    agreed = await ask_consent(talk, context, Purpose.NAME)
    await talk.say("Записал." if Purpose.NAME in agreed else "Без имени.")


@pytest.mark.parametrize(("answer", "reads", "asked_again"), [("yes", "Записал.", False), ("no", "Без имени.", True)])
async def test_what_a_talk_needs_is_asked_when_it_is_needed_alone_and_once(
    any_town: Town, answer: str, reads: str, *, asked_again: bool
) -> None:
    maria = any_town.person()
    await maria.says("/menu")
    await _begins(maria)
    assert maria.reads == wordings.current(Purpose.NAME).text
    await maria.answers(wordings.AGREE if answer == "yes" else wordings.NO)
    assert maria.reads == reads
    given = [(purpose, how) for purpose, how, _ in await ledger(maria) if purpose is Purpose.NAME]
    assert given == ([(Purpose.NAME, "answer")] if answer == "yes" else [])
    await _begins(maria)
    assert (maria.reads == wordings.current(Purpose.NAME).text) is asked_again


async def _begins(person: Person) -> None:
    """As an errand would."""
    town = person.town
    heard = IncomingMessage(
        account=person.messenger.account, event_id="begins", chat=person.id, user=person.id, at=town.time, text=""
    )
    async with town.database.writing() as books:
        context = await dispatcher.open_context(books, heard, directory=town.directory, now=town.time)
        await context.begin(ask_a_name)
    await town.drain()


async def test_for_a_child_a_parent_agrees(town: Town) -> None:
    maria = town.person()
    await maria.says("/menu")
    async with town.database.writing() as books:
        known = await books.people.by_external(maria.messenger.account, maria.id)
        assert known is not None
        with pytest.raises(ValueError, match="a parent agrees"):
            await give(books, known.id, Purpose.PHOTOS, how="button", at=town.time, child=True)
        await give(books, known.id, Purpose.CHILD, how="button", at=town.time, subject="work:1")
        assert (await books.consents.standing(known.id))[Purpose.CHILD].subject == "work:1"
