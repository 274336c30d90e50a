"""The card of a library, its people, its links, and corrections (row 4)."""

from __future__ import annotations

import pytest

from domain.libraries.delays import NEW
from handlers.texts.libraries import card as texts
from handlers.texts.libraries import joining
from handlers.texts.turn.dialogue import PHRASES
from tests.handlers.alliances.steps import GROUP, binds, journal_of
from tests.handlers.libraries.steps import (
    AZOV,
    OMSK,
    claims,
    founded,
    is_vouched_for,
    joins,
    libraries_of,
    settled,
)
from tests.people import Person, Town


async def member(town: Town, name: str = "Мария", contact: str | None = None) -> tuple[Person, int, int]:
    """A librarian of a member library, the alliance and the library."""
    _, alliance = await founded(town)
    maria = town.person(name)
    await claims(maria, alliance=alliance.id, contact=contact)
    await is_vouched_for(maria)
    (library,) = await libraries_of(town, alliance.id)
    return maria, alliance.id, library.id


def payload(person: Person, mark: str) -> str:
    """What the newest deep link with this mark carries."""
    links = [span.link for prompt in person.heard for span in prompt.text.spans if span.link and mark in span.link]
    return links[-1].partition("start=")[2]


async def test_my_library_shows_what_others_know_and_what_can_be_done(town: Town) -> None:
    maria, _, _ = await member(town, contact="biblio@example.ru")
    await maria.forges("library")
    assert f"{AZOV}\n\nхутор Александровка, Азовский район, Ростовская область" in maria.reads
    assert "Ваш контакт: biblio@example.ru, виден только партнёрам" in maria.reads
    assert {texts.EDIT, texts.COLLEAGUES, texts.LINKS, texts.LEAVE} <= set(maria.labels)


async def test_without_a_library_one_is_told_what_to_do(town: Town) -> None:
    reader = town.person()
    await reader.forges("library")
    assert texts.NONE_MINE in reader.reads
    assert texts.JOIN in reader.labels


async def test_a_contact_for_members_is_hidden_from_everybody_else(town: Town) -> None:
    maria, alliance, library = await member(town, contact="biblio@example.ru")
    reader, olga = town.person("Читатель"), town.person("Ольга")
    await joins(olga, OMSK, alliance=alliance, region="Омская область")
    await reader.forges(f"lib:{library}")
    assert AZOV in reader.reads
    assert "biblio@example.ru" not in reader.reads
    await olga.forges(f"lib:{library}")
    assert "biblio@example.ru" in olga.reads
    await maria.forges(f"edit-library:{library}")
    await maria.answers(joining.LABEL_CONTACT, "biblio@example.ru", joining.FOR_ALL)
    await reader.forges(f"lib:{library}")
    assert "biblio@example.ru" in reader.reads


async def test_a_card_that_is_not_there_leads_to_the_roster(town: Town) -> None:
    reader = town.person()
    for press in ("lib:77", "lib:x", "lib", "lib-events:77", "lib:99999999999999999999999"):
        await reader.forges(press)
        assert texts.NOT_FOUND in reader.reads


async def test_a_library_without_events_invites_to_subscribe(town: Town) -> None:
    maria, _, library = await member(town)
    await maria.forges(f"lib-events:{library}")
    assert "Впереди пока ничего не назначено" in maria.reads
    assert texts.SUBSCRIBE in maria.labels


# Colleagues.


async def test_a_colleague_comes_by_a_link_that_works_once(any_town: Town) -> None:
    maria, _, library = await member(any_town)
    await maria.forges(f"library-links:{library}")
    link = payload(maria, "colleague_")
    olga, stranger = any_town.person("Ольга"), any_town.person("Чужой")
    await maria.starts(link)
    assert texts.already_colleague(AZOV) in maria.reads
    await olga.starts(link)
    assert olga.reads == texts.invited_colleague(AZOV).plain
    await olga.forges("library")
    assert AZOV not in olga.reads, "nothing happens without a yes"
    await olga.starts(link)
    await olga.presses(texts.YES_COLLEAGUE)
    assert "Теперь вы действуете от имени библиотеки" in olga.reads
    assert "новый сотрудник" in maria.reads
    await stranger.starts(link)
    assert texts.INVITATION_OUTDATED in stranger.reads
    await olga.forges("library")
    assert AZOV in olga.reads


async def test_a_link_that_was_laid_before_somebody_makes_nobody_a_colleague(town: Town) -> None:
    maria, _, library = await member(town)
    await maria.forges(f"library-links:{library}")
    link = payload(maria, "colleague_")
    olga = town.person("Ольга")
    await olga.starts(link)
    await olga.starts(link.replace("colleague_", "colleague-come_"))
    async with town.database.reading() as books:
        assert [one.chat for one in await books.librarians.of_library(library)] == [maria.id]
    await olga.presses(texts.YES_COLLEAGUE)
    assert "новый сотрудник" in maria.reads
    await olga.presses(texts.YES_COLLEAGUE)
    assert olga.reads == texts.INVITATION_OUTDATED, "it works once"


async def test_a_link_dies_with_the_one_who_gave_it(town: Town) -> None:
    maria, alliance, library = await member(town)
    olga = town.person("Ольга")
    await joins(olga, alliance=alliance)
    await olga.forges(f"library-links:{library}")
    link = payload(olga, "colleague_")
    await olga.forges(f"quit:{library}:yes")
    assert "больше не работает с вашей библиотекой" in maria.reads
    pyotr = town.person("Пётр")
    await pyotr.starts(link)
    assert texts.INVITATION_OUTDATED in pyotr.reads


async def test_readers_get_a_link_for_each_messenger(wide_town: Town) -> None:
    maria, _, library = await member(wide_town)
    await maria.forges(f"library-links:{library}")
    assert f"start=sub_l{library}" in maria.reads


async def test_the_last_one_does_not_leave_a_library_alone(town: Town) -> None:
    maria, _, library = await member(town)
    await maria.forges(f"quit:{library}:yes")
    assert "Кроме вас, здесь никого нет" in maria.reads
    await maria.forges("library")
    assert AZOV in maria.reads


async def test_whoever_came_earlier_may_remove_whoever_came_later_and_never_the_other_way(town: Town) -> None:
    maria, alliance, library = await member(town)
    olga = town.person("Ольга")
    town.time += NEW
    await joins(olga, alliance=alliance)
    await olga.forges("colleagues")
    assert not any(label.startswith("Убрать") for label in olga.labels)
    await olga.forges(f"dismiss:{library}:{await id_of(town, maria)}:yes")
    assert texts.NOT_YOUNGER in olga.reads
    await maria.presses(joining.NOT_OURS)
    await maria.answers(texts.YES_DISMISS)
    assert texts.DISMISSED in maria.reads
    assert "Коллеги убрали вас" in olga.reads
    await olga.forges(f"library:{library}")
    assert AZOV not in olga.reads


async def test_a_coordinator_sends_a_false_librarian_away_and_everybody_is_told(town: Town) -> None:
    anna, founded_here = await founded(town)
    alliance = founded_here.id
    maria = town.person("Мария")
    await joins(maria, alliance=alliance)
    library = (await libraries_of(town, alliance))[0].id
    olga = town.person("Ольга")
    await joins(olga, alliance=alliance)
    await anna.forges(f"lib:{library}")
    await anna.presses(texts.STAFF)
    assert "Всего 2 человека" in anna.reads
    await anna.forges(f"dismiss:{library}:{await id_of(town, olga)}")
    assert "Убрать из библиотеки того" in anna.reads
    await anna.answers(texts.YES_DISMISS)
    assert texts.DISMISSED in anna.reads
    assert "Координатор убрал вас" in olga.reads
    assert "Координатор убрал из библиотеки одного" in maria.reads
    await olga.forges(f"library:{library}")
    assert AZOV not in olga.reads
    await maria.forges(f"library:{library}")
    assert AZOV in maria.reads


async def test_strangers_do_nothing_to_a_library(town: Town) -> None:
    maria, _, library = await member(town)
    stranger = town.person("Чужой")
    mine = await id_of(town, maria)
    for errand in ("library", "colleagues", "library-links", "edit-library", f"dismiss:{library}:{mine}", "quit"):
        press = errand if ":" in errand else f"{errand}:{library}"
        await stranger.forges(press)
        assert "Это может сделать только тот, кто ведёт дела" in stranger.reads


# Corrections.


@pytest.mark.every_messenger
async def test_a_new_title_is_seen_in_the_group_and_in_the_journal(any_town: Town) -> None:
    anna, alliance = await founded(any_town)
    if any_town.messenger().kind == "telegram":
        await binds(anna)
    maria = any_town.person("Мария")
    await joins(maria, alliance=alliance.id)
    await settled(any_town)
    (library,) = await libraries_of(any_town, alliance.id)
    await maria.forges(f"edit-library:{library.id}")
    await maria.answers(joining.LABEL_TITLE, "Александровская модельная библиотека")
    assert texts.CHANGED in maria.reads
    (after,) = await libraries_of(any_town, alliance.id)
    assert after.title == "Александровская модельная библиотека"
    if any_town.messenger().kind == "telegram":
        assert "Александровская модельная библиотека" in any_town.wall(GROUP)[-1].text
    kind, facts = (await journal_of(any_town, alliance.id))[-1]
    assert (kind, facts["about"], facts["title"]) == ("correction_made", "library", after.title)


async def test_a_settlement_is_judged_again(town: Town) -> None:
    maria, alliance, library = await member(town)
    await maria.forges(f"edit-library:{library}")
    await maria.answers(joining.LABEL_SETTLEMENT, "село Никольское")
    assert "карточка осталась прежней" in maria.reads
    await maria.answers("село Александровка")
    assert texts.CHANGED in maria.reads
    assert (await libraries_of(town, alliance))[0].settlement_type == "село"


async def test_a_place_that_moved_must_be_confirmed_again(town: Town) -> None:
    maria, alliance, library = await member(town)
    async with town.database.writing() as books:
        await books.libraries.confirm_settlement(library)
    await maria.forges(f"edit-library:{library}")
    await maria.answers(joining.LABEL_REGION, "Самарская область")
    (after,) = await libraries_of(town, alliance)
    assert (after.region, after.zone, after.checked) == ("Самарская область", "Europe/Samara", "unchecked")


async def test_a_card_does_not_become_the_double_of_another(town: Town) -> None:
    maria, alliance, _ = await member(town)
    olga = town.person("Ольга")
    await joins(olga, "Другая библиотека", alliance=alliance)
    await settled(town)
    await olga.forges("edit-library")
    await olga.answers(joining.LABEL_TITLE, AZOV)
    assert texts.same_exists(AZOV) in olga.reads
    await olga.answers("Вторая библиотека")
    assert texts.CHANGED in olga.reads
    assert {one.title for one in await libraries_of(town, alliance)} == {AZOV, "Вторая библиотека"}
    assert maria.saw("Добро пожаловать")


async def test_a_contact_is_removed_by_skipping(town: Town) -> None:
    maria, _, library = await member(town, contact="+7 912 345-67-89")
    await maria.forges(f"edit-library:{library}")
    await maria.answers(joining.LABEL_CONTACT, PHRASES.skip)
    await maria.forges("library")
    assert "Ваш контакт: не указан" in maria.reads


async def test_the_same_answer_changes_nothing(town: Town) -> None:
    maria, alliance, library = await member(town)
    before = await journal_of(town, alliance)
    await maria.forges(f"edit-library:{library}")
    await maria.answers(joining.LABEL_OWNERSHIP, "Муниципальная")
    await maria.forges(f"edit-library:{library}")
    await maria.answers(joining.LABEL_OWNERSHIP, "Оставить")
    assert texts.NOTHING_CHANGED in maria.reads
    assert await journal_of(town, alliance) == before


async def id_of(town: Town, person: Person) -> int:
    async with town.database.reading() as books:
        known = await books.people.by_external(person.messenger.account, person.id)
    assert known is not None
    return known.id
