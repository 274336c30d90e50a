"""A correction is an entry of its own: what was wrong stays and both can be read (row 29)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from handlers.texts.chronicle import reading
from handlers.texts.chronicle import telling as texts
from handlers.texts.turn import shared
from handlers.texts.turn.dialogue import PHRASES
from talk.messenger import Shortfall
from tests.handlers.chronicle.steps import GROUP, alts, villages
from tests.people import photo

if TYPE_CHECKING:
    from tests.handlers.chronicle.steps import Villages
    from tests.people import Person, Town


async def told(town: Town) -> Villages:
    """An entry with a slip of the finger: 400 visitors, and one photograph."""
    here = await villages(town, co_host=True)
    await here.next_morning()
    await here.maria.presses(texts.TELL)
    await here.maria.answers("400", PHRASES.skip, "Пели и пили чай")
    await here.maria.shows(photo())
    await here.maria.answers(PHRASES.done, "Зал", texts.THEY_AGREED, PHRASES.all_right)
    return here


async def serves(person: Person, library: int) -> None:
    """A colleague of Мария's from now on."""
    async with person.town.database.writing() as books:
        known = await books.people.by_external(person.messenger.account, person.id)
        assert known is not None
        await books.librarians.add(library, known.id, at=person.town.time)


async def test_a_correction_stays_visible_as_one(any_town: Town) -> None:
    here = await told(any_town)
    wall = len(any_town.wall(GROUP))
    await here.maria.presses(reading.CORRECT)
    await here.maria.answers(texts.VISITORS_LABEL, PHRASES.done)
    assert "Сейчас в записи: 400" in here.maria.reads
    await here.maria.answers("40", "Было 40 человек, а не 400", PHRASES.all_right)
    assert here.maria.saw(texts.CORRECTED)
    right, wrong = await here.chronicle()
    assert (right.visitors, right.text, right.corrects_id) == (40, wrong.text, wrong.id)
    assert (wrong.visitors, wrong.corrected_by) == (400, right.id)
    post = await here.post()
    assert "Исправлено: Было 40 человек, а не 400" in post.text
    assert "40 посетителей" in post.text
    if here.maria.messenger.limits.edits_posts:
        assert len(any_town.wall(GROUP)) == wall
    else:
        old = next(one for one in any_town.wall(GROUP) if one.post.section == "chronicle")
        assert old.comments == ["Исправлено: Было 40 человек, а не 400"]
    kind, facts = (await here.journal())[-1]
    assert (kind, facts["corrects"], facts["changes"]) == ("correction_made", wrong.id, ["visitors"])
    assert "Было" not in str(facts)


async def test_both_versions_lead_to_each_other(town: Town) -> None:
    here = await told(town)
    await here.maria.presses(reading.CORRECT)
    await here.maria.answers(
        "Рассказ", PHRASES.done, "Пели, плясали и пили чай", "Забыла про пляски", PHRASES.all_right
    )
    right, wrong = await here.chronicle()
    await here.ira.forges(f"entry:{wrong.id}")
    assert "Эту запись позже исправили" in here.ira.reads
    assert alts(here.ira) == [], "a consent may have been taken back"
    assert reading.CORRECT not in here.ira.labels
    await here.ira.presses(reading.AS_IT_IS)
    assert "Исправлено: Забыла про пляски" in here.ira.reads
    assert alts(here.ira) == ["Зал"]
    await here.ira.presses(reading.AS_IT_WAS)
    assert "Пели и пили чай" in here.ira.reads
    assert right.corrects_id == wrong.id


async def test_photographs_can_be_taken_out(town: Town) -> None:
    here = await told(town)
    await here.maria.presses(reading.CORRECT)
    await here.maria.answers(
        texts.PHOTOS_LABEL, PHRASES.done, PHRASES.skip, "Попросили убрать снимок", PHRASES.all_right
    )
    right, wrong = await here.chronicle()
    assert right.pictures == ()
    assert (await here.post()).post.pictures == ()
    await here.ira.forges(f"entry:{wrong.id}")
    assert alts(here.ira) == []


@pytest.mark.parametrize("part", [texts.PHOTOS_LABEL, texts.VISITORS_LABEL])
async def test_whoever_takes_a_photograph_back_hears_where_it_is_still_to_be_seen(town: Town, part: str) -> None:
    """Only whoever took one back: that an old post stands is nothing new where posts are never edited."""
    here = await told(town)
    await here.maria.presses(reading.CORRECT)
    here.maria.messenger.shortfalls.append(Shortfall(what="removal", links=("https://t.me/c/1/7",)))
    new = PHRASES.skip if part == texts.PHOTOS_LABEL else "40"
    await here.maria.answers(part, PHRASES.done, new, "Было не так", PHRASES.all_right)
    await town.drain()
    heard = [one for one in here.maria.heard if "удалить не дал" in one.text.plain]
    assert len(heard) == (part == texts.PHOTOS_LABEL)
    assert all("https://t.me/c/1/7" in [span.link for span in one.text.spans] for one in heard)


async def test_the_second_of_two_corrections_corrects_the_first(both_towns: Town) -> None:
    here = await told(both_towns)
    (entry,) = await here.chronicle()
    await serves(here.oleg, here.host.id)
    await here.maria.forges(f"correct:{entry.id}")
    await here.oleg.forges(f"correct:{entry.id}")
    for person, count in ((here.maria, "40"), (here.oleg, "41")):
        await person.answers(texts.VISITORS_LABEL, PHRASES.done, count, f"Было {count}", PHRASES.all_right)
    third, second, first = await here.chronicle()
    assert (third.corrects_id, second.corrects_id, first.corrects_id) == (second.id, first.id, None)
    async with both_towns.database.reading() as books:
        totals = await books.chronicle.totals(here.alliance, 2026)
    assert totals.visitors == 41
    await here.maria.forges(f"correct:{first.id}")
    await here.maria.answers(texts.VISITORS_LABEL, PHRASES.done)
    assert "Сейчас в записи: 41" in here.maria.reads, "an old button corrects what holds now"


async def test_only_those_who_may_tell_may_correct(town: Town) -> None:
    here = await told(town)
    (entry,) = await here.chronicle()
    await here.ira.forges(f"correct:{entry.id}")
    assert here.ira.reads == shared.FORBIDDEN
    await here.ira.forges("correct:777")
    assert here.ira.reads == texts.NOT_CORRECTABLE
    assert len(await here.chronicle()) == 1


async def test_a_correction_can_be_dropped(town: Town) -> None:
    here = await told(town)
    await here.maria.presses(reading.CORRECT)
    await here.maria.answers(texts.VISITORS_LABEL, PHRASES.done, PHRASES.cancel)
    assert len(await here.chronicle()) == 1
