"""The long poll: an update is confirmed only after it was stored, and no trouble stops the bot from hearing."""

import pytest
from structlog.testing import capture_logs

from bot.messengers.telegram.failures import Contested
from bot.messengers.telegram.hearing_state import MANY, OTHER_PROGRAM, SILENCE, HearingState
from bot.messengers.telegram.messenger import TelegramMessenger
from bot.messengers.telegram.polling import patience
from talk.messenger import Broken, Later, Uncertain
from talk.updates import IncomingMessage
from tests.messengers.telegram.conftest import TOKEN, Ear, Make, Rest, listening
from tests.servers import faults
from tests.servers.telegram import Bot, Person, TelegramServer


async def test_the_event_id_is_the_updates_number(
    messenger: TelegramMessenger, ear: Ear, maria: Person, account: Bot
) -> None:
    async with listening(messenger, ear):
        await maria.sends("Здравствуйте")
        heard = await ear.next()
    assert heard.event_id == str(account.history[0].id)


async def test_an_update_is_confirmed_only_after_it_was_stored(
    messenger: TelegramMessenger, ear: Ear, maria: Person, account: Bot, server: TelegramServer
) -> None:
    ear.trouble.append(OSError("the disk is full"))
    await maria.sends("Не потеряйте меня")
    with pytest.raises(OSError, match="the disk is full"):
        await messenger.listen(ear)
    assert len(account.pending) == 1

    async with listening(messenger, ear):  # after a restart
        heard = await ear.next()
        await server.wait_for(lambda: not account.pending)
    assert isinstance(heard, IncomingMessage)
    assert heard.text == "Не потеряйте меня"


async def test_a_batch_is_stored_at_once(messenger: TelegramMessenger, ear: Ear, maria: Person) -> None:
    for number in range(5):
        await maria.sends(str(number))
    async with listening(messenger, ear):
        await ear.next()
    assert [heard.text for heard in ear.batches[0] if isinstance(heard, IncomingMessage)] == ["0", "1", "2", "3", "4"]


async def test_only_the_kinds_of_updates_that_we_understand_are_asked_for(
    messenger: TelegramMessenger, ear: Ear, server: TelegramServer, account: Bot
) -> None:
    async with listening(messenger, ear):
        await server.wait_for(lambda: account.poller)
    assert account.allowed == {"message", "edited_message", "channel_post", "callback_query", "my_chat_member"}


async def test_an_edited_message_is_known_as_one(messenger: TelegramMessenger, ear: Ear, maria: Person) -> None:
    async with listening(messenger, ear):
        message = await maria.sends("Превет")
        first = await ear.next()
        await maria.edits(message, "Привет")
        again = await ear.next()
    assert isinstance(first, IncomingMessage)
    assert isinstance(again, IncomingMessage)
    assert (first.text, first.edited) == ("Превет", False)
    assert (again.text, again.edited, again.message) == ("Привет", True, first.message)


async def test_a_spoilt_update_does_not_stall_the_others(
    messenger: TelegramMessenger, ear: Ear, maria: Person, account: Bot, server: TelegramServer
) -> None:
    account.hears("message", {"message_id": "Мария пишет: что это?"}, ("chat", maria.id))
    spoilt = account.history[-1]
    account.history.clear()
    await maria.sends("Здравствуйте")
    with capture_logs() as logs:
        async with listening(messenger, ear):
            heard = await ear.next()
    assert isinstance(heard, IncomingMessage)
    assert heard.text == "Здравствуйте"
    skipped = [line for line in logs if line["event"] == "telegram_update_skipped"]
    assert [(line["update"], line["kinds"]) for line in skipped] == [(spoilt.id, ["message"])]
    assert "Мария" not in str(logs)
    server.calls.clear()  # the server cannot vouch for this one


@pytest.mark.parametrize(
    "fault",
    [faults.html_error(502), faults.invalid_json(done=False), faults.reset(), faults.retry_after(3),
     faults.reply('{"ok": false, "error_code": 500, "description": "Internal Server Error"}', status=500)],
)  # fmt: skip
async def test_trouble_on_the_way_is_outlived(
    messenger: TelegramMessenger, ear: Ear, maria: Person, rest: Rest, fault: faults.Fault
) -> None:
    ear.server.faults.next("getUpdates", fault, fault)
    ear.server.faults.next("deleteWebhook", fault)
    async with listening(messenger, ear):
        await maria.sends("Вы здесь?")
        heard = await ear.next()
    assert isinstance(heard, IncomingMessage)
    assert heard.text == "Вы здесь?"
    assert len(rest.taken) == 3


@pytest.mark.parametrize("digits", [30, 4300, 100_000])
async def test_an_update_with_a_number_that_nothing_holds_does_not_make_it_deaf(
    messenger: TelegramMessenger, ear: Ear, maria: Person, rest: Rest, digits: int
) -> None:
    huge = faults.reply(f'{{"ok": true, "result": [{{"update_id": {"9" * digits}, "message": {{}}}}]}}')
    user = '"chat": {"id": 5, "type": "private"}, "from": {"id": 5, "is_bot": false, "first_name": "Мария"}'
    said = f'"message": {{"message_id": 1, "date": {"9" * digits}, "text": "Привет", {user}}}'
    whole = f'"message": {{"message_id": 1, "date": 1800000000, "text": "Привет", {user}}}'
    dated = faults.reply(f'{{"ok": true, "result": [{{"update_id": 7, {said}}}]}}')
    heard_never = faults.reply(f'{{"ok": true, "result": [{{"update_id": {"9" * digits}, {whole}}}]}}')
    ear.server.faults.next("getUpdates", huge, dated, heard_never)
    with capture_logs() as logs:
        async with listening(messenger, ear):
            await maria.sends("Вы здесь?")
            heard = await ear.next()
    assert isinstance(heard, IncomingMessage)
    assert heard.text == "Вы здесь?", "the first that is heard"
    assert len(rest.taken) == 2, "what cannot be confirmed comes again at once: not in a circle without a rest"
    said_so = [line["event"] for line in logs]
    assert (said_so.count("telegram_unconfirmed"), said_so.count("telegram_update_skipped")) == (2, 3)
    assert "telegram_unheard" not in said_so


async def test_a_flood_limit_is_waited_out(
    messenger: TelegramMessenger, ear: Ear, maria: Person, server: TelegramServer, rest: Rest
) -> None:
    server.faults.next("getUpdates", faults.retry_after(35))
    async with listening(messenger, ear):
        await maria.sends("Вы здесь?")
        await ear.next()
    assert rest.taken == [35.0]


def test_pauses_grow_up_to_a_minute_and_differ_by_chance() -> None:
    nothing = Uncertain("")
    assert [patience(nothing, misses, lambda: 1.0) for misses in (1, 2, 3, 7, 50)] == [1.0, 2.0, 4.0, 60.0, 60.0]
    assert patience(nothing, 3, lambda: 0.0) == 2.0
    assert patience(Later("", after=35), 1, lambda: 1.0) == 35.0


async def test_another_listener_is_logged_and_waited_for(
    messenger: TelegramMessenger, ear: Ear, maria: Person, server: TelegramServer, rest: Rest
) -> None:
    server.faults.next(
        "getUpdates",
        faults.reply('{"ok": false, "error_code": 409, "description": "Conflict: terminated by other"}', status=409),
    )
    with capture_logs() as logs:
        async with listening(messenger, ear):
            await maria.sends("Вы здесь?")
            await ear.next()
    assert "telegram_contested" in [line["event"] for line in logs]
    assert rest.taken == [Contested("", after=5).after]


@pytest.mark.parametrize("status", [401, 404])
async def test_a_refused_token_is_the_operators_business(
    messenger: TelegramMessenger, ear: Ear, server: TelegramServer, status: int
) -> None:
    server.faults.next("getUpdates", faults.reply('{"ok": false, "description": "Not for you"}', status=status))
    with pytest.raises(Broken, match="BotFather"):
        await messenger.listen(ear)


async def test_a_token_that_nobody_has_is_broken_from_the_start(make: Make, ear: Ear) -> None:
    messenger = make(token="99:nobodynobodynobody")
    with pytest.raises(Broken):
        await messenger.identify()
    with pytest.raises(Broken):
        await messenger.listen(ear)


def test_a_token_that_cannot_be_one_is_refused_without_repeating_it(make: Make) -> None:
    with pytest.raises(Broken) as refusal:
        make(token="not a token")
    assert "not a token" not in str(refusal.value)


async def test_a_webhook_left_from_before_is_taken_down(
    messenger: TelegramMessenger, ear: Ear, maria: Person, make: Make, account: Bot
) -> None:
    hooked = make(mode="webhook", webhook_url="http://127.0.0.1:1/telegram/7", webhook_secret="s3cret")
    await hooked.listen(ear)
    assert account.webhook is not None
    async with listening(messenger, ear):
        await maria.sends("Здравствуйте")
        heard = await ear.next()
    assert isinstance(heard, IncomingMessage)
    assert account.webhook is None


async def test_update_numbers_that_begin_anew_are_heard(
    ear: Ear, maria: Person, server: TelegramServer, account: Bot, make: Make
) -> None:
    quick = make(poll_seconds=0)
    async with listening(quick, ear):
        await maria.sends("До тишины")
        await ear.next()
        await server.wait_for(lambda: not account.pending)
        polls = len(server.called("getUpdates"))
        await server.wait_for(lambda: len(server.called("getUpdates")) > polls + 2)
        assert "offset" not in server.called("getUpdates")[-1].params
        server.restart_update_ids(account)
        await maria.sends("После тишины")
        heard = await ear.next()
    assert isinstance(heard, IncomingMessage)
    assert heard.text == "После тишины"


async def test_the_token_is_in_no_log_and_in_no_exception(make: Make, ear: Ear, rest: Rest) -> None:
    lost = make(api_url="http://127.0.0.1:9")
    with capture_logs() as logs:
        async with listening(lost, ear):
            await rest.thrice.wait()
    assert len(logs) >= 3
    assert TOKEN not in str(logs)
    with pytest.raises(Later) as failure:
        await lost.identify()
    assert failure.value.__context__ is None
    assert failure.value.__cause__ is None
    assert TOKEN not in str(failure.value)


async def test_a_webhook_that_another_program_sets_is_taken_down_at_once(
    messenger: TelegramMessenger, ear: Ear, maria: Person, account: Bot, rest: Rest
) -> None:
    server = ear.server
    async with listening(messenger, ear):
        await server.wait_for(lambda: account.poller)
        server.set_webhook(account, "https://somebody.else/")
        await maria.sends("Вы здесь?")
        heard = await ear.next()
    assert isinstance(heard, IncomingMessage)
    assert account.webhook is None
    assert rest.taken == []
    assert messenger.deaf is None


async def test_who_fights_with_another_program_for_the_webhook_says_so(
    messenger: TelegramMessenger, ear: Ear, account: Bot, server: TelegramServer
) -> None:
    async with listening(messenger, ear):
        for _ in range(MANY):
            await server.wait_for(lambda: account.poller and account.webhook is None)
            server.set_webhook(account, "https://somebody.else/")
        await server.wait_for(lambda: account.webhook is None)
        assert messenger.deaf == OTHER_PROGRAM


async def test_one_conflict_is_a_hand_over_and_many_are_another_program(
    messenger: TelegramMessenger, ear: Ear, maria: Person, server: TelegramServer
) -> None:
    other = faults.reply('{"ok": false, "error_code": 409, "description": "Conflict: terminated by other"}', status=409)
    server.faults.next("getUpdates", other)
    async with listening(messenger, ear):
        await maria.sends("Вы здесь?")
        await ear.next()
        assert messenger.deaf is None
        server.faults.next("getUpdates", other, other)
        await maria.sends("А теперь?")
        await ear.next()
        await maria.sends("И ещё?")
        await ear.next()
        assert messenger.deaf == OTHER_PROGRAM


async def test_a_telegram_that_is_away_for_minutes_is_not_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter((0.0, SILENCE - 1, SILENCE, SILENCE + 1))
    monkeypatch.setattr("bot.messengers.telegram.hearing_state._now", lambda: next(moments))
    state = HearingState()
    state.trouble("no answer")
    assert (state.why, state.why) == (None, "no answer")
    state.heard()
    assert state.why is None


async def test_empty_answers_that_come_at_once_are_asked_for_less_and_less(
    messenger: TelegramMessenger, ear: Ear, server: TelegramServer, rest: Rest
) -> None:
    server.faults.always("getUpdates", faults.reply('{"ok": true, "result": []}'))
    async with listening(messenger, ear):
        await rest.thrice.wait()
    assert rest.taken[:3] == [0.25, 0.5, 1.0]
