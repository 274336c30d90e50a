"""Who lost a coordinator's decision asks the members: a voice each, for a week, once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from domain.libraries.service import Service
from domain.moderation import ASK_WITHIN, VOICES_FOR, Office, State, Subject, What
from domain.quotas import LIMITS, Quota
from handlers.texts.libraries import card
from handlers.texts.moderation import complaints
from handlers.texts.moderation import hiding as hiding_texts
from handlers.texts.moderation import members as texts
from storage.tables import memberships
from tests.handlers.moderation.steps import watched
from tests.handlers.neighbours import id_of
from tests.snapshots import snapshot
from tests.storage.libraries import namesakes

if TYPE_CHECKING:
    from storage.moderation.complaints import Complaint
    from tests.handlers.moderation.steps import Watched
    from tests.people import Person, Town

PLEA = "Мы есть, приезжайте в гости"
WEEK_AND_A_BIT = VOICES_FOR + timedelta(minutes=5)


@dataclass(slots=True, kw_only=True)
class Members:
    """Four more libraries beside the one that disputes are about: Олег, Вера, Глеб and Дина speak for them."""

    watch: Watched
    voters: tuple[Person, ...]

    @property
    def town(self) -> Town:
        return self.watch.town

    @property
    def host(self) -> int:
        return self.watch.here.host.id

    async def complaint(self, number: int) -> Complaint:
        async with self.town.database.reading() as books:
            found = await books.complaints.get(number)
        assert found is not None
        return found

    async def is_seen(self) -> bool:
        async with self.town.database.reading() as books:
            return await books.libraries.get(self.host) is not None

    async def hidden_wrongly(self) -> int:
        """Анна hid the host, Мария objected, Борис said no: the number of the objection."""
        here = self.watch.here
        await self.watch.hides(self.watch.anna, "library", self.host)
        await here.maria.presses(hiding_texts.OBJECT)
        await here.maria.answers("Мы работаем с 1962 года")
        number = await self.waiting()
        await self.watch.boris.forges(f"judge:{number}:decline")
        await self.watch.boris.answers("Не верю ни слову", complaints.decline(Subject.HIDING))
        assert self.watch.boris.saw(complaints.DONE)
        return number

    async def waiting(self) -> int:
        async with self.town.database.reading() as books:
            (open_,) = (await books.complaints.open_of(self.watch.here.alliance)).items
        return open_.id

    async def asked(self) -> int:
        """The same, and Мария asks the members."""
        number = await self.hidden_wrongly()
        await self.watch.here.maria.presses(texts.ASK)
        await self.watch.here.maria.answers(PLEA, texts.YES)
        assert self.watch.here.maria.saw("Готово, спросил участников")
        return number

    async def journal(self) -> list[dict[str, object]]:
        return [facts for kind, facts in await self.watch.here.journal() if kind == "members_decided"]


@snapshot
async def members(town: Town) -> Members:
    watch = await watched(town)
    voters = [watch.here.oleg]
    for number, name in enumerate(("Вера", "Глеб", "Дина"), 20):
        person = town.person(name)
        await person.says("/menu")
        async with town.database.writing() as books:
            library = await namesakes.library(books, watch.here.alliance, f"Библиотека № {number}")
            await books.librarians.add(library.id, await id_of(books, person), at=town.time)
        voters.append(person)
    async with town.database.writing() as books:  # since before anything was decided
        await books.connection.execute(sa.update(memberships).values(joined_at=town.time))
    return Members(watch=watch, voters=tuple(voters))


async def test_a_majority_overturns_at_once_and_everybody_concerned_is_told(any_town: Town) -> None:
    here = await members(any_town)
    maria = here.watch.here.maria
    number = await here.asked()
    oleg, vera, gleb, dina = here.voters
    for voter in here.voters:
        assert voter.saw("Участников просят рассудить")
        assert PLEA in voter.reads
        assert "Не верю ни слову" in voter.reads, "the coordinator's reason"
        assert "с 1962" not in voter.reads, "what was said to coordinators only"
    for voter in (oleg, vera):
        await voter.presses(texts.OVERTURN)
        assert voter.saw("Голос вашей библиотеки учтён: «отменить решение»")
        assert not await here.is_seen()
    await gleb.presses(texts.OVERTURN)
    assert await here.is_seen(), "three of four: nothing can change it any more"
    for person in (maria, oleg, vera, gleb, here.watch.boris):
        assert person.saw("Решение отменено. Это снова видно всем."), person
    assert not dina.saw("Участники ответили"), "she has not answered, and need not know"
    assert (await here.complaint(number)).state is State.UPHELD
    (line,) = await here.journal()
    assert line == {"what": "library", "fallen": True, "against": 3, "rightly": 0}
    await dina.forges(f"voice:{number}:right")
    assert dina.reads == texts.CLOSED


async def test_what_the_members_brought_back_no_coordinator_hides_again(town: Town) -> None:
    here = await members(town)
    await here.asked()
    for voter in here.voters[:3]:
        await voter.presses(texts.OVERTURN)
    await here.watch.hides(here.watch.anna, "library", here.host)
    assert here.watch.anna.saw(hiding_texts.BY_MEMBERS)
    ira = here.watch.here.ira
    await ira.starts(f"report_library_{here.host}")
    await ira.answers(complaints.REASONS["false"], complaints.SEND)
    number = await here.waiting()
    await here.watch.anna.forges(f"judge:{number}:uphold")
    await here.watch.anna.answers("Всё равно скрою", complaints.uphold(Subject.REPORT))
    assert here.watch.anna.saw(hiding_texts.BY_MEMBERS)
    assert await here.is_seen()


async def test_a_library_has_one_voice_and_the_last_press_counts(town: Town) -> None:
    here = await members(town)
    oleg, vera, gleb, _ = here.voters
    colleague = town.person("Женя")
    await colleague.says("/menu")
    async with town.database.writing() as books:
        await books.librarians.add(here.watch.here.other.id, await id_of(books, colleague), at=town.time)
    number = await here.asked()
    for person in (oleg, colleague, vera):
        await person.presses(texts.OVERTURN)
    await colleague.presses(texts.RIGHT)
    async with town.database.reading() as books:
        voices = await books.member_voices.of(number)
    assert sorted(voices.values()) == [False, True], "two libraries have said something"
    await gleb.presses(texts.RIGHT)
    await town.passes(WEEK_AND_A_BIT, step=timedelta(hours=12))
    assert not await here.is_seen()
    assert (await here.complaint(number)).state is State.REFUSED
    assert here.watch.here.maria.saw("За отмену 1 голос, за решение 2.")
    assert (await here.journal())[0]["fallen"] is False


async def test_one_voice_of_four_overturns_nothing_two_do(town: Town) -> None:
    here = await members(town)
    await here.asked()
    await here.voters[0].presses(texts.OVERTURN)
    await town.passes(WEEK_AND_A_BIT, step=timedelta(hours=12))
    assert not await here.is_seen()
    assert here.watch.here.maria.saw("Решение остаётся.")


async def test_who_is_late_is_not_counted_however_late_the_job_is(town: Town) -> None:
    here = await members(town)
    number = await here.asked()
    oleg, vera, *_ = here.voters
    await oleg.presses(texts.OVERTURN)
    town.time += WEEK_AND_A_BIT  # the program was down
    await vera.forges(f"voice:{number}:overturn")
    assert vera.reads == texts.CLOSED
    await town.passes(timedelta(minutes=2), step=timedelta(minutes=1))
    assert not await here.is_seen(), "one voice in time is not enough"
    assert (await here.complaint(number)).state is State.REFUSED


async def test_whose_dispute_it_is_and_who_is_nobodys_librarian_has_no_voice(town: Town) -> None:
    here = await members(town)
    number = await here.asked()
    for stranger in (here.watch.here.ira, here.watch.here.maria, here.watch.anna):
        await stranger.forges(f"voice:{number}:overturn")
    asker = here.watch.here.maria
    late = town.person("Юля")
    await late.says("/menu")
    async with town.database.writing() as books:
        library = await namesakes.library(books, here.watch.here.alliance, "Библиотека, которой не было")
        await books.librarians.add(library.id, await id_of(books, late), at=town.time)
        await books.librarians.add(here.watch.here.other.id, await id_of(books, asker), at=town.time)
    await late.forges(f"voice:{number}:right")
    assert late.reads == texts.NO_VOICE
    async with town.database.reading() as books:
        assert await books.member_voices.of(number) == {}


async def test_the_members_are_asked_once_in_two_weeks_and_by_the_loser_only(town: Town) -> None:
    here = await members(town)
    number = await here.hidden_wrongly()
    maria = here.watch.here.maria
    for stranger in (here.watch.here.ira, here.watch.here.oleg, here.watch.boris):
        await stranger.forges(f"ask-members:{number}")
        assert not stranger.saw(texts.WHY)
    await maria.presses(texts.ASK)
    await maria.answers(PLEA, texts.YES)
    await maria.forges(f"ask-members:{number}")
    assert maria.reads == texts.NOT_ASKED
    await town.passes(WEEK_AND_A_BIT, step=timedelta(hours=12))
    await maria.forges(f"ask-members:{number}")
    assert maria.reads == texts.NOT_ASKED, "once"
    await maria.forges(f"complaint-again:{number}")
    assert maria.reads == complaints.NOT_APPEALED


async def test_after_two_weeks_it_is_too_late(town: Town) -> None:
    here = await members(town)
    number = await here.hidden_wrongly()
    town.time += ASK_WITHIN + timedelta(minutes=1)
    await here.watch.here.maria.forges(f"ask-members:{number}")
    assert here.watch.here.maria.reads == texts.NOT_ASKED


async def test_about_the_operators_decision_nobody_is_asked(town: Town) -> None:
    here = await members(town)
    number = await here.hidden_wrongly()
    async with town.database.writing() as books:
        hiding = await books.hidden.now((What.LIBRARY, here.host))
        assert hiding is not None
        await books.hidden.take_over(hiding, "решение суда")
    await here.watch.here.maria.forges(f"ask-members:{number}")
    assert here.watch.here.maria.reads == texts.NOT_ASKED


async def test_no_coordinator_agrees_with_an_objection_to_what_the_operator_hid(town: Town) -> None:
    here = await members(town)
    await here.watch.hides(here.watch.anna, "library", here.host)
    await here.watch.here.maria.presses(hiding_texts.OBJECT)
    await here.watch.here.maria.answers("Мы работаем с 1962 года")
    async with town.database.writing() as books:
        hiding = await books.hidden.now((What.LIBRARY, here.host))
        assert hiding is not None
        await books.hidden.take_over(hiding, "решение суда")
    number = await here.waiting()
    await here.watch.boris.forges(f"judge:{number}:uphold")
    await here.watch.boris.answers("Был там, всё правда", complaints.uphold(Subject.HIDING))
    assert here.watch.boris.saw(hiding_texts.BY_OPERATOR)
    assert not await here.is_seen()


async def test_a_report_that_was_declined_hides_the_thing_in_the_members_name(town: Town) -> None:
    here = await members(town)
    ira = here.watch.here.ira
    await ira.starts(f"report_event_{here.watch.here.event.id}")
    await ira.answers(complaints.REASONS["advert"], complaints.SEND)
    number = await here.waiting()
    await here.watch.anna.forges(f"judge:{number}:decline")
    await here.watch.anna.answers("Всё хорошо", complaints.decline(Subject.REPORT))
    await ira.presses(texts.ASK)
    await ira.answers("Это реклама банка", texts.YES)
    for voter in here.voters[:3]:
        await voter.presses(texts.OVERTURN)
    async with town.database.reading() as books:
        hiding = await books.hidden.now((What.EVENT, here.watch.here.event.id))
    assert hiding is not None
    assert hiding.office is Office.MEMBERS
    assert ira.saw("Решение отменено. Этого больше не видно.")
    await here.watch.anna.forges(f"unhide:{hiding.id}")
    assert here.watch.anna.reads == hiding_texts.BY_MEMBERS


async def test_a_librarian_who_was_sent_away_wrongly_speaks_for_the_library_again(any_town: Town) -> None:
    here = await members(any_town)
    maria, anna = here.watch.here.maria, here.watch.anna
    await here.watch.here.ira.starts(f"report_library_{here.host}_not-staff")
    await here.watch.here.ira.answers("Я её там не видела", complaints.SEND)
    number = await here.waiting()
    await maria.presses(complaints.ANSWER)
    await maria.answers("Работаю тридцать лет")
    await anna.forges(f"judge:{number}:uphold")
    await anna.answers("Так говорят в селе", complaints.uphold(Subject.NOT_STAFF))
    await anna.presses(complaints.STAFF)
    await anna.presses("Убрать")
    await anna.presses(card.YES_DISMISS)
    await maria.forges(f"ask-members:{number}")
    await maria.answers(PLEA, texts.YES)
    async with any_town.database.reading() as books:
        who = await id_of(books, maria)
        assert await books.librarians.state_of(here.host, who) is Service.DISMISSED
    for voter in here.voters[:3]:
        await voter.presses(texts.OVERTURN)
    async with any_town.database.reading() as books:
        assert await books.librarians.state_of(here.host, who) is Service.VOUCHED
    assert (await here.complaint(number)).state is State.REFUSED
    for person in (maria, here.watch.here.ira, anna):
        assert person.saw("снова ведут дела библиотеки"), person


async def test_the_members_are_not_asked_about_everything_at_once(town: Town) -> None:
    here = await members(town)
    ira, anna, most = here.watch.here.ira, here.watch.anna, LIMITS[Quota.MEMBERS_ASKED].most
    async with town.database.writing() as books:
        events = [
            await namesakes.event(books, here.watch.here.host, title=f"Вечер {number}") for number in range(most + 1)
        ]
    for event in events:
        await ira.starts(f"report_event_{event.id}")
        await ira.answers(complaints.REASONS["advert"], complaints.SEND)
        number = await here.waiting()
        await anna.forges(f"judge:{number}:decline")
        await anna.answers("Всё хорошо", complaints.decline(Subject.REPORT))
        await ira.presses(texts.ASK)
        await ira.answers("Это реклама банка", texts.YES)
    async with town.database.reading() as books:
        assert await books.complaints.asked_in(here.watch.here.alliance) == most
    assert "Участников сейчас уже спрашивают о 3 решениях" in ira.reads
