"""One person leaves only so much open at once; whoever works in earnest never notices."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from domain.event import State
from domain.plan.rows import PlanRow
from domain.quotas import DAY, LIMITS, NEWCOMER, Quota
from handlers.dispatcher import open_context
from handlers.plan import actions
from handlers.plan.files import writing
from handlers.texts.alliances import founding
from handlers.texts.libraries import appeals as texts
from handlers.texts.libraries import card
from handlers.texts.people import privacy
from handlers.texts.turn import consents, shared
from handlers.texts.turn import quotas as words
from handlers.texts.turn.dialogue import PHRASES
from handlers.turn.context import Context, TurnRefused
from handlers.turn.quotas import left_of, spend
from storage.books import Books
from storage.tables import spent
from talk.rich import rich
from talk.updates import IncomingMessage
from tests.handlers.alliances.steps import founds
from tests.handlers.libraries.steps import claims, founded, joins, libraries_of
from tests.handlers.libraries.test_appeals import appeals

if TYPE_CHECKING:
    from storage.alliances.alliances import Alliance
    from tests.people import Person, Town

OPEN_APPEALS = LIMITS[Quota.APPEALS].most
OPEN_INVITATIONS = LIMITS[Quota.INVITATIONS].most


@pytest.fixture(autouse=True)
def as_it_ships(town: Town) -> None:
    """The figures of ``domain.quotas``."""
    town.sets_quotas({})


async def test_a_sixth_appeal_waits_until_one_is_answered(town: Town) -> None:
    anna, alliance = await founded(town)
    maria, olga = town.person("Мария"), town.person("Ольга")
    for settlement in ("село Калинино", "село Ленино", "село Кирово", "село Фрунзе", "село Чапаево"):
        await appeals(maria, alliance.id, settlement)
        assert "Заявка у координатора" in maria.reads
    await appeals(maria, alliance.id, "село Щорса")
    assert maria.reads == shared.too_many_appeals(OPEN_APPEALS)
    async with town.database.reading() as books:
        assert (await books.appeals.open_of(alliance.id)).total == OPEN_APPEALS
    await appeals(olga, alliance.id)
    assert "Заявка у координатора" in olga.reads

    await anna.forges("appeal:1")
    await anna.answers(texts.DECLINE, "Это другое село", texts.DECLINE)
    await maria.says("/menu")
    await maria.forges(f"anew:join:{alliance.id}")
    await appeals(maria, alliance.id, "село Щорса")
    assert "Заявка у координатора" in maria.reads


async def test_links_that_nobody_follows_are_not_heaped_up(town: Town) -> None:
    anna, alliance = await founded(town)
    await joins(anna, alliance=alliance.id)
    errand, word, place = "library-links", "colleague_", (await libraries_of(town, alliance.id))[0].id
    for _ in range(OPEN_INVITATIONS):
        await anna.forges(f"{errand}:{place}")
        assert anna.saw(word)
    link = next(text for text in reversed([prompt.text.plain for prompt in anna.heard]) if word in text)
    await anna.forges(f"{errand}:{place}")
    assert anna.reads == shared.too_many_invitations(OPEN_INVITATIONS, 7)

    olga = town.person("Ольга")
    await olga.starts(word + link.partition(word)[2][:32])
    await olga.presses(card.YES_COLLEAGUE)
    await anna.forges(f"{errand}:{place}")
    assert anna.reads != shared.too_many_invitations(OPEN_INVITATIONS, 7)


def refusal(quota: Quota) -> str:
    """The beginning of what somebody reads who had enough."""
    return words.met(quota, LIMITS[quota].newcomers or LIMITS[quota].most, None, None).plain.split(".")[0]


async def test_forty_alliances_of_one_person_are_one_a_day(town: Town) -> None:
    squatter = town.person("Захватчик")
    await founds(squatter, "Александровка")
    for n in range(40):
        await squatter.says("/menu")
        await squatter.forges("anew:found")
        assert squatter.reads.startswith(refusal(Quota.ALLIANCES)), n
    assert words.ASK in squatter.reads
    assert "21 ноября" in squatter.reads, "when it goes on"
    async with town.database.reading() as books:
        assert (await books.alliances.all()).total == 1

    town.time += DAY
    await founds(squatter, "Берёзовка")
    assert squatter.saw(founding.founded("Берёзовка").plain[:20])


@pytest.mark.usefixtures("strangers")
async def test_erasing_oneself_gives_no_quota_back(town: Town) -> None:
    """Erasure and one yes, and a squatter would be new every minute; nothing of it is written down."""
    squatter = town.person("Захватчик")
    await squatter.starts()
    await squatter.answers(consents.AGREE)
    await founds(squatter, "Александровка")
    for _ in range(2):
        await squatter.says("удалить мои данные")
        await squatter.presses(privacy.YES_ERASE)
        async with town.database.reading() as books:
            assert (await books.connection.execute(sa.select(sa.func.count()).select_from(spent))).scalar_one() == 0
        await squatter.starts("found")
        await squatter.answers(consents.AGREE)
        assert squatter.reads.startswith(refusal(Quota.ALLIANCES))
    town.time += DAY
    await squatter.forges("anew:found")
    assert squatter.reads.startswith(founding.SETTLEMENT[:20])


async def test_an_alliance_that_was_begun_in_time_is_not_founded_too_often(town: Town) -> None:
    """The talk stands at its last question; the deed asks anew."""
    await founds(squatter := town.person("Захватчик"), "Александровка")
    async with town.database.writing() as books:
        context = await _turn_of(town, squatter, books)
        with pytest.raises(TurnRefused):
            await spend(context, Quota.ALLIANCES)


async def test_sixty_invented_libraries_of_one_newcomer_are_three_a_day(town: Town) -> None:
    _, alliance = await founded(town)
    stranger = town.person("Чужой")
    most = LIMITS[Quota.LIBRARIES].newcomers or 0
    assert most == 3
    for n in range(most + 1):
        await joins(stranger, f"Выдуманная библиотека {n}", alliance=alliance.id)
    assert stranger.reads.startswith(refusal(Quota.LIBRARIES))
    for _ in range(3):
        await stranger.presses(PHRASES.all_right)
    assert stranger.reads.startswith(refusal(Quota.LIBRARIES))
    assert len(await libraries_of(town, alliance.id)) == most

    town.time += DAY
    await stranger.presses(PHRASES.all_right)
    assert len(await libraries_of(town, alliance.id)) == most + 1, "what was told is not lost: it goes on the next day"


async def test_a_newcomer_rings_the_people_of_two_libraries_a_day(town: Town) -> None:
    """Each claim is a question to somebody."""
    _, alliance = await founded(town)
    local = town.person("Местная")
    titles = [f"Выдуманная библиотека {n}" for n in range(3)]
    for title in titles:
        await joins(local, title, alliance=alliance.id)
    stranger = town.person("Чужой")
    for title in titles:
        await claims(stranger, title, alliance=alliance.id)
    assert stranger.reads.startswith(refusal(Quota.CLAIMS))
    async with town.database.reading() as books:
        person = await books.people.by_external(stranger.messenger.account, stranger.id)
        assert person is not None
        states = [await books.librarians.state_of(one.id, person.id) for one in await libraries_of(town, alliance.id)]
    assert sorted(map(str, states)) == ["None", "asked", "asked"]

    town.time += DAY
    await stranger.presses(PHRASES.all_right)
    async with town.database.reading() as books:
        states = [await books.librarians.state_of(one.id, person.id) for one in await libraries_of(town, alliance.id)]
    assert [str(state) for state in states] == ["asked"] * 3


async def test_a_coordinator_enters_all_libraries_of_their_own_alliance(town: Town) -> None:
    anna, alliance = await founded(town)
    for n in range(6):
        await joins(anna, f"Библиотека {n}", alliance=alliance.id)
    assert len(await libraries_of(town, alliance.id)) == 6


async def _turn_of(town: Town, person: Person, books: Books) -> Context:
    heard = IncomingMessage(
        account=person.messenger.account, event_id="turn", chat=person.id, user=person.id, at=town.time
    )
    return await open_context(books, heard, directory=town.directory, now=town.time)


async def _library(town: Town) -> tuple[Person, Alliance, int]:
    anna, alliance = await founded(town)
    await joins(anna, alliance=alliance.id)
    return anna, alliance, (await libraries_of(town, alliance.id))[0].id


async def test_two_thousand_events_from_a_file_are_thirty_and_the_rest_drafts(town: Town) -> None:
    anna, alliance, library = await _library(town)
    first = date(2027, 12, 1)
    rows = tuple(
        PlanRow(number=n, title=f"Ёлка {n}", day=first + timedelta(days=n % 28), at=time(15)) for n in range(2, 202)
    )
    async with town.database.writing() as books:
        context = await _turn_of(town, anna, books)
        number = await books.plan_imports.propose(
            alliance_id=alliance.id, library_id=library, made_by=context.person.id, rows=rows, at=town.time
        )
        found = await books.plan_imports.get(number)
        assert found is not None
        room = (await left_of(context, Quota.ANNOUNCED)).left
        done = await writing.write_some(
            books, found, town.time, announced=True, by=context.person.id, most=200, room=room
        )
        await spend(context, Quota.ANNOUNCED, done.announced)
    most = LIMITS[Quota.ANNOUNCED].newcomers
    assert (done.announced, done.drafts, done.held_back) == (most, 200 - (most or 0), 200 - (most or 0))
    async with town.database.reading() as books:
        drafted = [
            one
            for one in await books.events.many(await books.plan_imports.events_of(number))
            if one.state is State.DRAFT
        ]
    async with town.database.writing() as books:
        context = await _turn_of(town, anna, books)
        with pytest.raises(TurnRefused) as refused:
            await actions.announce(context, drafted[-1].id)
        assert rich(refused.value.text).plain.startswith(refusal(Quota.ANNOUNCED))
    town.time += DAY
    async with town.database.writing() as books:
        done_later = await actions.announce(await _turn_of(town, anna, books), drafted[-1].id)
    assert done_later.state is State.ANNOUNCED


async def test_whoever_we_know_for_a_week_may_announce_more(town: Town) -> None:
    anna, _, _ = await _library(town)
    town.time += NEWCOMER
    async with town.database.writing() as books:
        context = await _turn_of(town, anna, books)
        assert (await left_of(context, Quota.ANNOUNCED)).left == LIMITS[Quota.ANNOUNCED].most


async def test_the_operator_can_raise_it(town: Town) -> None:
    town.sets_quotas({"alliances": 3})
    squatter = town.person("Методист")
    for name in ("Александровка", "Берёзовка", "Ивановка"):
        await founds(squatter, name)
    await squatter.forges("anew:found")
    assert "не больше 3 сотрудничеств" in squatter.reads


async def test_there_is_an_end_to_subscriptions_but_not_to_those_one_has(town: Town) -> None:
    town.sets_quotas({"subscriptions": 2})
    _, alliance = await founded(town)
    reader = town.person("Читатель")
    for word in (f"a{alliance.id}", f"t{alliance.id}-leisure", f"g{alliance.id}-6", f"g{alliance.id}-12"):
        await reader.says("/menu")
        await reader.forges(f"anew:sub:{word}")
    async with town.database.reading() as books:
        person = await books.people.by_external(reader.messenger.account, reader.id)
        assert person is not None
        theirs = await books.subscriptions.of_person(person.id)
    assert len(theirs) == 2
    assert reader.saw("У вас уже 2 подписки")


async def test_forty_people_cannot_heap_applications_on_one_coordinator(town: Town) -> None:
    town.sets_quotas({"appeals_there": 6})
    _, alliance = await founded(town)
    for n, settlement in enumerate(("село Калинино", "село Ленино", "село Кирово", "село Фрунзе") * 2):
        person = town.person(f"Чужой {n}")
        await appeals(person, alliance.id, settlement)
    assert "уже ждут 6 заявок" in person.reads
    async with town.database.reading() as books:
        assert (await books.appeals.open_of(alliance.id)).total == 6
