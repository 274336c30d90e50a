"""What every messenger promises (``talk.messenger.Messenger``): a new adapter begins with these tests.

Write a ``Ground``: the messenger's test server with somebody on it. In ``tests/messengers/<kind>/test_contract.py``:

    class TestContract(OverNetwork):
        @pytest.fixture
        async def ground(self, …) -> Ground: ...

``Contract`` is for all of them, ``OverNetwork`` for those between whom and us something may go wrong.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from enum import Enum, auto
from typing import Protocol

import pytest

from talk.messenger import (
    BULK,
    Broken,
    Impossible,
    Later,
    Messenger,
    SendTicket,
    Sent,
    Settling,
    Tell,
    Uncertain,
    Undelivered,
    Unreachable,
)
from talk.prompt import Button, Prompt
from talk.rich import rich
from talk.updates import GroupChanged, IncomingMessage, ReachabilityChanged
from tests.patience import PATIENCE

Happened = IncomingMessage | GroupChanged | ReachabilityChanged
SECRET = "тайные слова"
YES = Button(label="Да", press="t1:0")


class Trouble(Enum):
    """What may stand in the way of the next message, and what it is called here."""

    TOO_FAST = auto()
    OVERLOADED = auto()
    ANSWER_LOST = auto()
    """The message arrived all the same."""
    KEY_REVOKED = auto()


FATES: dict[Trouble, type[Undelivered]] = {
    Trouble.TOO_FAST: Later,
    Trouble.OVERLOADED: Later,
    Trouble.ANSWER_LOST: Uncertain,
    Trouble.KEY_REVOKED: Broken,
}


class Ground(Protocol):
    """A messenger, its server, and one person who may be written to."""

    messenger: Messenger
    chat: int
    """Of the person."""
    knows_repeats: bool
    """Whether the same key again is the same message even after an answer was lost."""

    async def reads(self) -> Sequence[str]:
        """The messages in the person's chat as they stand there now, the oldest first."""

    async def asks(self) -> Sequence[Sequence[str]]:
        """The labels of the buttons under each of them."""

    async def says(self, text: str) -> None: ...

    async def says_told_twice(self, text: str) -> None:
        """The messenger brings it twice, as it does where it has not seen our confirmation."""

    async def presses(self, label: str) -> None:
        """A button of the newest message."""

    async def follows(self, payload: str) -> None:
        """A deep link of ``messenger.invitation``."""

    async def shows(self, picture: bytes) -> None: ...

    async def blocks(self) -> None: ...

    async def does_something_unheard_of(self) -> None:
        """What no version of ours knows."""


class NetworkGround(Ground, Protocol):
    """What else there is to be tried where there is a network."""

    secrets: Sequence[str]
    """What no reason may show: keys, addresses with keys in them."""

    async def suffers(self, trouble: Trouble) -> None:
        """The next message does."""

    async def unplugged(self) -> Messenger:
        """The same account, whose server nobody answers at."""


class Ears:
    """What was heard, one by one."""

    def __init__(self) -> None:
        self.queue: asyncio.Queue[Happened] = asyncio.Queue()

    async def __call__(self, updates: Sequence[Happened]) -> None:
        for one in updates:
            self.queue.put_nowait(one)

    async def next(self) -> IncomingMessage:
        """The next thing that a person did, but for a first «start»."""
        async with asyncio.timeout(PATIENCE):
            while not isinstance(heard := await self.queue.get(), IncomingMessage) or heard.start == "":
                pass
            return heard


@asynccontextmanager
async def hearing(ground: Ground) -> AsyncIterator[Ears]:
    ears = Ears()
    listening = asyncio.create_task(_listen(ground.messenger, ears))
    try:
        yield ears
    finally:
        listening.cancel()
        await asyncio.wait([listening])
    if not listening.cancelled():
        listening.result()


async def _listen(messenger: Messenger, ears: Ears) -> None:
    """An adapter whose ``listen`` returns is told of everything by somebody else, or has to be asked again."""
    while True:
        await messenger.listen(ears)
        await asyncio.sleep(0.01)


def tell(
    ground: Ground,
    text: str = "Здравствуйте",
    *,
    replaces: str | None = None,
    settles: Settling | None = None,
    ask: bool = False,
) -> Tell:
    prompt = Prompt(text=rich(text), rows=((YES,),) if ask else ())
    return Tell(chat=ground.chat, prompt=prompt, replaces=replaces, settles=settles)


async def told(ground: Ground, text: str = "Здравствуйте", *, key: int = 1, ask: bool = False) -> Sent:
    sent = await ground.messenger.perform(tell(ground, text, ask=ask), key, SendTicket())
    assert isinstance(sent, Sent)
    return sent


class Contract:
    """For every messenger."""

    async def test_it_says_who_it_is(self, ground: Ground) -> None:
        who = await ground.messenger.identify()
        assert who.external_id > 0
        assert who.title
        assert ground.messenger.kind == ground.messenger.kind.strip().lower() != ""

    async def test_a_message_arrives_and_has_a_name(self, ground: Ground) -> None:
        sent = await told(ground)
        assert await ground.reads() == ["Здравствуйте"]
        assert len(sent.refs) == 1
        assert sent.refs[0]

    async def test_another_key_is_another_message(self, ground: Ground) -> None:
        first, second = await told(ground, key=1), await told(ground, key=2)
        assert first.refs != second.refs
        assert len(await ground.reads()) == 2

    async def test_a_message_takes_the_place_of_another(self, ground: Ground) -> None:
        first = await told(ground, "Раз", ask=True)
        await ground.messenger.perform(tell(ground, "Два", replaces=first.refs[0]), 2, SendTicket())
        assert await ground.reads() == ["Два"]

    async def test_what_cannot_be_replaced_is_said_anew(self, ground: Ground) -> None:
        await told(ground, "Раз")
        await ground.messenger.perform(tell(ground, "Два", replaces="99999999"), 2, SendTicket())
        assert await ground.reads() == ["Раз", "Два"]

    async def test_a_change_takes_the_buttons_away_unless_it_brings_some(self, ground: Ground) -> None:
        first = await told(ground, "Раз", ask=True)
        await ground.messenger.perform(tell(ground, "Два", replaces=first.refs[0], ask=True), 2, SendTicket())
        assert await ground.asks() == [["Да"]]
        await ground.messenger.perform(tell(ground, "Три", replaces=first.refs[0]), 3, SendTicket())
        assert (await ground.reads(), await ground.asks()) == (["Три"], [[]])

    async def test_what_says_so_already_is_left_as_it_is(self, ground: Ground) -> None:
        first = await told(ground, "Раз", ask=True)
        same = await ground.messenger.perform(tell(ground, "Раз", replaces=first.refs[0], ask=True), 2, SendTicket())
        assert (await ground.reads(), await ground.asks()) == (["Раз"], [["Да"]])
        assert isinstance(same, Sent)
        assert same.refs == first.refs

    async def test_an_answered_question_becomes_words_without_buttons(self, ground: Ground) -> None:
        first = await told(ground, "Придёте?", ask=True)
        settled = Settling(ref=first.refs[0], text=rich("✓ Придёте: да"))
        sent = await ground.messenger.perform(tell(ground, "С кем?", settles=settled, ask=True), 2, SendTicket())
        assert await ground.reads() == ["✓ Придёте: да", "С кем?"]
        assert await ground.asks() == [[], ["Да"]]
        assert isinstance(sent, Sent)
        assert len(sent.refs) == 1

    async def test_a_question_that_is_gone_holds_nothing_up(self, ground: Ground) -> None:
        await told(ground, "Раз")
        for number, settled in enumerate((Settling(ref="99999999", text=rich("✓")), Settling(ref="99999999")), 2):
            sent = await ground.messenger.perform(tell(ground, "Два", settles=settled), number, SendTicket())
            assert isinstance(sent, Sent)
        assert await ground.reads() == ["Раз", "Два", "Два"]

    async def test_the_messages_of_a_chat_are_numbered_upwards(self, ground: Ground) -> None:
        refs = [(await told(ground, str(key), key=key)).refs[0] for key in range(1, 13)]
        assert refs == sorted(refs, key=lambda ref: (len(ref), ref))
        assert len(set(refs)) == len(refs)

    async def test_of_a_long_text_nothing_is_lost(self, ground: Ground) -> None:
        words = [f"слово{number}" for number in range(ground.messenger.limits.text // 4)]
        sent = await told(ground, " ".join(words))
        parts = await ground.reads()
        assert " ".join(parts).split() == words
        assert len(sent.refs) == len(parts)

    async def test_who_blocked_us_is_unreachable(self, ground: Ground) -> None:
        await ground.blocks()
        with pytest.raises(Unreachable):
            await told(ground)

    async def test_words_are_heard_with_who_said_them_and_when(self, ground: Ground) -> None:
        async with hearing(ground) as ears:
            await ground.says("Добрый день")
            heard = await ears.next()
        assert (heard.text, heard.chat, heard.user) == ("Добрый день", ground.chat, ground.chat)
        assert heard.account == ground.messenger.account
        assert heard.event_id
        assert heard.at.utcoffset() is not None
        assert (heard.press, heard.start, heard.files, heard.other) == (None, None, (), None)

    async def test_what_comes_twice_has_one_name_and_another_thing_another(self, ground: Ground) -> None:
        async with hearing(ground) as ears:
            await ground.says_told_twice("раз")
            await ground.says("два")
            heard = [await ears.next()]
            while heard[-1].text != "два":
                heard.append(await ears.next())
        assert {one.text for one in heard} == {"раз", "два"}
        assert len({one.event_id for one in heard}) == 2

    async def test_what_nobody_has_heard_of_is_passed_over(self, ground: Ground) -> None:
        async with hearing(ground) as ears:
            await ground.does_something_unheard_of()
            await ground.says("Вы здесь?")
            assert (await ears.next()).text == "Вы здесь?"

    async def test_a_press_tells_which_message_carried_the_button(self, ground: Ground) -> None:
        sent = await told(ground, "Пойдёте?", ask=True)
        async with hearing(ground) as ears:
            await ground.presses("Да")
            heard = await ears.next()
        assert (heard.press, heard.shown, heard.chat) == ("t1:0", sent.refs[0], ground.chat)
        assert heard.press_id
        await ground.messenger.answer_press(heard.press_id, "Записали")

    async def test_acknowledging_a_press_of_long_ago_never_fails(self, ground: Ground) -> None:
        for stale in ("4382000000001", "no handle of ours", ""):
            await ground.messenger.answer_press(stale)

    async def test_a_deep_link_brings_its_payload(self, ground: Ground) -> None:
        await ground.messenger.identify()
        assert "event_12" in ground.messenger.invitation("event_12")
        async with hearing(ground) as ears:
            await ground.follows("event_12")
            assert (await ears.next()).start == "event_12"

    async def test_of_a_file_never_more_is_fetched_than_asked(self, ground: Ground) -> None:
        picture = PICTURE * 100
        async with hearing(ground) as ears:
            await ground.shows(picture)
            (file,) = (await ears.next()).files
        assert await ground.messenger.fetch(file, at_most=len(picture)) == picture
        with pytest.raises(Impossible):
            await ground.messenger.fetch(file, at_most=len(picture) - 1)

    async def test_closing_ends(self, ground: Ground) -> None:
        await told(ground)
        async with asyncio.timeout(PATIENCE):
            await ground.messenger.close()


class OverNetwork(Contract):
    """For whom there is a network between the messenger and us."""

    @pytest.mark.parametrize(("trouble", "fate"), FATES.items(), ids=lambda one: getattr(one, "name", ""))
    async def test_trouble_has_its_name_and_tells_no_secret(
        self, ground: NetworkGround, trouble: Trouble, fate: type[Undelivered]
    ) -> None:
        await ground.suffers(trouble)
        with pytest.raises(fate) as caught:
            await told(ground, SECRET)
        reason = str(caught.value)
        assert reason
        assert not [word for word in (*ground.secrets, SECRET, str(ground.chat)) if word in reason]
        if isinstance(caught.value, Later):
            assert caught.value.after > 0

    async def test_no_part_of_a_long_text_is_longer_than_the_messenger_takes(self, ground: NetworkGround) -> None:
        most = ground.messenger.limits.text
        await told(ground, "слово " * (most // 2))
        parts = await ground.reads()
        assert len(parts) > 2
        assert max(map(len, parts)) <= most

    async def test_a_ticket_says_that_its_message_has_left(self, ground: NetworkGround) -> None:
        ticket = SendTicket(lane=BULK)
        await ground.messenger.perform(tell(ground), 1, ticket)
        assert ticket.left

    async def test_what_may_not_leave_any_more_does_not(self, ground: NetworkGround) -> None:
        """Another process speaks for the account by the time its turn has come."""
        ticket = SendTicket(lane=BULK, may_leave=lambda: False)
        with pytest.raises((asyncio.CancelledError, Later)):
            await ground.messenger.perform(tell(ground), 1, ticket)
        assert not ticket.left
        assert await ground.reads() == []

    async def test_what_never_left_is_for_later(self, ground: NetworkGround) -> None:
        with pytest.raises(Later):
            await (await ground.unplugged()).perform(tell(ground), 1, SendTicket())

    async def test_after_a_lost_answer_only_who_knows_no_repeats_says_it_again(self, ground: NetworkGround) -> None:
        await ground.suffers(Trouble.ANSWER_LOST)
        with pytest.raises(Uncertain):
            await told(ground, key=5)
        await told(ground, key=5)
        assert len(await ground.reads()) == (1 if ground.knows_repeats else 2)


PICTURE = bytes.fromhex("ffd8ffe000104a46494600010100000100010000") + b"\0" * 12
"""The head of a JPEG; nobody looks farther."""
