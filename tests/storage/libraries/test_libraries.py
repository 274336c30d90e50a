"""Libraries, memberships and librarians on both databases."""

from datetime import timedelta

from pydantic import TypeAdapter

from domain.libraries.appeals import State
from domain.rights import Roles
from storage.database import Database
from storage.libraries.libraries import RegionCount, RosterLine
from storage.sql.paging import Page
from tests.storage.libraries.namesakes import NOW, alliance, group, library, person

DAY = timedelta(days=1)


async def test_a_registered_library_is_a_member_once_it_joins(database: Database) -> None:
    async with database.writing() as books:
        founded = await alliance(books)
        registered = await books.libraries.register(
            alliance_id=founded.id,
            settlement="Ивановка",
            region="Амурская область",
            zone="Asia/Yakutsk",
            title="Модельная библиотека",
            folded="модельная библиотека",
            ownership="municipal",
            verdict="same",
            at=NOW,
        )
        assert await books.libraries.count(founded.id) == 0
        assert await books.libraries.get(registered.id) == registered
        first = await books.libraries.join(registered.id, NOW)
        assert await books.libraries.join(registered.id, NOW + DAY) == first, "joining twice is joining once"
        joined = await books.libraries.get(registered.id)
        assert await books.libraries.count(founded.id) == 1
    assert not registered.is_member
    assert joined is not None
    assert joined.is_member
    assert (joined.membership_id, joined.joined_at, joined.left_at) == (first, NOW, None)


async def test_leaving_keeps_the_history_and_rejoining_is_a_new_membership(database: Database) -> None:
    async with database.writing() as books:
        founded = await alliance(books)
        one = await library(books, founded.id)
        assert await books.libraries.leave(one.id, NOW + DAY, "Библиотека на ремонте") == one.membership_id
        assert await books.libraries.leave(one.id, NOW + DAY) is None
        former = await books.libraries.former(founded.id)
        roster = await books.libraries.roster(founded.id)
        again = await books.libraries.join(one.id, NOW + 2 * DAY)
        member = await books.libraries.get(one.id)
        former_then = await books.libraries.former(founded.id)
    assert [(left.id, left.left_at, left.is_member) for left in former.items] == [(one.id, NOW + DAY, False)]
    assert roster.total == 0
    assert again != one.membership_id
    assert member is not None
    assert (member.membership_id, member.is_member) == (again, True)
    assert former_then.total == 0


async def test_the_same_library_is_found_however_it_was_typed(database: Database) -> None:
    async with database.writing() as books:
        founded, other = await alliance(books), await alliance(books)
        known = await library(books, founded.id)
        elsewhere = await library(books, founded.id, district="Корочанский район")
        place = {"settlement": "с. Ивановка", "region": "белгородская область", "folded": known.folded}
        same = await books.libraries.find(founded.id, district="Чернянский  район", **place)
        next_district = await books.libraries.find(founded.id, district="Корочанский район", **place)
        nowhere = await books.libraries.find(founded.id, district="Губкинский район", **place)
        in_another_alliance = await books.libraries.find(other.id, district="Чернянский район", **place)
    assert same == known
    assert next_district == elsewhere
    assert nowhere is None
    assert in_another_alliance is None


async def test_the_roster_goes_by_region_and_links_to_the_notice_of_joining(database: Database) -> None:
    async with database.writing() as books:
        founded = await alliance(books)
        second = await library(books, founded.id, "Библиотека № 2")
        first = await library(books, founded.id, "Библиотека № 1")
        far = await library(books, founded.id, region="Амурская область", district="Ивановский район")
        bound, another = await group(books, founded.id), await group(books, founded.id, -100777)
        for where, link in ((bound, "https://t.me/ivanovka/5"), (another, "https://t.me/second/9")):
            notice = await books.posts.upsert(where.id, f"joined:{first.membership_id}", "joining", "a", at=NOW)
            await books.posts.delivered(notice.id, refs=("5",), link=link, at=NOW)
        await books.posts.upsert(bound.id, f"joined:{second.membership_id}", "joining", "a", at=NOW)
        roster = await books.libraries.roster(founded.id, limit=2)
        rest = await books.libraries.roster(founded.id, offset=2, limit=2)
        regional = await books.libraries.roster(founded.id, region="Амурская область")
        regions = await books.libraries.regions(founded.id)
    assert [line.library.id for line in (*roster.items, *rest.items)] == [far.id, first.id, second.id]
    assert [line.link for line in (*roster.items, *rest.items)] == [None, "https://t.me/ivanovka/5", None]
    assert (roster.total, rest.total) == (3, 3)
    assert [line.library.id for line in regional.items] == [far.id]
    assert regions == (
        RegionCount(region="Амурская область", members=1),
        RegionCount(region="Белгородская область", members=2),
    )
    pages = TypeAdapter(Page[RosterLine])
    assert pages.validate_json(pages.dump_json(roster)) == roster


async def test_a_settlement_is_confirmed_once(database: Database) -> None:
    async with database.writing() as books:
        founded = await alliance(books)
        one = await library(books, founded.id)
        waiting = await books.libraries.all_unchecked()
        assert await books.libraries.confirm_settlement(one.id)
        assert not await books.libraries.confirm_settlement(one.id)
        left = await books.libraries.all_unchecked()
        corrected = await books.libraries.change(one.id, title="Ивановская библиотека", parent="МБУК «ЦБС»")
    assert [library.id for library in waiting] == [one.id]
    assert left == ()
    assert (corrected.title, corrected.parent, corrected.checked) == (
        "Ивановская библиотека",
        "МБУК «ЦБС»",
        "confirmed",
    )
    assert corrected.is_member


async def test_several_people_serve_one_library_and_one_person_several(database: Database) -> None:
    async with database.writing() as books:
        founded = await alliance(books)
        one, two = await library(books, founded.id, "Первая"), await library(books, founded.id, "Вторая")
        anna, vera = await person(books, 1), await person(books, 2)
        await books.librarians.add(one.id, anna, contact="8 800 555-35-35", contact_public=True, at=NOW)
        await books.librarians.add(one.id, vera, at=NOW + DAY)
        await books.librarians.add(two.id, anna, at=NOW)
        served = await books.libraries.served_by(anna)
        await books.librarians.add(one.id, anna, contact=None, at=NOW + 9 * DAY)
        serving = await books.librarians.of_library(one.id)
        assert await books.librarians.retire(one.id, vera, at=NOW)
        assert not await books.librarians.retire(one.id, vera, at=NOW)
    assert [library.title for library in served] == ["Вторая", "Первая"]
    assert [(who.person_id, who.contact, who.since) for who in serving] == [(anna, None, NOW), (vera, None, NOW + DAY)]
    assert serving[0].chat == 7_000_000_001


async def test_standing_is_what_somebody_coordinates_and_serves_now(database: Database) -> None:
    async with database.writing() as books:
        one, two = await alliance(books), await alliance(books)
        member, former = await library(books, one.id), await library(books, two.id)
        someone, stranger = await person(books, 1), await person(books, 2)
        await books.coordinators.appoint(one.id, someone, at=NOW)
        await books.coordinators.appoint(two.id, someone, at=NOW)
        await books.coordinators.retire(two.id, someone, at=NOW + DAY)
        await books.librarians.add(member.id, someone, at=NOW)
        await books.librarians.add(former.id, someone, at=NOW)
        await books.libraries.leave(former.id, NOW)
        roles = await books.roles.of(someone, NOW + DAY)
        nothing = await books.roles.of(stranger, NOW)
    assert roles == Roles(
        person=someone,
        coordinates=frozenset({one.id}),
        librarian_of=frozenset({member.id, former.id}),
        vouched=frozenset({member.id, former.id}),
        members={member.id: one.id},
    )
    assert nothing == Roles(person=stranger)


async def test_an_appeal_is_decided_once(database: Database) -> None:
    async with database.writing() as books:
        founded = await alliance(books)
        someone = await person(books)
        told = {"settlement": "Иваново", "title": "Библиотека", "contact": "+7 900 000-11-22"}
        made = await books.appeals.make(founded.id, someone, told, NOW)
        waiting = await books.appeals.open_of(founded.id)
        allowed = await books.appeals.move(made.id, State.ALLOWED, "Прежнее имя села", at=NOW)
        assert await books.appeals.move(made.id, State.DECLINED, at=NOW) is None
        left = await books.appeals.open_of(founded.id)
        kept = await books.appeals.get(made.id)
    assert waiting.items == (made,)
    assert made.application["settlement"] == "Иваново"
    assert left.total == 0
    assert allowed is not None
    assert kept is not None
    assert allowed.application["contact"] == "+7 900 000-11-22"
    assert (kept.decided, kept.reason) == ("allowed", "Прежнее имя села")
    assert kept.application["contact"] is None, "a contact is kept only while somebody may need it"


async def test_every_membership_of_a_library_is_counted(database: Database) -> None:
    async with database.writing() as books:
        founded = await alliance(books)
        member = await library(books, founded.id)
        assert await books.libraries.times_joined(member.id) == 1
        await books.libraries.leave(member.id, NOW)
        assert await books.libraries.times_joined(member.id) == 1
        await books.libraries.join(member.id, NOW)
        assert await books.libraries.times_joined(member.id) == 2
