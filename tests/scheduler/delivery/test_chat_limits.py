"""A chat that got as much as a messenger lets it have in a while has to rest."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler.delivery.chat_limits import ChatLimits
from talk.messenger import Publish, Settling, Tell
from talk.prompt import Post, Prompt, Section
from talk.rich import rich
from tests.people import LIMITS

WORD = Tell(chat=5, prompt=Prompt(text=rich("слово")))
POST = Publish(group=-5, post=Post(section=Section.PLANS, text=rich("а")))


@pytest.fixture
def rests() -> ChatLimits:
    """Three messages in ten seconds to a person, two in a minute to a group."""
    return ChatLimits(replace(LIMITS["telegram"], chat=(3, 10.0), group=(2, 60.0)))


def test_a_chat_rests_until_its_window_has_room(rests: ChatLimits) -> None:
    assert [rests.wait_after(WORD, 5, 1, now) for now in (0.0, 1.0, 4.0)] == [0.0, 0.0, 6.0]
    assert rests.wait_after(WORD, 5, 1, 10.0) == 1.0  # those of 1, 4 and 10 s
    assert rests.wait_after(WORD, 6, 1, 10.0) == 0.0


def test_an_answered_question_that_is_changed_counts_as_a_message(rests: ChatLimits) -> None:
    answer = replace(WORD, settles=Settling(ref="1", text=rich("✓ Форма: встреча")))
    assert rests.wait_after(answer, 5, 1, 0.0) == 0.0
    assert rests.wait_after(answer, 5, 1, 2.0) == 8.0  # the window is that of the last three of four


def test_a_message_in_parts_counts_as_many(rests: ChatLimits) -> None:
    assert rests.wait_after(WORD, 5, 5, 0.0) == 10.0
    assert rests.wait_after(POST, -5, 10, 0.0) == 60.0  # an album


def test_groups_have_a_window_of_their_own(rests: ChatLimits) -> None:
    assert rests.wait_after(POST, -5, 1, 0.0) == 0.0
    assert rests.wait_after(POST, -5, 1, 20.0) == 40.0


def test_what_is_long_ago_is_forgotten(rests: ChatLimits) -> None:
    for chat in range(1000):
        rests.wait_after(WORD, chat, 1, 0.0)
    rests.wait_after(WORD, 5, 1, 100.0)
    assert len(rests._sent) == 1
    assert len(rests._order) == 1


def test_a_messenger_without_such_limits_lets_nobody_rest() -> None:
    rests = ChatLimits(LIMITS["telegram"])
    assert {rests.wait_after(WORD, 5, 1, 0.0) for _ in range(100)} == {0.0}


def test_posts_into_one_group_are_apart_however_few_there_were() -> None:
    rests = ChatLimits(replace(LIMITS["telegram"], spacing=1.0))
    assert (rests.wait_after(POST, -5, 1, 0.0), rests.wait_after(POST, -5, 3, 10.0)) == (1.0, 3.0)
    assert rests.wait_after(WORD, 5, 1, 0.0) == 0.0
