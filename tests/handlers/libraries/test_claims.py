"""A claim is not a right: attacks that were played once, and the honest way beside them (docs/security.md)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from domain.event import State
from domain.libraries.service import Service
from handlers.texts.libraries import card as card_texts
from handlers.texts.libraries import joining, vouching
from handlers.texts.plan import planning
from handlers.texts.turn import shared
from handlers.texts.turn.dialogue import PHRASES
from storage.tables import inbox, pictures
from tests.handlers.alliances.steps import GROUP, binds, journal_of
from tests.handlers.libraries.steps import (
    AZOV,
    OMSK,
    claims,
    founded,
    is_vouched_for,
    joins,
    libraries_of,
)
from tests.handlers.libraries.test_leave_alliance import plans, state_of
from tests.handlers.libraries.test_library import id_of, payload
from tests.handlers.races import at_once, forging
from tests.people import photo

if TYPE_CHECKING:
    from storage.libraries.libraries import Library
    from tests.people import Person, Town

BURNT = "Библиотека сгорела, не приходите"


async def stands(town: Town, library: Library, person: Person) -> Service | None:
    async with town.database.reading() as books:
        return await books.librarians.state_of(library.id, await id_of(town, person))


def code_in(text: str) -> str:
    return next(word for word in text.replace(".", " ").split() if word.isdigit() and len(word) == 4)


async def test_whoever_types_a_public_name_can_do_nothing(any_town: Town) -> None:
    """C2 (a): twelve turns, an event cancelled, a library out of the Agreement."""
    anna, alliance = await founded(any_town)
    maria, thief = any_town.person("Мария"), any_town.person("Чужой")
    await joins(maria, alliance=alliance.id)
    (library,) = await libraries_of(any_town, alliance.id)
    (event,) = await plans(any_town, alliance.id, "Вечер памяти")
    journal = await journal_of(any_town, alliance.id)
    heard = len(maria.heard)
    await claims(thief, alliance=alliance.id)
    assert thief.saw("Я спросил тех, кто ведёт дела")
    assert await stands(any_town, library, thief) is Service.ASKED
    for press in (
        f"e-cancel:{event.id}",
        f"e-edit:{event.id}",
        f"e-move:{event.id}",
        f"library:{library.id}",
        f"edit-library:{library.id}",
        f"colleagues:{library.id}",
        f"library-links:{library.id}",
        f"hand-over:{library.id}",
        f"chronicle-new:{library.id}",
        f"claim-yes:{library.id}:{await id_of(any_town, thief)}",
        f"claim:{library.id}:{await id_of(any_town, thief)}",
        f"dismiss:{library.id}:{await id_of(any_town, maria)}:yes",
        f"return:{library.id}:yes",
    ):
        await thief.forges(press)
        assert thief.reads == shared.FORBIDDEN, press
    await thief.says("/event")
    assert planning.NO_LIBRARY in thief.reads
    await thief.says("/leave")
    assert await state_of(any_town, event) is State.ANNOUNCED
    assert [one.id for one in await libraries_of(any_town, alliance.id)] == [library.id]
    assert await journal_of(any_town, alliance.id) == journal
    assert [prompt.text.plain.split("\n")[0] for prompt in maria.heard[heard:]] == ["Это ваш сотрудник?"]
    assert "Это ваш сотрудник?" not in anna.reads, "its own people are asked first"


async def test_whoever_comes_first_does_not_win(any_town: Town) -> None:
    """C2 (b): the impostor brings the library, the real librarian comes later and is not at their mercy."""
    anna, alliance = await founded(any_town)
    thief, maria = any_town.person("Чужой"), any_town.person("Мария")
    await claims(thief, alliance=alliance.id)
    (library,) = await libraries_of(any_town, alliance.id)
    assert await stands(any_town, library, thief) is Service.CLAIMED
    any_town.time += timedelta(minutes=1)
    await claims(maria, alliance=alliance.id)
    assert await stands(any_town, library, maria) is Service.ASKED
    hers, his = await id_of(any_town, maria), await id_of(any_town, thief)
    await thief.forges(f"claim-no:{library.id}:{hers}:yes")
    await thief.forges(f"claim-yes:{library.id}:{his}")
    await thief.forges(f"dismiss:{library.id}:{hers}:yes")
    assert await stands(any_town, library, maria) is Service.ASKED
    assert await stands(any_town, library, thief) is Service.CLAIMED
    assert code_in(maria.reads) in anna.reads, "the coordinator calls the library and asks for this number"
    await anna.presses(vouching.VOUCH)
    assert await stands(any_town, library, maria) is Service.VOUCHED
    assert await stands(any_town, library, thief) is Service.ASKED, "now it is her who is asked about him"
    await maria.presses(vouching.NO)
    await maria.presses(vouching.SURE_NO)
    assert await stands(any_town, library, thief) is Service.DISMISSED
    assert vouching.told_declined(AZOV) in thief.reads


async def test_whoever_was_sent_away_does_not_come_back_by_the_same_door(any_town: Town) -> None:
    """C2 (c): until a coordinator lifts it, nobody is even asked."""
    anna, alliance = await founded(any_town)
    maria, thief = any_town.person("Мария"), any_town.person("Чужой")
    await joins(maria, alliance=alliance.id)
    (library,) = await libraries_of(any_town, alliance.id)
    await joins(thief, alliance=alliance.id)
    await maria.forges(f"library-links:{library.id}")
    link = payload(maria, "colleague_")
    his = await id_of(any_town, thief)
    await anna.forges(f"dismiss:{library.id}:{his}:stranger")
    assert card_texts.DISMISSED in anna.reads
    heard = len(maria.heard), len(anna.heard)
    for _ in range(2):
        await claims(thief, alliance=alliance.id)
        assert vouching.sent_away(AZOV) in thief.reads
    await thief.starts(link)
    assert vouching.sent_away(AZOV) in thief.reads
    assert await stands(any_town, library, thief) is Service.DISMISSED
    assert (len(maria.heard), len(anna.heard)) == heard
    await maria.forges(f"claim-lift:{library.id}:{his}")
    assert await stands(any_town, library, thief) is Service.DISMISSED
    await anna.forges(f"colleagues:{library.id}")
    await anna.presses(vouching.LIFT)
    assert await stands(any_town, library, thief) is Service.RETIRED
    assert vouching.told_lifted(AZOV) in thief.reads
    await claims(thief, alliance=alliance.id)
    assert await stands(any_town, library, thief) is Service.ASKED, "he may ask, and that is all"


async def test_a_library_that_has_left_is_not_brought_back_by_a_stranger(any_town: Town) -> None:
    """C2 (d)."""
    anna, alliance = await founded(any_town)
    maria, thief = any_town.person("Мария"), any_town.person("Чужой")
    await joins(maria, alliance=alliance.id)
    (library,) = await libraries_of(any_town, alliance.id)
    async with any_town.database.writing() as books:
        await books.libraries.leave(library.id, any_town.time, None)
    journal = await journal_of(any_town, alliance.id)
    await claims(thief, alliance=alliance.id)
    assert await stands(any_town, library, thief) is Service.ASKED
    async with any_town.database.writing() as books:
        assert await books.librarians.retire(library.id, await id_of(any_town, maria), at=any_town.time)
    other = any_town.person("Ещё один")
    await claims(other, alliance=alliance.id)
    assert other.saw("Я спросил координатора"), "there is nobody left who could be asked"
    assert "спросить там некого" in anna.reads
    assert await libraries_of(any_town, alliance.id) == ()
    assert await journal_of(any_town, alliance.id) == journal


async def test_a_contact_for_partners_is_shown_to_those_who_are_vouched_for_and_that_is_written_down(
    town: Town,
) -> None:
    """H2: ten turns to invent a library, and the contacts of all were there."""
    _, alliance = await founded(town)
    maria, thief = town.person("Мария"), town.person("Чужой")
    await joins(maria, alliance=alliance.id, contact="maria@example.ru")
    (library,) = await libraries_of(town, alliance.id)
    await claims(thief, "Выдуманная библиотека", alliance=alliance.id, contact="thief@example.ru")
    await thief.forges(f"lib:{library.id}")
    assert AZOV in thief.reads
    assert "maria@example.ru" not in thief.reads
    async with town.database.reading() as books:
        assert (await books.audit.counts(since=town.time - timedelta(days=1)))["contact_seen"] == 0
    invented = next(one for one in await libraries_of(town, alliance.id) if one.id != library.id)
    await maria.forges(f"lib:{invented.id}")
    assert "thief@example.ru" not in maria.reads, "nor is the contact of a claim anybody's to see"
    assert vouching.CARD_WAITS in maria.reads
    await is_vouched_for(thief)
    await thief.forges(f"lib:{library.id}")
    assert "maria@example.ru" in thief.reads
    async with town.database.reading() as books:
        (line,) = [one for one in await books.audit.last(100) if one.kind == "contact_seen"]
    hers, his = await id_of(town, maria), await id_of(town, thief)
    assert (line.what, line.whom, line.by_whom) == (f"library:{library.id}", hers, his)


async def test_the_first_claim_of_a_new_library_drafts_and_rings_nobody(town: Town) -> None:
    anna, alliance = await founded(town)
    await binds(anna)
    maria = town.person("Мария")
    await claims(maria, alliance=alliance.id)
    assert maria.saw("Добро пожаловать в Соглашение")
    assert "Подтверждается" in town.wall(GROUP)[-1].text
    posted = len(town.wall(GROUP))
    await maria.presses(joining.ADD_EVENT)
    await maria.answers("Вечер памяти", "5 декабря в 15:00", PHRASES.skip, planning.MORE_NO, PHRASES.all_right)
    assert "Объявить его можно будет, как только подтвердят" in maria.reads
    async with town.database.reading() as books:
        (event,) = (
            await books.events.hosted({(await libraries_of(town, alliance.id))[0].id}, states=(State.DRAFT,))
        ).items
    for press in (f"e-announce:{event.id}", f"e-announce:{event.id}:yes", "leave", "chronicle-new"):
        await maria.forges(press)
        assert maria.reads == shared.NOT_VOUCHED_YET, press
    assert len(town.wall(GROUP)) == posted
    await maria.forges(f"e:{event.id}")
    assert planning.CHANGE in maria.labels
    assert planning.ANNOUNCE not in maria.labels
    await anna.presses(vouching.VOUCH)
    assert "Вас подтвердили" in maria.reads
    assert "Подтверждается" not in town.wall(GROUP)[-1].text
    await maria.forges(f"e-announce:{event.id}:yes")
    assert await state_of(town, event) is State.ANNOUNCED
    kinds = [kind for kind, _ in await journal_of(town, alliance.id)]
    assert kinds[-3:] == ["joined", "librarian_vouched", "plan_changed"]


async def test_the_coordinator_vouches_with_one_tap_and_the_journal_names_the_office(any_town: Town) -> None:
    anna, alliance = await founded(any_town)
    maria = any_town.person("Мария")
    await claims(maria, alliance=alliance.id)
    (library,) = await libraries_of(any_town, alliance.id)
    assert code_in(maria.reads) in anna.reads
    await anna.presses(vouching.VOUCH)
    assert vouching.vouched(AZOV) in anna.reads
    kind, facts = (await journal_of(any_town, alliance.id))[-1]
    assert (kind, facts["library"]) == ("librarian_vouched", library.id)
    assert set(facts) == {"library", "title", "settlement", "type", "district", "region", "verdict"}, "and nobody"
    await anna.presses(vouching.VOUCH)
    assert vouching.ANSWERED in anna.reads


async def test_a_colleague_says_yes_to_a_colleague(any_town: Town) -> None:
    _, alliance = await founded(any_town)
    maria, olga = any_town.person("Мария"), any_town.person("Ольга")
    await joins(maria, alliance=alliance.id)
    (library,) = await libraries_of(any_town, alliance.id)
    await claims(olga, alliance=alliance.id)
    assert code_in(olga.reads) in maria.reads
    await maria.presses(vouching.YES)
    assert vouching.told_vouched(AZOV).plain in olga.reads
    assert await stands(any_town, library, olga) is Service.VOUCHED
    assert [kind for kind, _ in await journal_of(any_town, alliance.id)].count("librarian_vouched") == 0


async def test_nobody_vouches_for_themselves(town: Town) -> None:
    """A coordinator's first library in their own alliance is theirs by founding, a second one is asked about."""
    anna, alliance = await founded(town)
    await claims(anna, alliance=alliance.id)
    first = (await libraries_of(town, alliance.id))[0]
    assert await stands(town, first, anna) is Service.VOUCHED
    await claims(anna, OMSK, alliance=alliance.id, region="Омская область")
    second = next(one for one in await libraries_of(town, alliance.id) if one.id != first.id)
    assert await stands(town, second, anna) is Service.CLAIMED
    await anna.forges(f"claim-yes:{second.id}:{await id_of(town, anna)}")
    assert vouching.NOT_ONESELF in anna.reads
    assert await stands(town, second, anna) is Service.CLAIMED


async def test_a_founder_elsewhere_is_anybody(town: Town) -> None:
    anna, _ = await founded(town)
    _, other = await founded(town, "Никольское")
    await claims(anna, "Никольская библиотека", alliance=other.id, settlement="село Никольское")
    (library,) = await libraries_of(town, other.id)
    assert await stands(town, library, anna) is Service.CLAIMED


async def test_an_unanswered_question_goes_to_the_coordinators_once(any_town: Town) -> None:
    anna, alliance = await founded(any_town)
    maria, olga = any_town.person("Мария"), any_town.person("Ольга")
    await joins(maria, alliance=alliance.id)
    await claims(olga, alliance=alliance.id)
    before = len(anna.heard)
    await any_town.passes(timedelta(days=2, hours=20), step=timedelta(hours=4))
    assert len(anna.heard) == before
    await any_town.passes(timedelta(days=2), step=timedelta(hours=4))
    asked = [prompt.text.plain for prompt in anna.heard[before:] if "Подтвердите представителя" in prompt.text.plain]
    assert len(asked) == 1
    assert code_in(olga.reads) in asked[0]


async def test_a_paper_with_a_stamp_is_seen_by_coordinators_and_forgotten(any_town: Town) -> None:
    anna, alliance = await founded(any_town)
    maria, olga = any_town.person("Мария"), any_town.person("Ольга")
    await joins(maria, alliance=alliance.id)
    (library,) = await libraries_of(any_town, alliance.id)
    await claims(olga, alliance=alliance.id)
    await olga.presses(vouching.PROVE)
    await olga.shows(photo("teal"))
    assert vouching.PROOF_SENT in olga.reads
    assert "Показали бумагу с печатью" in anna.reads
    hers = await id_of(any_town, olga)
    await maria.forges(f"claim:{library.id}:{hers}")
    assert maria.last.pictures == (), "a colleague knows without it"
    await anna.presses(vouching.LOOK)
    (shown,) = anna.last.pictures
    async with any_town.database.reading() as books:
        assert await books.pictures.bytes_of(shown.id)
    await anna.presses(vouching.VOUCH)
    assert await stands(any_town, library, olga) is Service.VOUCHED
    async with any_town.database.reading() as books:
        with pytest.raises(LookupError):
            await books.pictures.bytes_of(shown.id)


async def test_a_paper_that_nobody_answers_goes_two_weeks_later(town: Town) -> None:
    _, alliance = await founded(town)
    maria = town.person("Мария")
    await claims(maria, alliance=alliance.id)
    await maria.forges(f"claim-proof:{(await libraries_of(town, alliance.id))[0].id}")
    await maria.shows(photo("teal"))
    for days, kept in ((13, 1), (2, 0)):
        await town.passes(timedelta(days=days), step=timedelta(hours=12))
        async with town.database.reading() as books:
            query = sa.select(sa.func.count()).select_from(pictures)
            assert (await books.connection.execute(query)).scalar_one() == kept


async def test_nobody_shows_a_paper_who_claims_nothing(town: Town) -> None:
    _, alliance = await founded(town)
    await joins(town.person("Мария"), alliance=alliance.id)
    stranger = town.person("Чужой")
    await stranger.forges(f"claim-proof:{(await libraries_of(town, alliance.id))[0].id}")
    assert stranger.reads == shared.FORBIDDEN


async def test_vouching_costs_whoever_joins_no_tap(town: Town) -> None:
    """The link, four answers, one «Всё верно»; and one tap of the coordinator."""
    _, alliance = await founded(town)
    maria = town.person("Мария")
    await claims(maria, alliance=alliance.id)
    assert maria.saw("Добро пожаловать")
    async with town.database.reading() as books:
        query = sa.select(sa.func.count()).select_from(inbox).where(inbox.c.chat == maria.id)
        assert (await books.connection.execute(query)).scalar_one() == 6, "nothing of vouching"


async def test_of_two_answers_at_once_one_counts(both_towns: Town) -> None:
    anna, alliance = await founded(both_towns)
    maria, olga = both_towns.person("Мария"), both_towns.person("Ольга")
    await joins(maria, alliance=alliance.id)
    (library,) = await libraries_of(both_towns, alliance.id)
    await claims(olga, alliance=alliance.id)
    hers = await id_of(both_towns, olga)
    yes, no = forging(maria, f"claim-yes:{library.id}:{hers}"), forging(anna, f"claim-no:{library.id}:{hers}:yes")
    await at_once(both_towns, alliance.id, yes, no)
    assert [one.saw(vouching.ANSWERED) for one in (maria, anna)].count(True) == 1
    assert await stands(both_towns, library, olga) in (Service.VOUCHED, Service.DISMISSED)


async def test_whoever_hands_over_has_retired_when_the_successor_comes(any_town: Town) -> None:
    _, alliance = await founded(any_town)
    maria, olga = any_town.person("Мария"), any_town.person("Ольга")
    await joins(maria, alliance=alliance.id, contact="maria@example.ru")
    (library,) = await libraries_of(any_town, alliance.id)
    await maria.forges(f"quit:{library.id}")
    assert "Кроме вас, здесь никого нет" in maria.reads
    await maria.presses(vouching.HAND_OVER)
    await olga.starts(payload(maria, "colleague_"))
    assert await stands(any_town, library, maria) is Service.VOUCHED, "until they agree"
    await olga.presses(card_texts.YES_COLLEAGUE)
    assert await stands(any_town, library, olga) is Service.VOUCHED
    assert await stands(any_town, library, maria) is Service.RETIRED
    assert vouching.handed_over(AZOV).plain in maria.reads
    async with any_town.database.reading() as books:
        (hers,) = await books.librarians.of_library(library.id, {Service.RETIRED})
    assert hers.contact is None
    await maria.forges(f"library:{library.id}")
    assert maria.reads == shared.FORBIDDEN


async def test_a_link_to_come_is_given_by_those_who_speak_for_the_library_only(town: Town) -> None:
    _, alliance = await founded(town)
    thief = town.person("Чужой")
    await claims(thief, alliance=alliance.id)
    (library,) = await libraries_of(town, alliance.id)
    await thief.forges(f"library-links:{library.id}")
    assert thief.saw(vouching.ONLY_READERS_YET)
    assert not any("colleague_" in str(span.link) for prompt in thief.heard for span in prompt.text.spans)
    await thief.forges(f"hand-over:{library.id}")
    assert thief.reads == shared.NOT_VOUCHED_YET


@pytest.mark.parametrize("how", ["claimed", "asked"])
async def test_a_claim_that_was_never_answered_reads_no_draft_of_others(town: Town, how: str) -> None:
    _, alliance = await founded(town)
    maria, thief = town.person("Мария"), town.person("Чужой")
    await joins(maria, alliance=alliance.id)
    (library,) = await libraries_of(town, alliance.id)
    async with town.database.writing() as books:
        draft = await books.events.add(
            alliance_id=alliance.id,
            at=town.time,
            title="Секретный черновик",
            kind="meeting",
            library_id=library.id,
            zone="Europe/Moscow",
            month=town.time.date().replace(day=1),
        )
    if how == "asked":
        await claims(thief, alliance=alliance.id)
    else:
        await claims(thief, OMSK, alliance=alliance.id, region="Омская область")
    await thief.forges(f"e:{draft.id}")
    assert "Секретный черновик" not in thief.reads
    await thief.forges("mine:drafts")
    assert "Секретный черновик" not in thief.reads
