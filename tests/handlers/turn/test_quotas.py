"""One person leaves only so much open at once; whoever works in earnest never notices."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from handlers.texts.libraries import appeals as texts
from handlers.texts.turn import shared
from handlers.turn.quotas import OPEN_APPEALS, OPEN_INVITATIONS
from tests.handlers.libraries.steps import founded, joins, libraries_of
from tests.handlers.libraries.test_appeals import appeals

if TYPE_CHECKING:
    from tests.people import Town


async def test_a_sixth_appeal_waits_until_one_is_answered(town: Town) -> None:
    anna, alliance = await founded(town)
    maria, olga = town.person("Мария"), town.person("Ольга")
    for settlement in ("село Калинино", "село Ленино", "село Кирово", "село Фрунзе", "село Чапаево"):
        await appeals(maria, alliance.id, settlement)
        assert "Заявка у координатора" in maria.reads
    await appeals(maria, alliance.id, "село Щорса")
    assert maria.reads == shared.too_many_appeals(OPEN_APPEALS)
    async with town.database.reading() as books:
        assert (await books.appeals.open_of(alliance.id)).total == OPEN_APPEALS
    await appeals(olga, alliance.id)
    assert "Заявка у координатора" in olga.reads

    await anna.forges("appeal:1")
    await anna.answers(texts.DECLINE, "Это другое село", texts.DECLINE)
    await maria.says("/menu")
    await maria.forges(f"anew:join:{alliance.id}")
    await appeals(maria, alliance.id, "село Щорса")
    assert "Заявка у координатора" in maria.reads


@pytest.mark.parametrize("errand", ["library-links", "co-invite"])
async def test_links_that_nobody_follows_are_not_heaped_up(town: Town, errand: str) -> None:
    anna, alliance = await founded(town)
    await joins(anna, alliance=alliance.id)
    place = {"library-links": (await libraries_of(town, alliance.id))[0].id, "co-invite": alliance.id}[errand]
    word = {"library-links": "colleague_", "co-invite": "co_"}[errand]
    for _ in range(OPEN_INVITATIONS):
        await anna.forges(f"{errand}:{place}")
        assert anna.saw(word)
    link = next(text for text in reversed([prompt.text.plain for prompt in anna.heard]) if word in text)
    await anna.forges(f"{errand}:{place}")
    assert anna.reads == shared.too_many_invitations(OPEN_INVITATIONS, 7)

    await town.person("Ольга").starts(word + link.partition(word)[2][:32])
    await anna.forges(f"{errand}:{place}")
    assert anna.reads != shared.too_many_invitations(OPEN_INVITATIONS, 7)
