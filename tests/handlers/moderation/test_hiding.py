"""A false library is taken off the air by its coordinators, with a reason, and can come back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from domain.event import State
from domain.moderation import Office, What
from handlers.libraries.membership import title_key
from handlers.moderation.taking_down import take_down
from handlers.moderation.things import public_thing
from handlers.texts.chronicle import reading
from handlers.texts.libraries import card, joining
from handlers.texts.moderation import hiding as texts
from handlers.texts.plan import planning
from handlers.texts.turn import shared
from storage.tables import events
from talk.messenger import Shortfall
from talk.prompt import Prompt
from talk.rich import rich
from tests.handlers.chronicle.steps import GROUP
from tests.handlers.libraries.steps import joins
from tests.handlers.moderation.steps import WHY, watched
from tests.storage.libraries import namesakes

if TYPE_CHECKING:
    from tests.people import Town


async def test_a_coordinator_hides_a_library_and_its_events_are_gone_from_the_group(any_town: Town) -> None:
    watch = await watched(any_town)
    here = watch.here
    (post,) = [one for one in any_town.wall(GROUP) if "Вечер памяти" in one.text and one.post.section == "plans"][:1]
    await watch.hides(watch.anna, "library", here.host.id)
    assert watch.anna.saw(texts.hidden(What.LIBRARY, here.host.title))
    assert here.maria.saw(WHY), "its librarian hears the reason"
    assert texts.OBJECT in here.maria.labels
    assert watch.boris.saw(WHY), "and the other coordinators"
    shown = [one for one in any_town.wall(GROUP) if not one.replaced]
    assert not [one for one in shown if "Вечер памяти" in one.text]
    if any_town.messenger().limits.edits_posts:
        assert post.text == texts.POST_GONE
    else:
        assert post.comments[-1] == texts.POST_GONE
    await here.ira.forges(f"e:{here.event.id}")
    assert here.ira.reads == planning.NO_SUCH_EVENT
    await here.ira.forges(f"lib:{here.host.id}")
    assert here.ira.reads == card.NOT_FOUND
    async with any_town.database.reading() as books:
        lines = [(one.kind, dict(one.facts)) async for one in books.journal.all(here.alliance)]
        assert lines[-1] == ("thing_hidden", {"what": "library", "office": "coordinator"})
        assert await books.journal.verify(here.alliance) is None
        audit = await books.audit.last(3)
    assert ("hidden", f"library:{here.host.id}") in {(one.kind, one.what) for one in audit}


async def test_what_is_hidden_does_not_ring_and_rings_again_once_it_is_back(town: Town) -> None:
    watch = await watched(town)
    here = watch.here
    async with town.database.writing() as books:
        tomorrow = town.time + timedelta(hours=27)
        event = await namesakes.event(books, here.host, title="Завтрашний вечер", starts_at=tomorrow)
        kept = await namesakes.event(books, here.other, title="Честный вечер", starts_at=tomorrow)
        for one in (event, kept):
            await books.fired_leads.reset(one.id, one.starts_at, at=town.time)
        ira = await watch.id_of(here.ira)
        await books.subscriptions.subscribe(ira, here.alliance, "alliance", town.time)
        await books.people.set_leads(ira, [24 * 60, 60])
    await watch.hides(watch.anna, "event", event.id)
    await town.passes(timedelta(hours=6))
    assert here.ira.saw("Честный вечер"), "the rule looks at nothing"
    assert not here.ira.saw("Завтрашний вечер")
    await watch.anna.says("/menu")
    await watch.anna.forges(f"hidden:{here.alliance}")
    await watch.anna.presses("1.")
    await watch.anna.answers(texts.RESTORE, "Пропустить")
    assert watch.anna.saw(texts.restored(What.EVENT, "Завтрашний вечер"))
    await town.passes(timedelta(hours=20, minutes=30))
    assert here.ira.saw("Завтрашний вечер")


async def test_its_owner_sees_that_it_is_hidden_and_why_and_everybody_else_nothing(town: Town) -> None:
    watch = await watched(town)
    here = watch.here
    await watch.hides(watch.anna, "event", here.event.id)
    await here.maria.forges(f"e:{here.event.id}")
    assert WHY in here.maria.reads
    assert here.maria.labels[0] == texts.OBJECT
    await here.maria.says("/mine")
    assert here.maria.saw("скрыто"), "in the list of her own, too"
    await watch.boris.forges(f"e:{here.event.id}")
    assert watch.boris.labels[0] == texts.RESTORE
    for stranger in (here.oleg, here.ira):
        await stranger.forges(f"e:{here.event.id}")
        assert stranger.reads == planning.NO_SUCH_EVENT


async def test_a_hidden_event_cannot_be_edited_moved_or_cancelled(town: Town) -> None:
    watch = await watched(town)
    here = watch.here
    await watch.hides(watch.anna, "event", here.event.id)
    for press in ("e-edit", "e-move", "e-copy", "e-cancel", "e-announce", "tell", "release"):
        await here.maria.forges(f"{press}:{here.event.id}")
    async with town.database.reading() as books:
        event = await books.events.get(here.event.id, hidden=True)
    assert event is not None
    assert (event.state, event.title, event.hidden) == (State.ANNOUNCED, "Вечер памяти", True)


async def test_a_hidden_library_cannot_be_joined_again_by_typing_its_name(town: Town) -> None:
    watch = await watched(town)
    here = watch.here
    async with town.database.writing() as books:  # as the talk of joining would have written it
        await books.libraries.change(here.host.id, folded=title_key(here.host.title))
    await watch.hides(watch.anna, "library", here.host.id)
    stranger = town.person("Чужой")
    await joins(
        stranger,
        here.host.title,
        alliance=here.alliance,
        settlement="село Ивановка",
        region="Белгородская область",
        district="Чернянский район",
    )
    assert stranger.saw(joining.HIDDEN)
    async with town.database.reading() as books:
        assert len(await books.librarians.of_library(here.host.id)) == 1


async def test_a_coordinator_of_another_alliance_and_a_librarian_hide_nothing(town: Town) -> None:
    watch = await watched(town)
    here = watch.here
    for who in (here.maria, here.oleg, here.ira):
        await who.forges(f"hide:event:{here.event.id}")
        assert who.reads == shared.FORBIDDEN


async def test_an_entry_is_hidden_with_its_post_and_can_come_back(town: Town) -> None:
    watch = await watched(town)
    here = watch.here
    async with town.database.writing() as books:
        told = await books.chronicle.write(
            alliance_id=here.alliance,
            library_id=here.host.id,
            title="Как было",
            happened_on=town.time.date(),
            text="Грубые слова",
            at=town.time,
        )
    await watch.hides(watch.anna, "entry", told.id)
    await here.ira.forges(f"entry:{told.id}")
    assert here.ira.reads == reading.NOT_FOUND
    await watch.boris.forges(f"hidden:{here.alliance}")
    await watch.boris.presses("1.")
    await watch.boris.answers(texts.RESTORE, "Всё в порядке")
    await here.ira.forges(f"entry:{told.id}")
    assert "Грубые слова" in here.ira.reads
    assert here.maria.saw("Почему: Всё в порядке")


async def test_what_the_operator_hid_no_coordinator_restores(town: Town) -> None:
    watch = await watched(town)
    here = watch.here
    async with town.database.writing() as books:
        thing = await public_thing(books, "event", here.event.id)
        assert thing is not None
        await take_down(books, thing, "решение суда", office=Office.OPERATOR, by_id=None, now=town.time)
    await town.drain()
    assert here.maria.saw("решение суда")
    await watch.anna.forges(f"hidden:{here.alliance}")
    await watch.anna.presses("1.")
    assert watch.anna.saw(texts.BY_OPERATOR)
    async with town.database.reading() as books:
        assert await books.events.get(here.event.id) is None


async def test_a_coordinator_stops_a_letter_of_another_one(town: Town) -> None:
    """Whoever has not got it yet does not get it; nobody but coordinators learns of it by its number."""
    watch = await watched(town)
    here = watch.here
    async with town.database.writing() as books:
        author = await books.people.by_external(watch.boris.messenger.account, watch.boris.id)
        reader = await books.people.by_external(here.ira.messenger.account, here.ira.id)
        assert author is not None
        assert reader is not None
        await books.subscriptions.subscribe(reader.id, here.alliance, "alliance", town.time)
        number = await books.letters.write(
            here.alliance,
            author.id,
            audience="subscribers",
            prompt=Prompt(text=rich("Несите деньги сюда!")),
            totals={int(here.ira.messenger.account): 1},
            at=town.time,
        )
        await books.letters.pause(number)
    for stranger in (here.ira, here.maria):
        await stranger.forges(f"hide:letter:{number}")
        assert stranger.reads == shared.FORBIDDEN
        await stranger.forges(f"report:letter:{number}")
        assert "деньги" not in stranger.reads
    await watch.hides(watch.anna, "letter", number)
    await town.passes(timedelta(minutes=10))
    assert not here.ira.saw("Несите деньги")
    async with town.database.reading() as books:
        letter = await books.letters.get(number)
        post = await books.events.get(here.event.id)
    assert letter is not None
    assert letter.state == "stopped"
    assert post is not None, "what has the same number stays"
    await watch.anna.forges(f"hidden:{here.alliance}")
    await watch.anna.presses("1.")
    assert texts.STOPPED_FOR_GOOD in watch.anna.reads


@pytest.mark.timeout(300)
async def test_two_thousand_spam_events_go_at_once(town: Town) -> None:
    """The attack of the review: a false library with 1,999 events, whose librarian is dismissed."""
    watch = await watched(town)
    here = watch.here
    async with town.database.writing() as books:
        spam = await namesakes.event(books, here.host, title="Реклама")
        row = (await books.connection.execute(events.select().where(events.c.id == spam.id))).mappings().one()
        rows = [{**row, "id": spam.id + number, "title": f"Реклама {number}"} for number in range(1, 1999)]
        await books.connection.execute(events.insert(), rows)
        assert len(await books.events.public_of_month(here.alliance, here.event.day.replace(month=12, day=1))) == 1999
    await watch.hides(watch.anna, "library", here.host.id)
    async with town.database.reading() as books:
        assert await books.events.public_of_month(here.alliance, here.event.day.replace(month=12, day=1)) == ()
        assert (await books.libraries.members(here.alliance)).total == 1
    await here.ira.says("/afisha")
    assert "Реклама" not in here.ira.reads


async def test_what_a_messenger_cannot_take_away_is_told_with_its_address(town: Town) -> None:
    watch = await watched(town)
    left = Shortfall(what="removal", links=("https://vk.com/wall-1_2",))
    watch.here.maria.messenger.shortfalls.append(left)
    await watch.hides(watch.anna, "library", watch.here.host.id)
    await town.drain()
    told = [one for one in watch.boris.heard if "сам я её там убрать не могу" in one.text.plain]
    assert len(told) == 1
    assert "https://vk.com/wall-1_2" in [span.link for span in told[0].text.spans]
