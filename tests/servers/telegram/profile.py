"""getMe and what a bot says about itself: commands, descriptions, menu; files; answers to presses; farewells."""

import re

from tests.servers.telegram.call import Call
from tests.servers.telegram.files import DOWNLOAD_LIMIT
from tests.servers.telegram.messages import Json
from tests.servers.telegram.refusals import BadRequest
from tests.servers.telegram.registry import Method, plays
from tests.servers.telegram.world import World

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


@plays("getMe")
def get_me(_world: World, call: Call) -> Json:
    return call.bot.json()


@plays("answerCallbackQuery")
def answer_press(world: World, call: Call) -> bool:
    press = call.bot.presses.get(call.text("callback_query_id") or "")
    if press is None or (world.now() - press.at).total_seconds() > world.callback_seconds:
        raise BadRequest(_TOO_OLD)
    if len(call.text("text") or "") > 200:
        raise BadRequest("MESSAGE_TOO_LONG")
    press.answered = True
    return True


@plays("getFile")
def get_file(world: World, call: Call) -> Json:
    stored = world.files.find(call.text("file_id") or "", call.bot.id)
    if len(stored.data) > DOWNLOAD_LIMIT:
        raise BadRequest("file is too big")
    return stored.json()


@plays("setMyCommands")
def set_commands(_world: World, call: Call) -> bool:
    commands = call.json("commands")
    if len(commands) > 100:
        raise BadRequest("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not _COMMAND.fullmatch(command["command"].removeprefix("/")):
            raise BadRequest("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= 256:
            raise BadRequest("BOT_COMMAND_DESCRIPTION_INVALID")
    call.bot.commands[call.bot.option(call.json("scope"), call.text("language_code"))] = commands
    return True


@plays("getMyCommands")
def get_commands(_world: World, call: Call) -> list[Json]:
    return call.bot.commands.get(call.bot.option(call.json("scope"), call.text("language_code")), [])


@plays("deleteMyCommands")
def delete_commands(_world: World, call: Call) -> bool:
    call.bot.commands.pop(call.bot.option(call.json("scope"), call.text("language_code")), None)
    return True


def _plays_about(word: str, field: str, longest: int) -> None:
    """SetMyName and getMyName and their like: one text per language."""

    def set_it(_world: World, call: Call) -> bool:
        value = call.text(field) or ""
        if len(value) > longest:
            raise BadRequest(f"{field} is too long")
        call.bot.about[field, call.text("language_code") or ""] = value
        return True

    def get_it(_world: World, call: Call) -> Json:
        about = call.bot.about
        value = about.get((field, call.text("language_code") or "")) or about.get((field, ""), "")
        return {field: value or (call.bot.user.first_name if field == "name" else "")}

    setter: Method = set_it
    plays(f"setMy{word}")(setter)
    plays(f"getMy{word}")(get_it)


_plays_about("Name", "name", 64)
_plays_about("Description", "description", 512)
_plays_about("ShortDescription", "short_description", 120)


@plays("setChatMenuButton")
def set_menu(_world: World, call: Call) -> bool:
    call.bot.menu[call.integer("chat_id")] = call.json("menu_button") or {"type": "default"}
    return True


@plays("getChatMenuButton")
def get_menu(_world: World, call: Call) -> Json:
    menu = call.bot.menu
    return menu.get(call.integer("chat_id")) or menu.get(None) or {"type": "default"}


@plays("logOut")
def log_out(_world: World, call: Call) -> bool:
    call.bot.logged_out = True
    return True


@plays("close")
def close(_world: World, call: Call) -> bool:
    call.bot.poller = None
    return True
