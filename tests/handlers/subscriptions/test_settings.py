"""Each habit is changed alone, and the page shows what will come of it."""

from __future__ import annotations

from datetime import time

from handlers.texts.subscriptions import habits as texts
from handlers.texts.turn.dialogue import PHRASES
from tests.handlers.subscriptions.steps import known, subscriber, village
from tests.people import Town


async def test_each_setting_is_changed_alone(any_town: Town) -> None:
    home = await village(any_town)
    ira = await subscriber(any_town, f"a{home.alliance}")
    await ira.says("/settings")
    assert "за день и за час" in ira.reads
    await ira.presses(texts.ZONE)
    await ira.answers("Омск")
    assert "Омск" in ira.reads
    assert "15:00" in ira.reads
    await ira.presses(texts.ALL_SETTINGS)
    await ira.presses(texts.REMINDERS)
    await ira.answers("за 3 дня, за 3 часа")
    await ira.presses(texts.ALL_SETTINGS)
    await ira.presses(texts.QUIET)
    await ira.presses(texts.NO_QUIET)
    kept = await known(ira)
    assert (kept.zone, kept.leads, kept.quiet_from, kept.quiet_to) == ("Asia/Omsk", (4320, 180), None, None)


async def test_the_usual_quiet_hours_are_one_tap(town: Town) -> None:
    home = await village(town)
    ira = await subscriber(town, f"a{home.alliance}")
    await ira.forges("set-quiet")
    await ira.presses("С 21:00")
    kept = await known(ira)
    assert (kept.quiet_from, kept.quiet_to) == (time(21), time(9))


async def test_own_quiet_hours_are_pressed_where_they_begin_and_end(town: Town) -> None:
    home = await village(town)
    ira = await subscriber(town, f"a{home.alliance}")
    await ira.forges("set-quiet")
    await ira.presses(texts.OWN_HOURS)
    await ira.presses("22:00")
    await ira.presses("07:00")
    kept = await known(ira)
    assert (kept.quiet_from, kept.quiet_to) == (time(22), time(7))


async def test_the_digest_is_one_tap_and_one_tap_back(town: Town) -> None:
    home = await village(town)
    ira = await subscriber(town, f"a{home.alliance}")
    await ira.says("/settings")
    await ira.presses(texts.WEEKLY)
    assert (await known(ira)).weekly
    await ira.presses(texts.ALL_SETTINGS)
    assert "воскресенье, 22 ноября, 18:00" in ira.reads
    await ira.presses(texts.SINGLE)
    assert not (await known(ira)).weekly
    await ira.presses(texts.UNDO)
    assert (await known(ira)).weekly


async def test_the_example_is_the_next_event_of_ones_own(town: Town) -> None:
    home = await village(town)
    ira = await subscriber(town, f"a{home.alliance}")
    await ira.says("/settings")
    assert "Например" in ira.reads
    await home.holds("Вечер памяти")
    await ira.says("/settings")
    assert "«Вечер памяти»" in ira.reads
    assert "суббота, 21 ноября, 15:00; воскресенье, 22 ноября, 14:00" in ira.reads


async def test_a_stranger_may_look_at_settings_too(town: Town) -> None:
    pyotr = town.person()
    await pyotr.says("настройки")
    assert "Москва" in pyotr.reads
    await pyotr.forges("set-weekly:nonsense")
    assert (await known(pyotr)).weekly


async def test_what_was_chosen_is_ticked_when_it_is_asked_again(any_town: Town) -> None:
    home = await village(any_town)
    ira = await subscriber(any_town, f"a{home.alliance}")
    await ira.forges("set-leads")
    ticked = {label for label in ira.labels if label.startswith("✓")}
    assert len(ticked) == 2, "the usual two"
    await ira.presses("За 3 дня")
    await ira.presses(PHRASES.done)
    assert set((await known(ira)).leads) == {4320, 1440, 60}
    await ira.forges("set-leads")
    assert len([label for label in ira.labels if label.startswith("✓")]) == 3
