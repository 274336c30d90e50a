"""An office that was taken over, and somebody whose messages are not taken any more."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from domain.libraries.service import Service
from handlers.moderation.banning import ban, lift_ban
from handlers.texts.moderation import banning
from handlers.texts.moderation import revoking as texts
from handlers.texts.turn import shared
from tests.handlers.moderation.steps import watched

if TYPE_CHECKING:
    from tests.handlers.moderation.steps import Watched
    from tests.people import Person, Town


async def in_office(watch: Watched) -> set[int]:
    async with watch.town.database.reading() as books:
        return {one.person_id for one in await books.coordinators.of_alliance(watch.here.alliance, watch.town.time)}


async def third(watch: Watched) -> Person:
    """One more coordinator."""
    vera = watch.town.person("Вера")
    await vera.says("/menu")
    async with watch.town.database.writing() as books:
        await books.coordinators.appoint(watch.here.alliance, await watch.id_of(vera), at=watch.town.time)
    return vera


async def revokes(who: Person, watch: Watched, whom: Person) -> None:
    await who.forges(f"co-revoke:{watch.here.alliance}:{await watch.id_of(whom)}")
    await who.answers("Его телефон украли", texts.YES)


async def test_the_founder_takes_an_office_away_alone(any_town: Town) -> None:
    watch = await watched(any_town)
    await revokes(watch.anna, watch, watch.boris)
    assert watch.anna.saw(texts.REVOKED)
    assert await in_office(watch) == {await watch.id_of(watch.anna)}
    assert watch.boris.saw("Вы больше не координатор")
    await watch.boris.forges(f"hide:event:{watch.here.event.id}")
    assert watch.boris.reads == shared.FORBIDDEN
    async with any_town.database.reading() as books:
        last = (await books.journal.page(watch.here.alliance, limit=1)).items[0]
        assert dict(last.facts) == {"change": "revoked"}
        assert ("retired", await watch.id_of(watch.boris)) in {
            (one.kind, one.whom) for one in await books.audit.last(5)
        }


async def test_one_of_the_others_is_not_enough_and_two_are_even_against_the_founder(town: Town) -> None:
    watch = await watched(town)
    vera = await third(watch)
    await revokes(watch.boris, watch, watch.anna)
    assert watch.boris.saw(texts.NEEDS_A_SECOND)
    assert vera.saw("Его телефон украли")
    assert not watch.anna.saw("Его телефон украли"), "whose telephone was stolen need not know"
    await revokes(watch.boris, watch, watch.anna)
    assert len(await in_office(watch)) == 3, "the same one twice is one"
    await revokes(vera, watch, watch.anna)
    assert await watch.id_of(watch.anna) not in await in_office(watch)


async def test_whoever_is_appointed_again_or_coordinates_elsewhere_is_sent_away_there_too(town: Town) -> None:
    watch = await watched(town)
    vera = await third(watch)
    for _ in range(2):
        await revokes(watch.boris, watch, watch.anna)
        await revokes(vera, watch, watch.anna)
        assert await watch.id_of(watch.anna) not in await in_office(watch)
        town.time += timedelta(days=1)
        async with town.database.writing() as books:
            await books.coordinators.appoint(watch.here.alliance, await watch.id_of(watch.anna), at=town.time)
    people = [await watch.id_of(one) for one in (watch.boris, vera, watch.anna)]
    async with town.database.writing() as books:
        other = (
            await books.alliances.found(
                slug_base="stepanovka",
                settlement="Степановка",
                folded="степановка",
                form="movement",
                wide=True,
                goals=(),
                zone="Europe/Moscow",
                at=town.time,
            )
        ).id
        for person in people:
            await books.coordinators.appoint(other, person, at=town.time)
    for one in (watch.boris, vera):
        await one.forges(f"co-revoke:{other}:{people[-1]}")
        await one.answers("Его телефон украли", texts.YES)
    assert vera.saw(texts.REVOKED)
    async with town.database.reading() as books:
        assert {one.person_id for one in await books.coordinators.of_alliance(other, town.time)} == set(people[:2])


async def test_one_stolen_office_and_a_friend_put_nobody_out_the_same_day(town: Town) -> None:
    """Whoever has one coordinator's telephone appoints a second one: two, but not two of the others."""
    watch = await watched(town)
    town.time += timedelta(days=30)
    friend = await third(watch)
    await revokes(watch.boris, watch, watch.anna)
    await revokes(friend, watch, watch.anna)
    assert friend.saw(texts.TOO_NEW)
    await friend.says("/menu")
    assert len(await in_office(watch)) == 3
    town.time += timedelta(days=6)
    await revokes(watch.anna, watch, friend)
    assert await in_office(watch) == {await watch.id_of(one) for one in (watch.anna, watch.boris)}, "there was time"


async def test_whoever_is_new_helps_to_put_out_who_is_newer(town: Town) -> None:
    watch = await watched(town)
    town.time += timedelta(days=30)
    vera = await third(watch)
    town.time += timedelta(days=1)
    nina = town.person("Нина")
    await nina.says("/menu")
    async with town.database.writing() as books:
        await books.coordinators.appoint(watch.here.alliance, await watch.id_of(nina), at=town.time)
    await revokes(watch.boris, watch, nina)
    await revokes(vera, watch, nina)
    assert await watch.id_of(nina) not in await in_office(watch)


async def test_the_word_of_one_who_is_no_longer_in_office_does_not_count(town: Town) -> None:
    watch = await watched(town)
    vera = await third(watch)
    await revokes(watch.boris, watch, vera)
    async with town.database.writing() as books:
        await books.coordinators.retire(watch.here.alliance, await watch.id_of(watch.boris), at=town.time)
        nina = town.person("Нина")
    await nina.says("/menu")
    async with town.database.writing() as books:
        await books.coordinators.appoint(watch.here.alliance, await watch.id_of(nina), at=town.time)
    await revokes(nina, watch, vera)
    assert nina.saw(texts.NEEDS_A_SECOND)
    assert await watch.id_of(vera) in await in_office(watch)


async def test_nobody_else_takes_an_office_away(town: Town) -> None:
    watch = await watched(town)
    for who in (watch.here.maria, watch.here.ira):
        await who.forges(f"co-revoke:{watch.here.alliance}:{await watch.id_of(watch.boris)}")
        assert who.reads == shared.FORBIDDEN


async def test_whoever_is_banned_is_told_once_and_speaks_for_nobody(any_town: Town) -> None:
    watch = await watched(any_town)
    maria, here = watch.here.maria, watch.here
    number = await watch.id_of(maria)
    async with any_town.database.writing() as books:
        await books.coordinators.appoint(here.alliance, number, at=any_town.time)
        await books.subscriptions.subscribe(number, here.alliance, "alliance", any_town.time)
        assert await books.librarians.claim(here.other.id, number, Service.ASKED, at=any_town.time)
        await ban(books, number, "рассылает рекламу", now=any_town.time)
    await any_town.drain()
    before = len(maria.heard)
    for word in ("/menu", "/event", "привет"):
        await maria.says(word)
    await maria.forges(f"e-cancel:{here.event.id}")
    assert [one.text.plain for one in maria.heard[before:]] == [banning.REFUSED]
    async with any_town.database.reading() as books:
        roles = await books.roles.of(number, any_town.time)
        assert (roles.coordinates, roles.librarian_of) == (frozenset(), frozenset())
        assert await books.librarians.state_of(here.other.id, number) is Service.DISMISSED, "nobody can say yes to it"
        assert await books.subscriptions.of_person(number) == ()
        assert {"banned", "dismissed", "retired"} <= {one.kind for one in await books.audit.last(9)}
    async with any_town.database.writing() as books:
        assert await lift_ban(books, number, now=any_town.time)
        assert not await lift_ban(books, number, now=any_town.time)
    await maria.says("/menu")
    assert maria.reads != banning.REFUSED
