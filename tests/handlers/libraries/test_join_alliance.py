"""A librarian joins: the dialogue, the notice, the journal, the second librarian of one library (rows 3, 4, 11)."""

from __future__ import annotations

import pytest

from handlers.texts.libraries import card, joining
from handlers.texts.turn.dialogue import PHRASES
from tests.handlers.alliances.steps import GROUP, binds, journal_of, the_alliance
from tests.handlers.libraries.steps import (
    AZOV,
    OMSK,
    PROKHOROVKA,
    claims,
    founded,
    founds_another,
    joins,
    libraries_of,
    tells,
)
from tests.handlers.races import at_once, pressing
from tests.people import Town


async def test_a_librarian_joins_from_the_first_word_to_the_welcome(any_town: Town) -> None:
    _, alliance = await founded(any_town)
    maria = any_town.person("Мария")
    await joins(maria, alliance=alliance.id)
    assert maria.saw("Добро пожаловать в Соглашение «Александровка»!")
    assert joining.ADD_EVENT in maria.labels
    (library,) = await libraries_of(any_town, alliance.id)
    assert (library.title, library.settlement_type, library.settlement) == (AZOV, "хутор", "Александровка")
    assert (library.district, library.region) == ("Азовский район", "Ростовская область")
    assert (library.zone, library.verdict, library.checked) == ("Europe/Moscow", "same", "unchecked")
    kind, facts = (await journal_of(any_town, alliance.id))[-1]
    assert (kind, facts["title"], facts["region"]) == ("joined", AZOV, "Ростовская область")


async def test_joining_works_on_both_databases(both_towns: Town) -> None:
    _, alliance = await founded(both_towns)
    await joins(both_towns.person(), alliance=alliance.id)
    await joins(both_towns.person(), OMSK, settlement="деревня Александровка", region="Омская область")
    assert len(await libraries_of(both_towns, alliance.id)) == 2


async def test_the_notice_stands_in_the_group_and_the_roster_links_to_it(town: Town) -> None:
    anna, alliance = await founded(town)
    await binds(anna)
    await joins(town.person(), alliance=alliance.id)
    notice = town.wall(GROUP)[-1]
    assert "Библиотека присоединилась к Соглашению «Александровка»" in notice.text
    assert f"{AZOV}\nхутор Александровка, Азовский район, Ростовская область" in notice.text
    assert notice.thread is not None
    assert "присоединение" in notice.post.hashtags
    reader = town.person("Читатель")
    await reader.says("/roster")
    links = [span.link for span in reader.last.text.spans if span.link]
    assert links == [f"https://telegram.example/{GROUP}/{notice.ref}"]


async def test_a_contact_stays_out_of_the_group_and_out_of_the_journal(town: Town) -> None:
    anna, alliance = await founded(town)
    await binds(anna)
    maria = town.person("Мария")
    await claims(maria, alliance=alliance.id, contact="8 (912) 345-67-89")
    assert maria.saw("Добро пожаловать")
    assert not any("912" in posted.text for posted in town.wall(GROUP))
    assert "912" not in str(await journal_of(town, alliance.id))


async def test_the_coordinator_is_told_and_confirms_the_settlement(town: Town) -> None:
    anna, alliance = await founded(town)
    await joins(town.person(), alliance=alliance.id)
    assert "пока не сверен с реестром" in anna.reads
    await anna.presses(joining.CONFIRM_PLACE)
    assert "Населённый пункт подтверждён" in anna.reads
    assert (await libraries_of(town, alliance.id))[0].checked == "confirmed"
    assert (await journal_of(town, alliance.id))[-1][0] == "settlement_confirmed"
    await anna.presses(joining.CONFIRM_PLACE)
    assert "Уже подтверждено" in anna.reads
    assert [kind for kind, _ in await journal_of(town, alliance.id)].count("settlement_confirmed") == 1


async def test_nobody_but_a_coordinator_confirms_a_settlement(town: Town) -> None:
    _, alliance = await founded(town)
    maria = town.person("Мария")
    await joins(maria, alliance=alliance.id)
    (library,) = await libraries_of(town, alliance.id)
    await maria.forges(f"vouch:{library.id}")
    await maria.forges("vouch:999999999999999999999")
    assert (await libraries_of(town, alliance.id))[0].checked == "unchecked"


async def test_a_second_librarian_joins_the_library_and_not_a_new_one(any_town: Town) -> None:
    _, alliance = await founded(any_town)
    maria, olga = any_town.person("Мария"), any_town.person("Ольга")
    await joins(maria, alliance=alliance.id)
    typed = 'мбук "Межпоселенческая  центральная библиотека" Азовского района - Александровский отдел, филиал №7'
    await joins(olga, typed, alliance=alliance.id, settlement="х. АЛЕКСАНДРОВКА", region="Ростовская")
    assert olga.saw("Я спросил тех, кто ведёт дела")
    assert "Это ваш сотрудник?" in [prompt.text.plain.split("\n")[0] for prompt in maria.heard]
    assert "У вашей библиотеки новый сотрудник" in maria.reads
    assert len(await libraries_of(any_town, alliance.id)) == 1
    assert [kind for kind, _ in await journal_of(any_town, alliance.id)].count("joined") == 1
    await joins(olga, alliance=alliance.id)
    assert "Вы уже здесь" in olga.reads


async def test_namesakes_of_one_title_in_different_districts_are_different_libraries(town: Town) -> None:
    _, alliance = await founded(town)
    title = "Александровская сельская библиотека"
    await joins(town.person(), title, alliance=alliance.id)
    await joins(town.person(), title, alliance=alliance.id, district="Егорлыкский район")
    assert len(await libraries_of(town, alliance.id)) == 2


async def test_each_answer_is_corrected_alone(any_town: Town) -> None:
    _, alliance = await founded(any_town)
    maria = any_town.person("Мария")
    await tells(maria, "Опечатка", alliance=alliance.id)
    await maria.answers(PHRASES.correct, joining.LABEL_TITLE, PROKHOROVKA)
    await maria.answers(PHRASES.correct, joining.LABEL_REGION, "Белгородская область")
    await maria.answers(PHRASES.correct, joining.LABEL_SETTLEMENT, "село Александровка")
    assert PROKHOROVKA in maria.reads
    assert "село Александровка, Азовский район, Белгородская область" in maria.reads
    await maria.answers(PHRASES.all_right)
    (library,) = await libraries_of(any_town, alliance.id)
    assert (library.title, library.region, library.settlement_type) == (PROKHOROVKA, "Белгородская область", "село")


async def test_without_a_type_the_type_is_asked(town: Town) -> None:
    _, alliance = await founded(town)
    maria = town.person("Мария")
    await maria.starts(f"join_{alliance.id}")
    await maria.answers("Александровка", "пгт")
    assert maria.saw(joining.TYPE)
    assert maria.reads.endswith(joining.REGION)


async def test_a_word_that_is_no_type_is_not_taken_for_one(town: Town) -> None:
    _, alliance = await founded(town)
    maria = town.person("Мария")
    await maria.starts(f"join_{alliance.id}")
    await maria.answers("Александровка", "чепуха")
    assert not maria.saw(joining.REGION)
    await maria.answers("х.")
    assert maria.saw(joining.REGION)


async def test_the_whole_address_at_once_is_taken_whole(any_town: Town) -> None:
    """«село Александровка, Аннинский район, Воронежская область» is not asked again in three questions."""
    _, alliance = await founded(any_town)
    maria = any_town.person("Мария")
    await maria.says("/join")
    await maria.says("село")
    assert joining.NOT_A_NAME in maria.reads
    await maria.says("село Александровка, Аннинский район, Воронежская область")
    assert maria.reads.startswith(joining.TITLE)
    await maria.answers("Александровская сельская библиотека", PHRASES.all_right)
    (library,) = await libraries_of(any_town, alliance.id)
    assert (library.settlement_type, library.settlement) == ("село", "Александровка")
    assert (library.district, library.region) == ("Аннинский район", "Воронежская область")
    assert library.zone == "Europe/Moscow"


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("алексанровка", "Александровка"),
        ("село Алексанровка, Аннинский район, Воронежская область", "Александровка"),
        ("Новая Александровка", "Александровка"),
        ("Калинино", joining.FOUND),
    ],
)
async def test_a_name_that_nobody_has_leads_to_buttons_and_not_to_the_end(
    any_town: Town, typed: str, label: str
) -> None:
    await founded(any_town)
    maria = any_town.person("Мария")
    await maria.says("/join")
    await maria.says(typed)
    assert label in maria.labels
    await maria.says("село Александровка, Аннинский район, Воронежская область")
    assert maria.reads.startswith(joining.TITLE), "the talk goes on"


async def test_a_slip_of_the_finger_is_mended_with_one_button(town: Town) -> None:
    _, alliance = await founded(town)
    maria = town.person("Мария")
    await maria.says("/join")
    await maria.answers("село Алексанровка, Аннинский район, Воронежская область", "Александровка")
    await maria.answers("Сельская библиотека", PHRASES.all_right)
    (library,) = await libraries_of(town, alliance.id)
    assert (library.settlement, library.district) == ("Александровка", "Аннинский район")
    olga = town.person("Ольга")
    await olga.starts(f"join_{alliance.id}")
    await olga.answers("хутор Алексанровка", joining.meant("Александровка"))
    assert olga.reads.startswith(joining.REGION)


async def test_a_new_village_of_nearly_the_name_asks_the_coordinator(town: Town) -> None:
    await founded(town)
    maria = town.person("Мария")
    await maria.says("/join")
    await maria.answers("село Новая Александровка", "Александровка")
    assert "отличается уточнение" in maria.reads
    assert joining.ASK_COORDINATOR in maria.labels


async def test_only_the_district_is_told_and_only_the_region_is_asked(town: Town) -> None:
    """«Александровка, Аннинский район» at the first question."""
    _, alliance = await founded(town)
    maria = town.person("Мария")
    await maria.says("/join")
    await maria.answers("Александровка, Аннинский район", "село")
    assert maria.reads.startswith(joining.REGION)
    await maria.answers("Воронежская область", "Сельская библиотека", PHRASES.all_right)
    (library,) = await libraries_of(town, alliance.id)
    assert (library.district, library.region) == ("Аннинский район", "Воронежская область")


async def test_what_joining_did_not_ask_for_is_told_afterwards(any_town: Town) -> None:
    _, alliance = await founded(any_town)
    maria = any_town.person("Мария")
    await claims(maria, alliance=alliance.id)
    assert "дополнить карточку" in maria.reads
    await maria.presses(joining.COMPLETE)
    await maria.answers("МБУК «ЦБС»", "Муниципальная", "maria@example.ru", joining.FOR_ALL)
    (library,) = await libraries_of(any_town, alliance.id)
    assert (library.parent, library.ownership) == ("МБУК «ЦБС»", "municipal")
    await maria.forges(f"library-complete:{library.id}")
    assert card.NOTHING_LACKS in maria.reads


async def test_an_unknown_region_is_asked_again_and_then_believed(any_town: Town) -> None:
    _, alliance = await founded(any_town)
    maria = any_town.person("Мария")
    await maria.starts(f"join_{alliance.id}")
    await maria.answers("село Александровка", "Гомельская область")
    assert joining.REGION_UNKNOWN in maria.reads
    await maria.answers(joining.KEEP_AS_WRITTEN, "Минск")
    await maria.answers("Петриковский район", "Сельская библиотека")
    assert "Петриковский район, Гомельская область" in maria.reads


async def test_a_region_of_several_clocks_asks_for_the_clock(town: Town) -> None:
    await founded(town, "Никольское")
    maria = town.person("Мария")
    await maria.says("/join")
    await maria.answers("село Никольское", "Якутия")
    assert joining.ZONE in maria.reads
    await maria.answers("Усть-Нера", PHRASES.skip, "Никольская библиотека")
    await maria.answers(PHRASES.all_right)
    (library,) = await libraries_of(town, (await the_alliance(town)).id)
    assert library.zone == "Asia/Ust-Nera"


async def test_the_name_alone_finds_the_alliance(town: Town) -> None:
    await founded(town, "Погореловка")
    _, wanted = await founded(town, "Михайловка")
    maria = town.person("Мария")
    await joins(maria, "Михайловская библиотека", settlement="станица михайловка")
    assert "Соглашение «Михайловка»" in maria.reads
    (library,) = await libraries_of(town, wanted.id)
    assert (library.settlement_type, library.settlement) == ("станица", "Михайловка")


async def test_of_several_alliances_of_one_name_one_is_chosen(town: Town) -> None:
    await founded(town)
    await founds_another(town.person("Борис"))
    second = await the_alliance(town)
    maria = town.person("Мария")
    await maria.says("/join")
    await maria.answers("село Александровка", "Александровка (2)")
    await maria.answers("Ростовская область", PHRASES.skip, AZOV)
    await maria.answers(PHRASES.all_right)
    assert len(await libraries_of(town, second.id)) == 1


async def test_without_an_alliance_of_that_name_one_can_found_it(town: Town) -> None:
    maria = town.person("Мария")
    await maria.says("/join")
    await maria.says("село Погореловка")
    assert "Сотрудничества «Погореловка» пока нет" in maria.reads
    assert joining.FOUND in maria.labels
    await maria.starts("join_777")
    assert joining.NO_SUCH_ALLIANCE in maria.reads


async def test_a_person_without_a_clock_lives_by_that_of_their_library(town: Town) -> None:
    _, alliance = await founded(town)
    maria = town.person("Мария")
    await joins(maria, OMSK, alliance=alliance.id, region="Омская область", district="Шербакульский район")
    async with town.database.reading() as books:
        person = await books.people.by_external(maria.messenger.account, maria.id)
    assert person is not None
    assert person.zone == "Asia/Omsk"


async def test_notices_from_before_the_first_group_are_published_when_it_is_bound(town: Town) -> None:
    anna, alliance = await founded(town)
    maria = town.person("Мария")
    await joins(maria, alliance=alliance.id)
    await joins(town.person(), OMSK, alliance=alliance.id, region="Омская область")
    assert "как только координатор свяжет группу" in maria.reads
    await binds(anna)
    notices = [posted.text for posted in town.wall(GROUP) if "присоединилась" in posted.text]
    assert len(notices) == 2
    assert AZOV in notices[0]
    assert OMSK in notices[1]


async def test_two_colleagues_at_once_make_one_library(both_towns: Town) -> None:
    _, alliance = await founded(both_towns)
    colleagues = [both_towns.person(), both_towns.person()]
    for person in colleagues:
        await tells(person, alliance=alliance.id)
    await at_once(both_towns, alliance.id, *(pressing(person, PHRASES.all_right) for person in colleagues))
    assert len(await libraries_of(both_towns, alliance.id)) == 1
    assert [kind for kind, _ in await journal_of(both_towns, alliance.id)].count("joined") == 1
    assert {person.saw("Эта библиотека нам знакома") for person in colleagues} == {True, False}
