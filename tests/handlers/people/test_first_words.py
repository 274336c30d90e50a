"""Nothing is kept of anybody before their yes; one tap, and they are where they wanted to go."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from domain.purposes import Operator, Purpose
from handlers.texts.alliances import choosing, founding
from handlers.texts.libraries import joining
from handlers.texts.people import addresses, first_words, policy, privacy
from handlers.texts.turn import consents, free_words, menu, shared
from handlers.turn.context import TurnRefused
from storage.tables import inbox, outbox, people
from storage.tables.messaging import KEPT_STRANGERS
from talk.updates import IncomingMessage
from tests.contents import rows_of
from tests.handlers.people.steps import takes_code

if TYPE_CHECKING:
    from tests.people import Person, Town

pytestmark = pytest.mark.usefixtures("strangers")
CHAT = 7_111_222_333_444
"""A number that stands for nothing else."""
OPERATOR = Operator(name="Александровская библиотека", address="Мира, 1", email="data@example.ru")


async def traces(town: Town) -> dict[str, list[dict[str, Any]]]:
    """Rows of any table that name the chat, in any column."""
    async with town.database.reading() as books:
        kept = await rows_of(books)
    found = {name: [row for row in rows if str(CHAT) in str(row)] for name, rows in kept.items()}
    return {name: rows for name, rows in found.items() if rows}


async def known(person: Person) -> int | None:
    """To which version they have agreed; None: they are nobody's row, or have not."""
    async with person.town.database.reading() as books:
        found = await books.people.by_external(person.messenger.account, person.id)
        return found.agreed if found is not None else None


def asked(person: Person) -> bool:
    return person.labels[:1] in ([consents.AGREE], [first_words.EVENTS])


@pytest.mark.parametrize("way", ["start", "words", "command", "photo", "file", "press"])
async def test_before_the_yes_nothing_is_kept_but_what_the_answer_needs(any_town: Town, way: str) -> None:
    maria = any_town.person(id=CHAT)
    match way:
        case "start":
            await maria.starts("event_12")
        case "words":
            await maria.says("Меня зовут Мария, мой телефон 8 912 000 11 22")
        case "command":
            await maria.says("/found Ивановка")
        case "photo":
            await maria.shows()
        case "file":
            await maria.sends_file(b"a,b")
        case _:
            await maria.forges("~1.0")
    assert asked(maria)
    assert consents.current(Purpose.SERVICE).text in maria.reads
    found = await traces(any_town)
    assert found.keys() == {"outbox"}
    [row] = found["outbox"]
    assert (row["person_id"], row["kind"]) == (None, "first-words")
    assert "Мария" not in str(row)
    async with any_town.database.reading() as books:
        assert (await books.connection.execute(sa.select(sa.func.count()).select_from(people))).scalar_one() == 0
        heard = (await books.connection.execute(sa.select(inbox.c.chat, inbox.c.body, inbox.c.state))).all()
    assert [tuple(one) for one in heard] == [(0, None, "done")], "by its id a repeat is known, and by nothing else"


async def test_what_a_messenger_tells_of_a_stranger_is_not_kept_either(any_town: Town) -> None:
    """That they let the bot write, or do not, or put it into a group of theirs."""
    maria = any_town.person(id=CHAT)
    for reachable in (True, False):
        await maria.reaches(reachable=reachable)
    for what in ("added", "rights", "renamed", "claimed", "removed"):
        facts: dict[str, Any] = {"claim": f"b-{'0' * 32}"} if what == "claimed" else {}
        await any_town.group_happens(any_town.messenger(), -500, what, user=CHAT, title="Наш двор", **facts)
    assert await traces(any_town) == {}


async def test_a_strangers_flood_leaves_no_chat_behind(town: Town) -> None:
    """What is let go without an answer is forgotten like what is answered."""
    account = town.messenger().account
    await town.inbox.hear(
        [
            IncomingMessage(account=account, event_id=f"flood{n}", chat=CHAT, user=CHAT, at=town.time, text="Алло?")
            for n in range(80)
        ]
    )
    await town.drain()
    assert (await traces(town)).keys() <= {"outbox"}


async def test_a_strangers_poison_keeps_no_words_of_theirs(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """The turn fails three times and is parked; the operator sees that, and not who it was."""

    async def fails(*_: object, **__: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr("handlers.people.first_words.ask", fails)
    maria = town.person(id=CHAT)
    await maria.says("Меня зовут Мария")
    async with town.database.reading() as books:
        rows = (await books.connection.execute(sa.select(inbox.c.chat, inbox.c.body, inbox.c.state))).all()
    assert [(row.chat, row.state) for row in rows] == [(0, "parked")]
    assert "Мария" not in str(rows)
    assert str(CHAT) not in str(rows)


async def test_whoever_never_answers_is_forgotten_after_a_day(town: Town) -> None:
    maria = town.person(id=CHAT)
    await maria.starts("event_12")
    await town.passes(KEPT_STRANGERS - timedelta(hours=1), step=timedelta(hours=1))
    assert (await traces(town)).keys() == {"outbox"}
    await town.passes(timedelta(hours=3), step=timedelta(hours=1))
    assert await traces(town) == {}


async def test_the_first_words_are_short_and_say_who_and_why(town: Town) -> None:
    town.directory = replace(town.directory, operator=OPERATOR)
    town.inbox._directory = town.directory
    maria = town.person()
    await maria.says("привет")
    assert maria.reads == first_words.first_words(OPERATOR).plain
    assert str(menu.WELCOME) in maria.reads
    assert consents.current(Purpose.SERVICE).text in maria.reads
    assert "Александровская библиотека, data@example.ru" in maria.reads
    assert len(maria.reads) < 500


async def test_they_are_asked_who_they_are_and_either_answer_is_the_yes(any_town: Town) -> None:
    """«Хочу знать о событиях» · «Я из библиотеки»: nothing is kept before, and no tap is lost."""
    ira, maria = any_town.person(), any_town.person()
    for one, label in ((ira, first_words.EVENTS), (maria, first_words.LIBRARIAN)):
        await one.starts()
        assert one.labels[:2] == [first_words.EVENTS, first_words.LIBRARIAN]
        assert one.reads.endswith(first_words.WHO)
        assert await known(one) is None
        await one.presses(label)
        assert await known(one) == consents.current(Purpose.SERVICE).version
    assert maria.reads == joining.WHERE
    assert ira.reads == choosing.NONE_YET


async def test_a_yes_in_words_leads_to_the_menu(any_town: Town) -> None:
    maria = any_town.person()
    await maria.starts()
    await maria.says(consents.AGREE)
    assert maria.reads == menu.MENU
    assert await known(maria) == consents.current(Purpose.SERVICE).version
    assert len(maria.heard) == 2, "the first words stay, below them is the menu"
    await maria.says("/menu")
    assert maria.reads == menu.MENU


@pytest.mark.parametrize(
    ("way", "reads"),
    [("link", founding.SETTLEMENT), ("command", founding.SETTLEMENT), ("word", policy.HEADING), ("button", None)],
)
async def test_one_tap_leads_to_exactly_what_they_came_for(any_town: Town, way: str, reads: str | None) -> None:
    maria = any_town.person()
    match way:
        case "link":
            await maria.starts("found")
        case "command":
            await maria.says("/found@tezki_bot")
        case "word":
            await maria.says("Правила о данных")
        case _:
            await maria.forges("help")
    if way == "word":  # that is told before, too
        assert reads is not None
        assert reads in maria.reads
        return
    assert asked(maria)
    await maria.answers(consents.AGREE)
    assert maria.reads.startswith(reads[:20] if reads else str(menu.help_for(serves=False, coordinates=False))[:10])
    if way == "link":
        await maria.says("Ивановка")
        assert consents.current(Purpose.SERVICE).text not in maria.reads
    assert await known(maria) == consents.current(Purpose.SERVICE).version


@pytest.mark.parametrize("word", ["Хорошо", "да", "Хорошо!", " ОК "])
async def test_a_yes_may_be_typed_and_leads_there_as_well(any_town: Town, word: str) -> None:
    maria = any_town.person()
    await maria.starts("found")
    await maria.says("А что это?")
    await maria.starts("found")
    await maria.says(word)
    assert maria.reads.startswith(founding.SETTLEMENT[:20])
    async with any_town.database.reading() as books:
        person = await books.people.by_external(maria.messenger.account, maria.id)
        assert person is not None
        [line] = await books.consents.of(person.id)
    assert (line.purpose, line.version, line.how) == (Purpose.SERVICE, 2, "words")
    assert line.text_hash == consents.current(Purpose.SERVICE).hash


async def test_a_yes_to_nothing_is_none(town: Town) -> None:
    """Nobody has agreed to words that they have not read."""
    maria = town.person()
    await maria.says("Хорошо")
    assert asked(maria)
    assert await known(maria) is None
    await maria.says("нет")
    assert asked(maria)
    assert await known(maria) is None
    town.time += timedelta(days=2)
    await town.passes(timedelta(hours=1), step=timedelta(minutes=30))
    await maria.says("Хорошо")
    assert asked(maria), "they are asked anew after so long a time"
    await maria.says("Хорошо")
    assert await known(maria) == consents.current(Purpose.SERVICE).version


@pytest.mark.parametrize("payload", ["erase-me_1", "agree_found", "consent-off_photos", "nothing", "х" * 40, "a" * 64])
async def test_a_strangers_link_leads_to_the_menu(town: Town, payload: str) -> None:
    """What a link may not do it does not do after the yes either, and nothing long breaks the button."""
    maria = town.person()
    await maria.starts(payload)
    assert asked(maria)
    await maria.answers(consents.AGREE)
    assert maria.reads == menu.MENU
    assert await known(maria) == consents.current(Purpose.SERVICE).version


async def test_the_same_button_twice_is_one_yes(any_town: Town) -> None:
    maria = any_town.person()
    await maria.starts("found")
    await maria.presses(consents.AGREE)
    await maria.presses(consents.AGREE)
    async with any_town.database.reading() as books:
        person = await books.people.by_external(maria.messenger.account, maria.id)
        assert person is not None
        assert len(await books.consents.of(person.id)) == 1
    assert maria.reads.startswith(founding.SETTLEMENT[:20])


@pytest.mark.parametrize("said", ["/privacy", "/mydata", "удалить мои данные"])
async def test_about_data_strangers_may_ask_before_they_agree(town: Town, said: str) -> None:
    maria = town.person(id=CHAT)
    await maria.starts("found")
    await maria.says(said)
    assert policy.WHO in maria.reads if said == "/privacy" else first_words.NOTHING_KEPT in maria.reads
    assert asked(maria)
    assert (await traces(town)).keys() == {"outbox"}
    await maria.answers(consents.AGREE)
    assert maria.reads.startswith(founding.SETTLEMENT[:20]), "what they came for first is not lost"


async def test_a_site_has_the_whole_policy(town: Town) -> None:
    town.public_url = "https://tezki.example"
    town._start()
    maria = town.person()
    await maria.starts()
    assert [button.url for row in maria.last.rows for button in row if button.url] == ["https://tezki.example/privacy"]


async def test_a_yes_holds_though_what_they_came_for_is_refused(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """The turn is undone, what they agreed to is not."""

    async def refuse(*_: object) -> bool:
        raise TurnRefused("Так нельзя.", shared.MENU_ROWS)

    maria = town.person()
    await maria.starts("found")
    monkeypatch.setattr("handlers.people.first_words.go", refuse)
    await maria.answers(consents.AGREE)
    assert maria.reads == "Так нельзя."
    assert await known(maria) == consents.current(Purpose.SERVICE).version


async def test_a_code_for_another_address_comes_through_the_first_words(wide_town: Town) -> None:
    here, there = wide_town.person(messenger="telegram"), wide_town.person(messenger="vk")
    await here.starts()
    await here.answers(consents.AGREE)
    code = await takes_code(here)
    await there.says(code)
    assert asked(there)
    await there.answers(consents.AGREE)
    assert there.labels[0] == addresses.YES_ME


async def test_whoever_was_erased_is_a_stranger_again(any_town: Town) -> None:
    maria = any_town.person(id=CHAT)
    await maria.starts()
    await maria.answers(consents.AGREE)
    await maria.says("удалить мои данные")
    await maria.presses(privacy.YES_ERASE)
    assert await traces(any_town) == {}
    await maria.says("привет")
    assert asked(maria)
    assert (await traces(any_town)).keys() == {"outbox"}


async def test_many_words_before_the_yes_keep_nothing_either(town: Town) -> None:
    maria = town.person(id=CHAT)
    for _ in range(5):
        await maria.says("Алло?")
    async with town.database.reading() as books:
        rows = (await books.connection.execute(sa.select(outbox.c.action, outbox.c.person_id))).all()
    assert {(str(row.action), row.person_id) for row in rows} == {("{'kind': 'tell'}", None)}


# People who are known from before.


async def older(town: Town, *, agreed: bool = False) -> Person:
    """Somebody whose row is there, and who has heard the first words of another time."""
    maria = town.person()
    async with town.database.writing() as books:
        person = await books.people.meet(maria.messenger.account, maria.id, maria.id, at=town.time)
        await books.people.greet(person.id, at=town.time)
        if agreed:
            await books.consents.give(
                person.id, Purpose.SERVICE, version=0, text_hash="older words", how="button", at=town.time
            )
    return maria


@pytest.mark.parametrize("agreed", [False, True])
async def test_whoever_is_known_is_asked_at_their_next_word_and_is_served_meanwhile(
    any_town: Town, *, agreed: bool
) -> None:
    maria = await older(any_town, agreed=agreed)
    await maria.says("/found")
    assert maria.reads.startswith(founding.SETTLEMENT[:20])
    assert maria.heard[-2].text == first_words.asked_again(None)
    await maria.says("Ивановка")
    assert [prompt.text for prompt in maria.heard].count(first_words.asked_again(None)) == 1, "once"

    await maria.presses(consents.AGREE)
    assert maria.reads == first_words.THANKS
    assert shared.RESUME in maria.labels, "the talk is where it was"
    assert await known(maria) == consents.current(Purpose.SERVICE).version


async def test_whoever_is_known_may_type_their_yes_once_they_were_asked(town: Town) -> None:
    maria = await older(town)
    await maria.says("Да")
    assert await known(maria) is None, "they are asked just now"
    await maria.says("Да")
    assert await known(maria) == consents.current(Purpose.SERVICE).version
    assert maria.reads == first_words.THANKS
    await maria.says("Да")
    assert maria.reads == free_words.REPLIES[free_words.GLAD]


async def test_whoever_does_not_answer_is_asked_again_a_month_later(town: Town) -> None:
    maria = await older(town)
    await maria.says("/menu")
    await maria.says("/menu")
    await town.passes(timedelta(days=31), step=timedelta(days=1))
    await maria.says("/menu")
    assert [prompt.text for prompt in maria.heard].count(first_words.asked_again(None)) == 2


async def test_whoever_is_known_may_say_no(town: Town) -> None:
    maria = await older(town)
    await maria.says("/menu")
    await maria.presses(first_words.NO)
    await maria.presses(privacy.YES_ERASE)
    assert maria.reads == privacy.ERASED
    assert await known(maria) is None
