"""The operator takes a whole alliance off the air, such as a squatter's; its people may object, leave and be erased."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from domain.moderation import COMPLAINT, Office, Subject, What
from domain.spelling import fold
from handlers.moderation.settling import settle
from handlers.moderation.taking_down import bring_back, take_down
from handlers.moderation.things import public_thing
from handlers.texts.libraries import leaving
from handlers.texts.moderation import complaints as complaint_texts
from handlers.texts.moderation import hiding as texts
from handlers.texts.people import privacy
from handlers.texts.turn import shared
from handlers.texts.turn.dialogue import PHRASES
from handlers.turn.errands import ERRANDS
from handlers.turn.hooks import group_bound
from talk.prompt import Prompt
from talk.rich import rich
from tests.handlers.chronicle.steps import GROUP
from tests.handlers.moderation.steps import Watched, watched
from tests.storage.libraries import namesakes

if TYPE_CHECKING:
    from storage.moderation.hidden import Hiding
    from tests.people import Person, Town

NAME: Final = "Скворечное"
"""No text of the bot's own has it."""
WHY: Final = "Так решил суд"


async def named(town: Town) -> Watched:
    """The villages, with a name that nothing else has, a letter under way and a subscriber."""
    watch = await watched(town)
    here = watch.here
    async with town.database.writing() as books:
        await books.alliances.change(here.alliance, settlement=NAME, folded=fold(NAME), motto=f"{NAME} навсегда")
        await books.subscriptions.subscribe(await watch.id_of(here.ira), here.alliance, "alliance", town.time)
        await books.people.set_leads(await watch.id_of(here.ira), [24 * 60, 60])
    return watch


async def hide(watch: Watched) -> Hiding:
    async with watch.town.database.writing() as books:
        thing = await public_thing(books, "alliance", watch.here.alliance)
        assert thing is not None
        hiding = await take_down(books, thing, WHY, office=Office.OPERATOR, by_id=None, now=watch.town.time)
    assert hiding is not None
    await watch.town.drain()
    return hiding


async def restore(watch: Watched, hiding: Hiding) -> None:
    async with watch.town.database.writing() as books:
        assert await bring_back(books, hiding, "Разобрались", office=Office.OPERATOR, by_id=None, now=watch.town.time)
    await watch.town.drain()


async def told_by(who: Person, press: str, *, link: bool = False) -> str:
    """All that is read after that button or link, buttons, too."""
    known = len(who.heard)
    await (who.starts(press.replace(":", "_")) if link else who.forges(press))
    said = list(who.heard[known:]) or [who.last]
    words = "\n".join([*(one.text.plain for one in said), *who.labels])
    await who.says("/cancel")
    return words


def entrances(alliance: int) -> list[str]:
    """Every errand with the alliance as a number, as a thing and as a subscription."""
    ways = []
    for errand in [one for one in ERRANDS if one.name != "unsub"]:  # the reader stays subscribed
        if errand.takes((str(alliance),)):
            ways.append(f"{errand.name}:{alliance}")
        if errand.takes(("alliance", str(alliance))):
            ways += [f"{errand.name}:alliance:{alliance}", f"{errand.name}:today:{alliance}"]
        if errand.takes((f"a{alliance}",)):
            ways.append(f"{errand.name}:a{alliance}")
        ways.append(errand.name)
    return ways


async def test_no_entrance_of_a_messenger_tells_of_a_hidden_alliance(town: Town) -> None:
    watch = await named(town)
    here = watch.here
    reader, alliance = here.ira, here.alliance
    telling = [one for one in entrances(alliance) if NAME in await told_by(reader, one)]
    assert len(telling) > 12, telling
    deep = [one for one in telling if (found := ERRANDS.named(one.partition(":")[0])) and found.deep_linkable]
    assert len(deep) > 5, deep
    hiding = await hide(watch)
    own_data = {"mydata-all"}  # what is kept about themselves: that they subscribed, that they coordinate
    told = [one for one in entrances(alliance) if NAME in await told_by(reader, one)]
    assert {one.partition(":")[0] for one in told} == own_data
    assert [one for one in deep if one not in told and NAME in await told_by(reader, one, link=True)] == []
    for own in (watch.anna, here.maria):
        assert {one.partition(":")[0] for one in telling if NAME in await told_by(own, one)} <= own_data
    for command in ("/menu", "/afisha", "/roster", "/about", "/subscriptions", "/help"):
        await reader.says(command)
        assert NAME not in reader.reads
    await restore(watch, hiding)
    assert [one for one in telling if NAME not in await told_by(reader, one)] == []


async def test_its_posts_leave_the_groups_and_come_back(any_town: Town) -> None:
    watch = await named(any_town)
    here, town = watch.here, any_town
    async with town.database.writing() as books:
        await group_bound(books, here.alliance, town.time)
    await town.drain()
    before = [(one.ref, one.text) for one in town.wall(GROUP) if not one.replaced]
    assert len(before) >= 5, "the event, the plan, two libraries, the alliance"
    hiding = await hide(watch)
    assert {one.text for one in town.wall(GROUP) if not one.replaced} == {texts.POST_GONE}
    async with town.database.writing() as books:
        await group_bound(books, here.alliance, town.time)
    await town.drain()
    assert {one.text for one in town.wall(GROUP) if not one.replaced} == {texts.POST_GONE}, "it publishes nothing"
    await restore(watch, hiding)
    shown = [one.text for one in town.wall(GROUP) if not one.replaced]
    for _, text in before:
        assert text in shown


async def test_it_does_not_ring_and_its_letters_stop(town: Town) -> None:
    watch = await named(town)
    here = watch.here
    async with town.database.writing() as books:
        tomorrow = town.time + timedelta(hours=27)
        event = await namesakes.event(books, here.host, title="Завтрашний вечер", starts_at=tomorrow)
        await books.fired_leads.reset(event.id, event.starts_at, at=town.time)
        letter = await books.letters.write(
            here.alliance,
            await watch.id_of(watch.boris),
            audience="subscribers",
            prompt=Prompt(text=rich("Несите деньги сюда!")),
            totals={int(here.ira.messenger.account): 1},
            at=town.time,
        )
        await books.letters.pause(letter)
    await hide(watch)
    known = [(who, len(who.heard)) for who in (here.ira, here.maria, watch.anna)]
    await town.passes(timedelta(days=20), step=timedelta(hours=6))
    assert [who.heard[count:] for who, count in known] == [[], [], []]
    async with town.database.reading() as books:
        kept = await books.letters.get(letter)
    assert kept is not None
    assert kept.state == "stopped"


async def test_its_people_hear_why_and_object_to_the_operator(town: Town) -> None:
    watch = await named(town)
    here = watch.here
    await hide(watch)
    for who in (watch.anna, watch.boris, here.maria, here.oleg):
        assert who.saw(WHY)
        assert texts.OBJECT in who.labels
    assert not here.ira.saw(WHY), "whose it is not"
    for who, words in ((watch.anna, "Мы настоящие"), (here.maria, "Мы честно работаем")):
        await who.presses(texts.OBJECT)
        await who.answers(words)
        assert who.saw(texts.OBJECTED_TO_OPERATOR)
    async with town.database.reading() as books:
        waiting = await books.complaints.all_open(9)
    assert {(one.subject, one.kind, one.words) for one in waiting} == {
        (Subject.HIDING, What.ALLIANCE, "Мы настоящие"),
        (Subject.HIDING, What.ALLIANCE, "Мы честно работаем"),
    }
    assert not watch.boris.saw("Мы настоящие"), "the operator decides"
    await watch.boris.forges(f"complaint:{waiting[0].id}")
    assert watch.boris.reads == shared.FORBIDDEN
    async with town.database.writing() as books:
        move = COMPLAINT.move(waiting[0].state, "uphold")
        assert move is not None
        office = Office.OPERATOR
        assert await settle(books, waiting[0], move, "Вы правы", office=office, by_id=None, now=town.time)
        assert await books.alliances.get(here.alliance) is not None
    await town.drain()
    assert watch.anna.saw("Вы правы")
    assert here.maria.saw("Вы правы"), "who said the same is answered, too"
    assert here.oleg.saw(str(texts.told_restored(What.ALLIANCE, NAME, None).plain))


async def test_its_librarians_leave_and_its_coordinators_are_erased(town: Town) -> None:
    watch = await named(town)
    here = watch.here
    await hide(watch)
    await here.maria.presses(leaving.ABOUT)
    await here.maria.answers(PHRASES.skip, leaving.YES)
    assert here.maria.saw(leaving.left(here.host.title, NAME, cancelled=0))
    await here.maria.forges("mydata")
    assert here.maria.reads != shared.FORBIDDEN
    await watch.anna.forges("forget-me")
    await watch.anna.presses(privacy.YES_ERASE)
    async with town.database.reading() as books:
        library = await books.libraries.get(here.host.id, hidden=True)
        left = await books.coordinators.of_alliance(here.alliance, town.time)
        lines = [one.kind.value async for one in books.journal.all(here.alliance)]
        assert await books.journal.verify(here.alliance) is None
    assert library is not None
    assert not library.is_member
    assert len(left) == 1
    assert {"left", "coordinator_changed"} <= {*lines}
    await here.oleg.forges(f"leave:{here.host.id}")
    assert "Вышли" not in here.oleg.reads


async def test_everybody_may_report_it_and_no_coordinator_hides_it(town: Town) -> None:
    watch = await named(town)
    here = watch.here
    heard = len(watch.anna.heard)
    await here.ira.forges(f"report:alliance:{here.alliance}")
    await here.ira.answers(complaint_texts.REASONS["advert"], complaint_texts.SEND)
    assert here.ira.saw(complaint_texts.THANKS_TO_OPERATOR)
    assert watch.anna.heard[heard:] == [], "they would decide about themselves"
    async with town.database.reading() as books:
        (waiting,) = await books.complaints.all_open(9)
        assert (waiting.kind, waiting.thing_id) == (What.ALLIANCE, here.alliance)
        assert (await books.complaints.open_of(here.alliance)).total == 0
    for press in (f"complaint:{waiting.id}", f"judge:{waiting.id}:uphold", f"hide:alliance:{here.alliance}"):
        await watch.anna.forges(press)
        assert watch.anna.reads == shared.FORBIDDEN
    async with town.database.reading() as books:
        assert await books.alliances.get(here.alliance) is not None
