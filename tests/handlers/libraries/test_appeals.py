"""The namesake rule refuses with a reason; a coordinator may overrule it, in public and with a reason (row 5)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handlers.texts.libraries import appeals as texts
from handlers.texts.libraries import joining, twins
from handlers.texts.turn import menu, shared
from handlers.texts.turn.dialogue import PHRASES
from talk.messenger import Later
from tests.handlers.alliances.steps import GROUP, binds, journal_of
from tests.handlers.libraries.steps import founded, libraries_of
from tests.people import Person, Town

TITLE = "МБУК «ЦБС Яковлевского района», Ново-Александровская сельская библиотека"
STORY = "Село делили в 1961 году, половина осталась Александровкой."
REASON = "до 1954 года деревня называлась Александровкой"


async def appeals(person: Person, alliance: int, settlement: str = "село Калинино") -> None:
    await person.starts(f"join_{alliance}")
    await person.answers(settlement, joining.ASK_COORDINATOR, STORY)
    await person.says("Белгородская область")
    await person.answers("Яковлевский район", TITLE, PHRASES.all_right)


@pytest.mark.parametrize(
    ("settlement", "why"),
    [
        ("село Никольское", "это другое название"),
        ("деревня Новая Александровка", "отличается уточнение"),
        ("хутор Александровка 2-я", "отличается номер"),
        ("село Александровки", "отличается окончание"),
    ],
)
async def test_another_name_is_refused_with_its_reason(town: Town, settlement: str, why: str) -> None:
    _, alliance = await founded(town)
    maria = town.person("Мария")
    await maria.starts(f"join_{alliance.id}")
    await maria.says(settlement)
    assert why in maria.reads
    assert "названия должны совпадать" in maria.reads


async def test_a_slip_of_the_pen_is_mended_at_once(any_town: Town) -> None:
    _, alliance = await founded(any_town)
    maria = any_town.person("Мария")
    await maria.starts(f"join_{alliance.id}")
    await maria.answers("село Алексндровка", "село Александровка")
    assert joining.REGION in maria.reads


async def test_another_alliance_is_looked_for(town: Town) -> None:
    _, alliance = await founded(town)
    maria = town.person("Мария")
    await maria.starts(f"join_{alliance.id}")
    await maria.answers("село Никольское", joining.FIND_OTHER)
    assert joining.OTHER_WAYS in maria.reads
    assert joining.FOUND in maria.labels


async def test_a_coordinator_overrules_with_a_reason(any_town: Town) -> None:
    anna, alliance = await founded(any_town)
    maria = any_town.person("Мария")
    await appeals(maria, alliance.id)
    assert "Заявка у координатора" in maria.reads
    assert await libraries_of(any_town, alliance.id) == ()
    assert "Название «Калинино» отличается, поэтому решаете вы" in anna.reads
    await anna.presses(texts.OPEN)
    await anna.answers(texts.ALLOW, REASON, texts.ALLOW)
    assert anna.saw(texts.ALLOWED)
    assert "Координатор разрешил" in maria.reads
    assert REASON in maria.reads
    (library,) = await libraries_of(any_town, alliance.id)
    assert library.verdict == "overridden"
    kinds = await journal_of(any_town, alliance.id)
    assert [kind for kind, _ in kinds][-2:] == ["verdict_overridden", "joined"]
    assert kinds[-2][1]["reason"] == REASON


async def test_a_colleague_of_whoever_was_let_in_need_not_appeal_again(any_town: Town) -> None:
    """The library is looked for before its name is judged."""
    anna, alliance = await founded(any_town)
    maria, oleg = any_town.person("Мария"), any_town.person("Олег")
    await appeals(maria, alliance.id)
    await anna.presses(texts.OPEN)
    await anna.answers(texts.ALLOW, REASON, texts.ALLOW)
    await oleg.starts(f"join_{alliance.id}")
    await oleg.says("село Калинино")
    assert twins.are_you_from([(TITLE, "село Калинино, Яковлевский район, Белгородская область")]).plain in oleg.reads
    await oleg.presses(twins.YES_THIS)
    assert maria.saw("Олег") or anna.saw(TITLE), "whoever can know is asked"
    assert len(await libraries_of(any_town, alliance.id)) == 1
    assert not oleg.saw("названия должны совпадать")


async def test_another_library_of_that_name_is_judged_as_ever(town: Town) -> None:
    anna, alliance = await founded(town)
    maria, oleg = town.person("Мария"), town.person("Олег")
    await appeals(maria, alliance.id)
    await anna.presses(texts.OPEN)
    await anna.answers(texts.ALLOW, REASON, texts.ALLOW)
    await oleg.starts(f"join_{alliance.id}")
    await oleg.answers("село Калинино", twins.ANOTHER)
    assert "названия должны совпадать" in oleg.reads
    assert joining.ASK_COORDINATOR in oleg.labels


async def test_the_librarian_who_was_let_in_may_act_for_the_library(town: Town) -> None:
    anna, alliance = await founded(town)
    await binds(anna)
    maria = town.person("Мария")
    await appeals(maria, alliance.id)
    await anna.says("/menu")
    await anna.forges("appeals")
    await anna.answers("1. ", texts.ALLOW, REASON, texts.ALLOW)
    await maria.forges("library")
    assert "название признал координатор" in maria.reads
    assert TITLE in town.wall(GROUP)[-1].text


async def test_a_refusal_comes_with_words_and_with_ways_on(both_towns: Town) -> None:
    anna, alliance = await founded(both_towns)
    maria = both_towns.person("Мария")
    await appeals(maria, alliance.id)
    await anna.presses(texts.OPEN)
    await anna.answers(texts.DECLINE, "Ваше село всегда называлось иначе", texts.DECLINE)
    assert "Ваше село всегда называлось иначе" in maria.reads
    assert {texts.TRY_AGAIN, texts.FIND_OTHER, texts.FOUND_OWN} <= set(maria.labels)
    assert await libraries_of(both_towns, alliance.id) == ()
    assert [kind for kind, _ in await journal_of(both_towns, alliance.id)][-1] != "verdict_overridden"


async def test_of_two_coordinators_only_the_first_one_decides(town: Town) -> None:
    anna, alliance = await founded(town)
    boris = town.person("Борис")
    await boris.says("/menu")
    async with town.database.writing() as books:
        person = await books.people.by_external(boris.messenger.account, boris.id)
        assert person is not None
        await books.coordinators.appoint(alliance.id, person.id, at=town.time)
    maria = town.person("Мария")
    await appeals(maria, alliance.id)
    for one in (anna, boris):
        await one.presses(texts.OPEN)
        await one.answers(texts.ALLOW, REASON)
    await anna.answers(texts.ALLOW)
    await boris.answers(texts.ALLOW)
    assert texts.GONE in boris.reads
    assert [kind for kind, _ in await journal_of(town, alliance.id)].count("joined") == 1


@pytest.mark.parametrize("word", [texts.ALLOW, texts.DECLINE, None])
async def test_a_decided_appeal_is_put_before_no_other_coordinator(wide_town: Town, word: str | None) -> None:
    anna, alliance = await founded(wide_town)
    boris = wide_town.person("Борис", messenger="vk")
    await boris.says("/menu")
    async with wide_town.database.writing() as books:
        person = await books.people.by_external(boris.messenger.account, boris.id)
        assert person is not None
        await books.coordinators.appoint(alliance.id, person.id, at=wide_town.time)
    boris.messenger.failures.append(Later("too many", after=3600))
    await appeals(wide_town.person("Мария"), alliance.id)
    assert boris.reads == menu.MENU, "theirs has not left yet"
    if word is not None:
        await anna.presses(texts.OPEN)
        await anna.answers(word, REASON, word)
    await wide_town.passes(timedelta(hours=2))
    assert (texts.OPEN in boris.labels) is (word is None)


async def test_nobody_else_reads_or_decides_an_appeal(town: Town) -> None:
    _, alliance = await founded(town)
    maria = town.person("Мария")
    await appeals(maria, alliance.id)
    for press in ("appeal:1", "decide:1:allow", f"appeals:{alliance.id}"):
        await maria.forges(press)
        assert TITLE not in maria.reads
    assert await libraries_of(town, alliance.id) == ()


async def test_the_empty_list_says_so(town: Town) -> None:
    anna, _ = await founded(town)
    await anna.forges("appeals")
    assert texts.NONE_WAIT in anna.reads


async def test_a_lenient_alliance_takes_close_names(town: Town) -> None:
    _, alliance = await founded(town)
    async with town.database.writing() as books:
        await books.alliances.change(alliance.id, lenient=True)
    maria = town.person("Мария")
    await maria.says("/join")
    await maria.answers("село Новая Александровка", "Белгородская область", "Яковлевский район", TITLE)
    assert "Здесь таких считают тёзками" in maria.reads
    await maria.answers(PHRASES.all_right)
    (library,) = await libraries_of(town, alliance.id)
    assert library.verdict == "lenient"


async def test_an_alliance_that_became_stricter_meanwhile_is_obeyed(town: Town) -> None:
    _, alliance = await founded(town)
    async with town.database.writing() as books:
        await books.alliances.change(alliance.id, lenient=True)
    maria = town.person("Мария")
    await maria.starts(f"join_{alliance.id}")
    await maria.answers("село Новая Александровка", "Белгородская область", "Яковлевский район", TITLE)
    async with town.database.writing() as books:
        await books.alliances.change(alliance.id, lenient=False)
    await maria.answers(PHRASES.all_right)
    assert joining.BECAME_STRICTER in maria.reads
    assert await libraries_of(town, alliance.id) == ()


# A slip in an application.


async def test_who_applied_mends_a_slip_and_the_coordinator_decides_about_what_it_says_now(any_town: Town) -> None:
    anna, alliance = await founded(any_town)
    maria = any_town.person("Мария")
    await appeals(maria, alliance.id)
    await maria.presses(texts.CORRECT)
    await maria.answers(joining.LABEL_TITLE, "Калининская сельская библиотека")
    assert maria.saw(texts.CORRECTED)
    assert "Калининская сельская библиотека" in anna.reads
    await maria.presses(texts.CORRECT_MORE)
    await maria.answers(joining.LABEL_SETTLEMENT, "хутор Калиновка")
    assert "Название «Калиновка» отличается" in anna.reads
    await anna.presses(texts.OPEN)
    assert "Калиновка" in anna.reads
    await anna.answers(texts.ALLOW, REASON, texts.ALLOW)
    (library,) = await libraries_of(any_town, alliance.id)
    assert (library.title, library.settlement) == ("Калининская сельская библиотека", "Калиновка")
    assert library.settlement_type == "хутор"


async def test_it_is_found_from_ones_own_data_and_a_contact_is_corrected_without_telling_anybody(town: Town) -> None:
    anna, alliance = await founded(town)
    maria = town.person("Мария")
    await appeals(maria, alliance.id)
    heard = len(anna.heard)
    await maria.forges("mydata-all")
    await maria.presses(texts.CORRECT)
    await maria.answers(joining.LABEL_CONTACT, "maria@example.ru", joining.FOR_MEMBERS)
    assert maria.saw(texts.CORRECTED)
    assert len(anna.heard) == heard
    async with town.database.reading() as books:
        (kept,) = (await books.appeals.open_of(alliance.id)).items
    assert (kept.application["contact"], kept.application["contact_public"]) == ("maria@example.ru", False)


async def test_of_several_it_is_asked_which(town: Town) -> None:
    _, alliance = await founded(town)
    maria = town.person("Мария")
    await maria.forges("correct-appeal")
    assert maria.reads == texts.NONE_OF_YOURS
    for settlement in ("село Калинино", "село Никольское"):
        await appeals(maria, alliance.id, settlement)
    await maria.forges("correct-appeal")
    assert maria.reads == texts.WHICH_OF_YOURS


async def test_what_was_decided_and_what_is_somebody_elses_is_not_corrected(town: Town) -> None:
    anna, alliance = await founded(town)
    maria, thief = town.person("Мария"), town.person("Чужой")
    await appeals(maria, alliance.id)
    async with town.database.reading() as books:
        (kept,) = (await books.appeals.open_of(alliance.id)).items
    for stranger in (thief, anna):
        await stranger.says("/menu")
        await stranger.forges(f"correct-appeal:{kept.id}")
        assert stranger.reads == shared.FORBIDDEN
    await maria.presses(texts.CORRECT)
    await maria.answers(joining.LABEL_TITLE)
    await anna.forges(f"decide:{kept.id}:decline")
    await anna.answers("Это другое село", texts.DECLINE)
    await maria.says("Калининская библиотека")
    assert maria.saw(texts.GONE)
    async with town.database.reading() as books:
        decided = await books.appeals.get(kept.id)
    assert decided is not None
    assert decided.application["title"] == TITLE
