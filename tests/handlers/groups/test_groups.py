"""Groups are bound to an alliance, checked, renamed and lost (rows 15, 16, 17)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from handlers.groups.binding import inspect
from handlers.texts.groups import binding as texts
from handlers.texts.turn import consents, shared
from storage.database import Database
from storage.tables import outbox
from talk.asker import Known
from talk.messenger import Unreachable
from talk.prompt import Section
from tests.grounds import a_group, an_alliance
from tests.handlers.alliances.steps import GROUP, binds, founds, group, groups_of, journal_of, links, the_alliance
from tests.handlers.races import at_once, forging
from tests.people import Town


async def test_a_group_is_bound_by_the_link_and_shows_what_the_alliance_is(both_towns: Town) -> None:
    maria = both_towns.person("Мария")
    await founds(maria)
    wall = await binds(maria)
    alliance = await the_alliance(both_towns)
    (bound,) = await groups_of(both_towns, alliance.id)
    assert (bound.state, bound.title_fits, bound.missing) == ("bound", True, ())
    assert set(bound.threads) == {"joining", "plans", "chronicle"}
    (about,) = wall
    assert about.post.section is Section.JOINING
    assert about.thread == bound.threads["joining"]
    assert "Александровка" in about.text
    assert [button.invite for row in about.post.rows for button in row] == [
        f"join_{alliance.id}",
        f"agreement_{alliance.id}",
        f"subscribe_{alliance.id}",
    ]
    assert maria.saw("подключена к библиотекам «Александровка»")
    assert (await journal_of(both_towns, alliance.id))[-1][0] == "group_bound"


async def test_the_hint_of_being_added_is_not_said_to_one_who_has_the_link(town: Town) -> None:
    maria = town.person("Мария")
    await founds(maria)
    await binds(maria)
    await town.passes(timedelta(minutes=10))
    assert not maria.saw(texts.hint_when_added("Тёзки Александровки"))


async def test_a_coordinator_who_adds_the_bot_without_a_link_hears_how_to_go_on(town: Town) -> None:
    maria, stranger = town.person("Мария"), town.person("Чужой")
    await founds(maria)
    await stranger.starts()
    await town.group_happens(maria.messenger, GROUP, "added", user=maria.id, title="Тёзки")
    await town.group_happens(maria.messenger, -7, "added", user=stranger.id, title="Чужая группа")
    await town.passes(timedelta(minutes=10))
    assert maria.saw(texts.hint_when_added("Тёзки"))
    assert not stranger.saw("Вы добавили меня")
    assert town.wall(GROUP) == []


async def test_nobody_binds_a_group_that_they_do_not_manage(town: Town) -> None:
    maria = town.person("Мария")
    await founds(maria)
    group(maria.messenger)  # nobody manages it
    await maria.forges("bind")
    claim = links(maria)[0].payload
    await town.group_happens(maria.messenger, GROUP, "claimed", user=maria.id, claim=claim)
    assert maria.saw(texts.not_manager("Тёзки Александровки"))
    assert town.wall(GROUP) == []
    assert await groups_of(town, (await the_alliance(town)).id) == ()


async def test_where_nobody_can_tell_who_manages_the_group_that_is_what_is_said(town: Town) -> None:
    """Hidden members: unknown is not no."""
    maria = town.person("Мария")
    await founds(maria)
    group(maria.messenger)
    maria.messenger.hidden.add(GROUP)
    await maria.forges("bind")
    claim = links(maria)[0].payload
    await town.group_happens(maria.messenger, GROUP, "claimed", user=maria.id, claim=claim)
    assert maria.reads == texts.manager_unknown("telegram", "Тёзки Александровки")
    assert town.wall(GROUP) == []
    maria.messenger.hidden.clear()
    maria.messenger.managers[GROUP].add(maria.id)
    await maria.presses(texts.BIND_ANEW)
    await town.group_happens(maria.messenger, GROUP, "claimed", user=maria.id, claim=links(maria)[0].payload)
    assert len(town.wall(GROUP)) == 1


async def test_a_channels_voice_binds_nobodys_group(town: Town) -> None:
    """Attack: a plain member shows their own alliance's link in a group of others, speaking as a channel of theirs."""
    maria = town.person("Мария")
    await founds(maria)
    group(maria.messenger)
    await maria.forges("bind")
    claim = links(maria)[0].payload
    await town.group_happens(maria.messenger, GROUP, "claimed", claim=claim, title="Тёзки Александровки")
    assert maria.saw(texts.whose_voice("Тёзки Александровки"))
    assert await groups_of(town, (await the_alliance(town)).id) == ()
    assert town.wall(GROUP) == []
    await town.group_happens(maria.messenger, GROUP, "claimed", as_group=True, claim=claim)
    assert len(town.wall(GROUP)) == 1, "the link stayed whole, and an administrator speaks as the group"


async def test_a_group_that_waits_is_not_bound_by_a_look_at_it_on_nobodys_behalf(town: Town) -> None:
    """Attack: what happens to the group meanwhile has it looked at again, and that proves nothing."""
    maria = town.person("Мария")
    await founds(maria)
    group(maria.messenger)
    alliance = await the_alliance(town)
    async with town.database.writing() as books:
        person = await books.people.by_external(maria.messenger.account, maria.id)
        assert person is not None
        await books.groups.bind(
            alliance_id=alliance.id,
            account_id=maria.messenger.account,
            external_id=GROUP,
            bound_by=person.id,
            at=town.time,
            title="Чужая",
        )
    await town.group_happens(maria.messenger, GROUP, "rights", user=maria.id)
    assert [one.state for one in await groups_of(town, alliance.id)] == ["pending"]
    assert town.wall(GROUP) == []


async def test_a_binding_link_works_once_and_for_a_day(town: Town) -> None:
    maria = town.person("Мария")
    await founds(maria)
    group(maria.messenger, managers=(maria.id,))
    await maria.forges("bind")
    claim = links(maria)[0].payload
    await town.passes(timedelta(days=1, minutes=1), step=timedelta(hours=12))
    await town.group_happens(maria.messenger, GROUP, "claimed", user=maria.id, claim=claim)
    assert maria.saw(texts.LINK_OUTDATED)
    assert town.wall(GROUP) == []


async def test_a_coordinators_link_dies_with_their_office(town: Town) -> None:
    maria = town.person("Мария")
    await founds(maria)
    group(maria.messenger, managers=(maria.id,))
    await maria.forges("bind")
    claim = links(maria)[0].payload
    async with town.database.writing() as books:
        person = await books.people.by_external(maria.messenger.account, maria.id)
        assert person is not None
        await books.coordinators.retire((await the_alliance(town)).id, person.id, at=town.time)
    await town.group_happens(maria.messenger, GROUP, "claimed", user=maria.id, claim=claim)
    assert maria.saw(texts.NOT_YOURS_ANY_MORE)
    assert town.wall(GROUP) == []


async def test_a_group_serves_one_alliance_only(town: Town) -> None:
    maria, oleg = town.person("Мария"), town.person("Олег")
    await founds(maria)
    await binds(maria)
    await founds(oleg, "Ивановка", "Омская область")
    town.messenger().managers[GROUP].add(oleg.id)
    await oleg.forges("bind")
    await town.group_happens(oleg.messenger, GROUP, "claimed", user=oleg.id, claim=links(oleg)[0].payload)
    assert oleg.saw(texts.already_bound_elsewhere("Тёзки Александровки"))
    assert len(town.wall(GROUP)) == 1


async def test_missing_rights_and_a_wrong_title_are_named_with_the_way_to_mend_them(town: Town) -> None:
    maria = town.person("Мария")
    await founds(maria)
    maria.messenger.missing[GROUP] = ("topics",)
    assert await binds(maria, "Наши библиотеки") == []  # the first post waits for its section
    assert maria.saw(texts.right_missing("telegram", "topics"))
    assert maria.saw(texts.title_wrong("Александровка"))
    maria.messenger.missing[GROUP] = ()
    await town.group_happens(maria.messenger, GROUP, "rights", user=maria.id)
    assert [posted.thread is not None for posted in town.wall(GROUP)] == [True]
    maria.messenger.titles[GROUP] = "Библиотеки двух Александровок"
    await town.group_happens(maria.messenger, GROUP, "renamed", title="Библиотеки двух Александровок")
    assert maria.saw(texts.renamed("Библиотеки двух Александровок", "Александровка", fits=True))
    await maria.forges("groups")
    assert "работает" in maria.reads


async def test_nothing_is_published_until_the_bot_may_write_there(town: Town) -> None:
    maria = town.person("Мария")
    await founds(maria)
    maria.messenger.missing[GROUP] = ("post",)
    assert await binds(maria) == []
    maria.messenger.missing[GROUP] = ()
    await maria.forges("recheck")
    assert len(town.wall(GROUP)) == 1
    await maria.forges("recheck")
    assert len(town.wall(GROUP)) == 1


async def test_a_rename_that_loses_the_settlement_is_told_to_every_coordinator(town: Town) -> None:
    maria = town.person("Мария")
    await founds(maria)
    await binds(maria)
    await town.group_happens(maria.messenger, GROUP, "renamed", title="Цветоводы")
    assert maria.saw(texts.renamed("Цветоводы", "Александровка", fits=False))
    await maria.forges("groups")
    assert texts.title_wrong("Александровка") in maria.reads
    seen = len(maria.heard)
    await town.group_happens(maria.messenger, GROUP, "renamed", title="Александровка и тёзки")
    assert maria.saw(texts.renamed("Александровка и тёзки", "Александровка", fits=True))
    await town.group_happens(maria.messenger, GROUP, "renamed", title="Тёзки: Александровка")
    assert len(maria.heard) == seen + 1  # a good title that stays good is nobody's news


async def test_being_removed_is_told_and_coming_back_mends_it(town: Town) -> None:
    maria = town.person("Мария")
    await founds(maria)
    await binds(maria)
    await town.group_happens(maria.messenger, GROUP, "removed", user=maria.id)
    assert maria.saw(texts.lost("Тёзки Александровки", "Александровка"))
    alliance = await the_alliance(town)
    assert (await groups_of(town, alliance.id))[0].state == "lost"
    await town.group_happens(maria.messenger, GROUP, "added", user=maria.id)
    assert (await groups_of(town, alliance.id))[0].state == "bound"
    assert len(town.wall(GROUP)) == 1


async def test_a_group_that_cannot_be_reached_counts_as_lost(town: Town) -> None:
    maria = town.person("Мария")
    await founds(maria)
    await binds(maria)
    maria.messenger.failures.append(Unreachable("kicked"))
    await town.group_happens(maria.messenger, GROUP, "rights", user=maria.id)
    assert maria.saw(texts.lost("Тёзки Александровки", "Александровка"))


async def test_a_group_keeps_its_alliance_when_its_id_changes(town: Town) -> None:
    maria = town.person("Мария")
    await founds(maria)
    await binds(maria)
    maria.messenger.titles[-100500] = "Тёзки Александровки"
    await town.group_happens(maria.messenger, GROUP, "migrated", new_group=-100500)
    (kept,) = await groups_of(town, (await the_alliance(town)).id)
    assert (kept.external_id, kept.state) == (-100500, "bound")


async def test_a_group_is_let_go_only_after_a_yes(town: Town) -> None:
    maria = town.person("Мария")
    await founds(maria)
    await binds(maria)
    alliance = await the_alliance(town)
    await maria.forges("groups")
    await maria.presses(texts.UNBIND)
    assert maria.reads == texts.sure_to_unbind("Тёзки Александровки")
    await maria.presses(texts.KEEP_BOUND)
    assert (await groups_of(town, alliance.id))[0].state == "bound"
    await maria.presses(texts.UNBIND)
    await maria.presses(texts.YES_UNBIND)
    assert await groups_of(town, alliance.id) == ()
    assert (await journal_of(town, alliance.id))[-1][0] == "group_unbound"
    await binds(maria)
    assert (await groups_of(town, alliance.id))[0].state == "bound"


async def test_nobody_else_sees_or_unbinds_the_groups(town: Town) -> None:
    maria, stranger = town.person("Мария"), town.person("Чужой")
    await founds(maria)
    await binds(maria)
    alliance = await the_alliance(town)
    (bound,) = await groups_of(town, alliance.id)
    for press in (f"groups:{alliance.id}", f"bind:{alliance.id}", f"recheck:{alliance.id}", f"unbind:{bound.id}:yes"):
        await stranger.forges(press)
        assert stranger.reads == shared.FORBIDDEN
    for press in ("unbind:999", "unbind:x", "unbind"):
        await maria.forges(press)
    assert (await groups_of(town, alliance.id))[0].state == "bound"


async def test_a_vk_community_is_bound_from_its_own_chat_by_link_or_by_code(wide_town: Town) -> None:
    maria, at_vk = wide_town.person("Мария"), wide_town.person("Мария", messenger="vk")
    await founds(maria)
    vk = at_vk.messenger
    async with wide_town.database.reading() as books:
        account = await books.accounts.get(vk.account)
    assert account is not None
    vk.titles[account.external_id] = "Библиотеки Александровки"
    vk.managers[account.external_id].add(at_vk.id)
    await maria.forges("bind")
    opened = next(link.payload for link in links(maria) if "vk" in link.url)
    assert f"/start {opened}" in maria.reads
    await at_vk.says(f"/start {opened}")
    assert at_vk.reads == texts.sure_to_bind("Александровка", account.title)
    assert wide_town.wall(account.external_id, "vk") == []
    await at_vk.presses(texts.YES_BIND)
    await wide_town.drain()  # what one messenger's report has to say on another
    assert maria.saw("подключена к библиотекам «Александровка»")
    assert len(wide_town.wall(account.external_id, "vk")) == 1
    await at_vk.starts(opened)
    assert at_vk.reads == texts.LINK_OUTDATED


@pytest.mark.usefixtures("strangers")
async def test_a_yes_to_the_first_words_is_no_yes_to_a_link_that_was_laid(wide_town: Town) -> None:
    """Whoever manages a community and is new here presses «Хорошо»: that they may be written to, and nothing else."""
    maria, at_vk = wide_town.person("Мария"), wide_town.person("Чужая", messenger="vk")
    await maria.starts()
    await maria.answers(consents.AGREE)
    await founds(maria)
    async with wide_town.database.reading() as books:
        account = await books.accounts.get(at_vk.messenger.account)
    assert account is not None
    at_vk.messenger.managers[account.external_id].add(at_vk.id)
    await maria.forges("bind")
    await at_vk.starts(next(link.payload for link in links(maria) if "vk" in link.url))
    await at_vk.presses(consents.AGREE)
    assert at_vk.reads == texts.sure_to_bind("Александровка", account.title)
    async with wide_town.database.reading() as books:
        assert await books.groups.by_external(account.id, account.external_id) is None
    await at_vk.presses(texts.YES_BIND)
    assert len(wide_town.wall(account.external_id, "vk")) == 1


async def test_a_founder_on_vk_binds_their_community_with_one_step(wide_town: Town) -> None:
    maria = wide_town.person("Мария", messenger="vk")
    await founds(maria)
    async with wide_town.database.reading() as books:
        account = await books.accounts.get(maria.messenger.account)
    assert account is not None
    maria.messenger.titles[account.external_id] = "Тёзки Александровки"
    maria.messenger.managers[account.external_id].add(maria.id)
    await maria.forges("bind")
    await maria.starts(next(link.payload for link in links(maria) if "vk" in link.url))
    assert maria.saw("подключена к библиотекам «Александровка»")


async def test_a_link_that_was_laid_before_somebody_unbinds_nothing(town: Town) -> None:
    maria = town.person("Мария")
    await founds(maria)
    await binds(maria)
    alliance = await the_alliance(town)
    (bound,) = await groups_of(town, alliance.id)
    await maria.starts(f"unbind_{bound.id}_yes")
    assert texts.YES_UNBIND not in maria.labels
    assert (await groups_of(town, alliance.id))[0].state == "bound"


async def test_a_link_for_a_community_is_not_wasted_in_another_messenger(wide_town: Town) -> None:
    maria = wide_town.person("Мария", messenger="telegram")
    await founds(maria)
    await maria.forges("bind")
    opened = next(link.payload for link in links(maria) if "vk" in link.url)
    await maria.starts(opened)
    assert maria.reads == texts.OPEN_IN_GROUP
    at_vk = wide_town.person(messenger="vk")
    await at_vk.starts(opened)
    assert at_vk.reads != texts.LINK_OUTDATED


async def test_of_two_coordinators_who_unbind_at_once_one_does(both_towns: Town) -> None:
    maria, oleg = both_towns.person("Мария"), both_towns.person("Олег")
    await founds(maria)
    await binds(maria)
    await oleg.says("/menu")
    alliance = await the_alliance(both_towns)
    (bound,) = await groups_of(both_towns, alliance.id)
    async with both_towns.database.writing() as books:
        known = await books.people.by_external(oleg.messenger.account, oleg.id)
        assert known is not None
        await books.coordinators.appoint(alliance.id, known.id, at=both_towns.time)
    await at_once(both_towns, alliance.id, *(forging(one, f"unbind:{bound.id}:yes") for one in (maria, oleg)))
    assert await groups_of(both_towns, alliance.id) == ()
    assert [kind for kind, _ in await journal_of(both_towns, alliance.id)].count("group_unbound") == 1
    assert sum(one.saw(texts.NO_GROUP) for one in (maria, oleg)) == 1


async def test_a_groups_title_passes_the_filter_of_words(town: Town) -> None:
    """M4: it stands in messages, posts and the journal."""
    maria = town.person("Мария")
    await founds(maria)
    await binds(maria, "Тёзки\u202e Александров\u200bки\x1b")
    await town.group_happens(maria.messenger, GROUP, "renamed", title="Цвето\u2066воды\u3164\x07")

    alliance = await the_alliance(town)
    assert [one.title for one in await groups_of(town, alliance.id)] == ["Цветоводы"]
    assert maria.saw(texts.renamed("Цветоводы", "Александровка", fits=False))
    told = [*(prompt.text.plain for prompt in maria.heard), *(posted.text for posted in town.wall(GROUP))]
    facts = [str(value) for _, entry in await journal_of(town, alliance.id) for value in entry.values()]
    assert not [text for text in told + facts if set(text) & set("\u202e\u200b\x1b\u2066\u3164\x07")]
    assert "Тёзки Александровки" in facts


async def test_the_account_is_not_sent_to_look_at_a_group_that_it_is_about_to_look_at(town: Town) -> None:
    """A button that is pressed a thousand times; whoever asked for a look of their own has it."""
    alliance = await an_alliance(town)
    bound = await a_group(town, alliance.id, GROUP)
    async with town.database.writing() as books:
        for _ in range(20):
            await inspect(books, bound, town.time)
            await inspect(books, bound, town.time, asked_by=Known(id=7))
        query = sa.select(outbox.c.action).where(outbox.c.chat == GROUP).order_by(outbox.c.id)
        looks = (await books.connection.execute(query)).scalars().all()
    assert [look["asked_by"] for look in looks] == [None, {"kind": "known", "id": 7}]


async def test_two_bots_of_one_messenger_are_told_apart_by_name(sqlite_url: str) -> None:
    database = await Database.open(sqlite_url)
    town = await Town.found(database, "telegram", "telegram")
    async with database.writing() as books:
        for account, name in zip(town.messengers, ("Тёзки Севера", "Тёзки Юга"), strict=True):
            await books.accounts.introduced(account, name, None)
    maria = town.person("Мария")
    await founds(maria)
    await maria.forges("bind")
    assert [label for label in maria.labels if label.startswith(texts.CHOOSE_GROUP)] == [
        texts.choose_label("telegram", "Тёзки Севера"),
        texts.choose_label("telegram", "Тёзки Юга"),
    ]
    await database.close()


async def test_a_channel_has_words_of_its_own(town: Town) -> None:
    maria = town.person("Мария")
    await founds(maria)
    maria.messenger.channels.add(GROUP)
    maria.messenger.topics[GROUP] = False
    maria.messenger.missing[GROUP] = ("post",)
    await binds(maria)
    assert maria.saw("канал в Telegram")
    assert maria.saw(texts.right_missing("telegram channel", "post"))
    assert not maria.saw("Включите в настройках группы «Темы»")
    await maria.forges("groups")
    assert texts.right_missing("telegram channel", "post") in maria.reads


async def test_whoever_binds_a_channel_is_told_what_to_post_there(town: Town) -> None:
    maria = town.person("Мария")
    await founds(maria)
    await maria.forges("bind")
    claim = links(maria)[0].payload
    assert f"/start {claim}" in maria.reads
